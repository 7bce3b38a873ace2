import type { Label } from '../../shared/contracts/field.ts';
import { localDate } from '../../shared/domain/calendar.ts';
import type { ExplainedCard } from '../../shared/domain/explain/explain-card.ts';
import type { ExplainedDecision } from '../../shared/domain/explain/explain-decision.ts';
import type { ExplainedScheme, NextTier } from '../../shared/domain/explain/explain-scheme.ts';
import { tierWords } from '../../shared/domain/explain/tier-words.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { tableOf, wrapped } from './answer.ts';
import { fateWords } from './fate-words.ts';

const words = {
  feature: { en: 'FEATURE', zh: '特征' },
  value: { en: 'VALUE', zh: '取值' },
  bin: { en: 'BIN', zh: '分箱' },
  points: { en: 'POINTS', zh: '分数' },
  base: { en: 'base', zh: '基础分' },
  together: { en: 'together', zh: '组合' },
  sum: { en: 'sum', zh: '合计' },
  probability: { en: 'probability', zh: '概率' },
  since: { en: 'since', zh: '自' },
  ungraded: { en: 'not graded by this scheme', zh: '此方案不分级' },
  by: { en: 'by', zh: '依据' },
  up: { en: 'up to', zh: '升至' },
  down: { en: 'down to', zh: '降至' },
  from: { en: 'from', zh: '门槛' },
  below: { en: 'below', zh: '低于' },
  noSingle: { en: 'no single feature would do', zh: '无单一特征可达' },
  outlook: { en: 'OUTLOOK', zh: '展望' },
  lifecycle: { en: 'LIFECYCLE', zh: '生命周期' },
  because: { en: 'because', zh: '因为' },
  leadsTo: { en: 'leads to', zh: '转入' },
  when: { en: 'when', zh: '条件' },
  key: { en: 'KEY CUSTOMER', zh: '大客户' },
  watch: { en: 'WATCH LISTS', zh: '关注名单' },
  no: { en: 'no', zh: '否' },
  work: { en: 'WORK OF THE NIGHT', zh: '当夜任务' },
  none: { en: 'no candidate for work', zh: '非候选' },
  gone: {
    en: 'the facts of the night are not all there any more (erased, or past their time): why and what not cannot be told',
    zh: '当夜事实已不完整（已删除或已过保留期），无法说明原因与任务',
  },
  ...fateWords,
} as const satisfies Record<string, Label>;

/** What lines are written with: language, colours, the operator's time zone. */
export type View = { lang: Lang; paint: Paint; timeZone: string };

/** What stands between a name and what is said of it. */
const colon = (lang: Lang): string => (lang === 'zh' ? '：' : ': ');
const comma = (lang: Lang): string => (lang === 'zh' ? '，' : ', ');

/** Points without the noise of binary fractions. */
const number = (value: number): string => String(Math.round(value * 1e6) / 1e6);
const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value));

const cardLines = (card: ExplainedCard, { lang, paint }: View): string[] => {
  const say = (word: keyof typeof words): string => words[word][lang];
  const rows = [
    [say('base'), '', '', number(card.base)],
    ...card.lines.map((line) => [
      ...[line.label[lang], line.written[lang]],
      ...[line.value === null ? '' : line.slotLabel[lang], signed(line.points)],
    ]),
    ...card.pairs.map(({ features, points }) => [say('together'), '', features.join(' × '), signed(points)]),
    [say('sum'), '', '', number(card.score)],
  ];
  const chance = card.probability === null ? '' : `  ${say('probability')} ${(card.probability * 100).toFixed(1)} %`;
  const header = [say('feature'), say('value'), say('bin'), say('points')];
  return [
    '',
    paint('bold', `${card.label[lang].toUpperCase()}  ${number(card.score)}${chance}`),
    ...tableOf(header, rows, ['left', 'left', 'left', 'right'], [30, 20, 36], paint).map((line) => `  ${line}`),
  ];
};

const nextLines = (next: NextTier | null, way: 'up' | 'down', by: ExplainedScheme['by'], { lang }: View): string[] => {
  if (!next || !by) return [];
  const say = (word: keyof typeof words): string => words[word][lang];
  const gap = next.gap ? ` (${next.gap[lang]})` : '';
  const edge = `${say(way === 'up' ? 'from' : 'below')} ${next.written[lang]}${gap}`;
  return [
    `  ${say(way)} ${next.label[lang]}${colon(lang)}${by.label[lang]} ${edge}`,
    ...next.changes.flatMap(({ label, from, to, points, score }) =>
      wrapped(
        `${label[lang]}${colon(lang)}${from[lang]} → ${to[lang]}  ${signed(points)} = ${number(score)}`,
        8,
        '    - ',
      ),
    ),
    ...(by.card !== null && next.changes.length === 0 ? [`    - ${say('noSingle')}`] : []),
  ];
};

const schemeLines = (scheme: ExplainedScheme, view: View): string[] => {
  const { lang, paint, timeZone } = view;
  const { tierLabel, since, by, reason } = scheme;
  const say = (word: keyof typeof words): string => words[word][lang];
  const held = tierLabel
    ? `${tierLabel[lang]}${comma(lang)}${say('since')} ${since === null ? '–' : localDate(since, timeZone)}`
    : say('ungraded');
  return [
    '',
    paint('bold', `${scheme.label[lang].toUpperCase()}  ${held}`),
    ...(by && tierLabel ? [`  ${say('by')} ${by.label[lang]}${colon(lang)}${by.written[lang]}`] : []),
    ...(reason ? wrapped(tierWords(reason)[lang], 4, '  ') : []),
    ...nextLines(scheme.up, 'up', by, view),
    ...nextLines(scheme.down, 'down', by, view),
  ];
};

/** A decision, taken apart, as a person reads it. */
export const explainLines = (explained: ExplainedDecision, view: View): string[] => {
  const { lang, paint, timeZone } = view;
  const say = (word: keyof typeof words): string => words[word][lang];
  const { stage, keyKinds, watch, work, schemes } = explained;
  const rule = ({ label, when }: { label: Label; when: Label }): string[] =>
    wrapped(`${label[lang]}${colon(lang)}${when[lang]}`, 4, '  ');
  return [
    ...schemes.flatMap((scheme) => schemeLines(scheme, view)),
    ...explained.cards.flatMap((card) => cardLines(card, view)),
    '',
    paint('bold', say('outlook')),
    ...explained.outlook.flatMap(({ what, says, when }) =>
      wrapped(
        `${what[lang]}${colon(lang)}${says[lang]}${when ? `${comma(lang)}${say('because')} ${when[lang]}` : ''}`,
        4,
        '  ',
      ),
    ),
    '',
    paint(
      'bold',
      `${say('lifecycle')}  ${stage.label[lang]}${comma(lang)}${say('since')} ${localDate(stage.since, timeZone)}`,
    ),
    ...(stage.because ? wrapped(`${say('because')} ${stage.because[lang]}`, 4, '  ') : []),
    ...stage.ways.flatMap(({ label, when }) =>
      wrapped(`${say('leadsTo')} ${label[lang]} ${say('when')} ${when[lang]}`, 4, '  '),
    ),
    '',
    paint('bold', `${say('key')}${keyKinds.length === 0 ? `  ${say('no')}` : ''}`),
    ...keyKinds.flatMap(rule),
    ...(watch.length > 0 ? ['', paint('bold', say('watch')), ...watch.flatMap(rule)] : []),
    '',
    paint('bold', say('work')),
    ...(work ?? []).flatMap(({ label, became, words: why }) =>
      wrapped(`${label[lang]}${colon(lang)}${say(became)}${why ? `${comma(lang)}${why[lang]}` : ''}`, 4, '  '),
    ),
    ...(work?.length === 0 ? [`  ${say('none')}`] : []),
    ...(work === null ? wrapped(say('gone'), 4, '  ') : []),
  ];
};

import type { Label } from '../../contracts/field.ts';
import type { RunReport } from '../../contracts/run-report.ts';
import { count, counted, percent, shareOf } from './number-words.ts';
import { isMissed } from './promise-part.ts';
import { sumOf } from './sum-of.ts';

type Need = RunReport['needs'][number];
type Told = Omit<RunReport, 'headline' | 'needs'>;

/** Promises that are named; the section shows all. */
const mostPromises = 3;

/** Whom somebody has today of those to be kept: asked for tonight, or on an earlier night and still open. */
export const inHand = ({ keeping }: RunReport['work']): number => keeping.queued + keeping.alreadyOpen;

/** The night in one sentence: of those who may leave, how many somebody looks after. */
export const headlineOf = ({ customers, work }: Pick<Told, 'customers' | 'work'>): Label => {
  if (customers.decided === 0)
    return { en: 'Nobody was decided: no file counted tonight.', zh: '没有客户被评定：本次没有可用的数据文件。' };
  const { candidates } = work.keeping;
  if (candidates === 0)
    return {
      en: `Nobody of ${count(customers.decided)} customers has to be kept from leaving today.`,
      zh: `${count(customers.decided)} 位客户中，今日无人需要挽留。`,
    };
  const kept = inHand(work);
  const share = percent(shareOf(kept, candidates), 0);
  return {
    en: `${count(kept)} of ${count(candidates)} customers who may leave are looked after today (${share}).`,
    zh: `${count(candidates)} 位可能离网的客户中，${count(kept)} 位今日有人跟进（${share}）。`,
  };
};

const need = (code: Need['code'], section: Need['section'], en: string, zh: string): Need => ({
  ...{ code, section },
  what: { en, zh },
});

/** One need a promise that missed its target to anybody, the most broken first. */
const missedPromises = (promises: Told['promises']): Need[] =>
  promises
    .map(({ label, lines }) => {
      const missed = lines.filter(isMissed);
      const delivered = sumOf(missed, (line) => line.delivered);
      return { label, delivered, broken: sumOf(missed, (line) => line.broken) };
    })
    .filter(({ broken }) => broken > 0)
    .sort((left, right) => right.broken - left.broken)
    .slice(0, mostPromises)
    .map(({ label, delivered, broken }) => {
      const of = count(delivered + broken);
      return need(
        ...(['promise-missed', 'promises'] as const),
        `Promise missed: ${label.en}, ${count(delivered)} of ${of} kept`,
        `承诺未达标：${label.zh}，${of} 次中兑现 ${count(delivered)} 次`,
      );
    });

const feedNeeds = (feeds: Told['feeds']): Need[] => {
  const [held, failed] = [sumOf(feeds, (feed) => feed.held), sumOf(feeds, (feed) => feed.failed)];
  const late = feeds.filter((feed) => feed.late.length > 0);
  const named = (lang: 'en' | 'zh'): string =>
    late.map((feed) => `${feed.label[lang]} (${feed.late.join(', ')})`).join(lang === 'en' ? ', ' : '、');
  return [
    ...(held > 0
      ? [
          need(
            ...(['slices-held', 'feeds'] as const),
            `Parts of files that look wrong and wait for a decision: ${count(held)}`,
            `${count(held)} 个数据分片异常，等待人工处理`,
          ),
        ]
      : []),
    ...(failed > 0
      ? [
          need(
            'dumps-failed',
            'feeds',
            `${counted(failed, 'file', 'files')} could not be read`,
            `${count(failed)} 个文件无法读取`,
          ),
        ]
      : []),
    ...(late.length > 0
      ? [need('feed-late', 'feeds', `Last month is not here yet: ${named('en')}`, `上月数据未到：${named('zh')}`)]
      : []),
  ];
};

const workNeeds = (work: Told['work'], balanced: boolean): Need[] => {
  const { room = 0 } = work.plan?.deferred ?? {};
  const missing = Object.entries(work.plan?.missing ?? {});
  const pieces = sumOf(missing, ([, many]) => many);
  const names = missing.map(([name]) => name).join(', ');
  return [
    ...(balanced
      ? []
      : [
          need(
            'unbalanced',
            'work',
            'Candidates for work do not balance: some are lost or doubled',
            '候选数量不平：有遗漏或重复',
          ),
        ]),
    ...(room > 0
      ? [
          need(
            ...(['no-room', 'work'] as const),
            `${counted(room, 'piece of work waits', 'pieces of work wait')}: nobody who fits has room`,
            `${count(room)} 项任务等待：合适人员已满`,
          ),
        ]
      : []),
    ...(pieces > 0
      ? [
          need(
            ...(['nobody-can', 'work'] as const),
            `${counted(pieces, 'piece', 'pieces')} of work nobody can do (${names})`,
            `${count(pieces)} 项任务无人可做（${names}）`,
          ),
        ]
      : []),
  ];
};

/** What a manager should do something about, the worst first. */
export const needsOf = ({ work, playbooks, promises, feeds }: Told, balanced: boolean): Need[] => [
  ...playbooks
    .filter(({ stopped }) => stopped)
    .map(({ label }) =>
      need(
        ...(['playbook-stopped', 'worth'] as const),
        `Stopped, because contact does harm: ${label.en}`,
        `因接触有害已停止：${label.zh}`,
      ),
    ),
  ...workNeeds(work, balanced),
  ...missedPromises(promises),
  ...feedNeeds(feeds),
];

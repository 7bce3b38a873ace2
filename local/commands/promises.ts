import { promiseList, promiseScheme } from '../../shared/contracts/policy/promises.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { PromiseEntry } from '../../shared/contracts/promise-entry.ts';
import { localDate } from '../../shared/domain/calendar.ts';
import {
  type Attained,
  attainmentOf,
  keptShare,
  noDesk,
  sumAttained,
  targetOf,
} from '../../shared/domain/promises/attainment.ts';
import { missesTarget, type PromiseLine, promiseLines } from '../../shared/domain/promises/promise-lines.ts';
import { shardNames } from '../../shared/domain/shard.ts';
import { bar, count, type Paint, share } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, tableOf } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  en: {
    ...{
      night: 'Night of',
      days: 'promises of {days} days',
      day: 'promises made on {day}',
      none: 'No promise was made.',
    },
    ...{ whom: 'TO WHOM', kept: 'KEPT', of: 'OF', share: 'SHARE', target: 'TARGET', open: 'OPEN', missed: 'missed' },
    ...{ where: 'WHAT MISSED ITS TARGET, BY REGION AND DAY', region: 'REGION', date: 'DAY', what: 'PROMISE' },
    ...{
      ungraded: 'Without a tier',
      desk: 'Nobody known, desk {desk}',
      noDesk: 'Nobody known',
      more: 'and {count} more (--json names all)',
    },
    all: 'Everything kept its target.',
  },
  zh: {
    ...{ night: '夜间运行', days: '近 {days} 天的承诺', day: '{day} 作出的承诺', none: '没有承诺。' },
    ...{ whom: '对象', kept: '兑现', of: '总数', share: '兑现率', target: '目标', open: '待兑现', missed: '未达标' },
    ...{ where: '未达标：按区域与日期', region: '区域', date: '日期', what: '承诺' },
    ...{
      ungraded: '未评级',
      desk: '未识别客户，{desk} 台',
      noDesk: '未识别客户',
      more: '另有 {count} 项（--json 列出全部）',
    },
    all: '全部达标。',
  },
} as const;

/** Cells of a bar. */
const barWidth = 20;
/** Lines of what missed its target. */
const mostMissed = 10;

const percent = (value: number | null): string => (value === null ? '–' : `${Number((value * 100).toFixed(1))} %`);

const shownLines = (lines: readonly PromiseLine[], policy: Policy, lang: Lang, paint: Paint): string[] => {
  const said = words[lang];
  const tierLabel = (tier: string | null): string =>
    policy.schemes[promiseScheme(policy)]?.tiers.find(({ name }) => name === tier)?.label[lang] ?? said.ungraded;
  const whom = ({ tier, desk }: PromiseLine): string => {
    if (desk === null) return tierLabel(tier);
    return desk === noDesk ? said.noDesk : said.desk.replace('{desk}', desk);
  };
  return [...Map.groupBy(lines, ({ promise }) => promise)].flatMap(([promise, its]) => [
    '',
    paint('cyan', policy.promises?.made[promise]?.label[lang] ?? promise),
    ...tableOf(
      [`  ${said.whom}`, said.kept, said.of, said.share, '', said.target, said.open],
      its.map((line) => [
        `  ${whom(line)}`,
        count(line.delivered),
        count(line.delivered + line.broken),
        share(line.delivered, line.delivered + line.broken),
        bar(line.delivered, line.delivered + line.broken, barWidth).padEnd(barWidth),
        missesTarget(line) ? `${percent(line.target)} ${said.missed}` : percent(line.target),
        line.open === 0 ? '' : count(line.open),
      ]),
      ['left', 'right', 'right', 'right', 'left', 'left', 'right'],
      [40],
      paint,
    ),
  ]);
};

/** Regions and days that missed a target, the most broken promises first. */
const worstOf = (attained: readonly Attained[], policy: Policy) => {
  const promises = promiseList(policy.promises);
  return attained
    .map((line) => ({ ...line, target: promises && targetOf(promises, line), share: keptShare(line) }))
    .filter(missesTarget)
    .sort((left, right) => right.broken - left.broken || (left.day < right.day ? -1 : 1));
};

/** Promises of all shards of a run. */
const entriesOf = async ({ runs }: Pick<Target, 'runs'>, runId: string, shards: number): Promise<PromiseEntry[]> => {
  const entries: PromiseEntry[] = [];
  for (const shard of shardNames(shards))
    for (const entry of (await runs.promises(runId, shard))?.entries ?? []) entries.push(entry);
  return entries;
};

/** `promises`: how the promises were kept that a run knows of, by tier, region and day, against what was promised. */
export const showPromises = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { run: given, day, lang }: { run: string | undefined; day: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { run, manifest } = await runOf(target, given);
  const policy = await target.runs.policy(manifest.policy);
  if (!promiseList(policy.promises))
    throw new CommandError(`the policy of run ${run.runId} promises nothing: give it a section "promises"`);
  const all = attainmentOf(await entriesOf(target, run.runId, manifest.shards), manifest.timeZone);
  const attained = day === undefined ? all : all.filter((line) => line.day === day);
  const [lines, worst] = [
    promiseLines(sumAttained(attained, ['promise', 'tier', 'desk']), policy),
    worstOf(attained, policy),
  ];
  const said = words[lang];
  const what =
    day === undefined
      ? said.days.replace('{days}', String(policy.promises?.countDays))
      : said.day.replace('{day}', day);
  const labelOf = (promise: string): string => policy.promises?.made[promise]?.label[lang] ?? promise;
  const rest = worst.length - mostMissed;
  return {
    lines: [
      `${paint('bold', `${said.night} ${localDate(manifest.now, manifest.timeZone)}`)}, ${what}`,
      ...(lines.length === 0 ? [said.none] : shownLines(lines, policy, lang, paint)),
      '',
      ...(worst.length === 0
        ? [paint('green', said.all)]
        : [
            paint('bold', said.where),
            ...tableOf(
              [said.what, said.whom, said.region, said.date, said.kept, said.of, said.target],
              worst
                .slice(0, mostMissed)
                .map((line) => [
                  ...[labelOf(line.promise), line.tier ?? line.desk ?? '–', line.region ?? '–', line.day],
                  ...[count(line.delivered), count(line.delivered + line.broken), percent(line.target)],
                ]),
              ['left', 'left', 'left', 'left', 'right', 'right', 'right'],
              [36, 12, 12],
              paint,
            ),
            ...(rest > 0 ? [paint('dim', said.more.replace('{count}', count(rest)))] : []),
          ]),
    ],
    json: { runId: run.runId, day: day ?? null, promises: lines, attained, missed: worst },
  };
};

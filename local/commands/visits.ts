import { shardNames } from '../../shared/domain/shard.ts';
import { plannedVisits, type VisitOnDay } from '../../shared/domain/work/planned-visits.ts';
import { count, type Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, tableOf } from './answer.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  en: {
    ...{ day: 'DAY', programme: 'PROGRAMME', visits: 'VISITS', regions: 'REGIONS', customer: 'CUSTOMER' },
    ...{
      region: 'REGION',
      until: 'UNTIL',
      nowhere: '–',
      none: 'No visit is planned.',
      noneOn: 'No visit is planned for {day}.',
    },
  },
  zh: {
    ...{ day: '日期', programme: '活动', visits: '次数', regions: '区域', customer: '客户' },
    ...{ region: '区域', until: '最迟', nowhere: '–', none: '暂无已排期的回访。', noneOn: '{day} 暂无已排期的回访。' },
  },
} as const;

const byDay = (a: VisitOnDay, b: VisitOnDay): number => {
  const [left, right] = [a, b].map(({ day, programme, customerId }) => `${day} ${programme} ${customerId}`);
  return (left as string) < (right as string) ? -1 : 1;
};

/** `3 south, 2 east`: the most first. */
const regionsOf = (visits: readonly VisitOnDay[], nowhere: string): string =>
  [...Map.groupBy(visits, ({ region }) => region ?? nowhere)]
    .sort(([left, some], [right, others]) => others.length - some.length || (left < right ? -1 : 1))
    .map(([region, own]) => `${count(own.length)} ${region}`)
    .join(', ');

/** `visits`: the plan of visits as a run left it, by day and programme; of one day, the customers. */
export const showVisits = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { run: given, day, lang }: { run: string | undefined; day: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { run, manifest } = await runOf(target, given);
  const { programmes } = await target.runs.policy(manifest.policy);
  const visits: VisitOnDay[] = [];
  for (const shard of shardNames(manifest.shards)) {
    const snapshot = await target.runs.snapshot(run.runId, shard);
    if (snapshot) visits.push(...plannedVisits(snapshot).filter((one) => day === undefined || one.day === day));
  }
  visits.sort(byDay);
  const said = words[lang];
  const labelOf = (programme: string): string => programmes[programme]?.label[lang] ?? programme;
  const rows = [...Map.groupBy(visits, (one) => `${one.day} ${one.programme}`).values()].map((own) => {
    const [first] = own as [VisitOnDay];
    return [first.day, labelOf(first.programme), count(own.length), regionsOf(own, said.nowhere)];
  });
  const lines = (): string[] => {
    if (visits.length === 0) return [day === undefined ? said.none : said.noneOn.replace('{day}', day)];
    if (day === undefined)
      return tableOf(
        [said.day, said.programme, said.visits, said.regions],
        rows,
        ['left', 'left', 'right', 'left'],
        [10, 40, 8],
        paint,
      );
    return tableOf(
      [said.customer, said.region, said.programme, said.until],
      visits.map((one) => [one.customerId, one.region ?? said.nowhere, labelOf(one.programme), one.until]),
      ['left', 'left', 'left', 'left'],
      [20, 16, 40],
      paint,
    );
  };
  return { lines: lines(), json: { runId: run.runId, visits } };
};

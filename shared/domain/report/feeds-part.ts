import type { Label } from '../../contracts/field.ts';
import type { DumpItem } from '../../contracts/items/ledger.ts';
import type { RunManifest } from '../../contracts/run-manifest.ts';
import type { ReportedFeed } from '../../contracts/run-report.ts';
import { addMonths, localDate } from '../calendar.ts';
import { sumOf } from './sum-of.ts';

const labels: Record<string, Label> = {
  customers: { en: 'Customers', zh: '客户资料' },
  usage: { en: 'Usage', zh: '使用量' },
  billing: { en: 'Billing', zh: '账单' },
  service: { en: 'Service', zh: '服务记录' },
  agents: { en: 'Agents', zh: '客户经理' },
  calls: { en: 'Calls', zh: '呼叫记录' },
  outcomes: { en: 'Outcomes', zh: '执行结果' },
  notices: { en: 'Notices', zh: '通告' },
  erasures: { en: 'Erasures', zh: '删除请求' },
  unknown: { en: 'No feed named', zh: '未标明类别' },
};

/** Feeds of which every system owes a file a month; the others come when something happens. */
const monthly = ['customers', 'usage', 'billing', 'service'];

/** Systems whose last full month is missing, though the one before is here: who has not delivered for longer does so no more. */
const lateOf = (dumps: readonly DumpItem[], lastMonth: string): string[] =>
  [...Map.groupBy(dumps, ({ source }) => source)]
    .filter(([, its]) => newestOf(its) === addMonths(lastMonth, -1))
    .map(([source]) => source)
    .sort();

const newestOf = (dumps: readonly DumpItem[]): string | null =>
  dumps.reduce<string | null>((newest, { period }) => (newest !== null && newest > period ? newest : period), null);

/**
 * What each feed delivered to a night: of the dumps that the run froze, so that a report made later says the same.
 *
 * @param dumps ledger rows of the months that the night looks at
 * @param dumpsBefore ids of the dumps that the run before worked from
 */
export const feedsOf = (
  manifest: Pick<RunManifest, 'now' | 'timeZone' | 'dumps' | 'held'>,
  dumps: readonly DumpItem[],
  dumpsBefore: ReadonlySet<string>,
): ReportedFeed[] => {
  const lastMonth = addMonths(localDate(manifest.now, manifest.timeZone).slice(0, 7), -1);
  const counted = new Set(manifest.dumps.map(({ dumpId }) => dumpId));
  const slices = (manifest.held ?? []).flatMap((one) => one.slices);
  const failed = dumps.filter(
    ({ status, supersededBy, arrivedAt }) =>
      status === 'failed' && supersededBy === undefined && arrivedAt <= manifest.now,
  );
  const feedOf = ({ feed }: Pick<DumpItem, 'feed'>): string => feed ?? 'unknown';
  const its = Map.groupBy(
    dumps.filter(({ dumpId }) => counted.has(dumpId)),
    feedOf,
  );
  const names = Object.keys(labels).filter(
    (name) => its.has(name) || slices.some(({ feed }) => feed === name) || failed.some((dump) => feedOf(dump) === name),
  );
  return names.map((name) => {
    const here = its.get(name) ?? [];
    return {
      ...{ name, label: labels[name] as Label, sources: new Set(here.map(({ source }) => source)).size },
      ...{ dumps: here.length, newDumps: here.filter(({ dumpId }) => !dumpsBefore.has(dumpId)).length },
      rows: sumOf(here, ({ rows }) => rows),
      accepted: sumOf(here, ({ accepted }) => accepted),
      refused: sumOf(here, ({ refused }) => refused),
      held: slices.filter(({ feed }) => feed === name).length,
      failed: failed.filter((dump) => feedOf(dump) === name).length,
      newest: newestOf(here),
      late: monthly.includes(name) ? lateOf(here, lastMonth) : [],
    };
  });
};

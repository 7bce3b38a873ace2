import { cut } from '../../shared/domain/page/text-width.ts';
import type { Page } from './page.ts';
import type { DumpSummary } from './summary.ts';
import { count, table } from './table.ts';

const sum = (dumps: readonly DumpSummary[], of: 'rows' | 'accepted' | 'refused'): number =>
  dumps.reduce((total, dump) => total + dump[of], 0);

/** The most frequent reasons of refusal over all dumps. */
export const topReasons = (
  dumps: readonly DumpSummary[],
  most: number,
): { why: string; column: string | null; rows: number }[] => {
  const found = new Map<string, { why: string; column: string | null; rows: number }>();
  for (const { column, reason, rows } of dumps.flatMap((dump) => dump.reasons)) {
    const key = `${column}: ${reason}`;
    const known = found.get(key) ?? { why: reason, column, rows: 0 };
    found.set(key, { ...known, rows: known.rows + rows });
  }
  return [...found.values()].sort((a, b) => b.rows - a.rows || (a.why < b.why ? -1 : 1)).slice(0, most);
};

/** Facts of dumps that filled more than the feed and month of their key: by feed, with the number of months. */
const factLines = (dumps: readonly DumpSummary[]): string[] => {
  const wide = dumps.filter(({ facts, feed, period }) =>
    Object.keys(facts).some((name) => name !== `${feed}/${period}`),
  );
  return [...Map.groupBy(wide, ({ source }) => source)].map(([source, group]) => {
    const feeds = new Map<string, { facts: number; months: Set<string> }>();
    for (const [name, facts] of group.flatMap((dump) => Object.entries(dump.facts))) {
      const [feed = '', month = ''] = name.split('/');
      const known = feeds.get(feed) ?? { facts: 0, months: new Set() };
      feeds.set(feed, { facts: known.facts + facts, months: known.months.add(month) });
    }
    const said = [...feeds].map(([feed, { facts, months }]) => {
      const [first, last] = [[...months].sort().at(0), [...months].sort().at(-1)];
      return `${feed} ${count(facts)} (${first === last ? first : `${first} … ${last}`})`;
    });
    return `${source} → ${said.join(', ')}`;
  });
};

/** Receipts by source and feed, and why rows were refused. */
export const renderReceipts = (dumps: readonly DumpSummary[], { say, paint, title }: Page): string[] => {
  const groups = [...Map.groupBy(dumps, (dump) => `${dump.source}\n${dump.feed ?? '–'}`).values()];
  const lines = groups.map((group) => {
    const first = group[0] as DumpSummary;
    const states = [...new Set(group.map((dump) => dump.status))].sort().join(', ');
    const refused = sum(group, 'refused');
    return [
      first.source,
      first.feed ?? '–',
      count(group.length),
      count(sum(group, 'rows')),
      count(sum(group, 'accepted')),
      refused === 0 ? '0' : paint('yellow', count(refused)),
      states === 'released' ? paint('green', states) : paint('red', states),
    ];
  });
  const head = [say('source'), say('feed'), say('dumps'), say('rows'), say('accepted'), say('refused'), say('status')];
  const balance = `${count(sum(dumps, 'rows'))} ${say('rows')} = ${count(sum(dumps, 'accepted'))} ${say('accepted')} + ${count(sum(dumps, 'refused'))} ${say('refused')}`;
  const [header = '', ...body] = table([head, ...lines], ['left', 'left', 'right', 'right', 'right', 'right', 'left']);
  const reasons = topReasons(dumps, 5);
  const reasonLines = table(
    reasons.map(({ why, column, rows }) => [count(rows), column ?? say('wholeRow'), cut(why, 62)]),
    ['right', 'left', 'left'],
  );
  const failed = dumps
    .filter((dump) => dump.problem !== null)
    .slice(0, 5)
    .map((dump) => `  ${paint('red', dump.status)} ${cut(`${dump.key}: ${dump.problem}`, 88)}`);
  return [
    ...title(say('receipts'), balance),
    `  ${paint('dim', header)}`,
    ...body.map((line) => `  ${line}`),
    ...factLines(dumps).map((line) => `  ${paint('dim', say('facts'))} ${line}`),
    ...(reasons.length > 0 ? [`  ${paint('dim', say('mostRefused'))}`] : []),
    ...reasonLines.map((line) => `  ${line}`),
    ...failed,
  ];
};

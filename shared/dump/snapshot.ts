import * as z from 'zod';
import { type Decision, reason } from '../contracts/items/decision.ts';
import { type Column, readParquet, writeParquet } from './parquet.ts';

/**
 * A snapshot: all decisions of one shard and run as Parquet, one row a customer. Scores, tiers and their instants have a
 * column each (`score_value`, `tier_three-dimensions`, `tierSince_...`), so that any engine can group by them; reasons
 * and open work are JSON text.
 */
const columnOf = { score: 'score_', tier: 'tier_', tierSince: 'tierSince_' } as const;

type Texts = (string | null)[];
const text = (name: string, values: Texts): Column => ({ name, kind: 'text', values });
const number = (name: string, values: Iterable<number>): Column => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});
const namesIn = (decisions: readonly Decision[], read: (decision: Decision) => object): string[] => [
  ...new Set(decisions.flatMap((decision) => Object.keys(read(decision)))),
];

/** Decisions as a Parquet file; pass them sorted by customer, so that the same decisions give the same bytes. */
export const writeSnapshot = (decisions: readonly Decision[]): Uint8Array =>
  writeParquet([
    text(
      'customerId',
      decisions.map(({ customerId }) => customerId),
    ),
    text(
      'region',
      decisions.map(({ region }) => region),
    ),
    ...namesIn(decisions, ({ scores }) => scores).map((name) =>
      number(
        columnOf.score + name,
        decisions.map(({ scores }) => scores[name] ?? Number.NaN),
      ),
    ),
    ...namesIn(decisions, ({ tiers }) => tiers).flatMap((name) => [
      text(
        columnOf.tier + name,
        decisions.map(({ tiers }) => tiers[name] ?? null),
      ),
      text(
        columnOf.tierSince + name,
        decisions.map(({ tiersSince }) => tiersSince[name] ?? null),
      ),
    ]),
    text(
      'stage',
      decisions.map(({ stage }) => stage),
    ),
    text(
      'stageSince',
      decisions.map(({ stageSince }) => stageSince),
    ),
    number(
      'riskPoints',
      decisions.map(({ risk }) => risk.points),
    ),
    text(
      'riskBand',
      decisions.map(({ risk }) => risk.band),
    ),
    {
      ...number(
        'keyCustomer',
        decisions.map(({ keyCustomer }) => Number(keyCustomer)),
      ),
      kind: 'flag',
    },
    text(
      'reasons',
      decisions.map(({ reasons }) => JSON.stringify(reasons)),
    ),
    text(
      'work',
      decisions.map(({ work }) => (Object.keys(work).length > 0 ? JSON.stringify(work) : null)),
    ),
    text(
      'policy',
      decisions.map(({ policy }) => policy),
    ),
    {
      ...text(
        'dumps',
        decisions.map(({ dumps }) => dumps.join(';')),
      ),
      kind: 'list',
    },
    text(
      'runId',
      decisions.map(({ runId }) => runId),
    ),
    text(
      'decidedAt',
      decisions.map(({ decidedAt }) => decidedAt),
    ),
  ]);

const storedReasons = z.array(reason);
const storedWork = z.record(z.string(), z.string());

/**
 * Decisions of a snapshot, in the file's order.
 *
 * @throws where the file is no snapshot
 */
export const readSnapshot = (bytes: Uint8Array): Decision[] => {
  const columns = new Map(readParquet(bytes).map((column) => [column.name, column.values]));
  const textAt = (name: string): Texts => {
    const values = columns.get(name);
    if (values === undefined || values instanceof Float64Array)
      throw new Error(`no snapshot: it has no text "${name}"`);
    return values;
  };
  const numbersOf = (name: string): Float64Array => {
    const values = columns.get(name);
    if (!(values instanceof Float64Array)) throw new Error(`no snapshot: it has no number "${name}"`);
    return values;
  };
  const named = (prefix: string): string[] =>
    [...columns.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const entries = <T, V>(from: [string, T][], read: (values: T) => V | null): Record<string, V> =>
    Object.fromEntries(
      from.flatMap(([name, values]) => {
        const value = read(values);
        return value === null ? [] : [[name, value] as const];
      }),
    );
  const required = (values: Texts, row: number): string => values[row] ?? '';

  const scores = named(columnOf.score).map((name): [string, Float64Array] => [name, numbersOf(columnOf.score + name)]);
  const tiers = named(columnOf.tier).map((name): [string, Texts] => [name, textAt(columnOf.tier + name)]);
  const since = named(columnOf.tierSince).map((name): [string, Texts] => [name, textAt(columnOf.tierSince + name)]);
  const texts = Object.fromEntries(
    ['region', 'stage', 'stageSince', 'riskBand', 'reasons', 'work', 'policy', 'dumps', 'runId', 'decidedAt'].map(
      (name) => [name, textAt(name)],
    ),
  ) as Record<string, Texts>;
  const at = (name: string, row: number): string => required(texts[name] ?? [], row);
  const riskPoints = numbersOf('riskPoints');
  const keyCustomer = numbersOf('keyCustomer');

  return textAt('customerId').map((customerId, row) => {
    const work = texts.work?.[row];
    const dumps = at('dumps', row);
    return {
      version: 1,
      customerId: customerId ?? '',
      region: texts.region?.[row] ?? null,
      scores: entries(scores, (values) => (Number.isNaN(values[row]) ? null : (values[row] as number))),
      tiers: entries(tiers, (values) => values[row] ?? null),
      tiersSince: entries(since, (values) => values[row] ?? null),
      stage: at('stage', row),
      stageSince: at('stageSince', row),
      risk: { points: riskPoints[row] as number, band: at('riskBand', row) },
      keyCustomer: keyCustomer[row] === 1,
      reasons: storedReasons.parse(JSON.parse(at('reasons', row))),
      work: work ? storedWork.parse(JSON.parse(work)) : {},
      policy: at('policy', row),
      dumps: dumps === '' ? [] : dumps.split(';'),
      runId: at('runId', row),
      decidedAt: at('decidedAt', row),
    };
  });
};

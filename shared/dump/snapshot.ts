import * as z from 'zod';
import type { FieldKind } from '../contracts/field.ts';
import { type Decision, reason } from '../contracts/items/decision.ts';
import { type Column, readParquet, writeParquet } from './parquet.ts';

/**
 * A snapshot: all decisions of one shard and run as Parquet, one row a customer. Scores, tiers and their instants have a
 * column each (`score_value`, `tier_three-dimensions`, `tierSince_...`), so that any engine can group by them; reasons
 * and open work are JSON text.
 */
const columnOf = {
  ...({ score: 'score_', tier: 'tier_', tierSince: 'tierSince_' } as const),
  // What a scheme remembers for the next night; files of policies that ask for none of it have no such columns.
  ...({ fallingSince: 'fallingSince_', cleanSince: 'cleanSince_', eventSince: 'eventSince_' } as const),
};
const memories = ['fallingSince', 'cleanSince', 'eventSince'] as const;

type Texts = (string | null)[];

const namesIn = (decisions: readonly Decision[], read: (decision: Decision) => object): string[] => [
  ...new Set(decisions.flatMap((decision) => Object.keys(read(decision)))),
];
const jsonOf = (entries: Record<string, string>): string | null =>
  Object.keys(entries).length > 0 ? JSON.stringify(entries) : null;

/** Decisions as a Parquet file; pass them sorted by customer, so that the same decisions give the same bytes. */
export const writeSnapshot = (decisions: readonly Decision[]): Uint8Array => {
  const text = (name: string, read: (decision: Decision) => string | null, kind: FieldKind = 'text'): Column => ({
    name,
    kind,
    values: decisions.map(read),
  });
  const number = (name: string, read: (decision: Decision) => number, kind: FieldKind = 'number'): Column => ({
    name,
    kind,
    values: Float64Array.from(decisions, read),
  });
  return writeParquet([
    text('customerId', ({ customerId }) => customerId),
    text('region', ({ region }) => region),
    ...namesIn(decisions, ({ scores }) => scores).map((name) =>
      number(columnOf.score + name, ({ scores }) => scores[name] ?? Number.NaN),
    ),
    ...namesIn(decisions, ({ tiers }) => tiers).flatMap((name) => [
      text(columnOf.tier + name, ({ tiers }) => tiers[name] ?? null),
      text(columnOf.tierSince + name, ({ tiersSince }) => tiersSince[name] ?? null),
    ]),
    ...memories.flatMap((memory) =>
      namesIn(decisions, (decision) => decision[memory]).map((name) =>
        text(columnOf[memory] + name, (decision) => decision[memory][name] ?? null),
      ),
    ),
    text('stage', ({ stage }) => stage),
    text('stageSince', ({ stageSince }) => stageSince),
    number('riskPoints', ({ risk }) => risk.points),
    text('riskBand', ({ risk }) => risk.band),
    number('keyCustomer', ({ keyCustomer }) => Number(keyCustomer), 'flag'),
    text('keyKinds', ({ keyKinds }) => keyKinds.join(';'), 'list'),
    text('watch', ({ watch }) => jsonOf(watch)),
    text('upkeep', ({ upkeep }) => upkeep),
    text('reasons', ({ reasons }) => JSON.stringify(reasons)),
    text('work', ({ work }) => jsonOf(work)),
    text('workSince', ({ workSince }) => jsonOf(workSince)),
    text('policy', ({ policy }) => policy),
    text('dumps', ({ dumps }) => dumps.join(';'), 'list'),
    text('runId', ({ runId }) => runId),
    text('decidedAt', ({ decidedAt }) => decidedAt),
  ]);
};

const storedReasons = z.array(reason);
const storedEntries = z.record(z.string(), z.string());
const listOf = (text: string): string[] => (text === '' ? [] : text.split(';'));
type Entries = (row: number) => Record<string, string>;
const entriesOf = (json: string): Record<string, string> => (json === '' ? {} : storedEntries.parse(JSON.parse(json)));

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
  const memory = (which: (typeof memories)[number]) => {
    const found = named(columnOf[which]).map((name): [string, Texts] => [name, textAt(columnOf[which] + name)]);
    return (row: number) => entries(found, (values) => values[row] ?? null);
  };
  /** A text that files of older versions have not. */
  const later = (name: string): Texts => (columns.has(name) ? textAt(name) : []);
  const required = (values: Texts, row: number): string => values[row] ?? '';

  const scores = named(columnOf.score).map((name): [string, Float64Array] => [name, numbersOf(columnOf.score + name)]);
  const tiers = named(columnOf.tier).map((name): [string, Texts] => [name, textAt(columnOf.tier + name)]);
  const since = named(columnOf.tierSince).map((name): [string, Texts] => [name, textAt(columnOf.tierSince + name)]);
  const texts = Object.fromEntries(
    [
      'region',
      'stage',
      'stageSince',
      'riskBand',
      'reasons',
      'work',
      'workSince',
      'policy',
      'dumps',
      'runId',
      'decidedAt',
    ].map((name) => [name, textAt(name)]),
  ) as Record<string, Texts>;
  const at = (name: string, row: number): string => required(texts[name] ?? [], row);
  const riskPoints = numbersOf('riskPoints');
  const keyCustomer = numbersOf('keyCustomer');
  const [falling, clean, event] = memories.map(memory) as [Entries, Entries, Entries];
  const [keyKinds, watch, upkeep] = ['keyKinds', 'watch', 'upkeep'].map(later) as [Texts, Texts, Texts];

  return textAt('customerId').map((customerId, row) => {
    return {
      version: 1,
      customerId: customerId ?? '',
      region: texts.region?.[row] ?? null,
      scores: entries(scores, (values) => (Number.isNaN(values[row]) ? null : (values[row] as number))),
      tiers: entries(tiers, (values) => values[row] ?? null),
      tiersSince: entries(since, (values) => values[row] ?? null),
      fallingSince: falling(row),
      cleanSince: clean(row),
      eventSince: event(row),
      stage: at('stage', row),
      stageSince: at('stageSince', row),
      risk: { points: riskPoints[row] as number, band: at('riskBand', row) },
      keyCustomer: keyCustomer[row] === 1,
      keyKinds: listOf(keyKinds[row] ?? ''),
      watch: entriesOf(watch[row] ?? ''),
      upkeep: upkeep[row] ?? null,
      reasons: storedReasons.parse(JSON.parse(at('reasons', row))),
      work: entriesOf(at('work', row)),
      workSince: entriesOf(at('workSince', row)),
      policy: at('policy', row),
      dumps: listOf(at('dumps', row)),
      runId: at('runId', row),
      decidedAt: at('decidedAt', row),
    };
  });
};

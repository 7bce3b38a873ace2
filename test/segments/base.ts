import type * as z from 'zod';
import { random } from '../../local/sample/random.ts';
import { type SegmentsPolicy, segments } from '../../shared/contracts/policy/segments.ts';
import type { SegmentSample } from '../../shared/contracts/segment-model.ts';
import { mergeSamples, type NumberColumns, sampleShard } from '../../shared/domain/segments/sample.ts';
import { shardOf } from '../../shared/domain/shard.ts';

/** Instant of the first run. */
export const now = '2026-10-31T18:00:00.000Z';
/** So many days later. */
export const daysLater = (days: number): string => new Date(Date.parse(now) + days * 86_400_000).toISOString();

/** A section that compares charge, tenure and calls. */
export const policyOf = (given: z.input<typeof segments> | Record<string, unknown> = {}): SegmentsPolicy =>
  segments.parse({
    label: { en: 'Behaviour segments', zh: '行为分群' },
    features: [{ feature: 'arpu', scale: 'log' }, { feature: 'tenureMonths' }, { feature: 'complaints' }],
    count: 3,
    ...given,
  });

/** Customers with their features, as columns. */
export type Base = { ids: string[]; numbers: NumberColumns };

/** Three kinds of customers, by turns: spend little and are new, spend much and are old, complain. */
export const kinds = ['new', 'old', 'unhappy'] as const;
const centres = { new: [30, 3, 0], old: [400, 120, 0], unhappy: [90, 30, 6] } as const;

/** So many customers of each kind; `drift` moves all charges and tenures, as months do. */
export const baseOf = (each: number, seed = 1, drift = { charge: 1, tenure: 0 }): Base => {
  const rows = Array.from({ length: each * kinds.length }, (_, index) => {
    const numbers = random(seed, 9, index);
    const [charge, tenure, complaints] = centres[kinds[index % kinds.length] as (typeof kinds)[number]];
    return {
      id: `C${String(index).padStart(6, '0')}`,
      arpu: charge * drift.charge * numbers.between(0.7, 1.4),
      tenureMonths: tenure + drift.tenure + numbers.between(-2, 2),
      complaints: Math.max(0, complaints + numbers.between(-1, 1)),
    };
  });
  return {
    ids: rows.map(({ id }) => id),
    numbers: new Map(
      (['arpu', 'tenureMonths', 'complaints'] as const).map((name) => [
        name,
        Float64Array.from(rows, (row) => row[name]),
      ]),
    ),
  };
};

/** Some rows of a base. */
export const rowsOf = ({ ids, numbers }: Base, rows: readonly number[]): Base => ({
  ids: rows.map((row) => ids[row] as string),
  numbers: new Map(
    [...numbers].map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row] as number)]),
  ),
});

/** A base's sample, made shard by shard. */
export const sampleOf = (policy: SegmentsPolicy, base: Base, shards = 4): SegmentSample => {
  const parts = Array.from({ length: shards }, (_, shard) =>
    rowsOf(
      base,
      base.ids.flatMap((id, row) => (shardOf(id, shards) === shard ? [row] : [])),
    ),
  );
  return mergeSamples(parts.map(({ ids, numbers }) => sampleShard(policy, ids, numbers, shards)));
};

import type { Baskets } from '../../contracts/association.ts';
import type { RunBase, ShardMeasure } from '../../contracts/run-base.ts';
import { countBaskets, mergeBaskets } from '../offers/baskets.ts';
import { keptOfferTable, offerTableOf } from '../offers/rules.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { fitSegments, keptSegments } from '../segments/fit.ts';
import { mergeSamples, sampleShard } from '../segments/sample.ts';
import type { Measure } from './measure.ts';

const segmentsOf = ({ outlook }: CompiledPolicy) => outlook.segments;
const associationOf = ({ outlook }: CompiledPolicy) => outlook.offers?.policy.association;

const present = <Part>(shards: readonly ShardMeasure[], read: (shard: ShardMeasure) => Part | undefined): Part[] =>
  shards.flatMap((shard) => {
    const part = read(shard);
    return part === undefined ? [] : [part];
  });

/** Behaviour segments: a sample of the base, unless those of the last run stand. */
export const segmentMeasure: Measure = {
  isNeeded: (compiled) => segmentsOf(compiled) !== undefined,
  kept: (compiled, { last, night }) => {
    const policy = segmentsOf(compiled);
    const segments = policy ? keptSegments(policy, last?.segments ?? null, night.now) : null;
    return segments && { segments };
  },
  measure: (compiled, { table }, { shards }) => {
    const policy = segmentsOf(compiled);
    return policy ? { segmentSample: sampleShard(policy, table.ids, table.numbers, shards) } : {};
  },
  merge: (compiled, shards, { last, night }): Partial<RunBase> => {
    const policy = segmentsOf(compiled);
    if (!policy) return {};
    const sample = mergeSamples(present(shards, ({ segmentSample }) => segmentSample));
    return { segments: fitSegments(policy, sample, last?.segments ?? null, night.now) };
  },
};

/** What is used together, unless the table of the last run stands. */
export const associationMeasure: Measure = {
  isNeeded: (compiled) => associationOf(compiled) !== undefined,
  kept: (compiled, { last, night }) => {
    const policy = associationOf(compiled);
    const offers = policy ? keptOfferTable(policy, last?.offers ?? null, night.now) : null;
    return offers && { offers };
  },
  measure: ({ outlook }, { table, columns }) => {
    const association = outlook.offers?.policy.association;
    if (!outlook.offers || !association) return {};
    const { items, of } = outlook.offers;
    const baskets: Baskets = countBaskets(
      association.items.map(({ name }) => name),
      items.map((item) => item(columns)),
      table.rows,
      of?.(columns),
    );
    return { baskets };
  },
  merge: (compiled, shards, { night }): Partial<RunBase> => {
    const policy = associationOf(compiled);
    return policy
      ? { offers: offerTableOf(policy, mergeBaskets(present(shards, (shard) => shard.baskets)), night.now) }
      : {};
  },
};

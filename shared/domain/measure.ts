import type { RunBase, ShardMeasure } from '../contracts/run-base.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { cutOffsOf, sketchGroups } from './cut-offs.ts';
import { gradedBy, type SchemeInput } from './schemes.ts';

/** What is measured of a shard: its customers, their features and points, before anything else is decided. */
export type MeasureInput = Pick<SchemeInput, 'table' | 'columns' | 'scores'>;

/**
 * One kind of measure: what a shard says of its customers, and what all shards say together. Another kind is another one
 * of these in {@link measures}, with a member of its own in both contracts.
 */
type Measure = {
  /** Whether a policy needs it. */
  isNeeded(compiled: CompiledPolicy): boolean;
  /** A shard's part. Pure; the same customers give the same part. */
  measure(compiled: CompiledPolicy, input: MeasureInput): Partial<ShardMeasure>;
  /** All shards' parts together; the order of the shards must not matter. */
  merge(compiled: CompiledPolicy, shards: readonly ShardMeasure[]): Partial<RunBase>;
};

const percentileSchemes = ({ schemes }: CompiledPolicy) =>
  schemes.flatMap((compiled) => {
    const { name, scheme, appliesTo } = compiled;
    return scheme.kind === 'percentiles' ? [{ name, scheme, appliesTo }] : [];
  });

const rowsWhere = function* (rows: number, test: ((row: number) => boolean) | undefined): Generator<number> {
  for (let row = 0; row < rows; row++) if (!test || test(row)) yield row;
};

/** Percentile schemes: how the numbers that they grade by are spread. */
const sketches: Measure = {
  isNeeded: (compiled) => percentileSchemes(compiled).length > 0,
  measure: (compiled, input) => ({
    sketches: Object.fromEntries(
      percentileSchemes(compiled).map(({ name, scheme, appliesTo }) => [
        name,
        sketchGroups(
          scheme,
          input.table,
          rowsWhere(input.table.rows, appliesTo?.(input.columns)),
          gradedBy(scheme, input),
        ),
      ]),
    ),
  }),
  merge: (compiled, shards) => ({
    cutOffs: Object.fromEntries(
      percentileSchemes(compiled).map(({ name, scheme }) => [
        name,
        cutOffsOf(
          scheme,
          shards.map((shard) => shard.sketches?.[name] ?? {}),
        ),
      ]),
    ),
  }),
};

/** All kinds of measures. */
const measures: readonly Measure[] = [sketches];

/** Whether a policy decides nobody before the whole base is measured: then a run takes two steps. */
export const needsBase = (compiled: CompiledPolicy): boolean => measures.some(({ isNeeded }) => isNeeded(compiled));

/** What one shard says of its customers. */
export const measureShard = (compiled: CompiledPolicy, input: MeasureInput): ShardMeasure =>
  Object.assign(
    { version: 1 as const },
    ...measures.filter(({ isNeeded }) => isNeeded(compiled)).map(({ measure }) => measure(compiled, input)),
  );

/** What all shards say together. */
export const baseOf = (compiled: CompiledPolicy, shards: readonly ShardMeasure[]): RunBase =>
  Object.assign(
    { version: 1 as const },
    ...measures.filter(({ isNeeded }) => isNeeded(compiled)).map(({ merge }) => merge(compiled, shards)),
  );

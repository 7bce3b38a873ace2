import type { RunBase, ShardMeasure } from '../../contracts/run-base.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { cutOffsOf, sketchGroups } from '../schemes/cut-offs.ts';
import { type EarnedInput, gradedBy } from '../schemes/earned.ts';
import { associationMeasure, segmentMeasure } from './measure-outlook.ts';
import type { Coded, ShardTable } from './shard-table.ts';

/** What is measured of a shard: its customers, their features and points, before anything else is decided. */
export type MeasureInput = Pick<EarnedInput, 'columns' | 'scores'> & {
  table: Pick<ShardTable, 'ids' | 'rows' | 'numbers' | 'texts'>;
};

/** The run that measures. */
export type MeasureRun = {
  night: Night;
  /** Number of shards. */
  shards: number;
  /** What the last completed run knew of the whole base; null where it measured nothing, and for a first run. */
  last: RunBase | null;
};

/**
 * One kind of measure: what a shard says of its customers, and what all shards say together. Another kind is another one
 * of these in {@link measures}, with a member of its own in both contracts.
 */
export type Measure = {
  /** Whether a policy needs it. */
  isNeeded(compiled: CompiledPolicy): boolean;
  /** What the last run measured, where that still stands; null where it must be measured again. */
  kept(compiled: CompiledPolicy, run: MeasureRun): Partial<RunBase> | null;
  /** A shard's part. Pure; the same customers give the same part. */
  measure(compiled: CompiledPolicy, input: MeasureInput, run: MeasureRun): Partial<ShardMeasure>;
  /** All shards' parts together; the order of the shards must not matter. */
  merge(compiled: CompiledPolicy, shards: readonly ShardMeasure[], run: MeasureRun): Partial<RunBase>;
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
  // Shares are of tonight's customers.
  kept: () => null,
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
const measures: readonly Measure[] = [sketches, segmentMeasure, associationMeasure];

const neededBy = (compiled: CompiledPolicy): Measure[] => measures.filter(({ isNeeded }) => isNeeded(compiled));

/** Those that must be measured tonight: the last run's do not stand. */
const dueTonight = (compiled: CompiledPolicy, run: MeasureRun): Measure[] =>
  neededBy(compiled).filter(({ kept }) => kept(compiled, run) === null);

/** Whether the whole base must be measured before anybody is decided: then a run takes two steps. */
export const needsMeasure = (compiled: CompiledPolicy, run: MeasureRun): boolean =>
  dueTonight(compiled, run).length > 0;

/** What rules may ask before anybody is decided: features, lists and segments. Of all else, nothing is known. */
const undecided = ({ rows, numbers, texts }: MeasureInput['table']): MeasureInput['columns'] => {
  const nothing: Coded = { codes: new Int32Array(rows).fill(-1), values: [] };
  const noBits = new Int32Array(rows);
  return { numbers, texts, tiers: new Map(), band: nothing, stage: nothing, keyKinds: noBits, watch: noBits };
};

/** What one shard says of its customers. */
export const measureTable = (compiled: CompiledPolicy, table: ScoredTable, run: MeasureRun): ShardMeasure => {
  const input: MeasureInput = { table, columns: undecided(table), scores: table.scores };
  return Object.assign(
    { version: 1 as const },
    ...dueTonight(compiled, run).map(({ measure }) => measure(compiled, input, run)),
  );
};

/**
 * What is known of the whole base: what all shards say together, and what still stands of the last run.
 *
 * @param shards none where nothing need be measured
 * @returns null where the policy asks for nothing
 */
export const baseOf = (compiled: CompiledPolicy, shards: readonly ShardMeasure[], run: MeasureRun): RunBase | null => {
  const needed = neededBy(compiled);
  if (needed.length === 0) return null;
  return Object.assign(
    { version: 1 as const },
    ...needed.map(({ kept, merge }) => kept(compiled, run) ?? merge(compiled, shards, run)),
  );
};

import type { Coded, RuleColumns } from '../decide/shard-table.ts';
import { codedIn } from '../decide/word-list.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import type { RowTest } from '../policy/conditions.ts';
import { rowsWithoutWord } from '../rows.ts';

const none: readonly never[] = [];

/**
 * Stages of all customers of a shard, written into their column. One transition a night, so that every stage shows for at
 * least a night; a first decision goes as far as the transitions lead, because a customer of ten years need not start at
 * the beginning.
 *
 * @param columns bound to tonight's customers
 * @param previous stages of the night before, by tonight's rows; a stage that the policy has not any more is none
 */
export const decideStages = (
  { policy, transitions }: CompiledPolicy,
  columns: RuleColumns,
  previous: Coded | undefined,
): void => {
  const { codes, values } = columns.stage;
  const bound = transitions.map(({ from, to, when }) => ({ from, to: values.indexOf(to), holds: when(columns) }));
  const leaving: Way[][] = values.map((stage) => bound.filter(({ from }) => from.has(stage)));
  const initial = values.indexOf(policy.lifecycle.initial);
  const before = previous ? codedIn(previous, values) : new Int32Array(codes.length).fill(-1);
  moveOnce(codes, before, leaving);
  for (const row of rowsWithoutWord(before)) {
    let stage = initial;
    // Transitions may run in a circle: after as many steps as there are stages, wherever it stands is as good as any.
    for (let step = 0; step < values.length; step++) stage = nextStage(leaving[stage] ?? none, stage, row);
    codes[row] = stage;
  }
};

/** A transition from a stage, ready to be asked. */
type Way = { to: number; holds: RowTest };

/** Where the first way that is open leads, else the stage itself. By number: an iterator a customer would be garbage a customer. */
const nextStage = (ways: readonly Way[], stage: number, row: number): number => {
  for (let way = 0; way < ways.length; way++) if (ways[way]?.holds(row)) return ways[way]?.to as number;
  return stage;
};

/** One step for all who have a stage. */
const moveOnce = (codes: Int32Array, before: Int32Array, leaving: readonly (readonly Way[])[]): void => {
  for (let row = 0; row < codes.length; row++) {
    const stage = before[row] as number;
    if (stage >= 0) codes[row] = nextStage(leaving[stage] as readonly Way[], stage, row);
  }
};

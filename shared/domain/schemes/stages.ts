import type { Coded, RuleColumns } from '../decide/shard-table.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import type { RowTest } from '../policy/conditions.ts';

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
  const leaving: { to: number; holds: RowTest }[][] = values.map((stage) =>
    bound.filter(({ from }) => from.has(stage)),
  );
  const initial = values.indexOf(policy.lifecycle.initial);
  const held = previous?.values.map((stage) => values.indexOf(stage)) ?? [];
  const next = (stage: number, row: number): number => {
    const ways = leaving[stage] ?? none;
    // By number: an iterator a customer would be garbage a customer.
    for (let way = 0; way < ways.length; way++) if (ways[way]?.holds(row)) return ways[way]?.to as number;
    return stage;
  };
  for (let row = 0; row < codes.length; row++) {
    const before = held[previous?.codes[row] ?? -1] ?? -1;
    if (before >= 0) {
      codes[row] = next(before, row);
      continue;
    }
    let stage = initial;
    // Transitions may run in a circle: after as many steps as there are stages, wherever it stands is as good as any.
    for (let step = 0; step < values.length; step++) stage = next(stage, row);
    codes[row] = stage;
  }
};

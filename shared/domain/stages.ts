import type { CompiledPolicy } from './compile-policy.ts';
import type { RuleColumns } from './shard-table.ts';

/**
 * Stage of a customer. One transition a night, so that every stage shows for at least a night; a first decision goes as
 * far as the transitions lead, because a customer of ten years need not start at the beginning.
 *
 * @param columns the customer as a table of one row; its stage is written
 * @param previous stage of the night before; undefined for a first decision, and where the policy has no such stage any more
 */
export const stageOf = (
  { policy, transitions }: CompiledPolicy,
  columns: RuleColumns,
  previous: string | undefined,
): string => {
  const { stages, initial } = policy.lifecycle;
  const { codes, values } = columns.stage;
  const move = (stage: string): string => {
    codes[0] = values.indexOf(stage);
    const to = transitions.find(({ from, when }) => from.has(stage) && when(columns)(0))?.to ?? stage;
    codes[0] = values.indexOf(to);
    return to;
  };
  if (previous !== undefined && Object.hasOwn(stages, previous)) return move(previous);
  let stage = initial;
  // Transitions may run in a circle: after as many steps as there are stages, wherever it stands is as good as any.
  for (const _ of Object.keys(stages)) stage = move(stage);
  return stage;
};

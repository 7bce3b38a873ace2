import type { CompiledPolicy } from './compile-policy.ts';
import type { State } from './conditions.ts';

/** The stage that one transition leads to, or the same where none holds. */
const next = ({ transitions }: CompiledPolicy, state: State): string =>
  transitions.find(({ from, when }) => from.has(state.stage) && when(state))?.to ?? state.stage;

/**
 * Stage of a customer. One transition a night, so that every stage shows for at least a night; a first decision goes as
 * far as the transitions lead, because a customer of ten years need not start at the beginning.
 *
 * @param state what is known; its stage is not read
 * @param previous stage of the night before; undefined for a first decision, and where the policy has no such stage any more
 */
export const stageOf = (compiled: CompiledPolicy, state: State, previous: string | undefined): string => {
  const { stages, initial } = compiled.policy.lifecycle;
  if (previous !== undefined && Object.hasOwn(stages, previous)) return next(compiled, { ...state, stage: previous });
  let stage = initial;
  // Transitions may run in a circle: after as many steps as there are stages, wherever it stands is as good as any.
  for (const _ of Object.keys(stages)) stage = next(compiled, { ...state, stage });
  return stage;
};

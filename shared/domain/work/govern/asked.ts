import type { Label } from '../../../contracts/field.ts';
import type { PromiseEntry } from '../../../contracts/promise-entry.ts';
import type { CompiledPlaybook } from '../../policy/compile-contact.ts';
import type { CompiledProgramme } from '../../policy/compile-policy.ts';
import type { RowTest } from '../../policy/conditions.ts';
import type { Verdict } from '../candidate.ts';

/** A candidate on its way through the steps. */
export type Asked = {
  /** Row of the customer. */
  row: number;
  customerId: string;
  programme: CompiledProgramme;
  playbook: CompiledPlaybook;
  /** The promise that the work keeps, where the programme keeps one. */
  promise?: PromiseEntry;
  /** What the agent must know before speaking: steps may add to it. */
  notes: Label[];
};

/** A step: says why the candidate gets no contact tonight, or null where nothing keeps it away. */
export type GovernStepTest = (asked: Asked) => Verdict | null;

/** What the first step says that keeps a candidate away; null where none does. */
export const firstVerdict = (steps: readonly GovernStepTest[], asked: Asked): Verdict | null => {
  for (const step of steps) {
    const verdict = step(asked);
    if (verdict) return verdict;
  }
  return null;
};

/** Rules of a list, bound to the columns of a shard. */
export type BoundRule<Rule> = { rule: Rule; holds: RowTest };

import type { DecidedShard } from '../decide/decide-shard.ts';
import { arranged, columnName, type DecisionTable, decisionAt } from '../decide/decision-table.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';
import { featureColumns } from '../features/feature-columns.ts';
import { rowOfId } from '../ids.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { workOf } from '../work/work.ts';
import { type Comparison, compareDecisions, type Decided } from './compare-decisions.ts';

const isWork = (name: string): boolean =>
  (['work', 'workSince', 'contacts', 'visit', 'visitUntil', 'withdrawn', 'arm', 'armSince', 'armLeft'] as const).some(
    (family) => name.startsWith(columnName(family, '')),
  );

/**
 * What a draft takes up: tiers, stages and all else as a night left them, but the work as it stood before that night, so that
 * the night's own work is not taken for work that stands open.
 *
 * @param held decisions of the night
 * @param earlier decisions of the night before it; null for a first night
 */
export const withEarlierWork = <Held extends DecisionTable>(held: Held, earlier: DecisionTable | null): Held => {
  const before =
    earlier &&
    arranged(
      earlier,
      held.ids,
      Int32Array.from([...held.ids], (id) => rowOfId(earlier.ids, id)),
    );
  const { words } = held;
  return {
    ...held,
    words: {
      names: [...words.names.filter((name) => !isWork(name)), ...(before?.words.names.filter(isWork) ?? [])],
      get: (name) => (isWork(name) ? before?.words.get(name) : words.get(name)),
    },
  };
};

/** A shard as one policy decides it. */
export type Tried = { compiled: CompiledPolicy; facts: GatheredFacts; decided: DecidedShard; night: Night };

const decidedAt = ({ compiled, facts, decided, night }: Tried, row: number): Decided => {
  const decision = decisionAt(decided.table, row, compiled);
  const candidates = decided.candidates.get(row) ?? [];
  const work = candidates.flatMap((candidate) =>
    candidate.became === 'queued'
      ? [workOf(compiled, { row, earlierWorkIds: [], ...candidate }, decision, facts, night)]
      : [],
  );
  return { decision, candidates, work };
};

/**
 * What a draft changes for the customers of a shard. Those that neither decides are left out: nothing is known of them
 * tonight, or a dump that speaks of them is held.
 *
 * @param kept ids of customers of held slices
 */
export const compareShard = (before: Tried, after: Tried, kept: ReadonlySet<string>): Omit<Comparison, 'owed'> => {
  const { facts, night } = before;
  const charges = featureColumns(['arpu'], facts, night).get('arpu') as Float64Array;
  // The windows of the two policies may differ, and with them who is known.
  const decided = [...facts.ids].flatMap((id, row) => {
    const other = rowOfId(after.facts.ids, id);
    if (other < 0 || facts.known[row] === 0 || after.facts.known[other] === 0 || kept.has(id)) return [];
    return [{ before: decidedAt(before, row), after: decidedAt(after, other), charge: charges[row] as number }];
  });
  return compareDecisions(decided, before.compiled.policy, after.compiled.policy);
};

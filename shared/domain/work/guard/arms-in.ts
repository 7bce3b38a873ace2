import { columnName, type DecisionTable } from '../../decide/decision-table.ts';
import type { Coded, RuleColumns } from '../../decide/shard-table.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import type { Candidate } from '../candidate.ts';
import type { ArmCounts } from './arm-counts.ts';
import { type Drawn, followArms } from './arms.ts';

/** Families of columns that a programme's draw is kept in. */
const families = { arm: 'arm', since: 'armSince', left: 'armLeft' } as const;

/**
 * Follows those drawn in each programme that holds somebody out, as columns of tonight's decisions and as counts; nothing where
 * no programme does.
 *
 * @param before decisions of the last completed run, by tonight's rows
 * @param candidates what became of tonight's candidates, by row
 */
export const armsIn = (
  { programmes, hasLeft: leftBy, policy }: CompiledPolicy,
  columns: RuleColumns,
  before: DecisionTable | null,
  candidates: ReadonlyMap<number, readonly Candidate[]>,
  isDecided: Uint8Array,
  night: Night,
): { words: Map<string, Coded>; counts: ArmCounts | undefined } => {
  const words = new Map<string, Coded>();
  if (!leftBy) return { words, counts: undefined };
  const counts: ArmCounts = {};
  const hasLeft = leftBy(columns);
  for (const { name, playbooks } of programmes) {
    const salts = new Map(
      playbooks.flatMap(({ name: one, holdOut }) => (holdOut.share > 0 ? [[one, holdOut.salt]] : [])),
    );
    if (salts.size === 0) continue;
    const column = (member: keyof typeof families): Coded | undefined =>
      before?.words.get(columnName(families[member], name));
    const [arm, since, left] = [column('arm'), column('since'), column('left')];
    const found = followArms(
      {
        ...{ now: night.now, band: columns.band, isDecided, hasLeft, followDays: policy.guard.followDays },
        before: { ...(arm && { arm }), ...(since && { since }), ...(left && { left }) },
        drawn: drawnOf(name, candidates),
        saltOf: (playbook) => salts.get(playbook),
      },
      counts,
    );
    for (const member of ['arm', 'since', 'left'] as const)
      words.set(columnName(families[member], name), found[member]);
  }
  return { words, counts: words.size > 0 ? counts : undefined };
};

/** Who came as far as the draw tonight, and where it sent them. */
const drawnOf = (programme: string, candidates: ReadonlyMap<number, readonly Candidate[]>): Drawn[] =>
  [...candidates].flatMap(([row, its]) =>
    its.flatMap((candidate): Drawn[] => {
      if (candidate.programme !== programme) return [];
      const { became, playbook } = candidate;
      if (became === 'heldOut') return [{ row, playbook, arm: 'heldOut' }];
      return became === 'queued' ? [{ row, playbook, arm: 'contacted' }] : [];
    }),
  );

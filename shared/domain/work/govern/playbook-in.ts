import type { RuleColumns } from '../../decide/shard-table.ts';
import type { CompiledPlaybook } from '../../policy/compile-contact.ts';
import type { CompiledProgramme } from '../../policy/compile-policy.ts';

/** Playbooks of a programme, bound to a shard: answers the first that is meant. The last one takes the rest: the contract holds it to. */
export const playbookIn = (
  { playbooks }: CompiledProgramme,
  columns: RuleColumns,
): ((row: number) => CompiledPlaybook) => {
  const bound = playbooks.map((playbook) => ({ playbook, isMeant: playbook.isMeant?.(columns) }));
  const last = bound.at(-1) as (typeof bound)[number];
  return (row) => (bound.find(({ isMeant }) => isMeant?.(row) !== false) ?? last).playbook;
};

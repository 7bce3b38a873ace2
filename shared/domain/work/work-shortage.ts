import type { Desk, Task } from './agent-fit.ts';
import type { BestAssignment } from './best-assignment.ts';

/** Work that nobody can do, by what nobody has: `skill data`, `language en`, `tier high`. */
export const missingOf = (deferred: BestAssignment['deferred']): Record<string, number> => {
  const missing: Record<string, number> = {};
  for (const { task, waitsFor } of deferred) {
    if (waitsFor === 'room') continue;
    const name = `${waitsFor} ${task[waitsFor]}`;
    missing[name] = (missing[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(missing).sort(([left], [right]) => (left < right ? -1 : 1)));
};

/** Managers whom tasks name and the roster does not know, and how many tasks. */
export const unknownManagers = (
  tasks: readonly Task[],
  desks: readonly Desk[],
): { agentIds: string[]; pieces: number } => {
  const known = new Set(desks.map(({ agentId }) => agentId));
  const agentIds = new Set<string>();
  let pieces = 0;
  for (const { managerId } of tasks) {
    if (managerId === null || known.has(managerId)) continue;
    agentIds.add(managerId);
    pieces++;
  }
  return { agentIds: [...agentIds].sort(), pieces };
};

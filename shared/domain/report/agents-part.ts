import type { AgentFigures, AssessedAgent } from '../../contracts/agent-figures.ts';
import type { Roster } from '../../contracts/roster.ts';
import type { ReportedAgent, RunReport } from '../../contracts/run-report.ts';
import { sumOf } from './sum-of.ts';

/** Agents that are named: as many as somebody reads. The others stand together. */
const mostAgents = 15;

const added = [
  'assigned',
  'due',
  'doneInTime',
  'overdue',
  'verified',
  'unverified',
  'contradicted',
  'saves',
  'savesVerified',
] as const;

const together = (figures: readonly AssessedAgent[]): Omit<ReportedAgent, 'agentId' | 'name' | 'agents' | 'total'> => {
  const sum = (of: (counts: AssessedAgent['counts']) => number): number => sumOf(figures, ({ counts }) => of(counts));
  const sums = Object.fromEntries(added.map((what) => [what, sum((counts) => counts[what])]));
  return { ...(sums as Record<(typeof added)[number], number>), valueKept: sum(({ valueKept }) => valueKept) / 100 };
};

/** Agents by what the facts say of their results, the best first. */
export const agentsOf = (figures: AgentFigures | null, roster: Roster): RunReport['agents'] => {
  if (!figures) return null;
  const names = new Map(roster.map(({ agentId, name }) => [agentId, name]));
  const sorted = Object.entries(figures.agents).sort(
    ([leftId, left], [rightId, right]) => (right.total ?? -1) - (left.total ?? -1) || (leftId < rightId ? -1 : 1),
  );
  const named = sorted.length > mostAgents ? mostAgents - 1 : sorted.length;
  const others = sorted.slice(named).map(([, figure]) => figure);
  const nobody = { agentId: null, name: null, total: null };
  return {
    team: { ...nobody, agents: sorted.length, ...together(sorted.map(([, figure]) => figure)) },
    agents: [
      ...sorted.slice(0, named).map(([agentId, figure]) => ({
        ...{ agentId, name: names.get(agentId) ?? null, agents: 1, total: figure.total },
        ...together([figure]),
      })),
      ...(others.length > 0 ? [{ ...nobody, agents: others.length, ...together(others) }] : []),
    ],
  };
};

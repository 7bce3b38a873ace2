import { type Label, plainLabel } from '../../shared/contracts/field.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { WorkCount } from '../../shared/domain/whatif/compare-decisions.ts';
import type { AgentLoad, Loads } from '../../shared/domain/work/agent-loads.ts';
import type { Cell, Section, Table } from './sections.ts';
import type { Policies } from './what-if.ts';
import { say } from './words.ts';

/** Agents that a terminal shows, the most changed first. */
const mostAgents = 10;

type Sides = { before: number; after: number };

const sides = (counts: readonly WorkCount[]): Sides => {
  const of = (by: WorkCount['by']): number =>
    counts.filter((one) => one.by === by).reduce((total, { candidates }) => total + candidates, 0);
  return { before: of('before'), after: of('after') };
};

const cells = ({ before, after }: Sides): Cell[] => [before, after, { change: after - before }];
const header = (first: Label, ...more: Label[]): Label[] => [first, ...more, say.before, say.after, say.change];

const programmesTable = (counts: readonly WorkCount[], policy: Policy, draft: Policy): Table => ({
  header: [...header(say.programme, say.kind), say.candidates, say.change],
  rows: [...new Set([...Object.keys(draft.programmes), ...Object.keys(policy.programmes)])].map((name) => {
    const own = counts.filter(({ programme }) => programme === name);
    const rules = draft.programmes[name] ?? policy.programmes[name];
    const candidates = sides(own);
    return [
      rules?.label ?? plainLabel(name),
      rules ? say[rules.kind] : '',
      ...cells(sides(own.filter(({ became }) => became === 'queued'))),
      ...[candidates.after, { change: candidates.after - candidates.before }],
    ];
  }),
});

const regionsTable = (queued: readonly WorkCount[]): Table => {
  const groups = Map.groupBy(queued, ({ region, kind }) => JSON.stringify([region, kind]));
  return {
    header: header(say.region, say.kind),
    rows: [...groups]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, own]) => {
        const [{ region, kind }] = own as [WorkCount];
        return [region ?? say.unknown, kind ? say[kind] : '', ...cells(sides(own))];
      }),
  };
};

const change = ({ before, after }: Sides): number => Math.abs(after - before);

const agentsTable = (agents: readonly AgentLoad[]): Table => ({
  header: header(say.agent, say.regions, say.capacity),
  rows: [...agents]
    .sort((left, right) => change(right) - change(left) || (left.agentId < right.agentId ? -1 : 1))
    .map((agent) => [agent.agentId, agent.regions.join(', '), agent.capacity, ...cells(agent)]),
  most: mostAgents,
});

/** Work that a draft adds or removes, by programme, region and agent, against what agents take a day. */
export const workSection = (
  counts: readonly WorkCount[],
  { agents, waiting }: Loads,
  { policy, draft }: Policies,
): Section => {
  const queued = counts.filter(({ became }) => became === 'queued');
  const total = sides(queued);
  const capacity = agents.reduce((sum, agent) => sum + agent.capacity, 0);
  const number = (value: number): string => value.toLocaleString('en-US');
  return {
    title: { en: 'Work for agents', zh: '客户经理任务' },
    notes: [
      {
        en: `${number(total.before)} pieces of work now, ${number(total.after)} by the draft; ${number(agents.length)} agents take ${number(capacity)} a day. No room on the first day: ${number(waiting.before)} now, ${number(waiting.after)} by the draft`,
        zh: `现行派单 ${number(total.before)} 件，草案 ${number(total.after)} 件；${number(agents.length)} 位客户经理日产能 ${number(capacity)} 件。首日无产能：现行 ${number(waiting.before)} 件，草案 ${number(waiting.after)} 件`,
      },
    ],
    tables: [
      programmesTable(counts, policy, draft),
      ...(queued.length > 0 ? [regionsTable(queued)] : []),
      ...(agents.length > 0 ? [agentsTable(agents)] : []),
    ],
  };
};

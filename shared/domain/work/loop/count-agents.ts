import type { AgentCounts, JudgedOutcome, ShardAgents } from '../../../contracts/agent-figures.ts';
import type { WorkItem } from '../../../contracts/items/work.ts';
import type { AssessmentPolicy } from '../../../contracts/policy/assessment.ts';
import { noAgentCounts } from './assessment.ts';
import { type CustomerCall, type CustomerFacts, judge } from './evidence.ts';

/** One customer's work and facts, within the days that count. */
export type CustomerLoop = CustomerFacts & {
  work: readonly WorkItem[];
  /** What agents named as evidence, by work. */
  named: ReadonlyMap<string, readonly string[]>;
};

/** Whose a piece of work is: of who ended it, else of who has it. Work that waits is nobody's. */
const agentOf = ({ state, steps, agentId }: WorkItem): string | null =>
  (state === 'done' ? steps.findLast(({ event }) => event === 'finish')?.by : undefined) ?? agentId;

/**
 * Counts what agents did, and judges what they say of it. Work counts for whoever did it, or else has it; work that moved
 * on to the deputy counts as due and not done for whoever let it lie.
 *
 * @param now ISO 8601: work is late or not by then
 */
export const countAgents = (
  customers: Iterable<CustomerLoop>,
  policy: AssessmentPolicy,
  now: string,
): Pick<ShardAgents, 'agents' | 'judged'> => {
  const agents = new Map<string, AgentCounts>();
  const of = (agentId: string): AgentCounts => {
    const counts = agents.get(agentId) ?? noAgentCounts();
    agents.set(agentId, counts);
    return counts;
  };
  const judged: JudgedOutcome[] = [];
  for (const customer of customers) {
    for (const call of customer.calls) if (call.agentId !== null) countCall(of(call.agentId), call, policy);
    for (const item of customer.work) {
      const one = countWork(item, of, now);
      if (!one) continue;
      const found = judge({ ...one, named: customer.named.get(item.workId) ?? [] }, customer, policy);
      judged.push(found);
      countJudged(of(one.agentId), found, item);
    }
  }
  const byAgent = (left: string, right: string) => (left < right ? -1 : 1);
  return {
    agents: Object.fromEntries([...agents].sort(([left], [right]) => byAgent(left, right))),
    judged: judged.sort((left, right) =>
      byAgent(`${left.agentId} ${left.doneAt} ${left.workId}`, `${right.agentId} ${right.doneAt} ${right.workId}`),
    ),
  };
};

const countCall = (counts: AgentCounts, call: CustomerCall, { answerSeconds }: AssessmentPolicy): void => {
  if (call.answered && call.waitedSeconds !== null) {
    counts.calls++;
    if (call.waitedSeconds <= answerSeconds) counts.callsInTime++;
  }
  if (call.rating !== null) {
    counts.ratings++;
    counts.ratingSum += Math.round(call.rating * 100);
  }
};

/** Counts a piece of work; answers what is claimed of it, where somebody ended it. */
const countWork = (item: WorkItem, of: (agentId: string) => AgentCounts, now: string) => {
  const { state, escalatedFrom, dueAt, outcome, workId } = item;
  if (state === 'withdrawn') return undefined;
  const agentId = agentOf(item);
  // Who takes over what another has let lie begins late: it counts for the deputy when it is done, and against nobody else.
  const takenOver = escalatedFrom !== undefined && agentId !== escalatedFrom;
  if (escalatedFrom !== undefined) {
    const letLie = of(escalatedFrom);
    letLie.escalated++;
    if (takenOver) {
      letLie.assigned++;
      letLie.due++;
    }
  }
  if (agentId === null) return undefined;
  const counts = of(agentId);
  const isDone = state === 'done' && outcome !== undefined;
  const isLate = !takenOver && Date.parse(now) > Date.parse(dueAt);
  counts.assigned++;
  if (isDone || isLate) counts.due++;
  if (!isDone) {
    if (isLate) counts.overdue++;
    return undefined;
  }
  counts.done++;
  if (takenOver || Date.parse(outcome.doneAt) <= Date.parse(dueAt)) counts.doneInTime++;
  return { workId, agentId, result: outcome.result, doneAt: outcome.doneAt };
};

const countJudged = (counts: AgentCounts, { verdict, result }: JudgedOutcome, { churn }: WorkItem): void => {
  counts[verdict]++;
  if (result !== 'kept') return;
  counts.saves++;
  if (verdict !== 'verified') return;
  counts.savesVerified++;
  counts.valueKept += Math.round((churn?.valueAtRisk ?? 0) * 100);
};

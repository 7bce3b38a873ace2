import {
  type AgentCounts,
  type AgentFigures,
  type AssessedAgent,
  agentCounts,
  type ShardAgents,
} from '../../../contracts/agent-figures.ts';
import type { AssessmentPolicy } from '../../../contracts/policy/assessment.ts';

/** Points of a rating: 1 is none of them, 5 is all. */
const [leastRating, mostRating] = [1, 5];

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const meanOfKnown = (parts: readonly { value: number | null; weight: number }[]): number | null => {
  const known = parts.filter(({ value, weight }) => value !== null && weight > 0);
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  return weights === 0 ? null : known.reduce((sum, { value, weight }) => sum + (value as number) * weight, 0) / weights;
};

const points = (share: number | null): number | null => (share === null ? null : Math.round(share * 1_000) / 10);

/**
 * An agent's assessment (考核): ability, work done and effect, each a share of what could be, in points of 100.
 * - ability: calls answered in time, and the mean rating between 1 and 5, in equal parts;
 * - work: done in time, of what was due;
 * - effect: verified results, of those that the facts have judged. What is not judged yet is left out: a bill that has not
 *   come is nobody's fault.
 */
export const assess = (counts: AgentCounts, { weights }: AssessmentPolicy): AssessedAgent => {
  const rating = shareOf(counts.ratingSum / 100, counts.ratings);
  const ability = meanOfKnown([
    { value: shareOf(counts.callsInTime, counts.calls), weight: 1 },
    { value: rating === null ? null : (rating - leastRating) / (mostRating - leastRating), weight: 1 },
  ]);
  const work = shareOf(counts.doneInTime, counts.due);
  const effect = shareOf(counts.verified, counts.verified + counts.contradicted);
  const total = meanOfKnown([
    { value: ability, weight: weights.ability },
    { value: work, weight: weights.work },
    { value: effect, weight: weights.effect },
  ]);
  return { counts, ability: points(ability), work: points(work), effect: points(effect), total: points(total) };
};

/** Nothing counted yet. */
export const noAgentCounts = (): AgentCounts => agentCounts.parse({});

/** Counts of all shards together, and the assessment that follows; agents in alphabetical order. */
export const figuresOf = (runId: string, shards: readonly ShardAgents[], policy: AssessmentPolicy): AgentFigures => {
  const sums = new Map<string, AgentCounts>();
  for (const { agents } of shards)
    for (const [agentId, counts] of Object.entries(agents)) {
      const sum = sums.get(agentId) ?? noAgentCounts();
      for (const name of Object.keys(sum) as (keyof AgentCounts)[]) sum[name] += counts[name];
      sums.set(agentId, sum);
    }
  const sorted = [...sums.keys()].sort();
  return {
    version: 1,
    runId,
    agents: Object.fromEntries(sorted.map((agentId) => [agentId, assess(sums.get(agentId) as AgentCounts, policy)])),
  };
};

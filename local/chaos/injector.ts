import { canBePartial } from '../aws/partial.ts';
import { type FaultCounts, type FaultKind, noFaults } from './fault-kinds.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Trouble } from './lane.ts';

/**
 * The most of a kind in one seed, so that its nights come to an end: a crash costs a cold start, a refused request the SDK's
 * seconds, a time-out a new connection.
 */
const most: Readonly<Partial<FaultCounts>> = { crash: 3, throttle: 24, error: 12, timeout: 20, partial: 12 };

/** Does to a lane what a plan says, and counts it. */
export const injector = (plan: FaultPlan): { trouble: Trouble; counts: FaultCounts } => {
  const counts = noFaults();
  const seen = new Map<string, number>();
  const next = (name: string): number => {
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return nth;
  };
  const count = (kind: FaultKind): void => {
    counts[kind]++;
  };
  return {
    counts,
    trouble: {
      request({ function: name, service, operation }) {
        // The operator's own requests are no part of the pipeline.
        if (name === '') return undefined;
        const call = {
          function: name,
          operation: `${service}:${operation}`,
          canBePartial: canBePartial(service, operation),
        };
        const planned = plan.request({ ...call, nth: next(`request ${name} ${call.operation}`) });
        if (!planned || counts[planned.kind] >= (most[planned.kind] ?? Number.POSITIVE_INFINITY)) return undefined;
        count(planned.kind);
        return planned.fault;
      },
      duplicate(queue) {
        const isTwice = plan.duplicate(queue, next(`message ${queue}`));
        if (isTwice) count('duplicate');
        return isTwice;
      },
      hold(queue) {
        const ms = plan.hold(queue, next(`copy ${queue}`));
        if (ms > 0) count('reorder');
        return ms;
      },
      clock(name) {
        const ms = plan.skew(name);
        if (ms !== 0) count('skew');
        return ms;
      },
      phone(agentId) {
        const answer = plan.phone(agentId, next(`post ${agentId}`));
        if (answer.kind !== 'taken') count('slow-channel');
        return answer;
      },
    },
  };
};

import type { Label } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { ChurnTold } from '../../contracts/messages/work-requested.ts';
import type { ChurnPolicy } from '../../contracts/policy/churn.ts';

/** What a decision says of churn, in the policy's words. */
export const churnTold = (said: NonNullable<Decision['churn']>, policy: ChurnPolicy): ChurnTold => {
  const { probability, valueAtRisk } = said;
  const rule = policy.rules.find(({ name }) => name === said.reason);
  const conduct = policy.conduct.find(({ name }) => name === said.conduct);
  return {
    probability,
    valueAtRisk,
    reason: rule
      ? {
          reason: rule.label,
          kind: policy.kinds[rule.kind] as Label,
          cause: policy.causes[rule.cause] as Label,
        }
      : null,
    conduct: conduct ? { label: conduct.label, care: conduct.care } : null,
  };
};

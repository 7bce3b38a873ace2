import type { FeatureName } from '../../contracts/features.ts';
import type { ChurnPolicy } from '../../contracts/policy/churn.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { FormerPolicy } from '../../contracts/policy/former.ts';
import type { OffersPolicy } from '../../contracts/policy/offers.ts';
import type { SegmentsPolicy } from '../../contracts/policy/segments.ts';
import type { Policy } from '../../contracts/policy.ts';
import { leavingProbability, type ProbabilityOf } from '../churn/probability.ts';
import type { CompiledCondition } from '../policy/conditions.ts';

/** What a policy says of what may come of a customer, ready to be asked; a section that it leaves out is not there. */
export type CompiledOutlook = {
  segments?: SegmentsPolicy;
  churn?: {
    policy: ChurnPolicy;
    probabilityOf: ProbabilityOf;
    asked: CompiledCondition;
    /** In the policy's order; undefined takes the rest. */
    rules: readonly (CompiledCondition | undefined)[];
    conduct: readonly CompiledCondition[];
    tracks: readonly (CompiledCondition | undefined)[];
  };
  former?: { policy: FormerPolicy; left: CompiledCondition };
  offers?: {
    policy: OffersPolicy;
    /** In the policy's order. */
    offers: readonly { when: CompiledCondition | undefined; unless: CompiledCondition | undefined }[];
    /** Items of the association, in the policy's order. */
    items: readonly CompiledCondition[];
    /** Who counts in the association; undefined for everybody. */
    of: CompiledCondition | undefined;
  };
};

/**
 * Prepares the sections on segments, churn, former customers and offers.
 *
 * @param policy with learned cards in their places
 * @param test prepares a condition
 * @param uses told every feature that is read without a condition
 */
export const compileOutlook = (
  { segments, churn, former, offers, scorecards, risk }: Policy,
  test: (given: Condition) => CompiledCondition,
  uses: (feature: FeatureName) => void,
): CompiledOutlook => {
  const ifGiven = (given: Condition | undefined): CompiledCondition | undefined => given && test(given);
  for (const { feature } of segments?.features ?? []) uses(feature);
  if (churn) uses(churn.value.charge);
  for (const feature of former ? [former.charge, former.silentDays] : []) uses(feature);
  for (const { feature } of offers?.list ?? []) if (feature) uses(feature);
  const link = scorecards[risk.card]?.link ?? { type: 'points' };
  return {
    ...(segments && { segments }),
    ...(churn && {
      churn: {
        policy: churn,
        probabilityOf: leavingProbability(link, churn),
        asked: test(churn.asked),
        rules: churn.rules.map(({ when }) => ifGiven(when)),
        conduct: churn.conduct.map(({ when }) => test(when)),
        tracks: churn.tracks.map(({ when }) => ifGiven(when)),
      },
    }),
    ...(former && { former: { policy: former, left: test(former.left) } }),
    ...(offers && {
      offers: {
        policy: offers,
        offers: offers.list.map(({ when, unless }) => ({ when: ifGiven(when), unless: ifGiven(unless) })),
        items: offers.association?.items.map(({ when }) => test(when)) ?? [],
        of: ifGiven(offers.association?.of),
      },
    }),
  };
};

import type { Decision } from '../../shared/contracts/items/decision.ts';

/** What of a decision is written again when it changes: what somebody would do something else for. */
export const said = (decision: Decision) => ({
  region: decision.region,
  tiers: decision.tiers,
  falling: decision.fallingSince,
  clean: decision.cleanSince,
  event: decision.eventSince,
  stage: decision.stage,
  band: decision.risk.band,
  keyKinds: decision.keyKinds,
  watch: decision.watch,
  upkeep: decision.upkeep,
  behaviour: decision.behaviour?.segment,
  churn: [decision.churn?.reason, decision.churn?.conduct, decision.churn?.track],
  former: [decision.former?.on, decision.former?.back],
  work: decision.work,
  reasons: decision.reasons.map(({ card, feature, points }) => `${card} ${feature} ${points > 0}`).sort(),
});

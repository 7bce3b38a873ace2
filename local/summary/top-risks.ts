import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { shardNames } from '../../shared/domain/shard.ts';
import { maskId } from './mask.ts';
import type { RiskSummary } from './summary.ts';

/** As many as a person reads. */
const most = 10;

const riskier = (a: Decision, b: Decision): number =>
  b.risk.points - a.risk.points || (a.customerId < b.customerId ? -1 : 1);

/** The customers most at risk in a run's snapshots, with the reasons of the churn card first. */
export const topRisks = async (
  facts: Pick<ObjectStore, 'get' | 'put' | 'list'>,
  { runId, shards }: Pick<RunItem, 'runId' | 'shards'>,
  policy: Policy,
): Promise<RiskSummary[]> => {
  const store = runStore(facts);
  const scheme = Object.keys(policy.schemes)[0] ?? '';
  let top: Decision[] = [];
  for (const shard of shardNames(shards)) {
    const decisions = await store.decisions(runId, shard);
    top = [...top, ...decisions].sort(riskier).slice(0, most);
  }
  return top.map(({ customerId, region, tiers, stage, risk, reasons }) => ({
    customer: maskId(customerId),
    region,
    tier: tiers[scheme] ?? '',
    stage,
    points: risk.points,
    band: risk.band,
    reasons: reasons.filter(({ card }) => card === policy.risk.card).map(({ label }) => label),
  }));
};

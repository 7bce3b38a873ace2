import { featureNames } from '../contracts/features.ts';
import type { Decision, Reason } from '../contracts/items/decision.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { decisionChanged } from './decision-changed.ts';
import type { CustomerFacts } from './facts.ts';
import type { Night } from './night.ts';
import { reasonsOf, scoreOf } from './scorecards.ts';
import type { Coded, RuleColumns } from './shard-table.ts';
import { stageOf } from './stages.ts';
import { bandOf, tierOf } from './tiers.ts';
import { type Candidate, candidatesOf, openWork } from './work.ts';

/** What the policy says of one customer tonight. */
export type Outcome = {
  /** The decision: row of the run's snapshot, and item of the decisions table where it changed. */
  decision: Decision;
  /** It differs from the night before in what a person would see; see `decisionChanged`. */
  changed: boolean;
  /** Every candidate for work and what became of it. */
  candidates: Candidate[];
};

/** Value of every feature that the policy reads, in the catalogue's order; NaN where missing or not read. */
export const featureValues = ({ used }: CompiledPolicy, facts: CustomerFacts, night: Night): Float64Array => {
  const values = new Float64Array(featureNames.length).fill(Number.NaN);
  for (const { index, formula } of used) values[index] = formula(facts, night);
  return values;
};

/** A column of one row. */
const one = (word: string | null | undefined): Coded =>
  word == null ? { codes: Int32Array.of(-1), values: [] } : { codes: Int32Array.of(0), values: [word] };

/**
 * What the policy says of one customer. The same arguments give the same answer, byte for byte.
 *
 * @param facts all facts of the customer in the run's window
 * @param previous decision of the last completed run; null for a first one
 * @param compiled the policy
 * @param night the run's instant and business day
 */
export const decide = (
  facts: CustomerFacts,
  previous: Decision | null,
  compiled: CompiledPolicy,
  night: Night,
): Outcome => {
  const { customerId, profile } = facts;
  const list = profile?.list ?? null;
  const values = featureValues(compiled, facts, night);
  const scores: Record<string, number> = {};
  const reasons: Reason[] = [];
  for (const card of compiled.cards) {
    scores[card.name] = scoreOf(card, values);
    reasons.push(...reasonsOf(card, values));
  }
  const tiers: Record<string, string> = {};
  const tiersSince: Record<string, string> = {};
  for (const { name, scheme, card } of compiled.schemes) {
    const held = previous?.tiers[name];
    const tier = tierOf(scheme, scores[card.name] as number, held, list);
    tiers[name] = tier;
    tiersSince[name] = (tier === held ? previous?.tiersSince[name] : undefined) ?? night.now;
  }
  const points = scores[compiled.risk.name] as number;
  const band = bandOf(compiled.policy.risk.bands, points);
  const columns: RuleColumns = {
    numbers: new Map(compiled.used.map(({ name, index }) => [name, values.subarray(index, index + 1)])),
    texts: new Map([
      ['segment', one(profile?.segment)],
      ['list', one(list)],
    ]),
    tiers: new Map(Object.entries(tiers).map(([name, tier]) => [name, one(tier)])),
    band: one(band),
    keyCustomer: new Uint8Array(1),
    stage: { codes: new Int32Array(1), values: Object.keys(compiled.policy.lifecycle.stages) },
  };
  const keyCustomer = compiled.keyCustomers.some((holds) => holds(columns)(0));
  columns.keyCustomer[0] = Number(keyCustomer);
  const stage = stageOf(compiled, columns, previous?.stage);

  const open = openWork(compiled, customerId, previous, night);
  const decision: Decision = {
    version: 1,
    customerId,
    region: profile?.region ?? null,
    scores,
    tiers,
    tiersSince,
    stage,
    stageSince: previous && previous.stage === stage ? previous.stageSince : night.now,
    risk: { points, band },
    keyCustomer,
    reasons,
    work: {},
    workSince: {},
    policy: compiled.hash,
    dumps: [...facts.dumps],
    runId: night.runId,
    decidedAt: night.now,
  };
  const candidates = candidatesOf(compiled, { facts, values, columns, decision, open }, night);
  for (const [programme, { workId, since }] of Object.entries(open)) {
    decision.work[programme] = workId;
    decision.workSince[programme] = since;
  }
  for (const candidate of candidates) {
    if (candidate.became !== 'queued') continue;
    decision.work[candidate.programme] = candidate.work.workId;
    decision.workSince[candidate.programme] = night.now;
  }

  if (previous && !decisionChanged(previous, decision))
    return {
      decision: { ...decision, runId: previous.runId, decidedAt: previous.decidedAt },
      changed: false,
      candidates,
    };
  return { decision, changed: true, candidates };
};

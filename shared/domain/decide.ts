import { featureNames } from '../contracts/features.ts';
import type { Decision, Reason } from '../contracts/items/decision.ts';
import type { RunBase } from '../contracts/run-base.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { namesOfBits } from './conditions.ts';
import { decisionChanged } from './decision-changed.ts';
import type { CustomerFacts } from './facts.ts';
import type { Night } from './night.ts';
import { decideScheme, type SchemeColumns } from './schemes.ts';
import { reasonsOf, scoreOf } from './scorecards.ts';
import { type Coded, type RuleColumns, wordAt } from './shard-table.ts';
import { stageOf } from './stages.ts';
import { bandOf } from './tiers.ts';
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

/** What a decision remembers of one scheme, as a table of one row. */
const standingColumns = (previous: Decision, scheme: string): SchemeColumns => ({
  tier: one(previous.tiers[scheme]),
  since: one(previous.tiersSince[scheme]),
  fallingSince: one(previous.fallingSince[scheme]),
  cleanSince: one(previous.cleanSince[scheme]),
  eventSince: one(previous.eventSince[scheme]),
});

/**
 * What the policy says of one customer. The same arguments give the same answer, byte for byte.
 *
 * @param facts all facts of the customer in the run's window
 * @param previous decision of the last completed run; null for a first one
 * @param compiled the policy
 * @param night the run's instant and business day
 * @param base what is known of the whole base; null where the policy does not ask for it
 */
export const decide = (
  facts: CustomerFacts,
  previous: Decision | null,
  compiled: CompiledPolicy,
  night: Night,
  base: RunBase | null = null,
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
  const points = scores[compiled.risk.name] as number;
  const band = bandOf(compiled.policy.risk.bands, points);
  const tierColumns = new Map<string, Coded>();
  const columns: RuleColumns = {
    numbers: new Map(compiled.used.map(({ name, index }) => [name, values.subarray(index, index + 1)])),
    texts: new Map([
      ['segment', one(profile?.segment)],
      ['region', one(profile?.region)],
      ['list', one(list)],
    ]),
    tiers: tierColumns,
    band: one(band),
    keyKinds: new Int32Array(1),
    watch: new Int32Array(1),
    stage: { codes: new Int32Array(1), values: Object.keys(compiled.policy.lifecycle.stages) },
  };
  const table = { rows: 1, numbers: columns.numbers, texts: columns.texts };
  const pointsOf = new Map(Object.entries(scores).map(([name, score]) => [name, Float64Array.of(score)]));
  const decided = new Map<string, SchemeColumns>();
  for (const step of compiled.order) {
    const scheme = compiled.schemes.find(({ name }) => name === step);
    if (!scheme) {
      compiled.keyCustomers.forEach((holds, place) => {
        if (holds(columns)(0)) columns.keyKinds[0] = (columns.keyKinds[0] ?? 0) | (1 << place);
      });
      continue;
    }
    const held = previous && standingColumns(previous, step);
    const found = decideScheme(scheme, { table, columns, scores: pointsOf, previous: held ?? undefined, base, night });
    decided.set(step, found);
    tierColumns.set(step, found.tier);
  }
  const said = (read: (found: SchemeColumns) => Coded | undefined): Record<string, string> =>
    Object.fromEntries(
      compiled.schemes.flatMap(({ name }) => {
        const column = read(decided.get(name) as SchemeColumns);
        const word = column && wordAt(column, 0);
        return word == null ? [] : [[name, word]];
      }),
    );
  const keyKinds = namesOfBits(
    compiled.policy.keyCustomers.kinds.map(({ name }) => name),
    columns.keyKinds[0] as number,
  );
  const stage = stageOf(compiled, columns, previous?.stage);

  const open = openWork(compiled, customerId, previous, night);
  const decision: Decision = {
    version: 1,
    customerId,
    region: profile?.region ?? null,
    scores,
    tiers: said(({ tier }) => tier),
    tiersSince: said(({ since }) => since),
    fallingSince: said(({ fallingSince }) => fallingSince),
    cleanSince: said(({ cleanSince }) => cleanSince),
    eventSince: said(({ eventSince }) => eventSince),
    stage,
    stageSince: previous && previous.stage === stage ? previous.stageSince : night.now,
    risk: { points, band },
    keyCustomer: keyKinds.length > 0,
    keyKinds,
    watch: {},
    upkeep: null,
    reasons,
    work: {},
    workSince: {},
    policy: compiled.hash,
    dumps: [...facts.dumps],
    runId: night.runId,
    decidedAt: night.now,
  };
  compiled.watchLists.forEach(({ name, holds }, place) => {
    if (!holds(columns)(0)) return;
    columns.watch[0] = (columns.watch[0] ?? 0) | (1 << place);
    decision.watch[name] = previous?.watch[name] ?? night.now;
  });
  decision.upkeep = compiled.upkeep.find(({ holds }) => holds?.(columns)(0) ?? true)?.name ?? null;
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

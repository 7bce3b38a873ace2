import type { Decision } from '../../contracts/items/decision.ts';
import type { WorkKind, WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { Policy } from '../../contracts/policy.ts';
import { type Difference, differenceOf } from '../explain/decision-history.ts';
import type { Candidate } from '../work/candidate.ts';
import { movesOf, type TierMove } from './migration.ts';
import type { OwedCount } from './owed.ts';
import { sumBy } from './sum-by.ts';

/** A customer as one policy decides. */
export type Decided = {
  decision: Decision;
  candidates: readonly Candidate[];
  /** Work that the queued candidates ask for. */
  work: readonly WorkRequested[];
};

/** A customer as the policy in force and a draft decide on the same facts. */
export type DecidedTwice = {
  before: Decided;
  after: Decided;
  /** Mean monthly charge, in the policy's currency; NaN where not known. */
  charge: number;
};

/** Customers of one scheme and region that the two policies give these tiers, and what they pay a month together. */
export type ChargedMove = TierMove & { charge: number };

/** So many customers to whom one policy gives one word, and the draft another; both the same for those who stay. */
export type WordMove = { from: string; to: string; customers: number };

/** What became of candidates of a programme in a region, by one of the policies. */
export type WorkCount = {
  by: 'before' | 'after';
  programme: string;
  kind: WorkKind | null;
  region: string | null;
  became: Candidate['became'];
  candidates: number;
};

/** A customer whom the draft treats differently. */
export type ChangedCustomer = Difference & {
  customerId: string;
  region: string | null;
  /** Mean monthly charge; null where not known. */
  charge: number | null;
  /** Programmes whose work would come, and would go. */
  workAdded: string[];
  workRemoved: string[];
  /** How much is different: tiers and bands up or down, stage, work. */
  weight: number;
};

/** What a draft changes for some customers; {@link sumComparisons} adds parts up. */
export type Comparison = {
  customers: number;
  /** Customers of whom anything differs. */
  changed: number;
  /** Customers whose charge is not known: they count, but add no charge. */
  chargeUnknown: number;
  tiers: ChargedMove[];
  bands: WordMove[];
  stages: WordMove[];
  /** Entitlements by name, '' for none; nothing where neither policy has any. */
  entitlements: WordMove[];
  /** What is promised to customers, and to callers whom nobody knows. */
  owed: OwedCount[];
  candidates: WorkCount[];
  /** Work that each policy asks agents for. */
  work: { before: WorkRequested[]; after: WorkRequested[] };
  /** The customers most changed, the most first. */
  most: ChangedCustomer[];
};

/** Customers named in a comparison: as many as somebody reads before a policy ships. */
const mostNamed = 20;

const moreChanged = (left: ChangedCustomer, right: ChangedCustomer): number =>
  right.weight - left.weight ||
  (right.charge ?? -1) - (left.charge ?? -1) ||
  (left.customerId < right.customerId ? -1 : 1);

const workCounts = ({ decision, candidates }: Decided, by: WorkCount['by'], { programmes }: Policy): WorkCount[] =>
  candidates.map(({ programme, became }) => ({
    ...{ by, programme, became, kind: programmes[programme]?.kind ?? null, region: decision.region, candidates: 1 },
  }));

/** Steps between two names of a list; 0 where one of them is not in it. */
const stepsIn = (list: readonly { name: string }[] | undefined, from: string | null, to: string | null): number => {
  const [left, right] = [from, to].map((name) => list?.findIndex((one) => one.name === name) ?? -1) as [number, number];
  return left < 0 || right < 0 ? 0 : Math.abs(left - right);
};

const changedCustomer = ({ before, after, charge }: DecidedTwice, draft: Policy): ChangedCustomer | null => {
  const difference = differenceOf(before.decision, after.decision);
  const [earlier, later] = [before, after].map(({ work }) => work.map(({ programme }) => programme)) as [
    string[],
    string[],
  ];
  const workAdded = later.filter((programme) => !earlier.includes(programme));
  const workRemoved = earlier.filter((programme) => !later.includes(programme));
  const { changes, scores } = difference;
  const work = workAdded.length + workRemoved.length;
  if (changes.length === 0 && scores.length === 0 && work === 0) return null;
  const weights = changes.map(({ of, scheme, from, to }) => {
    if (of === 'tier') return stepsIn(draft.schemes[scheme ?? '']?.tiers, from, to);
    return of === 'band' ? stepsIn(draft.risk.bands, from, to) : 1;
  });
  const { customerId, region } = after.decision;
  return {
    ...difference,
    ...{ customerId, region, workAdded, workRemoved },
    charge: Number.isNaN(charge) ? null : charge,
    weight: weights.reduce((sum, weight) => sum + weight, work),
  };
};

/**
 * What a draft changes for some customers; what is promised is compared apart (`compareOwed`).
 *
 * @param policy in force
 */
export const compareDecisions = (
  decided: readonly DecidedTwice[],
  policy: Policy,
  draft: Policy,
): Omit<Comparison, 'owed'> => {
  const changed = decided.flatMap((one) => changedCustomer(one, draft) ?? []);
  const words = (read: (decision: Decision) => string): WordMove[] =>
    sumBy(
      decided.map(({ before, after }) => ({ from: read(before.decision), to: read(after.decision), customers: 1 })),
      ['customers'],
    );
  return {
    customers: decided.length,
    changed: changed.length,
    chargeUnknown: decided.filter(({ charge }) => Number.isNaN(charge)).length,
    tiers: sumBy(
      decided.flatMap(({ before, after, charge }) =>
        movesOf([before.decision], [after.decision]).map((move) => ({
          ...move,
          charge: Number.isNaN(charge) ? 0 : charge,
        })),
      ),
      ['customers', 'charge'],
    ),
    bands: words(({ risk }) => risk.band),
    stages: words(({ stage }) => stage),
    entitlements: words(({ entitlements }) => entitlements?.name ?? '').filter(({ from, to }) => from + to !== ''),
    candidates: sumBy(
      decided.flatMap(({ before, after }) => [
        ...workCounts(before, 'before', policy),
        ...workCounts(after, 'after', draft),
      ]),
      ['candidates'],
    ),
    work: {
      before: decided.flatMap(({ before }) => before.work),
      after: decided.flatMap(({ after }) => after.work),
    },
    most: changed.sort(moreChanged).slice(0, mostNamed),
  };
};

/** Nobody compared yet. */
export const noComparison = (): Comparison => ({
  ...{ customers: 0, changed: 0, chargeUnknown: 0 },
  ...{ tiers: [], bands: [], stages: [], entitlements: [], owed: [], candidates: [], most: [] },
  work: { before: [], after: [] },
});

/** Adds the comparisons of two parts of the base. */
export const sumComparisons = (left: Comparison, right: Comparison): Comparison => ({
  customers: left.customers + right.customers,
  changed: left.changed + right.changed,
  chargeUnknown: left.chargeUnknown + right.chargeUnknown,
  tiers: sumBy([...left.tiers, ...right.tiers], ['customers', 'charge']),
  bands: sumBy([...left.bands, ...right.bands], ['customers']),
  stages: sumBy([...left.stages, ...right.stages], ['customers']),
  entitlements: sumBy([...left.entitlements, ...right.entitlements], ['customers']),
  owed: sumBy([...left.owed, ...right.owed], ['promises']),
  candidates: sumBy([...left.candidates, ...right.candidates], ['candidates']),
  work: {
    before: [...left.work.before, ...right.work.before],
    after: [...left.work.after, ...right.work.after],
  },
  most: [...left.most, ...right.most].sort(moreChanged).slice(0, mostNamed),
});

import type { EvidenceFact, JudgedOutcome, Verdict } from '../../../contracts/agent-figures.ts';
import type { AssessmentPolicy, EvidenceKind } from '../../../contracts/policy/assessment.ts';
import type { OutcomeResult } from '../outcomes.ts';

/** A result that an agent claims. */
export type Claim = {
  workId: string;
  agentId: string;
  result: OutcomeResult;
  /** When it was done, as reported, ISO 8601. */
  doneAt: string;
  /** What the agent names: ids of calls, forms, photographs. */
  named: readonly string[];
};

/** A call of a customer, in or out. */
export type CustomerCall = {
  callId: string;
  /** Who took it; null where the contact centre does not say: it may have been anybody. */
  agentId: string | null;
  /** ISO 8601. */
  at: string;
  answered: boolean;
  /** Seconds until it was answered, of a call in; null where not known. */
  waitedSeconds: number | null;
  /** 1 to 5, or null. */
  rating: number | null;
};

/** What is known of a customer, as far as a claim may be held against it. */
export type CustomerFacts = {
  calls: readonly CustomerCall[];
  /** Charges by month; a month without a bill is not in it. */
  bills: ReadonlyMap<string, number>;
  /** The customer has left by now. */
  hasLeft: boolean;
};

const hourMs = 3_600_000;

/** Calls about the instant of a claim that its agent may have made. */
const callsAbout = (claim: Claim, calls: readonly CustomerCall[], { callHours }: AssessmentPolicy): CustomerCall[] => {
  const done = Date.parse(claim.doneAt);
  return calls.filter(({ agentId, at }) => {
    const time = Date.parse(at);
    const isTheirs = agentId === null || agentId === claim.agentId;
    return isTheirs && time >= done - callHours.before * hourMs && time <= done + callHours.after * hourMs;
  });
};

const callFacts = (claim: Claim, about: readonly CustomerCall[]): EvidenceFact[] => {
  const reached = claim.result !== 'not-reached';
  const answered = about.filter((call) => call.answered);
  // Tried in vain and then reached is reached: unanswered calls speak only where there are no others.
  const telling = answered.length > 0 ? answered : about;
  return telling.map(({ callId, answered: was }) => ({
    kind: 'call',
    speaks: was === reached ? 'for' : 'against',
    of: callId,
    says: was ? 'answered' : 'unanswered',
  }));
};

/** The first bill of a month after the claim's; and whether the customer is still there. */
const billFacts = (claim: Claim, { bills, hasLeft }: CustomerFacts): EvidenceFact[] => {
  const month = claim.doneAt.slice(0, 'YYYY-MM'.length);
  if (hasLeft) return [{ kind: 'bill', speaks: 'against', of: month, says: 'left' }];
  const next = [...bills.keys()].filter((one) => one > month).sort()[0];
  if (next === undefined) return [];
  const charged = bills.get(next) as number;
  return [{ kind: 'bill', speaks: charged > 0 ? 'for' : 'against', of: next, says: String(charged) }];
};

const needed = (claim: Claim, { needs }: AssessmentPolicy): { kinds: readonly EvidenceKind[]; all: boolean } => {
  const own = claim.result === 'taken' ? undefined : needs[claim.result];
  return { kinds: own?.all ?? own?.any ?? ['call'], all: own?.any === undefined };
};

/**
 * Holds a claim against the facts that there are. It is `contradicted` where one of the facts that it needs speaks against
 * it (nobody answered the call; the customer who was kept has left), `verified` where those that it needs speak for it, and
 * `unverified` as long as they are not there: next month's bill comes next month, and the claim is judged again every run.
 */
export const judge = (claim: Claim, facts: CustomerFacts, policy: AssessmentPolicy): JudgedOutcome => {
  const { kinds, all } = needed(claim, policy);
  const about = callsAbout(claim, facts.calls, policy);
  const callIds = new Set(facts.calls.map(({ callId }) => callId));
  const found: Record<EvidenceKind, EvidenceFact[]> = {
    call: callFacts(claim, about),
    rating: about.flatMap(({ callId, rating }): EvidenceFact[] =>
      rating === null ? [] : [{ kind: 'rating', speaks: 'for', of: callId, says: String(rating) }],
    ),
    bill: claim.result === 'kept' ? billFacts(claim, facts) : [],
    named: claim.named
      .filter((id) => !callIds.has(id))
      .map((id) => ({ kind: 'named', speaks: 'for', of: id, says: 'named' })),
  };
  const speaks = (kind: EvidenceKind, way: EvidenceFact['speaks']): boolean =>
    found[kind].some((fact) => fact.speaks === way);
  const isFor = all ? kinds.every((kind) => speaks(kind, 'for')) : kinds.some((kind) => speaks(kind, 'for'));
  const isAgainst = kinds.some((kind) => speaks(kind, 'against'));
  const isContradicted = all ? isAgainst : isAgainst && !isFor;
  const verdict: Verdict = isContradicted ? 'contradicted' : isFor ? 'verified' : 'unverified';
  const { workId, agentId, result, doneAt } = claim;
  return { workId, agentId, result, doneAt, verdict, facts: Object.values(found).flat() };
};

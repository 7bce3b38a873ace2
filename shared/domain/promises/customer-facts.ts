import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import type { Call, Notice, WorkOutcome } from '../facts/happenings.ts';

/** Who a customer is to the operator, as far as promises ask. */
export type Standing = {
  /** Tier of the scheme that promises go by; null where it does not grade the customer. */
  tier: string | null;
  /** Kinds of key customers that hold. */
  keyKinds: readonly string[];
  region: string | null;
};

/** A prepaid balance that may be low. */
export type Balance = {
  /** Month of the bill that says so, `YYYY-MM`. */
  month: string;
  /** What is left, as a share of the mean monthly charge. */
  share: number;
  /** A newer month says what is left now. */
  isPast: boolean;
  /** The subscription is suspended or closed: too late to warn. */
  isCutOff: boolean;
};

/** Everything that promises to one customer are made of. */
export type CustomerFacts = {
  customerId: string;
  standing: Standing;
  calls: readonly Call[];
  /** Those of the customer, and those of the customer's whole region. */
  notices: readonly Notice[];
  outcomes: readonly WorkOutcome[];
  /** Low ones of the window's months. */
  balances: readonly Balance[];
};

/** What was known the night before. */
export type KnownBefore = {
  entries: ReadonlyMap<string, PromiseEntry>;
  /** Marks of facts, see {@link markOf}. */
  seen: ReadonlySet<string>;
};

/** A fact as it was known: corrected in what promises go by, it is another one. */
export const markOf = (fact: Call | Notice): string =>
  'queuedAt' in fact
    ? `${fact.id} ${fact.queuedAt} ${fact.waitedSeconds === null ? 'lost' : 'answered'}`
    : `${fact.id} ${fact.startsAt}`;

/** Facts up to an instant: what clocks that ran ahead put into the future has not happened yet. */
export const factsUntil = (facts: CustomerFacts, now: number): CustomerFacts => {
  const isOver = (instant: string): boolean => Date.parse(instant) <= now;
  return {
    ...facts,
    calls: facts.calls.filter(({ queuedAt, endedAt }) => isOver(queuedAt) && (endedAt === null || isOver(endedAt))),
    // Of an end in the future nobody knows yet whether it comes true.
    notices: facts.notices.map((notice) =>
      notice.endsAt === null || isOver(notice.endsAt) || notice.kind === 'cut-over'
        ? notice
        : { ...notice, endsAt: null },
    ),
    outcomes: facts.outcomes.filter(({ doneAt }) => isOver(doneAt)),
  };
};

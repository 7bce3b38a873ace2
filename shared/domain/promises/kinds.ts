import type { Promised, PromisedOf } from '../../contracts/policy/promises.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import type { Call } from '../facts/happenings.ts';
import { type CustomerFacts, markOf, type Standing } from './customer-facts.ts';
import { outagesOf } from './faults.ts';
import { type Evidence, hourMs, instantOf, type Settled, settle } from './settle.ts';

/** A term of a promise. */
type Term<Kind extends Promised['kind']> = PromisedOf<Kind>['terms'][number];

/** What a fact would promise, and what became of it under some terms; null where it promises nothing after all. */
export type Offer<Kind extends Promised['kind']> = {
  fact: string;
  /** Marks of the facts; see `markOf`. */
  marks: readonly string[];
  /** Null: when it is first known. */
  promisedAt: number | null;
  /** Only goes on: what is promised now is promised by a newer fact. */
  isPast?: boolean;
  /** The numbers of a term as they are promised to this customer; null where it promises nothing here. */
  termsOf: (term: Term<Kind>) => Record<string, number> | null;
  /** What became of it, under the numbers that were promised. */
  judge: (made: Made, now: number) => Judged | null;
};
/** A promise as it was made. Work that keeps it has its id. */
export type Made = {
  id: string;
  promisedAt: number;
  terms: Record<string, number>;
  /** When work to keep it was asked for; undefined where none was. */
  askedAt: number | undefined;
};
/** What became of a promise. */
type Judged = Settled & { dueAt: number } & Pick<PromiseEntry, 'outage' | 'desk'>;

/** What facts promise, a kind of promise each. Facts are those up to the night's instant. */
type Kinds = {
  [Kind in Promised['kind']]: (promise: PromisedOf<Kind>, facts: CustomerFacts, now: number) => Offer<Kind>[];
};

const ms = (instant: string): number => Date.parse(instant);

/** What became of the answer to a call; null where the caller hung up before the time was over. */
export const judgeAnswer = (call: Call, withinSeconds: number, now: number): Judged | null => {
  const queuedAt = ms(call.queuedAt);
  const dueAt = queuedAt + withinSeconds * 1000;
  const { waitedSeconds, endedAt } = call;
  if (waitedSeconds === null && endedAt !== null && ms(endedAt) < dueAt) return null;
  const evidence = waitedSeconds === null ? [] : [{ at: queuedAt + waitedSeconds * 1000, id: call.id }];
  return { dueAt, ...settle(dueAt, evidence, now), ...(call.desk !== null && { desk: call.desk }) };
};

/** Outcomes of the work that keeps a promise. Who merely took it has done nothing yet. */
const workDone = ({ outcomes }: CustomerFacts, workId: string, results?: readonly string[]): Evidence[] =>
  outcomes.flatMap(({ id, doneAt, result }) =>
    id === workId && result !== 'taken' && (!results || results.includes(result)) ? [{ at: ms(doneAt), id }] : [],
  );
/** Messages that were sent, or told; see the contract's `proof`. */
const messages = (facts: CustomerFacts, { id, askedAt }: Made, proof: 'sent' | 'told'): Evidence[] => {
  const failed = facts.outcomes.some((outcome) => outcome.id === id && outcome.result === 'not-reached');
  const isSent = proof === 'sent' && askedAt !== undefined && !failed;
  return [...workDone(facts, id, reached), ...(isSent ? [{ at: askedAt, id }] : [])];
};

/** Results that say that the customer was spoken to, or read it. */
const reached = ['told', 'kept', 'leaving', 'visited', 'undecided', 'refused'];

/** What a low balance is called: the month of the bill, and the level. */
const balanceFact = (month: string, below: number): string => `balance ${month} ${below}`;

const outageOf = ({ from, until }: { from: number; until: number | null }, now: number, waived: boolean) => ({
  from: instantOf(from),
  until: until === null ? null : instantOf(until),
  hours: Math.round(((until ?? now) - from) / (hourMs / 100)) / 100,
  waived,
});

/** What facts of one customer promise. */
export const kinds: Kinds = {
  answer: (_, { calls }) =>
    calls
      .filter(({ direction }) => direction === 'in')
      .map((call) => ({
        fact: call.id,
        marks: [markOf(call)],
        promisedAt: ms(call.queuedAt),
        termsOf: ({ withinSeconds }) => ({ withinSeconds }),
        judge: ({ terms: { withinSeconds = 0 } }, now) => judgeAnswer(call, withinSeconds, now),
      })),

  // Who hangs up again while a call back is still to come is called back once: the ledger sees to that.
  'call-back': (_, facts) =>
    facts.calls
      .filter(({ direction, waitedSeconds }) => direction === 'in' && waitedSeconds === null)
      .map((call) => {
        const hungUpAt = ms(call.endedAt ?? call.queuedAt);
        return {
          fact: call.id,
          marks: [markOf(call)],
          promisedAt: hungUpAt,
          termsOf: ({ withinHours, waitedSeconds }) => ({ withinHours, waitedSeconds }),
          judge: ({ id, terms: { withinHours = 0, waitedSeconds = 0 } }, now) => {
            if (call.endedAt !== null && hungUpAt - ms(call.queuedAt) < waitedSeconds * 1000) return null;
            const later = facts.calls.filter(
              ({ direction, waitedSeconds: waited, queuedAt }) =>
                ms(queuedAt) > hungUpAt && (direction === 'out' || waited !== null),
            );
            const called = later.map(({ id: callId, queuedAt }) => ({ at: ms(queuedAt), id: callId }));
            const dueAt = hungUpAt + withinHours * hourMs;
            const done = workDone(facts, id).filter(({ at }) => at >= hungUpAt);
            return { dueAt, ...settle(dueAt, [...called, ...done], now) };
          },
        };
      }),

  repair: ({ waivesFee }, { notices }, today) =>
    outagesOf(notices, today).map((outage) => ({
      fact: outage.first.id,
      marks: outage.faults.map(markOf),
      promisedAt: outage.from,
      termsOf: ({ townHours, countryHours }) => ({ townHours, countryHours }),
      judge: ({ terms: { townHours = 0, countryHours = 0 } }, now) => {
        // Each fault by its own clock; who has several at once has one promise, broken where one of them is.
        const judged = outage.faults.map(({ id, startsAt, endsAt, area }) => {
          const dueAt = ms(startsAt) + (area === 'town' ? townHours : countryHours) * hourMs;
          return { dueAt, ...settle(dueAt, endsAt === null ? [] : [{ at: ms(endsAt), id }], now) };
        });
        const of = (state: string) => judged.filter((one) => one.state === state);
        const [late, open] = [of('broken'), of('open')];
        const decisive = [late, open].find((some) => some.length > 0);
        const told = outageOf(outage, now, waivesFee && late.length > 0);
        if (decisive) {
          const first = decisive.reduce((least, one) => (one.dueAt < least.dueAt ? one : least));
          return { ...first, outage: told };
        }
        const last = judged.reduce((most, one) => ((one.keptAt ?? '') > (most.keptAt ?? '') ? one : most));
        return { ...last, outage: told };
      },
    })),

  'cut-over': ({ proof }, facts) =>
    facts.notices
      .filter(({ kind }) => kind === 'cut-over')
      .map(({ id: notice, startsAt, ...rest }) => ({
        // Moved to another time it must be told again.
        fact: `${notice} ${startsAt}`,
        marks: [markOf({ id: notice, startsAt, ...rest })],
        promisedAt: null,
        termsOf: ({ hoursBefore }) => ({ hoursBefore }),
        judge: (made, now) => {
          const dueAt = ms(startsAt) - (made.terms.hoursBefore ?? 0) * hourMs;
          return { dueAt, ...settle(dueAt, messages(facts, made, proof), now) };
        },
      })),

  // A level a warning: who has still less left is warned again, and sooner.
  balance: ({ terms, proof }, facts) => {
    const { balances } = facts;
    const levels = [...new Set(terms.flatMap((term) => term.levels.map(({ below }) => below)))].sort((a, b) => b - a);
    return balances.flatMap(({ month, share, isPast, isCutOff }) =>
      levels
        .filter((below) => share < below)
        .map((below) => ({
          fact: balanceFact(month, below),
          marks: [],
          isPast,
          promisedAt: null,
          termsOf: (term) => {
            const level = term.levels.findLast((one) => share < one.below);
            return level?.below === below ? { withinHours: level.withinHours } : null;
          },
          judge: (made, now) => {
            const dueAt = made.promisedAt + (made.terms.withinHours ?? 0) * hourMs;
            const done = settle(dueAt, messages(facts, made, proof), now);
            // Before anything is cut off: after that nobody need be warned.
            return { dueAt, ...done, ...(done.state === 'open' && isCutOff && { state: 'broken' }) };
          },
        })),
    );
  },

  response: (_, facts, today) =>
    outagesOf(facts.notices, today).map((outage) => ({
      fact: outage.first.id,
      marks: outage.faults.map(markOf),
      promisedAt: outage.from,
      termsOf: ({ withinHours }) => ({ withinHours }),
      judge: ({ terms: { withinHours = 0 } }, now) => {
        const dueAt = outage.from + withinHours * hourMs;
        const spoken = facts.calls.flatMap(({ id, queuedAt, waitedSeconds }) =>
          waitedSeconds === null ? [] : [{ at: ms(queuedAt) + waitedSeconds * 1000, id }],
        );
        const done = facts.outcomes.map(({ id, doneAt }) => ({ at: ms(doneAt), id }));
        return { dueAt, ...settle(dueAt, sinceOf(outage, [...spoken, ...done]), now) };
      },
    })),

  'on-site': (_, facts, today) =>
    outagesOf(facts.notices, today).map((outage) => ({
      fact: outage.first.id,
      marks: outage.faults.map(markOf),
      promisedAt: outage.from,
      termsOf: ({ sites }) => {
        const { region } = facts.standing;
        const site = sites.find(({ regions }) => !regions || (region !== null && regions.includes(region)));
        return site ? { withinHours: site.withinHours } : null;
      },
      judge: ({ terms: { withinHours = 0 } }, now) => {
        const dueAt = outage.from + withinHours * hourMs;
        const visits = facts.outcomes.flatMap(({ id, doneAt, result }) =>
          result === 'visited' ? [{ at: ms(doneAt), id }] : [],
        );
        return { dueAt, ...settle(dueAt, sinceOf(outage, visits), now) };
      },
    })),
};

/** Evidence since an outage began; a repair shows that somebody saw to it, too. */
const sinceOf = (
  { first, from, until }: { first: { id: string }; from: number; until: number | null },
  evidence: readonly Evidence[],
): Evidence[] => [...evidence.filter(({ at }) => at >= from), ...(until === null ? [] : [{ at: until, id: first.id }])];

/** The first term that is made to a customer. */
export const termFor = <Kind extends Promised['kind']>(
  { terms }: { terms: readonly Term<Kind>[] },
  { tier, keyKinds }: Standing,
): Term<Kind> | undefined =>
  terms.find(
    (term) =>
      (!term.tier || (tier !== null && term.tier.includes(tier))) &&
      (!term.keyKinds || term.keyKinds.some((kind) => keyKinds.includes(kind))) &&
      (term.keyCustomer === undefined || term.keyCustomer === keyKinds.length > 0),
  );

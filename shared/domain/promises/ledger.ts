import type { Promised, PromiseList } from '../../contracts/policy/promises.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import type { Call } from '../facts/happenings.ts';
import { type CustomerFacts, factsUntil, type KnownBefore, markOf } from './customer-facts.ts';
import { judgeAnswer, kinds, type Offer, termFor } from './kinds.ts';
import { instantOf, promiseIdOf } from './settle.ts';

const dayMs = 86_400_000;

/** Whether a promise still counts: open, still going on, or made in the days that count. */
const counts = ({ state, promisedAt, outage }: PromiseEntry, countDays: number, now: number): boolean =>
  state === 'open' || outage?.until === null || Date.parse(promisedAt) > now - countDays * dayMs;

/**
 * Everything that is promised to one customer, and what became of it.
 *
 * A promise stays as it was made: the tier, and the numbers of the policy, are those of the night on which its fact was
 * first known. So what was broken stays broken, whatever becomes of the tier or the policy, unless the fact itself is
 * corrected. And a fact that promised nothing promises nothing later, once its time would be over: who rises to a tier is
 * not owed the past.
 *
 * @param facts of the window; what lies after `now` is not looked at
 * @param now the night's instant, milliseconds
 */
export const promisesTo = (
  given: CustomerFacts,
  { list, countDays }: PromiseList,
  before: KnownBefore,
  now: number,
): PromiseEntry[] => {
  const facts = factsUntil(given, now);
  return list
    .flatMap((promise) => madeBy(promise, facts, before, now))
    .filter((entry) => counts(entry, countDays, now));
};

/** Asks the kind of a promise: its own offers understand its own terms, which the compiler cannot see. */
const offersOf = (promise: Promised, facts: CustomerFacts, now: number): Offer<Promised['kind']>[] =>
  (kinds[promise.kind] as (...given: unknown[]) => Offer<Promised['kind']>[])(promise, facts, now);

const madeBy = (promise: Promised, facts: CustomerFacts, before: KnownBefore, now: number): PromiseEntry[] => {
  const { customerId, standing } = facts;
  const entries = offersOf(promise, facts, now)
    .toSorted(
      (left, right) => (left.promisedAt ?? now) - (right.promisedAt ?? now) || (left.fact < right.fact ? -1 : 1),
    )
    .reduce<PromiseEntry[]>((made, { fact, marks, isPast, promisedAt: at, termsOf, judge }) => {
      const id = promiseIdOf(customerId, promise.name, fact);
      const earlier = before.entries.get(id);
      const frozen = earlier && (at === null || earlier.promisedAt === instantOf(at)) ? earlier : undefined;
      const term = frozen ? undefined : termFor(promise, standing);
      const terms = frozen?.terms ?? (term && !isPast ? termsOf(term) : null);
      if (!terms) return made;
      const promisedAt = frozen ? Date.parse(frozen.promisedAt) : (at ?? now);
      const askedAt = frozen?.askedAt === undefined ? undefined : Date.parse(frozen.askedAt);
      const judged = judge({ id, promisedAt, terms, askedAt }, now);
      if (!judged) return made;
      const { dueAt, ...rest } = judged;
      if (!frozen && dueAt <= now && marks.some((mark) => before.seen.has(mark))) return made;
      if (promise.kind === 'call-back' && isAwaited(made.at(-1), promisedAt)) return made;
      made.push({
        id,
        customerId,
        promise: promise.name,
        fact,
        tier: frozen ? frozen.tier : standing.tier,
        region: frozen ? frozen.region : standing.region,
        terms,
        promisedAt: instantOf(promisedAt),
        dueAt: instantOf(dueAt),
        ...(frozen?.askedAt !== undefined && { askedAt: frozen.askedAt }),
        ...rest,
      });
      return made;
    }, []);
  return entries;
};

/** Whether a call back was still to come at an instant: who hangs up twice is called back once. */
const isAwaited = (last: PromiseEntry | undefined, at: number): boolean =>
  last !== undefined && Date.parse(last.dueAt) >= at && (last.keptAt === null || Date.parse(last.keptAt) > at);

/** What became of the answers to calls whose customer nobody knows: they count for their desks. */
export const answersToStrangers = (
  calls: Iterable<Call>,
  { list, countDays }: PromiseList,
  now: number,
): PromiseEntry[] => {
  const entries: PromiseEntry[] = [];
  for (const promise of list) {
    if (promise.kind !== 'answer') continue;
    for (const call of calls) {
      const promisedAt = Date.parse(call.queuedAt);
      const term = promise.strangers.find(({ desk }) => !desk || (call.desk !== null && desk.includes(call.desk)));
      if (!term || call.direction === 'out' || promisedAt > now) continue;
      const judged = judgeAnswer(call, term.withinSeconds, now);
      if (!judged) continue;
      const { dueAt, ...rest } = judged;
      const entry = {
        id: promiseIdOf(null, promise.name, call.id),
        customerId: null,
        promise: promise.name,
        fact: call.id,
        tier: null,
        region: call.region,
        terms: { withinSeconds: term.withinSeconds },
        promisedAt: call.queuedAt,
        dueAt: instantOf(dueAt),
        ...rest,
      };
      if (counts(entry, countDays, now)) entries.push(entry);
    }
  }
  return entries;
};

/** Marks of facts, sorted. */
export const marksOf = (facts: Iterable<Parameters<typeof markOf>[0]>): string[] => [...facts].map(markOf).sort();

import { type PromiseList, promiseList, promises } from '../../shared/contracts/policy/promises.ts';
import type { PromiseEntry } from '../../shared/contracts/promise-entry.ts';
import type { Call, Notice, WorkOutcome } from '../../shared/domain/facts/happenings.ts';
import { type CustomerFacts, type KnownBefore, markOf } from '../../shared/domain/promises/customer-facts.ts';
import { promisesTo } from '../../shared/domain/promises/ledger.ts';

const label = (en: string) => ({ en, zh: en });

/** Promises of each kind, to tiers high, mid and ordinary. */
export const somePromises = (): PromiseList => promiseList(promises.parse(given)) as PromiseList;

const given = {
  countDays: 92,
  made: {
    answered: {
      ...{ kind: 'answer', label: label('Answered in time') },
      terms: [
        { tier: ['high'], withinSeconds: 20, share: 0.9 },
        { withinSeconds: 20, share: 0.85 },
      ],
      strangers: [{ withinSeconds: 20, share: 0.85 }],
    },
    'call-back': {
      ...{ kind: 'call-back', label: label('Called back') },
      terms: [{ tier: ['mid'], withinHours: 24, waitedSeconds: 10 }],
    },
    repair: {
      ...{ kind: 'repair', label: label('Repaired in time'), waivesFee: true },
      terms: [{ townHours: 48, countryHours: 72 }],
    },
    'cut-over': {
      ...{ kind: 'cut-over', label: label('Told before work') },
      terms: [{ keyCustomer: true, hoursBefore: 24 }],
    },
    balance: {
      ...{ kind: 'balance', label: label('Warned of a low balance') },
      terms: [
        {
          levels: [
            { below: 0.5, withinHours: 72 },
            { below: 0.2, withinHours: 24 },
          ],
        },
      ],
    },
    response: {
      ...{ kind: 'response', label: label('Answered to') },
      terms: [{ tier: ['high'], withinHours: 2 }],
    },
    'on-site': {
      ...{ kind: 'on-site', label: label('Somebody comes') },
      terms: [{ tier: ['high'], sites: [{ regions: ['south'], withinHours: 12 }, { withinHours: 48 }] }],
    },
  },
};

/** An instant of October 2026, UTC. */
export const at = (day: number, hour = 0, minute = 0, second = 0): string =>
  `${new Date(Date.UTC(2026, 9, day, hour, minute, second)).toISOString().slice(0, 19)}Z`;

/** A call in that was answered after some seconds; null where nobody answered, and the caller waited for `lost`. */
export const call = (id: string, queuedAt: string, waitedSeconds: number | null, more: Partial<Call> = {}): Call => ({
  ...{ id, customerId: 'C1', dumpId: 'd', region: null, direction: 'in', desk: null, agentId: null, rating: null },
  queuedAt,
  waitedSeconds,
  endedAt: `${new Date(Date.parse(queuedAt) + (waitedSeconds ?? 60) * 1000).toISOString().slice(0, 19)}Z`,
  ...more,
});

/** A fault in town. */
export const fault = (id: string, startsAt: string, endsAt: string | null, more: Partial<Notice> = {}): Notice => ({
  ...{ id, customerId: 'C1', dumpId: 'd', kind: 'fault', region: null, area: 'town' },
  startsAt,
  endsAt,
  ...more,
});

/** What came of work. */
export const outcome = (id: string, doneAt: string, result: string): WorkOutcome => ({
  ...{ id, customerId: 'C1', dumpId: 'd', doneAt, result, evidence: [] },
});

/** A mid customer of the south. */
export const customer = (given: Partial<CustomerFacts> = {}): CustomerFacts => ({
  ...{ customerId: 'C1', standing: { tier: 'mid', keyKinds: [], region: 'south' } },
  ...{ calls: [], notices: [], outcomes: [], balances: [], ...given },
});

/** A night, and what it leaves to the next. */
export const nightOf = (
  facts: CustomerFacts,
  now: string,
  before: readonly PromiseEntry[] = [],
  seen: KnownBefore['seen'] = new Set(),
  policy = somePromises(),
): PromiseEntry[] =>
  promisesTo(facts, policy, { entries: new Map(before.map((entry) => [entry.id, entry])), seen }, Date.parse(now));

/** Marks of what a customer's facts were. */
export const seenOf = ({ calls, notices }: CustomerFacts): Set<string> => new Set([...calls, ...notices].map(markOf));

/** The entries of one promise, by state. */
export const statesOf = (entries: readonly PromiseEntry[], promise: string): string[] =>
  entries.filter((entry) => entry.promise === promise).map(({ state }) => state);

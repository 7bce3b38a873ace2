import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callsRow } from '../../shared/contracts/feeds/calls.ts';
import { noticesRow } from '../../shared/contracts/feeds/notices.ts';
import { readPromises, writePromises } from '../../shared/contracts/promise-entry.ts';
import { at, call, customer, fault, nightOf, outcome, seenOf, somePromises, statesOf } from './given.ts';

const high = { tier: 'high', keyKinds: [], region: 'south' };
const key = { tier: 'high', keyKinds: ['group'], region: 'south' };
const only = (entries: ReturnType<typeof nightOf>, promise: string) => entries.filter((one) => one.promise === promise);

describe('an answer in time', () => {
  const judged = (...calls: ReturnType<typeof call>[]) =>
    statesOf(nightOf(customer({ calls, standing: high }), at(31)), 'answered');

  test('is kept within the seconds promised, to the second, and broken after or where nobody answered', () => {
    expect(judged(call('a', at(1, 9), 20), call('b', at(1, 10), 20.4), call('c', at(1, 11), null))).toEqual([
      'delivered',
      'broken',
      'broken',
    ]);
  });

  test('is promised to nobody who hangs up sooner, or whom an agent calls', () => {
    const soon = call('a', at(1, 9), null, { endedAt: at(1, 9, 0, 12) });
    expect(judged(soon, call('b', at(1, 10), 300, { direction: 'out' }))).toEqual([]);
  });

  test('counts a lost call without an end: nobody answered it', () => {
    expect(judged(call('a', at(1, 9), null, { endedAt: null }))).toEqual(['broken']);
  });

  test('is not asked of a call that clocks put into the future', () => {
    expect(nightOf(customer({ calls: [call('a', at(31, 9), 5)] }), at(31))).toEqual([]);
  });
});

describe('a call back', () => {
  const lost = call('lost', at(10, 9), null);
  const states = (calls: ReturnType<typeof call>[], now = at(31), outcomes: ReturnType<typeof outcome>[] = []) =>
    statesOf(nightOf(customer({ calls, outcomes }), now), 'call-back');

  test('is open for 24 hours from the instant at which the caller hung up, then broken', () => {
    expect(states([lost], at(11, 9, 1))).toEqual(['open']);
    expect(states([lost], at(11, 9, 1, 1))).toEqual(['broken']);
    expect(nightOf(customer({ calls: [lost] }), at(11))[1]).toMatchObject({ dueAt: at(11, 9, 1) });
  });

  test('is kept by a call out, answered or not, and by the customer who got through', () => {
    expect(states([lost, call('out', at(10, 20), null, { direction: 'out' })])).toEqual(['delivered']);
    expect(states([lost, call('again', at(10, 9, 5), 12)])).toEqual(['delivered']);
  });

  test('is not kept by a call that comes too late, nor by one before', () => {
    expect(states([lost, call('late', at(11, 9, 2), 3, { direction: 'out' })])).toEqual(['broken']);
    expect(states([lost, call('early', at(10, 8), 3, { direction: 'out' })])).toEqual(['broken']);
  });

  test('is kept by its work, once somebody did more than take it', () => {
    const [{ id = '' } = {}] = only(nightOf(customer({ calls: [lost] }), at(11)), 'call-back');
    expect(states([lost], at(31), [outcome(id, at(10, 12), 'taken')])).toEqual(['broken']);
    expect(states([lost], at(31), [outcome(id, at(10, 12), 'not-reached')])).toEqual(['delivered']);
  });

  test('who hangs up again while it is awaited is called back once', () => {
    expect(states([lost, call('lost2', at(10, 9, 30), null)])).toEqual(['broken']);
    expect(states([lost, call('lost2', at(12), null)])).toEqual(['broken', 'broken']);
    expect(states([lost, call('out', at(10, 10), 9, { direction: 'out' }), call('lost2', at(10, 11), null)])).toEqual([
      'delivered',
      'broken',
    ]);
  });

  test('is promised to mid tier only, and to nobody who waited for less than busy lines take', () => {
    expect(statesOf(nightOf(customer({ calls: [lost], standing: high }), at(31)), 'call-back')).toEqual([]);
    expect(states([call('short', at(10, 9), null, { endedAt: at(10, 9, 0, 9) })])).toEqual([]);
  });

  test('24 hours are 24 hours, also where clocks are put back', () => {
    // In Berlin 25 October 2026 has 25 hours.
    const before = call('lost', new Date('2026-10-24T20:00:00+02:00').toISOString(), null);
    const [entry] = only(nightOf(customer({ calls: [before] }), at(31)), 'call-back');
    expect(Date.parse(entry?.dueAt ?? '') - Date.parse(before.endedAt ?? '')).toBe(24 * 3_600_000);
  });
});

describe('a repair', () => {
  const of = (...notices: ReturnType<typeof fault>[]) => only(nightOf(customer({ notices }), at(31)), 'repair');

  test('is kept within 48 hours in town and 72 in the country, and where nobody says which', () => {
    expect(of(fault('f', at(1), at(3)))).toMatchObject([{ state: 'delivered', keptAt: at(3), evidence: 'f' }]);
    expect(of(fault('f', at(1), at(3, 0, 1)))).toMatchObject([{ state: 'broken', dueAt: at(3) }]);
    expect(of(fault('f', at(1), at(4), { area: 'country' }))).toMatchObject([{ state: 'delivered' }]);
    expect(of(fault('f', at(1), at(4), { area: null }))).toMatchObject([{ state: 'delivered' }]);
  });

  test('of a fault still open is open until its time is over, then broken, and the waiver still runs', () => {
    const open = customer({ notices: [fault('f', at(1), null)] });
    expect(only(nightOf(open, at(2)), 'repair')).toMatchObject([{ state: 'open', outage: { waived: false } }]);
    expect(only(nightOf(open, at(5)), 'repair')).toMatchObject([
      { state: 'broken', outage: { from: at(1), until: null, hours: 96, waived: true } },
    ]);
  });

  test('of faults that overlap counts once, each by its own clock, and the fee is waived for all of the time once', () => {
    expect(of(fault('a', at(1), at(4)), fault('b', at(2), at(6)), fault('c', at(3), at(3, 1)))).toMatchObject([
      { state: 'broken', fact: 'a', outage: { from: at(1), until: at(6), hours: 120, waived: true } },
    ]);
    // 40 hours each, 60 together: each was repaired in time.
    expect(of(fault('a', at(1), at(2, 16)), fault('b', at(1, 20), at(3, 12)))).toMatchObject([{ state: 'delivered' }]);
    expect(of(fault('a', at(1), at(2)), fault('b', at(3), at(9)))).toHaveLength(2);
  });

  test('of an end that lies in the future is open still', () => {
    expect(only(nightOf(customer({ notices: [fault('f', at(30), at(31, 12))] }), at(31)), 'repair')).toMatchObject([
      { state: 'open', keptAt: null },
    ]);
  });
});

describe('being told', () => {
  const work = fault('w', at(20), at(20, 4), { kind: 'cut-over' });
  const told = customer({ notices: [work], standing: key });
  const first = only(nightOf(told, at(15)), 'cut-over');
  const id = first[0]?.id ?? '';

  test('of a cut-over is promised to key customers a day before it begins', () => {
    expect(first).toMatchObject([{ state: 'open', dueAt: at(19), promisedAt: at(15) }]);
    expect(only(nightOf(customer({ notices: [work] }), at(15)), 'cut-over')).toEqual([]);
  });

  test('is kept by the message that reached the customer in time, and not by one that did not', () => {
    const stateAfter = (doneAt: string, result: string) =>
      only(nightOf({ ...told, outcomes: [outcome(id, doneAt, result)] }, at(22), first), 'cut-over')[0]?.state;
    expect(stateAfter(at(16), 'told')).toBe('delivered');
    expect(stateAfter(at(16), 'not-reached')).toBe('broken');
    expect(stateAfter(at(19, 5), 'told')).toBe('broken');
  });

  test('begins anew where the work is moved', () => {
    const moved = { ...told, notices: [{ ...work, startsAt: at(25), endsAt: at(25, 4) }] };
    expect(only(nightOf(moved, at(16), first), 'cut-over')).toMatchObject([{ state: 'open', dueAt: at(24) }]);
  });

  test('of a balance is sooner the less is left, and too late once the subscription is cut off', () => {
    const low = (share: number, isCutOff = false) =>
      customer({ balances: [{ month: '2026-10', share, isPast: false, isCutOff }] });
    expect(only(nightOf(low(0.6), at(31)), 'balance')).toEqual([]);
    expect(only(nightOf(low(0.4), at(31)), 'balance')).toMatchObject([{ dueAt: at(34), state: 'open' }]);
    expect(only(nightOf(low(0.1), at(31)), 'balance')).toMatchObject([{ dueAt: at(32), state: 'open' }]);
    expect(only(nightOf(low(0.1, true), at(31)), 'balance')).toMatchObject([{ state: 'broken' }]);
  });
});

describe('the 24 hour line', () => {
  test('answers in 2 hours, and comes in 12 where the region is near', () => {
    const notices = [fault('f', at(5), at(9))];
    const states = (calls: ReturnType<typeof call>[], outcomes: ReturnType<typeof outcome>[]) => {
      const entries = nightOf(customer({ standing: high, notices, calls, outcomes }), at(31));
      return [...statesOf(entries, 'response'), ...statesOf(entries, 'on-site')];
    };
    expect(states([call('c', at(5, 1), 30)], [outcome('w', at(5, 11), 'visited')])).toEqual(['delivered', 'delivered']);
    expect(states([call('c', at(5, 3), 30)], [outcome('w', at(5, 13), 'visited')])).toEqual(['broken', 'broken']);
  });
});

describe('a promise stays as it was made', () => {
  const facts = customer({ calls: [call('lost', at(10, 9), null)], notices: [fault('f', at(1), at(5))] });
  const before = nightOf(facts, at(15));

  test('whatever becomes of the tier and of the policy', () => {
    const fallen = { ...facts, standing: { tier: 'ordinary', keyKinds: [], region: 'north' } };
    const looser = somePromises();
    for (const one of looser.list) if (one.kind === 'repair') for (const term of one.terms) term.townHours = 200;
    expect(nightOf(fallen, at(16), before, seenOf(facts), looser).map(({ outage: _, ...entry }) => entry)).toEqual(
      before.map(({ outage: _, ...entry }) => entry),
    );
  });

  test('unless its fact is corrected', () => {
    const mended = { ...facts, notices: [fault('f', at(1), at(2))] };
    expect(statesOf(nightOf(mended, at(16), before, seenOf(facts)), 'repair')).toEqual(['delivered']);
    expect(statesOf(nightOf({ ...facts, calls: [] }, at(16), before), 'call-back')).toEqual([]);
  });

  test('and who rises to a tier is not owed the past', () => {
    const poor = { ...facts, standing: { tier: 'ordinary', keyKinds: [], region: 'south' } };
    const none = nightOf(poor, at(15));
    expect(statesOf(none, 'call-back')).toEqual([]);
    expect(statesOf(nightOf(facts, at(16), none, seenOf(poor)), 'call-back')).toEqual([]);
    // What is still to come is owed to who is of the tier now.
    expect(statesOf(nightOf(facts, at(11), nightOf(poor, at(10, 12)), seenOf(poor)), 'call-back')).toEqual(['open']);
  });

  test('until the days that count are over; an open one for as long as it is open', () => {
    expect(nightOf(facts, at(10 + 93), before)).toEqual([]);
    const open = customer({ notices: [fault('f', at(1), null)] });
    expect(statesOf(nightOf(open, at(200)), 'repair')).toEqual(['broken']);
  });
});

describe('of any facts', () => {
  const hour = fc.integer({ min: 0, max: 24 * 40 });
  const calls = fc.array(fc.record({ hour, waited: fc.option(fc.integer({ min: 0, max: 90 })), out: fc.boolean() }), {
    maxLength: 6,
  });
  const faults = fc.array(fc.record({ hour, length: fc.option(fc.integer({ min: 0, max: 200 })) }), { maxLength: 4 });
  const factsOf = fc.tuple(calls, faults).map(([some, others]) =>
    customer({
      calls: some.map((one, index) =>
        call(`c${index}`, at(1, one.hour), one.waited, { direction: one.out ? 'out' : 'in' }),
      ),
      notices: others.map((one, index) =>
        fault(`f${index}`, at(1, one.hour), one.length === null ? null : at(1, one.hour + one.length)),
      ),
    }),
  );

  test('night after night nothing broken mends and nothing kept breaks, and every promise has its instant', () => {
    fc.assert(
      fc.property(factsOf, (facts) => {
        let before: ReturnType<typeof nightOf> = [];
        const seen = new Set<string>();
        const settled = new Map<string, string>();
        for (let day = 2; day < 45; day += 3) {
          before = nightOf(facts, at(day, 18), before, seen);
          for (const { id, promise, state, dueAt, promisedAt } of before) {
            expect(dueAt >= promisedAt).toBe(true);
            expect(state === 'open' ? dueAt >= at(day, 18) : true).toBe(true);
            // Two faults that come to touch are one outage, whose later part may still break it.
            if (promise === 'repair' && settled.get(id) === 'delivered') continue;
            if (state !== 'open') {
              expect(settled.get(id) ?? state).toBe(state);
              settled.set(id, state);
            }
          }
        }
      }),
    );
  });

  test('the order of facts changes nothing, and the ledger reads back as it was written', () => {
    fc.assert(
      fc.property(factsOf, (facts) => {
        const entries = nightOf(facts, at(31));
        const turned = { ...facts, calls: facts.calls.toReversed(), notices: facts.notices.toReversed() };
        expect(nightOf(turned, at(31))).toEqual(entries);
        const ledger = { seen: [...seenOf(facts)].sort(), entries };
        expect(readPromises(writePromises(ledger))).toEqual(ledger);
      }),
    );
  });
});

describe('at ingest', () => {
  const issues = (result: { success: boolean; error?: { issues: { message: string }[] } }): string[] =>
    result.error?.issues.map(({ message }) => message) ?? [];

  test('a notice that ends before it begins is refused by name', () => {
    const row = { noticeId: 'N1', period: '2026-10', kind: 'fault', region: 'south' };
    expect(
      issues(
        noticesRow.safeParse({ ...row, startsAt: '2026-10-12T08:00:00+08:00', endsAt: '2026-10-12T07:00:00+08:00' }),
      ),
    ).toEqual(['lies before startsAt: a notice cannot end before it begins']);
  });

  test('a call that was answered after the caller had hung up is refused by name', () => {
    const row = { callId: 'K1', period: '2026-10', queuedAt: '2026-10-12T08:00:00+08:00' };
    expect(
      issues(
        callsRow.safeParse({ ...row, answeredAt: '2026-10-12T08:00:30+08:00', endedAt: '2026-10-12T08:00:20+08:00' }),
      ),
    ).toEqual(['lies before the call began or was answered: is the offset of one of them wrong?']);
  });
});

import { describe, expect, test } from 'vitest';
import { promiseFeatures } from '../../shared/contracts/features/promises.ts';
import type { PromiseLedger } from '../../shared/contracts/promise-entry.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen } from '../../shared/domain/decide/frozen-shard.ts';
import type { FactFile } from '../../shared/domain/facts/fact-file.ts';
import { rowOfId } from '../../shared/domain/ids.ts';
import { promisesTold } from '../../shared/domain/promises/promises-told.ts';
import { contactEvents } from '../../shared/domain/work/govern/contact-events.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { readSnapshot, writeSnapshot } from '../../shared/dump/snapshot.ts';
import { fileOf, filesOf, type Given, nightAt, policyWith } from '../domain/customer.ts';

const policy = policyWith();
const about = (feed: FactFile['feed'], dumpId: string) => ({ feed, period: '2026-10', dumpId });

/** Of tier mid; the others of no more than ordinary. */
const mid: Given = {
  customerId: 'mid',
  profile: { joinedOn: '2022-03-15', region: 'south', creditScore: 620 },
  charged: [120, 120, 120, 120],
  voiceMinutes: [300, 300, 300, 300],
};
const key: Given = {
  customerId: 'key',
  profile: { joinedOn: '2018-03-15', region: 'north', creditScore: 800, dataLine: 1, channels: 'sms;app' },
  charged: [900, 900, 900, 900],
  monthlyFee: [310, 310, 310, 310],
};
const small: Given = {
  customerId: 'small',
  profile: { joinedOn: '2026-05-15', region: 'south', creditScore: 500 },
  charged: [20, 20, 20, 20],
  balance: [30, 30, 30, 3],
};
const quiet: Given = { customerId: 'quiet', profile: { joinedOn: '2020-03-15', region: 'south' }, charged: [40] };
const customers = [mid, key, small, quiet];

const lost = (callId: string, customerId: string | null, queuedAt: string) => ({
  ...{ callId, customerId, direction: 'in', desk: 'general', queuedAt },
  endedAt: `${queuedAt.slice(0, 17)}45Z`,
});

/** What happened: facts of the shard, and of regions and nobody. */
type Happened = { own?: FactFile[]; everywhere?: FactFile[] };

const night = (
  { own = [], everywhere = [] }: Happened,
  before: { bytes: Uint8Array; promises: PromiseLedger | null } | null = null,
  now = '2026-11-01T02:00:00+08:00',
) => {
  const tonight = nightAt(now);
  const { facts, decided, promises, waivers } = decideFrozen(
    {
      ...{
        files: filesOf(customers, tonight.months),
        kept: new Set<string>(),
        abandoned: [],
        stopped: new Set<string>(),
        waiting: new Map<string, string>(),
      },
      previous: before && readSnapshot(before.bytes),
      events: contactEvents([...everywhere, ...own]),
      happened: { own, everywhere },
      promisesBefore: before?.promises ?? null,
      part: { shard: 0, shards: 1 },
    },
    ...([policy, tonight, null] as const),
  );
  const decisionOf = (id: string) => decisionAt(decided.table, rowOfId(facts.ids, id), policy);
  const workFor = (id: string) =>
    decided.work
      .filter(({ row }) => facts.ids.at(row) === id)
      .map((queued) => workOf(policy, queued, decisionAt(decided.table, queued.row, policy), facts, tonight));
  return {
    ...{ promises, waivers, decided, decisionOf, workFor },
    left: { bytes: writeSnapshot(decided.table, decided.snapshot), promises },
    statesOf: (id: string) =>
      Object.fromEntries(
        (promises?.entries ?? []).filter(({ customerId }) => customerId === id).map((one) => [one.promise, one.state]),
      ),
  };
};

const calls = fileOf(about('calls', 'calls-1'), [
  lost('recent', 'mid', '2026-10-31T10:00:00Z'),
  lost('old', 'key', '2026-10-02T10:00:00Z'),
  lost('nobody', null, '2026-10-02T10:00:00Z'),
]);
const faults = fileOf(about('notices', 'notices-1'), [
  {
    ...{ noticeId: 'F1', kind: 'fault', customerId: 'key', region: 'north', area: 'town' },
    ...{ startsAt: '2026-10-10T00:00:00Z', endsAt: '2026-10-13T02:24:00Z' },
  },
]);
const cutOver = fileOf(about('notices', 'notices-2'), [
  {
    ...{ noticeId: 'W1', kind: 'cut-over', customerId: null, region: 'north' },
    ...{ startsAt: '2026-11-04T17:00:00Z', endsAt: '2026-11-04T21:00:00Z' },
  },
]);

describe('the promises of a shard', () => {
  const first = night({ own: [calls, faults], everywhere: [cutOver] });

  test('go by the tier of tonight on a first night, and by regions, kinds and balances', () => {
    expect(first.statesOf('mid')).toEqual({ answered: 'broken', 'call-back': 'open' });
    expect(first.statesOf('key')).toEqual({
      ...{ answered: 'broken', repair: 'broken', 'cut-over-notice': 'open', response: 'broken', 'on-site': 'broken' },
    });
    expect(first.statesOf('small')).toEqual({ 'balance-warning': 'open' });
    expect(first.statesOf('quiet')).toEqual({});
    expect(first.promises?.entries.filter(({ customerId }) => customerId === null)).toMatchObject([
      { promise: 'answered', desk: 'general', state: 'broken' },
    ]);
  });

  test('are counted in the run, stand on decisions, and name the dumps they were made of', () => {
    expect(first.decided.counts.promises).toMatchObject({ 'call-back:open': 1, 'repair:broken': 1 });
    expect(first.decisionOf('key').promises).toEqual({
      open: { 'cut-over-notice': 1 },
      broken: { answered: 1, repair: 1, response: 1, 'on-site': 1 },
    });
    expect(first.decisionOf('quiet').promises).toBeUndefined();
    expect(first.decisionOf('key').dumps).toEqual(['calls-1', 'dump-1', 'notices-1', 'notices-2']);
    expect(first.decisionOf('quiet').dumps).toEqual(['dump-1']);
  });

  test('that were kept by a call which nobody asked for: the work is taken back; that of the agent who kept it is not', () => {
    const [callBack] = first.workFor('mid');
    expect(callBack?.programme).toBe('call-back');
    const workId = callBack?.workId ?? '';
    const told = (dump: FactFile) =>
      night({ own: [calls, faults, dump], everywhere: [cutOver] }, first.left, '2026-11-02T02:00:00+08:00');
    const called = told(
      fileOf(about('calls', 'calls-2'), [
        {
          ...{
            callId: 'other',
            customerId: 'mid',
            direction: 'out',
            desk: 'general',
            queuedAt: '2026-11-01T02:00:00Z',
          },
          ...{ answeredAt: '2026-11-01T02:00:10Z', endedAt: '2026-11-01T02:05:00Z', waitedSeconds: 10 },
        },
      ]),
    );
    expect([called.statesOf('mid')['call-back'], called.decided.withdrawn]).toEqual([
      'delivered',
      [{ workId, why: 'kept' }],
    ]);
    expect(called.decisionOf('mid').work['call-back']).toBeUndefined();
    const done = told(
      fileOf(about('outcomes', 'outcomes-1'), [
        { workId, customerId: 'mid', result: 'undecided', doneAt: '2026-11-01T02:00:00Z' },
      ]),
    );
    expect([done.statesOf('mid')['call-back'], done.decided.withdrawn]).toEqual(['delivered', []]);
    // Broken, it is owed still.
    const nobody = night({ own: [calls, faults], everywhere: [cutOver] }, first.left, '2026-11-02T02:00:00+08:00');
    expect([nobody.statesOf('mid')['call-back'], nobody.decided.withdrawn]).toEqual(['broken', []]);
  });

  test('that were broken raise the risk, with the reason that an agent reads; who has none is scored as before', () => {
    const without = night({});
    const points = (one: typeof first, id: string) => one.decisionOf(id).risk.points;
    expect(points(first, 'key') - points(without, 'key')).toBe(10);
    expect(points(first, 'quiet')).toBe(points(without, 'quiet'));
    expect(first.decisionOf('key').reasons.find(({ feature }) => feature === 'brokenPromises')).toMatchObject({
      ...{ value: 3, points: 10 },
      label: { en: promiseFeatures.brokenPromises.says.en.replace('{value}', '3') },
    });
    expect(promisesTold(policy, first.decisionOf('key')).map(({ en }) => en)).toEqual([
      'Not kept: Repaired within 48 hours in town, 72 in the country (1)',
      'Not kept: Fault taken up within 2 hours (1)',
      'Not kept: On site within 12 hours, 48 outside the province (1)',
      'Still open: Told a day before every cut-over (1)',
    ]);
  });

  test('make work that is due when they are, once', () => {
    expect(first.workFor('mid')).toMatchObject([
      { programme: 'call-back', channel: 'call', dueAt: '2026-11-01T10:00:45Z' },
    ]);
    expect(first.workFor('key')).toMatchObject([
      { programme: 'cut-over-notice', channel: 'message', message: { channels: ['sms', 'app'] } },
    ]);
    expect(first.workFor('small')).toMatchObject([{ programme: 'balance-warning', channel: 'message' }]);
    const again = night({ own: [calls, faults], everywhere: [cutOver] }, first.left, '2026-11-01T03:00:00+08:00');
    expect(again.decided.work).toEqual([]);
    expect(again.decided.counts.suppressedByReason).toMatchObject({ 'already-open': 1 });
  });

  test('of messages are kept by asking for one, unless the gateway reports that it did not arrive', () => {
    const [{ workId = '' } = {}] = first.workFor('key');
    const lostOne = { workId, customerId: 'key', doneAt: '2026-11-01T06:00:00Z', result: 'not-reached' };
    const state = (own: FactFile[]) =>
      night({ own, everywhere: [cutOver] }, first.left, '2026-11-02T02:00:00+08:00').statesOf('key')['cut-over-notice'];
    expect(state([faults])).toBe('delivered');
    expect(state([faults, fileOf(about('outcomes', 'outcomes-1'), [lostOne])])).toBe('open');
  });

  test('are kept by the outcome of that work, also where it names nobody', () => {
    const workId = first.workFor('key')[0]?.workId ?? '';
    const outcomes = fileOf(about('outcomes', 'outcomes-1'), [
      { workId, customerId: null, doneAt: '2026-11-01T06:00:00Z', result: 'told' },
    ]);
    const happened = { own: [calls, faults], everywhere: [cutOver, outcomes] };
    const next = night(happened, first.left, '2026-11-02T02:00:00+08:00');
    expect(next.statesOf('key')['cut-over-notice']).toBe('delivered');
    expect(next.statesOf('mid')['call-back']).toBe('broken');
    expect(next.decisionOf('mid').promises).toEqual({ open: {}, broken: { answered: 1, 'call-back': 1 } });
  });

  test('that were broken by a late repair waive the fee for the time of the fault', () => {
    // 74.4 hours, a tenth of October's 744.
    expect(first.waivers).toMatchObject([{ customerId: 'key', fact: 'F1', hours: 74.4, monthlyFee: 310, amount: 31 }]);
  });

  test('of customers of a held slice stay as they were', () => {
    const entries = first.promises?.entries.filter(({ customerId }) => customerId === 'mid');
    const tonight = nightAt('2026-11-05T02:00:00+08:00');
    const { promises } = decideFrozen(
      {
        ...{
          files: filesOf(customers, tonight.months),
          kept: new Set(['mid']),
          abandoned: [],
          stopped: new Set<string>(),
          waiting: new Map<string, string>(),
        },
        ...{ previous: readSnapshot(first.left.bytes), events: contactEvents([]) },
        ...{ happened: { own: [], everywhere: [] }, promisesBefore: first.promises, part: { shard: 0, shards: 1 } },
      },
      ...([policy, tonight, null] as const),
    );
    expect(promises?.entries.filter(({ customerId }) => customerId === 'mid')).toEqual(entries);
  });
});

describe('entitlements', () => {
  test('stand on the decision for whoever takes the call', () => {
    const { decisionOf } = night({});
    expect(decisionOf('key').entitlements).toEqual({ name: 'green', queueRank: 1, greenChannel: true, desk: 'vip' });
    expect(decisionOf('mid').entitlements).toEqual({ name: 'mid', queueRank: 2, greenChannel: false });
    expect(decisionOf('small').entitlements).toEqual({ name: 'ordinary', queueRank: 3, greenChannel: false });
  });
});

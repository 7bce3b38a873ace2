import { describe, expect, test } from 'vitest';
import type { Seen } from '../../local/doctor/finding.ts';
import { findingsOf } from '../../local/doctor/findings.ts';
import type { DumpItem, RunItem } from '../../shared/contracts/items/ledger.ts';
import { noCounts } from '../../shared/domain/decide/run-counts.ts';
import { shardsLeft } from '../../shared/domain/shards-left.ts';
import { calendarOf } from '../domain/calendars.ts';

const now = '2026-11-02T04:00:00.000Z';
const run = (also: Partial<RunItem> = {}): RunItem => ({
  version: 1,
  runId: 'night-2',
  status: 'completed',
  scheduledAt: '2026-11-01T18:00:00.000Z',
  policy: 'p',
  previousRunId: null,
  shards: 4,
  counts: noCounts(),
  ...also,
});
const dump = (also: Partial<DumpItem>): DumpItem =>
  ({
    dumpId: 'd1',
    key: 'feed=usage/u.csv',
    status: 'released',
    arrivedAt: '2026-11-02T01:00:00.000Z',
    ...also,
  }) as DumpItem;
const seen = (also: Partial<Seen> = {}): Seen => ({
  ...{
    now,
    queues: [],
    runs: [run()],
    dumps: [],
    undelivered: 0,
    lateWork: 0,
    today: '2026-11-02',
    layout: undefined,
    calendar: null,
  },
  ...also,
});
const codes = (also: Partial<Seen>) => findingsOf(seen(also)).map(({ code, level }) => `${level} ${code}`);

test('a stack that is well gives nothing to do', () => {
  expect(findingsOf(seen())).toEqual([]);
});

test('dead letters name the queue that they are put back into; waiting messages are no finding', () => {
  const queues = [
    { name: 'ingest', waiting: 900, working: 3 },
    { name: 'ingest-dead-letters', waiting: 2, working: 0 },
    { name: 'shards-dead-letters', waiting: 0, working: 0 },
  ];
  expect(findingsOf(seen({ queues }))).toMatchObject([
    { code: 'ingest-dead-letters', level: 'broken', helps: ['redrive ingest'] },
  ]);
});

describe('runs', () => {
  const running = run({ status: 'running', counts: null, doneShards: new Set([0, 3]) });

  test('one under way for more than two hours is stuck, and may be asked for again', () => {
    expect(findingsOf(seen({ runs: [running] }))).toMatchObject([
      {
        code: 'run-overdue',
        what: { en: 'run night-2 is under way for 10 hours: 2 of 4 shards are done' },
        helps: ['runs retry night-2'],
      },
    ]);
    expect(codes({ runs: [{ ...running, scheduledAt: '2026-11-02T03:00:00.000Z' }] })).toEqual([]);
  });

  test('no finished run for a day and two hours: agents have old lists', () => {
    expect(codes({ runs: [run({ scheduledAt: '2026-11-01T01:59:00.000Z' })] })).toEqual(['broken run-not-finished']);
    expect(codes({ runs: [run({ scheduledAt: '2026-11-01T02:01:00.000Z' })] })).toEqual([]);
  });

  test('candidates that do not add up', () => {
    const counts = { ...noCounts(), candidates: 3, queued: 2 };
    expect(codes({ runs: [run({ counts })] })).toEqual(['broken ledger-out-of-balance']);
  });

  test('shards that are nearly full', () => {
    const full = run({ counts: { ...noCounts(), customers: 4 * 13_000 } });
    expect(findingsOf(seen({ runs: [full] }))).toMatchObject([{ code: 'shards-full', level: 'near' }]);
  });

  test('what a run still waits for is asked for by its step; of one whose last worker died, any shard', () => {
    expect(shardsLeft(running).map(({ shard, step }) => [shard, step])).toEqual([
      [1, 'decide'],
      [2, 'decide'],
    ]);
    const measuring: RunItem = { ...running, step: 'measure', measuredShards: new Set([0, 1, 2]) };
    expect(shardsLeft(measuring)).toEqual([{ version: 1, runId: 'night-2', shard: 3, step: 'measure' }]);
    expect(shardsLeft({ ...running, doneShards: new Set([0, 1, 2, 3]) }).map(({ shard }) => shard)).toEqual([0]);
  });
});

describe('dumps', () => {
  test('stuck, failed and held ones, the worst first; those that were replaced need nobody', () => {
    const dumps = [
      dump({ dumpId: 'held', status: 'held' }),
      dump({ dumpId: 'slice', status: 'released', held: [{} as never] }),
      dump({ dumpId: 'old', status: 'held', supersededBy: 'newer' }),
      dump({ dumpId: 'stuck', status: 'ingesting' }),
      dump({ dumpId: 'young', status: 'ingesting', arrivedAt: '2026-11-02T03:30:00.000Z' }),
      dump({ dumpId: 'bad', status: 'failed' }),
    ];
    expect(findingsOf(seen({ dumps })).map(({ code, helps }) => [code, helps])).toEqual([
      ['dump-stuck', ['dumps show stuck']],
      ['dumps-failed', ['dumps show bad']],
      ['slices-held', ['dumps show held', 'dumps show slice']],
    ]);
  });

  test('of many, three are named', () => {
    const dumps = Array.from({ length: 5 }, (_, index) =>
      dump({ dumpId: `d${index}`, key: `k${index}`, status: 'failed' }),
    );
    expect(findingsOf(seen({ dumps }))[0]?.what.en).toBe('5 dumps failed: k0, k1, k2 +2');
  });
});

test('lists that nobody got are broken, late work waits', () => {
  expect(codes({ undelivered: 2, lateWork: 7 })).toEqual(['broken lists-undelivered', 'waiting work-late']);
});

test('a calendar is to be renewed weeks before its last day, and more so behind it', () => {
  const calendar = { ...calendarOf('weekends'), covers: { from: '2026-01-01', until: '2026-12-20' } };
  expect(codes({ calendar, today: '2026-10-20' })).toEqual([]);
  expect(codes({ calendar, today: '2026-11-02' })).toEqual(['near calendar-ends']);
  expect(codes({ calendar, today: '2027-01-02' })).toEqual(['waiting calendar-ends']);
});

test('a notice that nobody closes is named, with its days', () => {
  const counts = { ...noCounts(), staleNotices: { N1: 40, N2: 41, N3: 35, N4: 99 } };
  const [finding] = findingsOf(seen({ runs: [run({ counts })] }));
  expect(finding).toMatchObject({ code: 'notices-stale', level: 'waiting' });
  expect(finding?.what.en).toMatch(
    /^notice N4 open for 99 days, notice N2 open for 41 days, notice N1 open for 40 days \+1: /,
  );
});

describe('a change of the number of shards', () => {
  const layout = (state: 'copying' | 'switched' | 'clearing', since: string) => ({
    ...{ version: 1 as const, state, since },
    ...{ now: { shards: 256, first: false }, other: { shards: 64, first: true } },
  });

  test.each([
    ['copying', 'the facts in 256 shards are half way to 64'],
    ['switched', 'the facts in 256 shards still have their way back to 64'],
    ['clearing', 'the facts in 256 shards still have copies in 64'],
  ] as const)('that is left %s for a day is told, with the command that says how to go on', (state, words) => {
    expect(findingsOf(seen({ layout: layout(state, '2026-11-01T04:00:00.000Z') }))).toMatchObject([
      { code: 'reshard-open', level: 'waiting', what: { en: expect.stringContaining(words) }, helps: ['reshard'] },
    ]);
  });

  test('that began today, or is over, is none', () => {
    expect(codes({ layout: layout('switched', '2026-11-01T04:00:01.000Z') })).toEqual([]);
    expect(codes({ layout: { version: 1, now: { shards: 256, first: false } } })).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { roster } from '../../shared/contracts/roster.ts';
import { runManifest } from '../../shared/contracts/run-manifest.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { deliver, deliverBase, firstNight, plan, score, secondNight, shards, wholeNight } from './base.ts';
import { memoryNight } from './doubles.ts';

const stored = (night: ReturnType<typeof memoryNight>, key: string): unknown =>
  JSON.parse(new TextDecoder().decode(night.objects.get(key)));

describe('planning a run', () => {
  test('freezes the dumps, the policy and the agents, and asks for each shard once', async () => {
    const night = memoryNight();
    deliverBase(night);
    const planned = await plan(night);
    expect(planned).toEqual({
      runId: '2026-10-31T18-00-00Z',
      state: 'started',
      asked: shards,
      shards,
      dumps: 10,
      agents: 1,
      held: 0,
      abandoned: 0,
    });
    const manifest = runManifest.parse(stored(night, `runs/${planned.runId}/manifest.json`));
    expect(manifest).toMatchObject({
      businessDay: '2026-10-31',
      timeZone: 'Asia/Shanghai',
      previousRunId: null,
      shards,
    });
    expect(stored(night, `policies/${manifest.policy}.json`)).toMatchObject({ name: 'three-dimensions' });
    expect(roster.parse(stored(night, `runs/${planned.runId}/roster.json`))).toEqual([
      {
        agentId: 'A1',
        name: null,
        regions: ['south', 'north'],
        skills: ['retention'],
        language: 'en',
        languages: [],
        tiersServed: [],
        capacity: 20,
        channels: ['sns'],
        webhookUrl: null,
        deputyId: null,
        supervisorId: null,
      },
    ]);
    expect(night.shardQueue.sent.map(({ message, delaySeconds }) => [message.shard, delaySeconds])).toEqual(
      [0, 1, 2, 3].map((shard) => [shard, undefined]),
    );
  });

  test('names the newest run whose work was given out: its assignment says what waits', async () => {
    const night = memoryNight();
    deliverBase(night);
    const runId = await wholeNight(night, firstNight);
    const plans = { pieces: 0, withdrawn: {}, messages: 0, given: 0, deferred: {}, waited: 0, agents: 0, missing: {} };
    const nobody = { agentIds: [], agents: 0, pieces: 0 };
    await night.ledger.workPlanned(runId, { ...plans, left: nobody, unknownManagers: nobody }, null);
    const [waiting] = night.workOf(runId);
    expect(waiting).toBeDefined();
    await night.runs.freezeAssignment({
      ...{ version: 1, runId, day: '2026-11-01', given: [], waited: [], agents: 0, missing: {} },
      ...{ left: nobody, unknownManagers: nobody, deferred: [[waiting?.workId ?? '', '2026-11-02', 'room']] },
    });
    const next = await wholeNight(night, secondNight);
    expect(stored(night, `runs/${next}/manifest.json`)).toMatchObject({ assignedRunId: runId });
    const column = (await night.runs.snapshot(next, shardName(shardOf(waiting?.customerId ?? '', shards))))?.words;
    expect(column?.get('contacts_call')?.values).toContain(`2026-11-02/${waiting?.workId}`);
  });

  test('a dump that comes after the plan is not seen, not even by a repeated plan', async () => {
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await plan(night);
    deliver(night, {
      dumpId: 'late',
      feed: 'usage',
      period: '2026-10',
      rows: [{ customerId: 'C999', voiceMinutes: 1 }],
      key: 'late',
    });
    night.ledgerRuns.delete(runId);
    expect(await plan(night)).toMatchObject({ state: 'started', dumps: 10 });
  });

  test('only released dumps count, and a month outside the window does not', async () => {
    const night = memoryNight();
    const rows = [{ customerId: 'C1', voiceMinutes: 1 }];
    deliver(night, { dumpId: 'held', feed: 'usage', period: '2026-10', rows, status: 'held' });
    deliver(night, { dumpId: 'failed', feed: 'usage', period: '2026-09', rows, status: 'failed' });
    deliver(night, { dumpId: 'old', feed: 'usage', period: '2025-10', rows });
    deliver(night, { dumpId: 'next', feed: 'usage', period: '2026-11', rows });
    expect((await plan(night)).dumps).toBe(0);
  });

  test('without any dump a run closes with nobody', async () => {
    const night = memoryNight();
    const runId = await wholeNight(night);
    expect(night.ledgerRuns.get(runId)).toMatchObject({ status: 'completed', counts: { customers: 0, candidates: 0 } });
  });

  test('the same event again asks for what is not done, and for nothing once the run is closed', async () => {
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await plan(night);
    night.shardQueue.sent.splice(0);
    for (const shard of [0, 2]) await score(night, { version: 1, runId, shard });
    expect(await plan(night)).toMatchObject({ state: 'resumed', asked: 2 });
    expect(night.shardQueue.sent.map(({ message }) => message.shard)).toEqual([1, 3]);
    for (const { message } of night.shardQueue.sent.splice(0)) await score(night, message);
    expect(await plan(night)).toMatchObject({ state: 'over', asked: 0 });
    expect(night.shardQueue.sent).toEqual([]);
  });

  test('a run waits for one that is under way, for six hours', async () => {
    const night = memoryNight();
    deliverBase(night);
    await plan(night);
    await expect(plan(night, '2026-10-31T23:59:00Z')).rejects.toThrow(
      'run 2026-10-31T23-59-00Z must wait: run 2026-10-31T18-00-00Z is still under way',
    );
  });

  test('a stuck run is given up, and the next begins when its workers must have ended', async () => {
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await plan(night);
    await score(night, { version: 1, runId, shard: 0 });
    night.shardQueue.sent.splice(0);
    expect(await plan(night, secondNight)).toMatchObject({ state: 'started', abandoned: 1 });
    expect(night.ledgerRuns.get(runId)?.status).toBe('abandoned');
    expect(night.shardQueue.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([900, 900, 900, 900]);
    expect(await score(night, { version: 1, runId, shard: 1 })).toMatchObject({ state: 'over' });
  });

  test('what a given-up run wrote to the table is put right by the next', async () => {
    const night = memoryNight();
    deliverBase(night);
    await wholeNight(night);
    const before = structuredClone(Object.fromEntries(night.table));
    // The second night sees a wrong dump, writes half of its decisions, and is given up; then the dump is retracted.
    const wrong = Object.keys(before).map((customerId) => ({ customerId, charged: 9999 }));
    deliver(night, {
      dumpId: 'wrong',
      feed: 'billing',
      period: '2026-10',
      rows: wrong,
      key: 'wrong',
      arrivedAt: '2026-11-01T10:00:00Z',
    });
    const { runId } = await plan(night, secondNight);
    for (const shard of [0, 1]) await score(night, { version: 1, runId, shard });
    expect(Object.fromEntries(night.table)).not.toEqual(before);
    const dump = night.dumps.get('wrong');
    if (dump) night.dumps.set('wrong', { ...dump, status: 'retracted' });
    night.shardQueue.sent.splice(0);
    await wholeNight(night, '2026-11-02T18:00:00Z');
    for (const [customerId, { scores, tiers }] of night.table)
      expect([customerId, scores.value, tiers]).toEqual([
        customerId,
        before[customerId]?.scores.value,
        before[customerId]?.tiers,
      ]);
  });

  test('a night that comes after a later one is refused', async () => {
    const night = memoryNight();
    await wholeNight(night, secondNight);
    await expect(plan(night, firstNight)).rejects.toThrow('comes too late');
  });
});

describe('which fact holds', () => {
  const chargedOf = async (deliveries: Parameters<typeof deliver>[1][]) => {
    const night = memoryNight();
    for (const delivery of deliveries) deliver(night, delivery);
    await wholeNight(night);
    return Object.fromEntries(
      [...night.table].map(([id, { reasons }]) => [id, reasons.find(({ feature }) => feature === 'arpu')?.value]),
    );
  };
  const billing = { feed: 'billing', period: '2026-10' } as const;
  const both = [
    { customerId: 'C1', charged: 100 },
    { customerId: 'C2', charged: 100 },
  ];

  test('a newer delivery of the same key replaces the older one whole', async () => {
    expect(
      await chargedOf([
        { ...billing, dumpId: 'b', rows: [{ customerId: 'C1', charged: 200 }], arrivedAt: '2026-10-31T12:00:00Z' },
        { ...billing, dumpId: 'a', rows: both, arrivedAt: '2026-10-31T11:00:00Z' },
      ]),
    ).toEqual({ C1: 200 });
  });

  test('of other files the newer one holds customer by customer', async () => {
    expect(
      await chargedOf([
        {
          ...billing,
          dumpId: 'b',
          key: 'b',
          rows: [{ customerId: 'C1', charged: 200 }],
          arrivedAt: '2026-10-31T12:00:00+08:00',
        },
        { ...billing, dumpId: 'a', key: 'a', rows: both, arrivedAt: '2026-10-31T11:00:00Z' },
      ]),
    ).toEqual({ C1: 100, C2: 100 });
  });

  test('an older month that arrives late does not replace the newest profile', async () => {
    const night = memoryNight();
    deliver(night, {
      dumpId: 'new',
      feed: 'customers',
      period: '2026-10',
      rows: [{ customerId: 'C1', region: 'north' }],
    });
    deliver(night, {
      dumpId: 'old',
      feed: 'customers',
      period: '2026-09',
      rows: [{ customerId: 'C1', region: 'south' }],
      arrivedAt: '2026-10-31T17:00:00Z',
    });
    await wholeNight(night);
    expect(night.table.get('C1')).toMatchObject({ region: 'north', dumps: ['new'] });
  });
});

describe('the second night', () => {
  test('writes nothing where nothing changed, and the snapshot is whole all the same', async () => {
    const night = memoryNight();
    deliverBase(night);
    await wholeNight(night, '2026-11-10T18:00:00Z');
    const table = structuredClone(night.table);
    const runId = await wholeNight(night, '2026-11-11T18:00:00Z');
    expect(night.ledgerRuns.get(runId)).toMatchObject({
      previousRunId: '2026-11-10T18-00-00Z',
      counts: { customers: 40, decisionsWritten: 0, queued: 0 },
    });
    expect(night.table).toEqual(table);
    const snapshots = await Promise.all([0, 1, 2, 3].map((shard) => night.runs.decisions(runId, `00${shard}`)));
    expect(snapshots.flat().length).toBe(40);
    expect(snapshots.flat().every(({ runId: by }) => by === '2026-11-10T18-00-00Z')).toBe(true);
  });

  test('carries over a customer of whom no fact is left, unchanged and without work', async () => {
    const night = memoryNight();
    deliverBase(night);
    const first = await wholeNight(night);
    for (const [dumpId, dump] of night.dumps) night.dumps.set(dumpId, { ...dump, status: 'retracted' });
    const runId = await wholeNight(night, secondNight);
    expect(night.ledgerRuns.get(runId)?.counts).toMatchObject({ customers: 0, candidates: 0, decisionsWritten: 0 });
    expect(await night.runs.decisions(runId, '000')).toEqual(await night.runs.decisions(first, '000'));
  });
});

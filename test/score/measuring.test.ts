import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import { readyMade } from '../policies/policy-files.ts';
import { deliver, deliverBase, firstNight, plan, remains, score, secondNight, shards, wholeNight } from './base.ts';
import { type MemoryNight, memoryNight } from './doubles.ts';

/** A quarter each is platinum and gold, so that forty customers show it. */
const policy = readyMade('pyramid');
for (const scheme of Object.values(policy.schemes)) {
  if (scheme.kind !== 'percentiles') continue;
  scheme.leastCustomers = 5;
  for (const [index, tier] of scheme.tiers.entries()) if (index < 3) tier.share = 0.25;
}

const planned = (night: MemoryNight, at = firstNight) => plan(night, at, policy);

/** What a run left behind; its base with it. */
const left = (night: MemoryNight, runId: string) => {
  const { run, ...rest } = remains(night, runId);
  const base = Buffer.from(night.objects.get(`runs/${runId}/base.json`) ?? []).toString('utf8');
  return { ...rest, base, run: { ...run, measuredShards: undefined } };
};

const undisturbed = async () => {
  const night = memoryNight();
  deliverBase(night);
  return left(night, await wholeNight(night, firstNight, policy));
};

const steps = (night: MemoryNight): string[] =>
  night.shardQueue.sent.map(({ message }) => `${message.step} ${message.shard}`);

describe('a policy that needs the whole base', () => {
  test('is measured first, then decided; each tier takes its part of all shards together', async () => {
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await planned(night);
    expect(steps(night)).toEqual(['measure 0', 'measure 1', 'measure 2', 'measure 3']);
    for (const { message } of night.shardQueue.sent.splice(0)) await score(night, message);
    expect(night.ledgerRuns.get(runId)?.step).toBe('decide');
    expect(steps(night)).toEqual(['decide 0', 'decide 1', 'decide 2', 'decide 3']);
    for (const { message } of night.shardQueue.sent.splice(0)) await score(night, message);
    expect(night.ledgerRuns.get(runId)).toMatchObject({
      status: 'completed',
      counts: { schemes: { 'pyramid:platinum': 10, 'pyramid:gold': 10, 'pyramid:iron': 10, 'pyramid:lead': 10 } },
    });
  });

  test('a policy that needs none takes one step', async () => {
    const night = memoryNight();
    deliverBase(night);
    await plan(night);
    expect(steps(night)).toEqual(['decide 0', 'decide 1', 'decide 2', 'decide 3']);
    expect([...night.objects.keys()].filter((key) => key.includes('base.json'))).toEqual([]);
  });

  test('with every message twice and in any order', async () => {
    const expected = await undisturbed();
    const twice = Array.from({ length: shards * 2 }, (_, index) => index % shards);
    const shuffled = fc.shuffledSubarray(twice, { minLength: twice.length });
    await fc.assert(
      fc.asyncProperty(shuffled, shuffled, async (measured, decided) => {
        const night = memoryNight();
        deliverBase(night);
        const { runId } = await planned(night);
        for (const shard of measured) await score(night, { version: 1, runId, shard, step: 'measure' });
        // Asked for once, though every shard was measured twice.
        expect(steps(night).filter((step) => step.startsWith('decide')).length).toBe(shards);
        for (const shard of decided) await score(night, { version: 1, runId, shard, step: 'decide' });
        expect(left(night, runId)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  test('with the workers of all shards at once', async () => {
    const expected = await undisturbed();
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await planned(night);
    const all = (step: 'measure' | 'decide') =>
      [0, 1, 2, 3, 0, 1, 2, 3].map((shard) => score(night, { version: 1, runId, shard, step }));
    await Promise.all(all('measure'));
    await Promise.all(all('decide'));
    expect(left(night, runId)).toEqual(expected);
  });

  /** Works off the queue; a message whose worker dies comes back, as SQS sees to it. */
  const workOff = async (night: MemoryNight): Promise<void> => {
    const waiting: ShardRequested[] = [];
    for (;;) {
      waiting.push(...night.shardQueue.sent.splice(0).map(({ message }) => message));
      const message = waiting.shift();
      if (!message) return;
      await score(night, message).catch(() => waiting.push(message));
    }
  };

  // Deaths while deciding are the same whatever came before: see closing.test.ts.
  test('when it dies before or after any effect until the decisions are asked for, and is done again', async () => {
    const expected = await undisturbed();
    let ticks = 0;
    const counting = memoryNight(() => void ticks++);
    deliverBase(counting);
    await planned(counting);
    for (const { message } of counting.shardQueue.sent.splice(0)) await score(counting, message);
    expect(ticks).toBeGreaterThan(30);
    for (let deathAt = 1; deathAt <= ticks; deathAt++) {
      let now = 0;
      const night = memoryNight(() => {
        if (++now === deathAt) throw new Error('died');
      });
      deliverBase(night);
      const { runId } = await planned(night).catch(() => planned(night));
      await workOff(night);
      expect(left(night, runId), `died at effect ${deathAt}`).toEqual(expected);
    }
  });

  test('when the last to measure died before it asked for decisions, and its message is lost', async () => {
    const expected = await undisturbed();
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await planned(night);
    for (const shard of [0, 1, 2]) await score(night, { version: 1, runId, shard, step: 'measure' });
    const { saveBase } = night.runs;
    night.runs.saveBase = async () => {
      throw new Error('died');
    };
    await expect(score(night, { version: 1, runId, shard: 3, step: 'measure' })).rejects.toThrow('died');
    night.runs.saveBase = saveBase;
    night.shardQueue.sent.splice(0);
    expect(await planned(night)).toMatchObject({ state: 'resumed', asked: 1 });
    await workOff(night);
    expect(left(night, runId)).toEqual(expected);
  });

  test('a shard that is measured when the run decides already does nothing', async () => {
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await planned(night);
    for (const { message } of night.shardQueue.sent.splice(0)) await score(night, message);
    night.shardQueue.sent.splice(0);
    const before = [...night.objects.keys()];
    await score(night, { version: 1, runId, shard: 2, step: 'measure' });
    expect([...night.objects.keys()]).toEqual(before);
    expect(steps(night)).toEqual([]);
  });

  test('measures only those who are decided: not who is kept because a slice is held', async () => {
    const night = memoryNight();
    deliverBase(night);
    await wholeNight(night, firstNight, policy);
    const finding = { check: 'shift' as const, column: 'charged', value: 6, limit: 0.25, words: 'charged: too high' };
    deliver(night, {
      ...{ dumpId: 'billing-new', feed: 'billing', period: '2026-10', arrivedAt: '2026-11-01T10:00:00Z' },
      rows: Array.from({ length: 40 }, (_, index) => ({
        ...{ customerId: `C${String(index).padStart(3, '0')}`, charged: 20 + index * 9 },
        region: index % 2 === 0 ? 'south' : 'north',
      })),
    });
    const dump = night.dumps.get('billing-new');
    if (!dump) throw new Error('it was delivered');
    const held = [{ feed: 'billing' as const, slice: 'south', rows: 20, findings: [finding], against: [] }];
    night.dumps.set('billing-new', { ...dump, held });
    const runId = await wholeNight(night, secondNight, policy);
    expect(night.ledgerRuns.get(runId)?.counts).toMatchObject({ customers: 20, kept: 20 });
    expect((await night.runs.base(runId))?.cutOffs?.pyramid?.groups.all?.customers).toBe(20);
  });

  test('without anybody closes with nobody', async () => {
    const night = memoryNight();
    const runId = await wholeNight(night, firstNight, policy);
    expect(night.ledgerRuns.get(runId)).toMatchObject({ status: 'completed', counts: { customers: 0 } });
    expect((await night.runs.base(runId))?.cutOffs?.pyramid?.tooFew).toBe(true);
  });
});

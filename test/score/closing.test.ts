import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { deliverBase, firstNight, plan, remains, score, shards, wholeNight } from './base.ts';
import { memoryNight } from './doubles.ts';

const undisturbed = async () => {
  const night = memoryNight();
  deliverBase(night);
  return remains(night, await wholeNight(night));
};

describe('a run closes once, with the same result', () => {
  test('its counts balance and are those of its customers', async () => {
    const night = memoryNight();
    deliverBase(night);
    const run = night.ledgerRuns.get(await wholeNight(night));
    expect(run).toMatchObject({ status: 'completed', shards, counts: { customers: 40, decisionsWritten: 40 } });
    expect(run?.counts && isBalanced(run.counts)).toBe(true);
    expect(run?.counts?.candidates).toBeGreaterThan(0);
    expect(night.workOf(run?.runId ?? '').length).toBe(run?.counts?.queued);
    expect(night.table.size).toBe(40);
  });

  test('with every shard delivered twice and in any order', async () => {
    const expected = await undisturbed();
    const twice = Array.from({ length: shards * 2 }, (_, index) => index % shards);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(twice, { minLength: twice.length }), async (order) => {
        const night = memoryNight();
        deliverBase(night);
        const { runId } = await plan(night);
        const closed = [];
        for (const shard of order) closed.push((await score(night, { version: 1, runId, shard })).closed);
        expect(closed.filter((counts) => counts !== null).length).toBe(1);
        expect(remains(night, runId)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('with the workers of all shards at once', async () => {
    const expected = await undisturbed();
    const night = memoryNight();
    deliverBase(night);
    const { runId } = await plan(night);
    const all = await Promise.all([0, 1, 2, 3, 0, 1, 2, 3].map((shard) => score(night, { version: 1, runId, shard })));
    expect(all.filter(({ closed }) => closed !== null).length).toBe(1);
    expect(remains(night, runId)).toEqual(expected);
  });

  test('when it dies before or after any effect and is done again', async () => {
    const expected = await undisturbed();
    let ticks = 0;
    const counting = memoryNight(() => void ticks++);
    deliverBase(counting);
    await wholeNight(counting);
    expect(ticks).toBeGreaterThan(80);

    for (let deathAt = 1; deathAt <= ticks; deathAt++) {
      let now = 0;
      const night = memoryNight(() => {
        if (++now === deathAt) throw new Error('died');
      });
      deliverBase(night);
      // The schedule's event and each message come again until they are done, as Scheduler and SQS see to it.
      const until = async <T>(work: () => Promise<T>): Promise<T> => work().catch(work);
      const { runId } = await until(() => plan(night));
      for (const { message } of night.shardQueue.sent.splice(0)) await until(() => score(night, message));
      expect(remains(night, runId), `died at effect ${deathAt}`).toEqual(expected);
    }
  });

  test('when objects of an attempt that failed still come in while the next is under way', async () => {
    const expected = await undisturbed();
    const late: (() => void)[] = [];
    let isDown = true;
    const night = memoryNight(
      () => {},
      ({ get, ...rest }) => ({
        ...rest,
        async get(key, room) {
          if (!room) return get(key);
          const lent = room(((await get(key)) as Uint8Array).length);
          if (isDown) {
            late.push(() => lent.fill(0xff));
            throw new Error('down');
          }
          const bytes = await get(key, () => lent);
          for (const comes of late) comes();
          return bytes;
        },
      }),
    );
    deliverBase(night);
    const { runId } = await plan(night);
    const messages = night.shardQueue.sent.splice(0).map(({ message }) => message);
    for (const message of messages) await expect(score(night, message)).rejects.toThrow('down');
    expect(late.length).toBeGreaterThan(shards);
    isDown = false;
    for (const message of messages) await score(night, message);
    expect(remains(night, runId)).toEqual(expected);
  });

  test('when its last worker died between its shard and the run, and its message is lost', async () => {
    const expected = await undisturbed();
    let dead = false;
    const night = memoryNight(() => {
      if (dead) throw new Error('died');
    });
    deliverBase(night);
    const { runId } = await plan(night);
    for (const shard of [0, 1, 2]) await score(night, { version: 1, runId, shard });
    const { completeRun } = night.ledger;
    night.ledger.completeRun = async () => {
      dead = true;
      throw new Error('died');
    };
    await expect(score(night, { version: 1, runId, shard: 3 })).rejects.toThrow('died');
    dead = false;
    night.ledger.completeRun = completeRun;
    night.shardQueue.sent.splice(0);
    expect(await plan(night, firstNight)).toMatchObject({ state: 'resumed', asked: 1 });
    for (const { message } of night.shardQueue.sent.splice(0)) await score(night, message);
    expect(remains(night, runId)).toEqual(expected);
  });

  test('its work is asked to be given out, also when the answer that it closed was lost, and asking again is told that it is closed', async () => {
    const night = memoryNight();
    deliverBase(night);
    const { completeRun } = night.ledger;
    night.ledger.completeRun = async (...given) => {
      await completeRun(...given);
      return completeRun(...given);
    };
    const runId = await wholeNight(night);
    expect(night.workPlans.sent.map(({ message }) => message)).toEqual([{ version: 1, runId }]);
  });

  test('its work is asked to be given out, also when its last worker died before it said so', async () => {
    const night = memoryNight();
    deliverBase(night);
    const runId = await wholeNight(night);
    expect(night.workPlans.sent.splice(0).map(({ message }) => message)).toEqual([{ version: 1, runId }]);
    // The message of the worker that died comes back, and finds the run closed.
    await score(night, { version: 1, runId, shard: 3 });
    expect(night.workPlans.sent.map(({ message }) => message)).toEqual([{ version: 1, runId }]);
    expect(await plan(night)).toMatchObject({ state: 'over', asked: 0 });
  });

  test('a shard of a run that is over does nothing', async () => {
    const night = memoryNight();
    deliverBase(night);
    const runId = await wholeNight(night);
    const before = remains(night, runId);
    expect(await score(night, { version: 1, runId, shard: 0 })).toEqual({ state: 'over', counts: null, closed: null });
    expect(await score(night, { version: 1, runId: 'unknown', shard: 0 })).toMatchObject({ state: 'over' });
    expect(remains(night, runId)).toEqual(before);
  });
});

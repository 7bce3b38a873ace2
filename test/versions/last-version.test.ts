import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { digestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import { objectCreated } from '../../shared/contracts/messages/object-created.ts';
import { outcomesReleased } from '../../shared/contracts/messages/outcomes-released.ts';
import { morningDigest, nightlyRun } from '../../shared/contracts/messages/schedules.ts';
import { shardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import { workRequested } from '../../shared/contracts/messages/work-requested.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { storedIn } from '../pipeline/stored.ts';
import { type Packed, unpack } from './unpack.ts';

/** By the queue's name without the stack's. A deployment finds messages of the version before in all of them. */
const contracts: Record<string, z.ZodType> = {
  ingest: objectCreated,
  shards: shardRequested,
  'churn-risk': workRequested,
  'return-visit': workRequested,
  digests: digestRequested,
  outcomes: outcomesReleased,
  'lambda-async-score-plan': nightlyRun,
  'lambda-async-notify-digest-plan': morningDigest,
};

const packs = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.zst'));
test('there is at least one version to be tried on', () => expect(packs.length).toBeGreaterThan(0));

describe.each(packs)('what the version of %s left behind', (pack) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let messages: Packed['messages'];
  beforeAll(async () => {
    folder = await temporaryFolder();
    messages = await unpack(join(import.meta.dirname, pack), folder.path);
  });
  afterAll(() => folder.undo());

  test('its messages, of every queue that it had, are read by the contracts of today', () => {
    expect(messages.length).toBeGreaterThan(5);
    for (const { queue, body } of messages) {
      const contract = contracts[queue.replace('tierline-local-', '')];
      expect(contract, queue).toBeDefined();
      expect(contract?.safeParse(JSON.parse(body)).error, queue).toBeUndefined();
    }
  });

  test('the next night goes on from it: tiers and work are known, nothing is refused or lost', {
    timeout: patience,
  }, async () => {
    const assembly = await realStack();
    const before = await storedIn(folder.path, assembly);
    const args = ['--customers', '60', '--months', '2', '--now', '2026-11-02T02:00+08:00', '--assembly', assembly];
    const { code, summary } = await start(folder.path, args);
    const dead = Object.values(summary.deadLetters).reduce((sum, count) => sum + count, 0);
    expect([code, summary.problems, summary.denied, dead]).toEqual([0, [], 0, 0]);
    expect(summary.customers).toBe(before.decisions.length);
    // Nobody is new, and nobody is asked for twice.
    expect(Object.keys(summary.moves).filter((move) => move.startsWith('new>'))).toEqual([]);
    expect(before.work.length).toBeGreaterThan(0);
    const after = await storedIn(folder.path, assembly);
    const tierSince = new Map(after.snapshot.map(({ customerId, tiersSince }) => [customerId, tiersSince]));
    for (const { customerId, tiersSince } of before.snapshot)
      expect(Object.values(tierSince.get(customerId) ?? {}).sort()).toEqual(
        expect.arrayContaining(Object.values(tiersSince).slice(0, 1)),
      );
    const known = new Set(before.work.map(({ workId }) => workId));
    expect(after.work.filter(({ workId }) => known.has(workId))).toHaveLength(known.size);
  });
});

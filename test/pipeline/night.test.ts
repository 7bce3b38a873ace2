import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { said } from '../score/said.ts';
import { type Ended, patience, realStack, start, temporaryFolder, total } from './start.ts';
import { type Stored, storedIn } from './stored.ts';

type Start = Ended & { summary: Awaited<ReturnType<typeof start>>['summary'] };

const customers = 300;
const order = ['--customers', String(customers), '--months', '3'];
const nextNight = '2026-11-02T02:00+08:00';

const folder = await temporaryFolder();
const data = join(folder.path, 'data');
let assembly: string;

beforeAll(async () => {
  assembly = await realStack();
  await mkdir(data);
}, patience);
afterAll(folder.undo);

/** Digests as the agents got them; those of robots with the time of their delivery, since a second one would write anew. */
const digestFiles = async (): Promise<Record<string, number>> => {
  const found = await readdir(join(data, 'digests'), { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      paths.sort().map(async (path) => [path, path.endsWith('.webhook.txt') ? (await stat(path)).mtimeMs : 0] as const),
    ),
  );
};

const planted = z.object({ dumps: z.array(z.object({ key: z.string(), rows: z.number(), refused: z.number() })) });

describe('a night of a sample operator', () => {
  let night: Start;
  let stored: Stored;
  let digests: Record<string, number>;

  beforeAll(async () => {
    night = await start(data, [...order, '--assembly', assembly]);
    stored = await storedIn(data, assembly);
    digests = await digestFiles();
  }, patience);

  test('ends well and says so', () => {
    expect(night.summary.problems).toEqual([]);
    expect(night).toMatchObject({ code: 0, said: expect.stringContaining('All is well.') });
  });

  test('every dump of every odd source is released, and accepts and refuses what the sample planted', async () => {
    const manifest = planted.parse(JSON.parse(await readFile(join(data, 'sample/sample-2026-10.json'), 'utf8')));
    const byKey = (dumps: { key: string; rows: number; refused: number }[]) =>
      Object.fromEntries(dumps.map(({ key, rows, refused }) => [key, { rows, refused }]));
    const { dumps } = night.summary;
    expect(byKey(dumps)).toEqual(byKey(manifest.dumps));
    expect(dumps.filter(({ rows, accepted, refused }) => accepted + refused !== rows)).toEqual([]);
    expect(new Set(dumps.map(({ status }) => status))).toEqual(new Set(['released']));
    expect(new Set(dumps.map(({ source }) => source)).size).toBeGreaterThan(6);
    // A sample without a mistake would prove nothing about refusing.
    expect(total(Object.fromEntries(dumps.map(({ key, refused }) => [key, refused])))).toBeGreaterThan(0);
  });

  test('every customer has a tier and a stage, in the summary and in the table', () => {
    const { tiers, stages, decisionsWritten } = night.summary;
    expect([night.summary.customers, total(tiers), total(stages), decisionsWritten]).toEqual(Array(4).fill(customers));
    expect(stored.decisions.length).toBe(customers);
    const lead = (each: (typeof stored.decisions)[number]) => Object.values(each.tiers)[0] ?? '';
    expect(new Set(stored.decisions.map(lead))).toEqual(new Set(Object.keys(tiers)));
    expect(new Set(stored.decisions.map(({ stage }) => stage))).toEqual(new Set(Object.keys(stages)));
  });

  test('decisions in DynamoDB are those of the snapshot in S3', () => {
    expect(stored.decisions).toEqual(stored.snapshot);
  });

  test('candidates are all accounted for, and what was queued is in the work table', () => {
    const { candidates, queued, suppressed, heldOut, deferred } = night.summary.work;
    expect(queued + suppressed + heldOut + deferred).toBe(candidates);
    expect(queued).toBeGreaterThan(0);
    expect(stored.work.length).toBe(queued + deferred);
    const { notified, waiting } = night.summary;
    // Messages to customers take no agent.
    const messages = night.summary.queuedByKind['customer-messages'] ?? 0;
    expect(notified + waiting + messages).toBe(queued + deferred);
  });

  test('no request was denied and no message given up', () => {
    expect(night.summary).toMatchObject({ denied: 0, deniedCalls: [] });
    expect(total(night.summary.deadLetters)).toBe(0);
  });

  test('each agent with work is told once, over the channel that comes first; webhooks with a signature that holds', () => {
    const channels = (agentId: string) => stored.roster.find((agent) => agent.agentId === agentId)?.channels ?? [];
    const told = stored.lists.flatMap(({ day, agentId, workIds }) =>
      workIds.size === 0
        ? []
        : channels(agentId)
            .slice(0, 1)
            .map((channel) => join(data, 'digests', day, `${agentId}.${channel}`)),
    );
    // The robots keep a webhook only when its signature is right, and the night complains of any other.
    expect(Object.keys(digests)).toEqual(told.map((path) => `${path}.txt`).sort());
    expect(night.summary.digests).toBe(told.length);
    expect(night.summary.digestsByChannel.webhook).toBeGreaterThan(0);
    const messages = night.summary.queuedByKind['customer-messages'] ?? 0;
    expect(stored.published.length).toBe((night.summary.digestsByChannel.sns ?? 0) + messages);
  });

  test(
    'started again, it changes nothing and tells nobody twice',
    async () => {
      const again = await start(data, [...order, '--assembly', assembly]);
      expect(again).toMatchObject({ code: 0, summary: { alreadyDone: true, problems: [] } });
      const { seconds: _, alreadyDone: __, ...summary } = again.summary;
      expect(night.summary).toMatchObject(summary);
      expect(await storedIn(data, assembly)).toEqual(stored);
      expect(await digestFiles()).toEqual(digests);
    },
    patience,
  );

  test(
    'the next night writes only what changed and asks for nobody twice',
    async () => {
      const next = await start(data, [...order, '--assembly', assembly, '--now', nextNight]);
      expect(next.summary.problems).toEqual([]);
      expect(next.code).toBe(0);
      const later = await storedIn(data, assembly);
      const before = new Map(stored.decisions.map((decision) => [decision.customerId, decision]));
      const [run] = later.runs;

      const written = later.decisions.filter(({ runId }) => runId === run?.runId);
      expect(written.length).toBe(next.summary.decisionsWritten);
      expect(written.length).toBeLessThan(customers / 2);
      for (const decision of written) {
        const old = before.get(decision.customerId);
        expect(old && said(old)).not.toEqual(said(decision));
      }
      const untouched = later.decisions.filter(({ runId }) => runId !== run?.runId);
      expect(untouched).toEqual(untouched.map(({ customerId }) => before.get(customerId)));
      // The snapshot is of this night; the table says the same in everything that counts as a change.
      const inTable = new Map(later.decisions.map((decision) => [decision.customerId, decision]));
      expect(later.snapshot.length).toBe(customers);
      for (const decision of later.snapshot) {
        const item = inTable.get(decision.customerId);
        expect(item && said(item)).toEqual(said(decision));
      }

      expect(later.work.filter(({ workId }) => stored.work.some((item) => item.workId === workId))).toEqual(
        stored.work,
      );
      const asked = later.work.map(({ customerId }) => customerId);
      expect(new Set(asked).size).toBe(asked.length);
      expect(later.work.length).toBe(stored.work.length + next.summary.work.queued + next.summary.work.deferred);
    },
    patience,
  );
});

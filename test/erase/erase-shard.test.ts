import { describe, expect, test } from 'vitest';
import { eraseShard } from '../../functions/erase/erase-shard.ts';
import type { ErasePorts } from '../../functions/erase/ports.ts';
import { sealOf } from '../../shared/aws/erasure-seal.ts';
import { erasedKey, erasedShard, erasureProof, orderKey, proofKey } from '../../shared/contracts/erasure.ts';
import type { EraseRequested } from '../../shared/contracts/messages/erase-requested.ts';
import { workKey } from '../../shared/contracts/run-work.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { writeParquet } from '../../shared/dump/parquet.ts';
import { bucketOf } from '../reshard/bucket.ts';

const seal = sealOf('a key');
const dumpId = 'order-1';
const period = '2026-10';
const usage = factKey({ shard: '000', feed: 'usage', period, dumpId: 'usage-1', part: 0 });
const orderFacts = factKey({ shard: '000', feed: 'erasures', period, dumpId, part: 0 });
const asked = workKey('run-1', '000');

const parquet = (columns: Record<string, string[]>): Uint8Array =>
  writeParquet(Object.entries(columns).map(([name, values]) => ({ name, kind: 'text', values })) as never);
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** One shard with a customer to be erased who has a piece of work, and one who stays. */
const world = () => {
  const objects = new Map<string, Uint8Array>([
    [usage, parquet({ customerId: ['gone', 'stays'] })],
    [orderFacts, parquet({ customerId: ['gone'], requestId: ['R1'] })],
    [asked, new TextEncoder().encode(`${JSON.stringify({ customerId: 'gone', workId: 'w1' })}\n`)],
    [
      orderKey(dumpId),
      bytesOf({
        version: 1,
        dumpId,
        arrivedAt: '2026-11-01T00:00:00Z',
        shards: { '000': [seal.of('gone')] },
        spread: 1,
        requests: ['R1'],
      }),
    ],
  ]);
  const work = new Map([['w1', { workId: 'w1', customerId: 'gone', agentId: 'A1', day: '2026-11-01', state: 'open' }]]);
  const sent: EraseRequested[] = [];
  const receipts = new Map<string, Uint8Array>();
  /** Changes of objects until the process dies. */
  let lives = Number.POSITIVE_INFINITY;
  const facts = bucketOf(objects);
  const ports = {
    ledger: { dump: async () => undefined, runs: async () => [{ runId: 'run-1', shards: 1 }] },
    facts: {
      ...facts,
      change: async (...given: Parameters<typeof facts.change>) => {
        if (lives-- <= 0) throw new Error('died');
        return facts.change(...given);
      },
    },
    receipts: bucketOf(receipts),
    asked: async () => {
      const isNamed = objects.has(orderFacts);
      return new Map(isNamed ? [['000', [{ customerId: 'gone', requestId: 'R1' }]]] : []);
    },
    decisions: { remove: async () => {} },
    work: {
      get: async (ids: readonly string[]) => new Map([...work].filter(([id]) => ids.includes(id))),
      remove: async (ids: readonly string[]) => {
        for (const id of ids) work.delete(id);
      },
    },
    agentDays: { release: async () => {} },
    queue: {
      send: async (messages: readonly EraseRequested[]) => void sent.push(...messages),
    },
    seal: async () => seal,
    ...{ secondLookSeconds: 900, shards: 1 },
  } as unknown as ErasePorts;
  const look = (number: 1 | 2) => eraseShard({ version: 1, dumpId, shard: '000', look: number }, ports);
  return {
    ...{ objects, work, sent, look, ports },
    die: (after: number) => {
      lives = after;
    },
    record: () => erasedShard.parse(JSON.parse(new TextDecoder().decode(objects.get(erasedKey(dumpId, '000'))))),
    proof: () => {
      const bytes = receipts.get(proofKey(dumpId));
      return bytes && erasureProof.parse(JSON.parse(new TextDecoder().decode(bytes)));
    },
  };
};

const found = { customers: 1, unknown: 0, rows: 2, objects: 2, work: 1, workInProgress: 1 };

describe('a look at a shard', () => {
  test.each([0, 1, 2])(
    'that dies after %i objects is finished by the next: the work goes, and the proof says all',
    async (after) => {
      const { look, die, work, record, proof, objects } = world();
      die(after);
      await expect(look(1)).rejects.toThrow('died');
      die(Number.POSITIVE_INFINITY);
      await look(1);
      expect([...work.keys()]).toEqual([]);
      expect(record()).toMatchObject({ looks: 1, counts: found });
      expect(await look(2)).toMatchObject({ proven: true });
      expect(proof()).toMatchObject({ counts: found });
      expect(objects.has(orderFacts)).toBe(false);
    },
  );

  test('taken twice, and late: what the second look said is not taken back, and nothing is asked for again', async () => {
    const { look, sent, record, proof, ports } = world();
    // The copy of the first look has read whom to erase, and sleeps until the second look is over.
    let wake: () => void = () => {};
    const slept = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const remove = ports.decisions.remove;
    ports.decisions.remove = () => slept;
    const late = look(1);
    while (ports.decisions.remove !== remove) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      ports.decisions.remove = remove;
    }
    await look(1);
    expect(await look(2)).toMatchObject({ proven: true });
    const before = sent.length;
    wake();
    await late;
    expect(record().looks).toBe(2);
    expect(sent.length).toBe(before);
    expect(await look(2)).toMatchObject({ proven: true });
    expect(sent.length).toBe(before);
    expect(proof()).toMatchObject({ counts: found });
  });
});

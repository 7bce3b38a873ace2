import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingestDump } from '../../functions/ingest/ingest-dump.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { parseFactKey } from '../../shared/dump/fact-key.ts';
import { readParquet } from '../../shared/dump/parquet.ts';
import { drop, fakePorts, landed } from './ports.ts';

const key = 'feed=usage/period=2026-10/source=north/usage.csv';
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${index},${index % 7 === 3 ? 'bad' : index},${index % 5}`);
const file = (rows: string[]) => `customerId,voiceMinutes,smsCount\n${rows.join('\n')}\n`;

/** All that a world holds, in an order of its own. */
const stateOf = (world: ReturnType<typeof fakePorts>) => ({
  facts: [...world.facts].sort(([a], [b]) => (a < b ? -1 : 1)),
  receipts: [...world.receipts].sort(([a], [b]) => (a < b ? -1 : 1)),
  ledger: [...world.ledger],
});

test('each customer is in its own shard, in the file named by feed, month and dump, in the order of the file', async () => {
  const { facts, dump } = await drop(key, file(rowsOf(60)));
  const seen: string[] = [];
  for (const [name, bytes] of facts) {
    const where = parseFactKey(name);
    expect(where).toMatchObject({ feed: 'usage', period: '2026-10', dumpId: dump?.dumpId, part: 0 });
    const [ids] = await readParquet(bytes, ['customerId']);
    const customers = (ids?.values ?? []) as string[];
    expect(customers.map((id) => shardName(shardOf(id, 4)))).toEqual(customers.map(() => where?.shard));
    expect(customers).toEqual([...customers].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
    seen.push(...customers);
  }
  expect(seen.length).toBe(dump?.accepted);
  expect(new Set(seen).size).toBe(seen.length);
});

test('a field that the file has not is missing, never 0', async () => {
  const { facts } = await drop(key, file(['C1,1,2']));
  const columns = await readParquet([...facts.values()][0] as Buffer, ['dataMb', 'smsCount']);
  expect(columns.map(({ name, values }) => [name, values[0]])).toEqual([
    ['dataMb', Number.NaN],
    ['smsCount', 2],
  ]);
});

test('agents are not spread over shards', async () => {
  const agents = key.replace('usage', 'agents');
  const { facts } = await drop(agents, 'agentId,capacity,channels\nA1,5,sns\nA2,5,sns\n');
  expect([...facts.keys()].map((name) => parseFactKey(name)?.shard)).toEqual(['all']);
});

test('facts are written in parts, so that a file of any size fits in memory', async () => {
  const world = fakePorts();
  world.ports.factsHeld = 2_000;
  const { receipt } = await drop(key, gzipSync(file(rowsOf(20_000))), world);
  const parts = [...world.facts.keys()].map((name) => parseFactKey(name)?.part ?? -1);
  expect(new Set(parts).size).toBeGreaterThan(3);
  let facts = 0;
  for (const bytes of world.facts.values()) facts += (await readParquet(bytes, ['period']))[0]?.values.length ?? 0;
  expect(facts).toBe(receipt.accepted);
});

test('the same customer and month twice in one file: both are kept, in order, so that the later line holds', async () => {
  const { facts, receipt } = await drop(key, file(['C1,1,1', 'C1,2,2']));
  const [minutes] = await readParquet([...facts.values()][0] as Buffer, ['voiceMinutes']);
  expect(receipt).toMatchObject({ accepted: 2, facts: { 'usage/2026-10': 2 } });
  expect(minutes?.values).toEqual(Float64Array.of(1, 2));
});

test('a month of the file beats the month of the key', async () => {
  const { receipt } = await drop(key, 'customerId,period\nC1,2026-08\nC2,\nC3,2026-99\n');
  expect(receipt).toMatchObject({ period: '2026-10', facts: { 'usage/2026-08': 1, 'usage/2026-10': 1 }, refused: 1 });
});

describe('deliveries', () => {
  test('the same object version told twice changes nothing: not one write more', async () => {
    const calls: string[] = [];
    const world = fakePorts({ beforeCall: (name) => calls.push(name) });
    await drop(key, file(rowsOf(30)), world);
    const before = stateOf(world);
    calls.length = 0;
    expect(await ingestDump(landed(key, 1), world.ports)).toBeUndefined();
    // Only the news is told once more: the first delivery may have died before it.
    expect(calls).toEqual(['ledger.dump', 'ledger.dumpsOf', 'receipts.get', 'events.announce']);
    expect(stateOf(world)).toEqual(before);
  });

  test('another version of the object is another dump', async () => {
    const world = fakePorts();
    await drop(key, file(rowsOf(3)), world);
    await ingestDump(landed(key, 1, 'v2'), world.ports);
    expect(world.ledger.size).toBe(2);
  });

  test('a dump is released last, when everything that it names is there', async () => {
    const calls: string[] = [];
    await drop(key, file(rowsOf(30)), fakePorts({ beforeCall: (name) => calls.push(name) }));
    expect(calls[0]).toBe('ledger.dump');
    expect(calls[1]).toBe('ledger.saveDump');
    const [released, ...after] = calls.slice(calls.lastIndexOf('ledger.saveDump'));
    expect(calls.at(calls.lastIndexOf('ledger.saveDump') - 1)).toBe('receipts.put');
    expect([released, ...after]).toEqual(['ledger.saveDump', 'ledger.saved', 'ledger.dumpsOf', 'events.announce']);
  });

  test('dying at any call of a port, then being told again, ends as if nothing had happened', async () => {
    const body = file(rowsOf(1_500));
    const undisturbed = fakePorts();
    undisturbed.ports.factsHeld = 500;
    await drop(key, body, undisturbed);
    for (let dieAt = 1, died = true; died; dieAt++) {
      let calls = 0;
      const world = fakePorts({
        beforeCall: () => {
          if (++calls === dieAt) throw new Error('killed');
        },
      });
      world.ports.factsHeld = 500;
      world.landing.set(key, Buffer.from(body));
      const event = landed(key, Buffer.byteLength(body));
      died = await ingestDump(event, world.ports).then(
        () => false,
        () => true,
      );
      const released = [...world.ledger.values()].some(({ status }) => status === 'released');
      if (released) expect(world.receipts.size).toBe(2);
      if (died) await ingestDump(event, world.ports);
      expect(stateOf(world)).toEqual(stateOf(undisturbed));
      expect(world.events.length).toBeGreaterThan(0);
    }
  });

  test('a fault of the network is not the fault of the file: the message comes again', async () => {
    const world = fakePorts();
    world.ports.landing = () => ({
      stream: async () => {
        const { Readable } = await import('node:stream');
        return Readable.from(
          (function* () {
            yield gzipSync(file(rowsOf(5))).subarray(0, 20);
            throw new Error('socket hang up');
          })(),
        );
      },
    });
    await expect(ingestDump(landed(key, 1), world.ports)).rejects.toThrow('socket hang up');
    expect([...world.ledger.values()]).toMatchObject([{ status: 'ingesting' }]);
  });
});

test('accepted and refused are all rows, and the quarantine file holds every refused one', async () => {
  const cell = fc.oneof(
    fc.integer({ min: -3, max: 50 }).map(String),
    fc.constantFrom('', 'x', '1e9', '"quoted, 5"', '1,5', '#DIV/0!', '3.25', '客户', '"a"b'),
  );
  const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
      const rows = lines.filter((text) => text.trim() !== '').length;
      fc.pre(rows > 0);
      const { receipt, quarantine, facts } = await drop(key, file(lines));
      expect(receipt.rows).toBe(rows);
      expect(receipt.accepted + receipt.refused).toBe(rows);
      expect(quarantine).toHaveLength(receipt.refused);
      expect(receipt.reasons.reduce((sum, reason) => sum + reason.rows, 0)).toBe(receipt.refused);
      let written = 0;
      for (const bytes of facts.values()) written += (await readParquet(bytes, ['period']))[0]?.values.length ?? 0;
      expect(written).toBe(receipt.accepted);
    }),
    { numRuns: 150 },
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingestDump } from '../../functions/ingest/ingest-dump.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { dumpsOfRun } from '../../shared/domain/facts/run-dumps.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { drain, outcome, type World } from './cut-world.ts';
import { type Arrival, fakePorts, landed } from './ports.ts';

const usage = 'feed=usage/period=2026-10/source=north';
const body = (minutes: number) => `customerId,voiceMinutes\n${'ABCDEFGH'.replaceAll(/./g, `$&,${minutes}\n`)}`;

/** A file that arrives: what is in it, where, and when; told of at any time later. */
type Delivery = { key: string; version: string; minutes: number } & Required<Arrival>;
const at = (hour: number, minutes: number, name = 'usage.csv', also: Partial<Delivery> = {}): Delivery => ({
  key: `${usage}/${name}`,
  version: `v${hour}`,
  minutes,
  time: `2026-11-01T${String(hour).padStart(2, '0')}:00:00Z`,
  // As S3 makes it: the same bytes, the same tag.
  etag: `tag${minutes}`,
  sequencer: String(hour).padStart(4, '0'),
  ...also,
});

const tell = async (world: World, delivery: Delivery): Promise<DumpItem> => {
  const bytes = Buffer.from(body(delivery.minutes));
  world.landing.set(`${delivery.key}@${delivery.version}`, bytes);
  await ingestDump(landed(delivery.key, bytes.length, delivery.version, delivery), world.ports);
  await drain(world);
  return [...world.ledger.values()].find(
    ({ key, versionId }) => key === delivery.key && versionId === delivery.version,
  ) as DumpItem;
};

const row = (world: World, { period, dumpId }: DumpItem) => world.ledger.get(`${period}/${dumpId}`) as DumpItem;
const receiptOf = (world: World, dump: DumpItem) =>
  JSON.parse(world.receipts.get(receiptKeys(dump).receipt)?.toString() ?? '{}');
/** What a run would see: minutes by part, through the facts of the dumps that it chooses. */
const seen = (world: World) => dumpsOfRun([...world.ledger.values()]);

describe('a newer dump of the same feed, month and source', () => {
  test('replaces the older one whole, and both rows and the receipt say so', async () => {
    const world = fakePorts();
    const older = await tell(world, at(1, 10));
    const newer = await tell(world, at(2, 20, 'corrected usage.csv'));
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([newer.dumpId]);
    expect(row(world, older)).toMatchObject({ status: 'released', supersededBy: newer.dumpId });
    expect(row(world, newer)).toMatchObject({ supersedes: [older.dumpId] });
    expect(receiptOf(world, newer)).toMatchObject({
      supersedes: [older.dumpId],
      summary: ['released: 8 rows = 8 accepted + 0 refused', `replaces dump ${older.dumpId}`],
    });
    expect(world.events.at(-1)).toMatchObject({ dumpId: newer.dumpId, supersedes: [older.dumpId] });
  });

  test('is not replaced by an older one that arrives late', async () => {
    const world = fakePorts();
    const newer = await tell(world, at(2, 20));
    const late = await tell(world, at(1, 10));
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([newer.dumpId]);
    expect(receiptOf(world, late)).toMatchObject({
      status: 'released',
      supersededBy: newer.dumpId,
      summary: [expect.any(String), `dump ${newer.dumpId} arrived later and holds in its place`],
    });
    expect(row(world, newer)).toMatchObject({ supersedes: [late.dumpId] });
  });

  test('of the same second: S3’s order of events decides', async () => {
    const world = fakePorts();
    const second = await tell(world, at(1, 20, 'usage.csv', { version: 'b', sequencer: '0B' }));
    await tell(world, at(1, 10, 'usage.csv', { version: 'a', sequencer: '0A' }));
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([second.dumpId]);
  });

  test('that failed replaces nothing', async () => {
    const world = fakePorts();
    const good = await tell(world, at(1, 10));
    world.landing.set(`${usage}/bad.csv@v2`, Buffer.from('nothing,here\n1,2\n'));
    await ingestDump(landed(`${usage}/bad.csv`, 17, 'v2', at(2, 0)), world.ports);
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([good.dumpId]);
    expect(row(world, good).supersededBy).toBeUndefined();
  });

  test('once it is retracted, the one before it stands again, and its own facts vanish', async () => {
    const world = fakePorts();
    const older = await tell(world, at(1, 10));
    const newer = await tell(world, at(2, 20));
    world.ledger.set(`${newer.period}/${newer.dumpId}`, { ...row(world, newer), status: 'retracted' });
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([older.dumpId]);
  });

  test('of another source, feed or month stands beside it', async () => {
    const world = fakePorts();
    for (const [hour, place] of [
      'usage/period=2026-10/source=north',
      'usage/period=2026-10/source=south',
      'usage/period=2026-09/source=north',
    ].entries())
      await tell(world, at(hour + 1, 10, 'f', { key: `feed=${place}/f.csv` }));
    expect(seen(world)).toHaveLength(3);
  });

  test('parts of one delivery stand side by side and beside a delivery in one file; each is replaced on its own', async () => {
    const world = fakePorts();
    await tell(world, at(1, 10, 'part=1/usage.csv'));
    const two = await tell(world, at(2, 11, 'part=2/usage.csv'));
    const one = await tell(world, at(3, 12, 'part=1/usage again.csv'));
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([two.dumpId, one.dumpId]);
    const whole = await tell(world, at(4, 13));
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([two.dumpId, one.dumpId, whole.dumpId]);
    expect(row(world, whole).supersedes).toBeUndefined();
  });

  test('whatever the order in which dumps are read, a run sees the same facts', async () => {
    const deliveries = [
      ...[at(1, 10), at(2, 20), at(3, 10), at(4, 10, 'part=1/a'), at(5, 40, 'part=2/b'), at(6, 50, 'part=1/c')],
      ...[
        at(7, 50, 'part=1/c', { version: 'again' }),
        at(8, 60, 'other', { key: 'feed=usage/period=2026-10/source=west/u' }),
      ],
    ];
    const count = fc.integer({ min: 1, max: deliveries.length });
    const order = fc.shuffledSubarray(deliveries, { minLength: deliveries.length });
    await fc.assert(
      fc.asyncProperty(order, count, async (told, howMany) => {
        const world = fakePorts();
        const arrived = deliveries.slice(0, howMany);
        for (const delivery of told) if (arrived.includes(delivery)) await tell(world, delivery);
        const content = (dumps: DumpItem[]) =>
          dumps.map(({ source, part, etag, arrivedAt }) => [source, part, etag, arrivedAt]);
        const inOrder = fakePorts();
        for (const delivery of arrived) await tell(inOrder, delivery);
        expect(content(seen(world))).toEqual(content(seen(inOrder)));
        // Each dump that a run sees has facts of its own.
        for (const dump of seen(world)) expect(dump.sameAs).toBeUndefined();
        for (const dump of seen(world))
          expect([...world.facts.keys()].some((name) => name.includes(dump.dumpId))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the same bytes again', () => {
  test('are not read: the receipt names the dump that was, and a run sees that one', async () => {
    const world = fakePorts();
    const first = await tell(world, at(1, 10));
    const facts = [...world.facts.keys()];
    const again = await tell(world, at(2, 10));
    expect([...world.facts.keys()]).toEqual(facts);
    expect(receiptOf(world, again)).toMatchObject({
      ...{ status: 'released', sameAs: first.dumpId, rows: 0 },
      warnings: [expect.stringContaining(`the bytes of dump ${first.dumpId}`)],
      summary: [
        `released: the same bytes as dump ${first.dumpId}; nothing was read again`,
        `replaces dump ${first.dumpId}`,
      ],
    });
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([first.dumpId]);
  });

  test('after other bytes are a correction back, and are read', async () => {
    const world = fakePorts();
    await tell(world, at(1, 10));
    await tell(world, at(2, 20));
    const back = await tell(world, at(3, 10));
    expect(back).toMatchObject({ status: 'released', accepted: 8 });
    expect(seen(world).map(({ dumpId }) => dumpId)).toEqual([back.dumpId]);
  });

  test('for which another mapping now holds are read by it', async () => {
    const world = fakePorts();
    await tell(world, at(1, 10));
    world.ports.mappings = [mapping.parse({ version: 1, name: 'standard', blanks: ['10'] })];
    expect(await tell(world, at(2, 10))).toMatchObject({ accepted: 8 });
  });

  test('of a dump that was retracted, or that failed, are read', async () => {
    const world = fakePorts();
    const first = await tell(world, at(1, 10));
    world.ledger.set(`${first.period}/${first.dumpId}`, { ...first, status: 'retracted' });
    expect(await tell(world, at(2, 10))).toMatchObject({ accepted: 8 });
  });

  test('stand for nothing once the dump that was read is retracted', async () => {
    const world = fakePorts();
    const first = await tell(world, at(1, 10));
    await tell(world, at(2, 10));
    world.ledger.set(`${first.period}/${first.dumpId}`, { ...first, status: 'retracted' });
    expect(seen(world)).toEqual([]);
  });
});

describe('what upstream hears', () => {
  test('a dump that the gate holds is told as held, with the reason, and no run sees it', async () => {
    const world = fakePorts();
    const problem = 'north: dataMb moved by 0.41';
    world.ports.gate = async () => ({ status: 'held', problem });
    const dump = await tell(world, at(1, 10));
    expect(dump).toMatchObject({ status: 'held', problem });
    expect(world.events).toMatchObject([{ status: 'held', problem, dumpId: dump.dumpId }]);
    expect(seen(world)).toEqual([]);
  });

  test('the gate is asked once the last chunk is whole, and not of a dump that failed', async () => {
    const world = fakePorts();
    const asked: DumpItem[] = [];
    world.ports.gate = async (dump) => {
      asked.push(dump);
      return { status: 'released', problem: null };
    };
    world.ports.chunkBytes = 20;
    const dump = await tell(world, at(1, 10));
    expect(asked).toMatchObject([{ dumpId: dump.dumpId, rows: 8, accepted: 8, readings: dump.readings }]);
    await tell(world, at(2, 0, 'x', { key: 'feed=usage/nothing' }));
    expect(asked).toHaveLength(1);
  });

  test('told again of a dump that an operator has retracted: the receipt and the news follow the ledger', async () => {
    const world = fakePorts();
    const dump = await tell(world, at(1, 10));
    world.ledger.set(`${dump.period}/${dump.dumpId}`, { ...dump, status: 'retracted', problem: 'wrong month' });
    await tell(world, at(1, 10));
    expect(receiptOf(world, dump)).toMatchObject({ status: 'retracted', problem: 'wrong month', accepted: 8 });
    expect(world.events.map(({ status }) => status)).toEqual(['released', 'retracted']);
  });

  test('a line for each reason', async () => {
    const world = fakePorts();
    const text = Buffer.from('customerId,voiceMinutes\nA,1\nB,x\n,2\nC,y\n');
    world.landing.set(`${usage}/u.csv`, text);
    await ingestDump(landed(`${usage}/u.csv`, text.length), world.ports);
    const { receipt } = await outcome(world, `${usage}/u.csv`);
    expect(receipt.summary).toEqual([
      'released: 4 rows = 1 accepted + 3 refused',
      '2 rows refused: voiceMinutes not a plain decimal number such as 128.50 (first at line 3)',
      '1 row refused: customerId is required, but blank (first at line 4)',
    ]);
    expect(world.events[0]?.summary).toEqual(receipt.summary);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyFactsOf } from '../../functions/reshard/copy-facts.ts';
import { leftToCopy } from '../../local/reshard/left-to-copy.ts';
import { everyFactObject, factObjects, readFactObject } from '../../shared/aws/fact-objects.ts';
import type { FactLayout, FactPlace } from '../../shared/contracts/fact-layout.ts';
import { shardName, shardOf, shardsMeeting } from '../../shared/domain/shard.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { readParquet, writeParquet } from '../../shared/dump/parquet.ts';
import { spreadRows } from '../../shared/dump/respread.ts';
import { bucketOf, setLayout } from './bucket.ts';

const since = '2026-11-01T00:00:00Z';
const counts = [1, 2, 4, 8, 16];
const anyCount = fc.constantFrom(...counts);
const anyDump = fc.record({
  dumpId: fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5', 'd6'),
  from: fc.option(fc.nat(3), { nil: undefined }),
  customers: fc.array(fc.nat(40), { minLength: 1, maxLength: 30 }),
});
type Dump = { dumpId: string; from: number | undefined; customers: number[] };

/** Writes a dump's facts as ingest does: one object a shard that has any. A fact is its customer and its place in the file. */
const write = (objects: Map<string, Uint8Array>, dump: Dump, place: FactPlace): void => {
  const columns = [
    { name: 'customerId', kind: 'text' as const, values: dump.customers.map((index) => `C${index}`) },
    { name: 'voiceMinutes', kind: 'number' as const, values: Float64Array.from(dump.customers.keys()) },
  ];
  for (const [shard, rows] of spreadRows(columns, place.shards)) {
    const where = { feed: 'usage', period: '2026-10', dumpId: dump.dumpId, from: dump.from, part: 0 } as const;
    const shards = place.first ? undefined : place.shards;
    objects.set(factKey({ ...where, shards, shard: shardName(shard) }), writeParquet(rows));
  }
};

/** What a reader of so many shards finds, by shard: each fact as `dump customer place`. */
const found = async (objects: Map<string, Uint8Array>, layout: FactLayout, shards: number): Promise<string[]> => {
  const facts = bucketOf(objects);
  const rows: string[] = [];
  for (let shard = 0; shard < shards; shard++)
    for (const object of await factObjects(facts, layout, { shard, shards }, 'usage')) {
      const [ids, places] = readParquet(await readFactObject(facts, object));
      for (const [row, id] of ((ids?.values ?? []) as string[]).entries()) {
        expect(shardOf(id, shards)).toBe(shard);
        rows.push(`${object.parts.dumpId} ${object.parts.from} ${id} ${places?.values[row]}`);
      }
    }
  return rows.sort();
};

const allOf = (dumps: readonly Dump[]): string[] =>
  dumps
    .flatMap(({ dumpId, from, customers }) => customers.map((index, place) => `${dumpId} ${from} C${index} ${place}`))
    .sort();

/** A bucket that takes so many writes and deletions, and no more. */
const dying = (facts: ReturnType<typeof bucketOf>, most: number): ReturnType<typeof bucketOf> => {
  let left = most;
  const spend = (): void => {
    if (left-- <= 0) throw new Error('the worker died');
  };
  return {
    ...facts,
    put: async (...put) => {
      spend();
      await facts.put(...put);
    },
    remove: async (key) => {
      spend();
      await facts.remove(key);
    },
  };
};

const world = fc.record({
  now: anyCount,
  other: anyCount,
  reader: anyCount,
  isFirst: fc.boolean(),
  before: fc.uniqueArray(anyDump, { selector: ({ dumpId, from }) => `${dumpId} ${from}`, maxLength: 4 }),
  after: fc.uniqueArray(anyDump, { selector: ({ dumpId, from }) => `${dumpId} ${from}`, maxLength: 3 }),
  /** How many of the messages are worked off. */
  worked: fc.nat(60),
  /** After how many writes the worker of the next one dies. */
  dies: fc.nat(3),
});

describe('facts on their way to another number of shards', () => {
  test('are found once each, by a reader of any number of shards, however far the copies are', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ now, other, reader, isFirst, before, after, worked, dies }) => {
        fc.pre(now !== other);
        const [from, to]: FactPlace[] = [
          { shards: now, first: isFirst },
          { shards: other, first: false },
        ] as [FactPlace, FactPlace];
        const late = after.map((dump) => ({ ...dump, dumpId: `late-${dump.dumpId}` }));
        const objects = new Map<string, Uint8Array>();
        for (const dump of before) write(objects, dump, from as FactPlace);
        const facts = bucketOf(objects);
        const go = async (layout: FactLayout, most = Number.POSITIVE_INFINITY): Promise<void> => {
          setLayout(objects, layout);
          const { requests } = await leftToCopy(facts, layout);
          for (const request of requests.slice(0, most)) await copyFactsOf(request, { facts });
          const [next] = requests.slice(most);
          if (next) await copyFactsOf(next, { facts: dying(facts, dies) }).catch(() => {});
        };
        const copying: FactLayout = {
          version: 1,
          now: from as FactPlace,
          other: to,
          state: 'copying',
          since,
        } as FactLayout;
        await go(copying, worked);
        expect(await found(objects, copying, reader)).toEqual(allOf(before));
        await go(copying);
        expect((await leftToCopy(facts, copying)).left).toBe(0);
        // One reader of dumps knew of the switch, another did not; one dump was written by both.
        const switched: FactLayout = { version: 1, now: to, other: from, state: 'switched', since } as FactLayout;
        setLayout(objects, switched);
        for (const [index, dump] of late.entries()) {
          if (index !== 1) write(objects, dump, to as FactPlace);
          if (index !== 0) write(objects, dump, from as FactPlace);
        }
        const all = allOf([...before, ...late]);
        expect(await found(objects, switched, reader)).toEqual(all);
        const back: FactLayout = { ...copying };
        setLayout(objects, back);
        expect(await found(objects, back, reader)).toEqual(all);
        const given = new Map(objects);
        const givenUp: FactLayout = { ...back, state: 'clearing' };
        setLayout(given, givenUp);
        const { requests } = await leftToCopy(bucketOf(given), givenUp);
        for (const [index, request] of requests.entries()) {
          await copyFactsOf(request, { facts: bucketOf(given) });
          if (index === worked) expect(await found(given, givenUp, reader)).toEqual(all);
        }
        expect(await found(given, { version: 1, now: from } as FactLayout, reader)).toEqual(all);
        const clearing: FactLayout = { ...switched, state: 'clearing' };
        await go(clearing, worked);
        expect(await found(objects, clearing, reader)).toEqual(all);
        await go(clearing);
        expect(await found(objects, { version: 1, now: to } as FactLayout, reader)).toEqual(all);
        const left = await facts.list((from as FactPlace).first ? 'facts/shard=' : `facts/shards=${now}/`);
        expect(left).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('a message that comes twice changes nothing, and one that is over does nothing', async () => {
    const objects = new Map<string, Uint8Array>();
    write(objects, { dumpId: 'd1', from: undefined, customers: [1, 2, 3, 4, 5] }, { shards: 2, first: true });
    const layout: FactLayout = {
      version: 1,
      ...{ now: { shards: 2, first: true }, other: { shards: 8, first: false }, state: 'copying', since },
    };
    setLayout(objects, layout);
    const facts = bucketOf(objects);
    const { requests } = await leftToCopy(facts, layout);
    for (const request of requests) expect((await copyFactsOf(request, { facts })).copied).toBe(1);
    const after = new Map(objects);
    for (const request of requests) expect((await copyFactsOf(request, { facts })).copied).toBe(0);
    expect(objects).toEqual(after);
    setLayout(objects, { version: 1, now: { shards: 2, first: true } });
    for (const request of requests) expect(await copyFactsOf(request, { facts })).toMatchObject({ state: 'over' });
  });

  test('who takes a customer out is shown every object that may hold a fact of theirs', async () => {
    const objects = new Map<string, Uint8Array>();
    const dump = { dumpId: 'd1', from: undefined, customers: [...Array(40).keys()] };
    write(objects, dump, { shards: 4, first: true });
    write(objects, dump, { shards: 16, first: false });
    const layout: FactLayout = {
      version: 1,
      ...{ now: { shards: 16, first: false }, other: { shards: 4, first: true }, state: 'switched', since },
    };
    for (const shards of counts)
      for (const index of dump.customers) {
        const id = `C${index}`;
        const part = { shard: shardOf(id, shards), shards };
        const keys = (await everyFactObject(bucketOf(objects), layout, part)).map(({ key }) => key);
        const holding = [...objects].filter(([, bytes]) => readParquet(bytes)[0]?.values.includes(id as never));
        expect(keys).toEqual(expect.arrayContaining(holding.map(([key]) => key)));
      }
  });

  test('a shard of one number lies in one of a smaller number, and is made of several of a larger', () => {
    expect(shardsMeeting({ shard: 200, shards: 256 }, 64)).toEqual([8]);
    expect(shardsMeeting({ shard: 8, shards: 64 }, 256)).toEqual([8, 72, 136, 200]);
  });
});

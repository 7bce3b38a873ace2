import type { FeedName } from '../contracts/feeds/index.ts';
import type { RunManifest } from '../contracts/run-manifest.ts';
import type { FactFile } from '../domain/facts/fact-file.ts';
import { byteRoomOf, type ShardRoom } from '../domain/facts/room.ts';
import type { ShardPart } from '../domain/shard.ts';
import { allShards, type FactKey } from '../dump/fact-key.ts';
import { type KnownTexts, openParquet } from '../dump/parquet.ts';
import { copyName, factObjects, factsOfNobody, readFactObject, readLayout } from './fact-objects.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectStore } from './object-store.ts';

/** One object of facts, read. */
export type StoredFacts = FactKey & FactFile;

/**
 * Gives the facts of some dumps, in the order of the dumps given, then of the file. Columns are decoded when they are asked for.
 *
 * @param part of all customers, whatever shards the facts are spread over; or those of nobody
 * @param dumps of a dump with `readings`, only theirs
 * @param feeds only of these
 * @param room that the files and what is read of them lie in; new arrays where left out
 */
export type RunFacts = (
  part: ShardPart | typeof allShards,
  dumps: readonly Pick<RunManifest['dumps'][number], 'dumpId' | 'readings'>[],
  feeds: readonly FeedName[],
  room?: ShardRoom,
) => Promise<StoredFacts[]>;

/** Objects of facts, in the order in which they count, before any is read. */
export type ListedFacts = {
  /** What the objects are: the same names are the same facts, wherever they lie. */
  names: readonly string[];
  /** Reads those of some feeds. @param room that the files and what is read of them lie in; new arrays where left out */
  read(feeds: readonly FeedName[], room?: ShardRoom): Promise<StoredFacts[]>;
};
/** Lists what {@link RunFacts} reads. */
export type ListFacts = (...[part, dumps, feeds]: Parameters<RunFacts>) => Promise<ListedFacts>;

/** Gets under way at once: enough to hide S3's latency. */
export const parallelGets = 8;

/** Lists facts as a run reads them. */
export const listFacts =
  (objects: Pick<ObjectStore, 'get' | 'list'>): ListFacts =>
  async (part, dumps, feeds) => {
    const order = new Map(
      dumps.map(({ dumpId, readings }, index) => [dumpId, { index, readings: readings && new Set(readings) }]),
    );
    const place = ({ dumpId }: FactKey): number => order.get(dumpId)?.index ?? -1;
    /** Of a dump that was cut, what a reading wrote that began in the midst of a row is still there, but no fact. */
    const counts = ({ dumpId, from }: FactKey): boolean => {
      const dump = order.get(dumpId);
      if (!dump) return false;
      return from === undefined ? dump.readings === undefined : dump.readings?.has(from) === true;
    };
    const all =
      part === allShards ? await factsOfNobody(objects) : await factObjects(objects, await readLayout(objects), part);
    const wanted = all
      .filter(({ parts }) => counts(parts) && feeds.includes(parts.feed))
      .map((found) => ({ ...found, from: found.parts.from ?? 0 }))
      .sort(
        (left, right) =>
          place(left.parts) - place(right.parts) || left.from - right.from || left.parts.part - right.parts.part,
      );
    return {
      names: wanted.map(({ parts }) => copyName(parts)),
      async read(some, room) {
        const found: StoredFacts[] = [];
        const known: KnownTexts = [];
        const its = wanted.filter(({ parts }) => some.includes(parts.feed));
        await inParallel(parallelGets, its.entries(), async ([index, object]) => {
          const bytes = await readFactObject(objects, object, byteRoomOf(room));
          const { rows, column, put } = openParquet(bytes, { known, room });
          found[index] = { ...object.parts, rows, column, put };
        });
        return found;
      },
    };
  };

/** Facts as a run reads them. */
export const runFacts = (objects: Pick<ObjectStore, 'get' | 'list'>): RunFacts => {
  const list = listFacts(objects);
  return async (part, dumps, feeds, room) => (await list(part, dumps, feeds)).read(feeds, room);
};

import { inParallel } from '../../shared/aws/in-parallel.ts';
import { lending } from '../../shared/aws/lending.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { FactPlace } from '../../shared/contracts/fact-layout.ts';
import type { ErasedIds } from '../../shared/domain/erased-ids.ts';
import { type FactBatch, factColumns } from '../../shared/dump/compiled/fact-columns.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { fileRoom, writeParquet } from '../../shared/dump/parquet.ts';
import { withoutErased } from '../../shared/dump/without-erased.ts';

/**
 * Facts held before they are written, about 100 bytes each: fewer would make many small objects, more would not fit the
 * function's memory.
 */
export const factsHeld = 600_000;

/** Puts under way at once: enough to hide S3's latency. */
const parallelPuts = 8;

/**
 * Writes a dump's facts by feed, month and shard, in parts of bounded size. Part numbers depend on the file alone, so a
 * retry writes the same objects again, over the first ones.
 *
 * @param from of a part of a dump: its first byte
 * @param seen sees the facts before they are written
 * @param erasedIds whose facts are not kept; where absent, all are
 */
export const factWriter = (
  store: Pick<ObjectStore, 'put'>,
  dumpId: string,
  { shards, first }: FactPlace,
  held = factsHeld,
  from?: number,
  seen: (batch: FactBatch) => void = () => {},
  erasedIds?: ErasedIds,
) => {
  const facts = factColumns(shards, held);
  const counts = new Map<string, number>();
  // Files are put together in as many rooms as there are puts: new ones for each made the collector run every second file.
  const inFileRoom = lending(fileRoom);
  let part = 0;
  let erased = 0;
  const flush = async (): Promise<void> => {
    const number = part++;
    await inParallel(parallelPuts, facts.drain(), async (drained) => {
      const batch = erasedIds ? withoutErased(drained, erasedIds) : drained;
      erased += drained.rows - batch.rows;
      if (batch.rows === 0) return;
      seen(batch);
      const { columns, rows, ...where } = batch;
      const name = `${where.feed}/${where.period}`;
      counts.set(name, (counts.get(name) ?? 0) + rows);
      const key = factKey({ ...where, ...(!first && { shards }), dumpId, from, part: number });
      await inFileRoom((room) => store.put(key, writeParquet(columns, room), 'application/vnd.apache.parquet'));
    });
  };
  return {
    /** Where the reading puts facts. */
    facts,
    /** Writes what is held once it is enough. Called after each piece of the file, so that parts depend on it alone. */
    async flushIfLarge(): Promise<void> {
      if (facts.size() >= held) await flush();
    },
    /** Facts that were not kept, because they are about erased customers. */
    erased: () => erased,
    /** Writes what is left; answers the number of facts by `<feed>/<month>`. */
    async close(): Promise<Record<string, number>> {
      if (facts.size() > 0) await flush();
      return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
};

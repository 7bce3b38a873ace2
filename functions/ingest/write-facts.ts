import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { factBuffer } from '../../shared/dump/fact-buffer.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { writeParquet } from '../../shared/dump/parquet.ts';
import type { DumpRow } from '../../shared/dump/read-dump.ts';

/**
 * Facts held before they are written: fewer would make many small objects. Measured with a file of a million rows: the
 * process peaks at 410 MB.
 */
export const factsHeld = 200_000;

/** Puts under way at once: enough to hide S3's latency. */
const parallelPuts = 8;

/**
 * Writes a dump's facts by feed, month and shard, in parts of bounded size. Part numbers depend on the file alone, so a
 * retry writes the same objects again, over the first ones.
 */
export const factWriter = (store: Pick<ObjectStore, 'put'>, dumpId: string, shards: number, held = factsHeld) => {
  const buffer = factBuffer(shards);
  const counts = new Map<string, number>();
  let part = 0;
  const flush = async (): Promise<void> => {
    const number = part++;
    await inParallel(parallelPuts, buffer.drain(), async ({ columns, ...where }) => {
      const body = await writeParquet(columns);
      await store.put(factKey({ ...where, dumpId, part: number }), body, 'application/vnd.apache.parquet');
    });
  };
  return {
    /** Takes in the facts of rows. */
    async write(rows: readonly DumpRow[]): Promise<void> {
      for (const { facts } of rows)
        for (const fact of facts) {
          buffer.add(fact);
          const name = `${fact.feed.name}/${fact.row.period}`;
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      if (buffer.size() >= held) await flush();
    },
    /** Writes what is left; answers the number of facts by `<feed>/<month>`. */
    async close(): Promise<Record<string, number>> {
      if (buffer.size() > 0) await flush();
      return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
};

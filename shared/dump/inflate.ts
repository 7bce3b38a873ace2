import { once } from 'node:events';
import type { Transform } from 'node:stream';
import type { ByteFeed } from './byte-feed.ts';

/** A decompressor of node:zlib; `bytesWritten` are the bytes that it used. */
export type Inflater = Transform & { readonly bytesWritten: number };

/**
 * Unpacks one stream from a feed. Node's decompressors end silently where their stream does, whatever follows; here the
 * bytes behind it are given back, so that whoever asked can tell a second stream from padding and from garbage.
 *
 * @throws zlib's own errors, and the source's
 */
export async function* inflated(feed: ByteFeed, engine: Inflater): AsyncGenerator<Uint8Array> {
  const fed: { at: number; bytes: Uint8Array }[] = [];
  let total = 0;
  let over = false;
  const ended = Promise.race([once(engine, 'end'), once(engine, 'close')]).then(
    () => undefined,
    () => undefined,
  );
  const pump = async (): Promise<void> => {
    while (!over) {
      const bytes = await feed.next();
      if (!bytes) return void engine.end();
      if (over) return feed.giveBack(bytes);
      fed.push({ at: total, bytes });
      total += bytes.length;
      while (fed[0] && fed[0].at + fed[0].bytes.length <= engine.bytesWritten) fed.shift();
      if (!engine.write(bytes)) await Promise.race([once(engine, 'drain'), ended]);
    }
  };
  const pumping = pump().catch((error: Error) => void engine.destroy(error));
  try {
    yield* engine;
  } finally {
    over = true;
  }
  await pumping;
  const used = engine.bytesWritten;
  for (const { at, bytes } of fed.reverse()) feed.giveBack(bytes.subarray(Math.max(0, used - at)));
}

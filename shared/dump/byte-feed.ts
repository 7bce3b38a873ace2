/** Bytes of a source as they are asked for: some may be looked at first, or given back. */
export type ByteFeed = {
  /** The next bytes, as many as there are; undefined at the end. */
  next: () => Promise<Uint8Array | undefined>;
  /** Exactly so many bytes; fewer where the source ends before. */
  take: (count: number) => Promise<Uint8Array>;
  /** At least so many of the next bytes, without taking them; fewer where the source ends before. */
  peek: (count: number) => Promise<Uint8Array>;
  /** Gives bytes back: they are the next ones. */
  giveBack: (bytes: Uint8Array) => void;
  /** Ends the source, where it has not ended: nobody will ask for more. */
  close: () => void;
  /** Bytes that were taken and not given back. */
  taken: () => number;
};

/** Reads a source on demand. */
export const byteFeed = (source: AsyncIterable<Uint8Array>): ByteFeed => {
  const iterator = source[Symbol.asyncIterator]();
  const waiting: Uint8Array[] = [];
  let taken = 0;
  const next = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const given = waiting.pop();
      const bytes = given ?? (await iterator.next()).value;
      if (!bytes) return undefined;
      taken += bytes.length;
      if (bytes.length > 0) return bytes;
    }
  };
  const giveBack = (bytes: Uint8Array): void => {
    if (bytes.length > 0) waiting.push(bytes);
    taken -= bytes.length;
  };
  const take = async (count: number): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < count) {
      const bytes = await next();
      if (!bytes) break;
      const part = bytes.subarray(0, count - length);
      giveBack(bytes.subarray(part.length));
      parts.push(part);
      length += part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  };
  const peek = async (count: number): Promise<Uint8Array> => {
    const first = (await next()) ?? new Uint8Array();
    // What lies in one piece stays one piece: those who look at the beginning want much of it.
    const bytes = first.length >= count ? first : Buffer.concat([first, await take(count - first.length)]);
    giveBack(bytes);
    return bytes;
  };
  // Not waited for: a source that stalls would hold up whoever has had enough of it.
  const close = () => void iterator.return?.().catch(() => undefined);
  return { next, take, peek, close, giveBack, taken: () => taken };
};

/** All bytes that are left. */
export async function* allOf(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  for (let bytes = await feed.next(); bytes; bytes = await feed.next()) yield bytes;
}

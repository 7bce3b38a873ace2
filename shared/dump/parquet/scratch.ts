/**
 * Room that is used again and again: what is made in it is compressed before the next column comes. New arrays for each
 * page of each column made the collector run every 60 ms, though nothing lay on its heap.
 */
export const scratch = <A extends Uint8Array | Int32Array | Float64Array>(make: new (length: number) => A) => {
  let room = new make(0);
  /** An array of this length, whose values are whatever was there before. */
  return (length: number): A => {
    if (room.length < length) room = new make(length * 2);
    return room.subarray(0, length) as A;
  };
};

/** Bytes put behind each other, in room that is used again, too. */
export const appender = () => {
  let room = new Uint8Array(1 << 12);
  let end = 0;
  return {
    /** Puts bytes behind those that are there. */
    append(bytes: Uint8Array): void {
      if (end + bytes.length > room.length) {
        const larger = new Uint8Array((end + bytes.length) * 2);
        larger.set(room.subarray(0, end));
        room = larger;
      }
      room.set(bytes, end);
      end += bytes.length;
    },
    /** Number of bytes. */
    length: (): number => end,
    /** The bytes; they hold until the next are put there. */
    bytes: (): Uint8Array => room.subarray(0, end),
    /** Begins anew, in the same room. */
    clear(): void {
      end = 0;
    },
  };
};
/** See {@link appender}. */
export type Appender = ReturnType<typeof appender>;

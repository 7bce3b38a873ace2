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

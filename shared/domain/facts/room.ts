import type { NumberRoom } from './fact-file.ts';

/** One array for all columns of numbers: what is read is put into its rows before the next column is. */
export const lentRoom = (): NumberRoom => {
  let room = new Float64Array(0);
  return (length) => {
    if (room.length < length) room = new Float64Array(length * 2);
    return room.subarray(0, length);
  };
};

/** Room for the series of one shard after the other: new arrays for each cost more than computing the features. */
export type ShardRoom = {
  take: NumberRoom;
  /** All that was taken may be taken again. */
  release(): void;
};

/** Such room, empty. */
export const shardRoom = (): ShardRoom => {
  const arrays: Float64Array[] = [];
  let taken = 0;
  return {
    take(length) {
      const known = arrays[taken];
      // Shards are about as large as each other: an eighth more fits nearly all.
      const room = known && known.length >= length ? known : new Float64Array(length + (length >> 3));
      arrays[taken++] = room;
      return room.subarray(0, length);
    },
    release() {
      taken = 0;
    },
  };
};

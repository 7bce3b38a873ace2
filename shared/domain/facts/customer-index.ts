import { entryAt, type TextColumn, textColumn } from './fact-file.ts';

/** Grows an array to at least the length, by doubling. */
const grown = <A extends Uint8Array | Int32Array>(array: A, length: number, make: new (length: number) => A): A => {
  if (array.length >= length) return array;
  const larger = new make(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
};

/** Customers that are told apart before the arrays grow. */
const expected = 1024;

/** A file whose order of customers the next ones are expected to have, and the row in it of each customer. */
type Guide = { ids: TextColumn; customers: Int32Array; places: Int32Array };

/** Rows of the guide that are looked at for the next id: now and then somebody has left. More are found sooner by their hash. */
const lookahead = 2;
/** A file that has more than one in so many ids elsewhere than its guide becomes the guide. */
const fewMisses = 8;

const guideOf = (ids: TextColumn, customers: Int32Array, count: number): Guide => {
  const places = new Int32Array(count).fill(-1);
  for (let row = 0; row < customers.length; row++)
    if ((customers[row] as number) >= 0) places[customers[row] as number] = row;
  return { ids, customers, places };
};

/** Entries that are compared at once: where two orders part, no more bytes than theirs have been looked at for nothing. */
const mostAtOnce = 256;

/** How many bytes are the same in both from two places on, at most so many. */
const sameBytes = (left: DataView, from: number, right: DataView, start: number, most: number): number => {
  let same = 0;
  while (same + 4 <= most && left.getInt32(from + same) === right.getInt32(start + same)) same += 4;
  while (same < most && left.getUint8(from + same) === right.getUint8(start + same)) same++;
  return same;
};

/** A column of ids of which every row has its own, and its bytes. */
type Side = { column: TextColumn; view: DataView };

const sideOf = (column: TextColumn): Side => ({
  column,
  view: new DataView(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length),
});

/** How many entries behind each other are the same in both, from two of them on. Entries lie behind each other, what is between them is part of them. */
const sameEntries = (left: Side, row: number, right: Side, place: number): number => {
  const [one, two] = [left.column, right.column];
  const last = Math.min(mostAtOnce, one.ends.length - row, two.ends.length - place) - 1;
  if (last < 0) return 0;
  const [from, start] = [one.starts[row] as number, two.starts[place] as number];
  const most = Math.min((one.ends[row + last] as number) - from, (two.ends[place + last] as number) - start);
  const same = sameBytes(left.view, from, right.view, start, most);
  let count = 0;
  while (count <= last) {
    const end = (one.ends[row + count] as number) - from;
    if (end > same || (two.ends[place + count] as number) - start !== end) break;
    count++;
  }
  return count;
};

/**
 * Numbers the customers of a shard, each once, whatever file speaks of them. The files of one shard hold nearly the same
 * ids in nearly the same order month after month, so the bytes of a file are first compared with those of the
 * next rows of an earlier one, many rows at once. Only where that fails are the bytes hashed. No string is made on the way.
 */
export const customerIndex = () => {
  let bytes = new Uint8Array(expected * 16);
  /** Where each customer's id ends in `bytes`; it begins where the one before ends. */
  let ends = new Int32Array(expected);
  let guide: Guide = { ids: textColumn([]), customers: new Int32Array(0), places: new Int32Array(0) };
  /** Hash table of customers, -1 for free; its length is a power of two, at most half full. */
  let table = new Int32Array(expected * 2).fill(-1);
  let count = 0;
  const answers = new Map<TextColumn, Int32Array>();

  const isAt = (customer: number, from: Uint8Array, start: number, end: number): boolean => {
    let at = customer === 0 ? 0 : (ends[customer - 1] as number);
    if ((ends[customer] as number) - at !== end - start) return false;
    for (let place = start; place < end; place++) if (from[place] !== bytes[at++]) return false;
    return true;
  };

  const slotOf = (from: Uint8Array, start: number, end: number): number => {
    let hash = 0x811c9dc5;
    for (let place = start; place < end; place++) hash = Math.imul(hash ^ (from[place] as number), 0x01000193);
    // The low bits of FNV-1a alone would crowd ids that differ in their last digit.
    return (hash ^ (hash >>> 15)) & (table.length - 1);
  };

  const place = (customer: number, from: Uint8Array, start: number, end: number): void => {
    let slot = slotOf(from, start, end);
    while (table[slot] !== -1) slot = (slot + 1) & (table.length - 1);
    table[slot] = customer;
  };

  const add = (from: Uint8Array, start: number, end: number): number => {
    const customer = count++;
    const begin = customer === 0 ? 0 : (ends[customer - 1] as number);
    const stop = begin + end - start;
    bytes = grown(bytes, stop, Uint8Array);
    // Not `set`: a view a customer costs more than copying a dozen bytes.
    for (let at = start, to = begin; at < end; at++, to++) bytes[to] = from[at] as number;
    ends = grown(ends, count, Int32Array);
    ends[customer] = stop;
    if (count * 2 > table.length) {
      table = new Int32Array(table.length * 2).fill(-1);
      for (let known = 0; known < count; known++)
        place(known, bytes, known === 0 ? 0 : (ends[known - 1] as number), ends[known] as number);
    } else place(customer, from, start, end);
    return customer;
  };

  const find = (from: Uint8Array, start: number, end: number): number => {
    let slot = slotOf(from, start, end);
    for (; ; slot = (slot + 1) & (table.length - 1)) {
      const customer = table[slot] as number;
      if (customer === -1) return add(from, start, end);
      if (isAt(customer, from, start, end)) return customer;
    }
  };

  const oneByOne = (ids: TextColumn, rows: number): Int32Array => {
    const customers = new Int32Array(rows).fill(-1);
    for (let row = 0; row < rows; row++) {
      const entry = entryAt(ids, row);
      if (entry >= 0) customers[row] = find(ids.bytes, ids.starts[entry] as number, ids.ends[entry] as number);
    }
    return customers;
  };

  const guided = (ids: TextColumn, rows: number): Int32Array => {
    const customers = new Int32Array(rows);
    const { customers: known, places } = guide;
    const [side, other] = [sideOf(ids), sideOf(guide.ids)];
    let next = 0;
    let misses = 0;
    for (let row = 0; row < rows; ) {
      // Where the guide is of no use, as of a file after a snapshot, which is sorted, only one row is looked at.
      const end = Math.min(next + (misses * 2 > row + lookahead ? 1 : lookahead), known.length);
      let place = next;
      let same = 0;
      for (; place < end; place++) {
        same = sameEntries(side, row, other, place);
        if (same > 0) break;
      }
      if (same > 0) {
        for (const stop = row + same; row < stop; row++) customers[row] = known[place++] as number;
        next = place;
        continue;
      }
      const customer = find(ids.bytes, ids.starts[row] as number, ids.ends[row] as number);
      customers[row++] = customer;
      misses++;
      const its = customer < places.length ? (places[customer] as number) : -1;
      if (its >= 0) next = its + 1;
    }
    // A file with few of the customers would teach an order that the next full one has not.
    if (rows * 2 >= count && misses * fewMisses > rows) guide = guideOf(ids, customers, count);
    return customers;
  };

  return {
    /**
     * Customer by row of a column of ids; -1 where the id is missing. Ids that were not known yet are added. The same column
     * has the same answer, the very same array.
     */
    customersOf(ids: TextColumn, rows: number): Int32Array {
      const found = answers.get(ids) ?? (ids.codes ? oneByOne(ids, rows) : guided(ids, rows));
      answers.set(ids, found);
      return found;
    },

    /** Every customer's id, sorted, and the place of each customer among them. */
    sorted(): { ids: string[]; places: Int32Array } {
      const ids = idsOf(bytes, ends, count);
      let inOrder = Math.min(1, count);
      while (inOrder < count && (ids[inOrder - 1] as string) < (ids[inOrder] as string)) inOrder++;
      const places = new Int32Array(count);
      if (inOrder === count) return { ids, places: places.map((_, customer) => customer) };
      // The ids of the night before come first and are sorted: only the new ones are, and both are merged.
      const later = ids.slice(inOrder).sort();
      const placeOf = new Map<string, number>();
      const merged: string[] = [];
      let next = 0;
      const take = (): void => {
        const id = later[next++] as string;
        placeOf.set(id, merged.length);
        merged.push(id);
      };
      for (let customer = 0; customer < inOrder; customer++) {
        const id = ids[customer] as string;
        while (next < later.length && (later[next] as string) < id) take();
        places[customer] = merged.length;
        merged.push(id);
      }
      while (next < later.length) take();
      for (let customer = inOrder; customer < count; customer++)
        places[customer] = placeOf.get(ids[customer] as string) as number;
      return { ids: merged, places };
    },
  };
};

const decoder = new TextDecoder();

/** Ids as strings: plain ASCII is decoded once, and each id is a slice of it. */
const idsOf = (bytes: Uint8Array, ends: Int32Array, count: number): string[] => {
  const length = count === 0 ? 0 : (ends[count - 1] as number);
  const text = decoder.decode(bytes.subarray(0, length));
  let from = 0;
  return Array.from({ length: count }, (_, customer) => {
    const to = ends[customer] as number;
    const id = text.length === length ? text.slice(from, to) : decoder.decode(bytes.subarray(from, to));
    from = to;
    return id;
  });
};

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

/** Rows of the guide that are looked at for the next id: some have left, and a file of the service feed has one in eight. */
const lookahead = 16;
/** A file that has more than one in so many ids elsewhere than its guide becomes the guide. */
const fewMisses = 8;

const guideOf = (ids: TextColumn, customers: Int32Array, count: number): Guide => {
  const places = new Int32Array(count).fill(-1);
  for (let row = 0; row < customers.length; row++)
    if ((customers[row] as number) >= 0) places[customers[row] as number] = row;
  return { ids, customers, places };
};

/** Whether two entries have the same bytes: compared from the end, where ids that are numbered differ. No entry, -1, is the same as none. */
const isSame = (left: TextColumn, one: number, right: TextColumn, other: number): boolean => {
  if (other < 0) return false;
  const start = left.starts[one] as number;
  const shift = (right.starts[other] as number) - start;
  const end = left.ends[one] as number;
  if ((right.ends[other] as number) - end !== shift) return false;
  for (let at = end - 1; at >= start; at--) if (left.bytes[at] !== right.bytes[at + shift]) return false;
  return true;
};

/**
 * Numbers the customers of a shard, each once, whatever file speaks of them. The files of one shard hold nearly the same
 * ids in nearly the same order month after month, so the bytes of a file are first compared with those of the
 * next rows of an earlier one: both lie behind each other. Only where that fails are the bytes hashed. No string is made on the way.
 */
export const customerIndex = () => {
  let bytes = new Uint8Array(expected * 16);
  /** Where each customer's id ends in `bytes`; it begins where the one before ends. */
  let ends = new Int32Array(expected);
  let guide: Guide = { ids: textColumn([]), customers: new Int32Array(0), places: new Int32Array(0) };
  /** Hash table of customers, -1 for free; its length is a power of two, at most half full. */
  let table = new Int32Array(expected * 2).fill(-1);
  let count = 0;

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

  return {
    /** Customer by row of a column of ids; -1 where the id is missing. Ids that were not known yet are added. */
    customersOf(ids: TextColumn, rows: number): Int32Array {
      const customers = new Int32Array(rows);
      const { customers: guided, places } = guide;
      let next = 0;
      let misses = 0;
      for (let row = 0; row < rows; row++) {
        const entry = entryAt(ids, row);
        if (entry < 0) {
          customers[row] = -1;
          continue;
        }
        // Where the guide is of no use, as of a file after a snapshot, which is sorted, only one row is looked at.
        const end = Math.min(next + (misses * 2 > row + lookahead ? 1 : lookahead), guided.length);
        let place = next;
        while (place < end && !isSame(ids, entry, guide.ids, entryAt(guide.ids, place))) place++;
        if (place < end) {
          customers[row] = guided[place] as number;
          next = place + 1;
          continue;
        }
        const customer = find(ids.bytes, ids.starts[entry] as number, ids.ends[entry] as number);
        customers[row] = customer;
        misses++;
        const known = customer < places.length ? (places[customer] as number) : -1;
        if (known >= 0) next = known + 1;
      }
      // A file with few of the customers would teach an order that the next full one has not.
      if (rows * 2 >= count && misses * fewMisses > rows) guide = guideOf(ids, customers, count);
      return customers;
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

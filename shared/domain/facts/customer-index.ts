import { entryAt, type TextColumn, textColumn } from './fact-file.ts';

/** An array of at least the length, twice as long where it must grow. */
const grown = (array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> => {
  if (array.length >= length) return array;
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
};

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

/** Entries that are compared at once: where two orders part, no more bytes than theirs have been looked at for nothing. */
const mostAtOnce = 256;

/** How many bytes are the same in both from two places on, at most so many. */
const sameBytes = (left: DataView, from: number, right: DataView, start: number, most: number): number => {
  let same = 0;
  while (same + 4 <= most && left.getInt32(from + same) === right.getInt32(start + same)) same += 4;
  while (same < most && left.getUint8(from + same) === right.getUint8(start + same)) same++;
  return same;
};

/** A column of ids, and its bytes. */
type Side = { column: TextColumn; view: DataView };

const sideOf = (column: TextColumn): Side => ({
  column,
  view: new DataView(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length),
});

/** Whether two entries end alike: ids are numbered, and most that differ do so in their last digits. */
const endAlike = ({ column: one }: Side, row: number, { column: two }: Side, place: number): boolean => {
  const [end, other] = [one.ends[row] as number, two.ends[place] as number];
  return one.bytes[end - 1] === two.bytes[other - 1] && one.bytes[end - 2] === two.bytes[other - 2];
};

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

/** Hash of the bytes of an id: FNV-1a by words of four bytes, of which the high bits are mixed into the low ones that a table looks at. */
const hashOf = (view: DataView, start: number, end: number): number => {
  let hash = 0x811c9dc5;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = Math.imul(hash ^ view.getInt32(at), 0x01000193) ^ (hash >>> 15);
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  return Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) ^ (hash >>> 13);
};

/**
 * Numbers the customers of a shard, each once, whatever file speaks of them. The files of one shard hold nearly the same
 * ids in nearly the same order month after month, so the bytes of a file are first compared with those of the
 * next rows of an earlier one, many rows at once. Only where that fails are the bytes hashed. No string is made on the way.
 */
export const customerIndex = () => {
  let count = 0;
  /** Where each customer's id lies: one of the columns, and the entry in it. */
  const sides: Side[] = [];
  let sideOfCustomer = new Int32Array(0);
  let entries = new Int32Array(0);
  let hashes = new Int32Array(0);
  /** Hash table of customers, -1 for free; its length is a power of two, at most half full. */
  let table = new Int32Array(0);
  let guide: Guide = { ids: textColumn([]), customers: new Int32Array(0), places: new Int32Array(0) };
  const answers = new Map<TextColumn, Int32Array>();

  /** Makes room for so many customers. */
  const reserve = (customers: number): void => {
    sideOfCustomer = grown(sideOfCustomer, customers);
    entries = grown(entries, customers);
    hashes = grown(hashes, customers);
    if (customers * 2 <= table.length) return;
    table = new Int32Array(2 ** Math.ceil(Math.log2(customers * 2 + 2))).fill(-1);
    for (let customer = 0; customer < count; customer++) {
      let slot = (hashes[customer] as number) & (table.length - 1);
      while (table[slot] !== -1) slot = (slot + 1) & (table.length - 1);
      table[slot] = customer;
    }
  };

  const isSame = (customer: number, view: DataView, start: number, end: number): boolean => {
    const other = sides[sideOfCustomer[customer] as number] as Side;
    const entry = entries[customer] as number;
    const from = other.column.starts[entry] as number;
    const length = end - start;
    return (
      (other.column.ends[entry] as number) - from === length &&
      sameBytes(view, start, other.view, from, length) === length
    );
  };

  /** Customer of an entry of the newest side; one that was not known is added. */
  const find = ({ column, view }: Side, entry: number): number => {
    const start = column.starts[entry] as number;
    const end = column.ends[entry] as number;
    const hash = hashOf(view, start, end);
    let slot = hash & (table.length - 1);
    for (; table[slot] !== -1; slot = (slot + 1) & (table.length - 1)) {
      const customer = table[slot] as number;
      if (hashes[customer] === hash && isSame(customer, view, start, end)) return customer;
    }
    const customer = count++;
    if (customer >= hashes.length || count * 2 > table.length) {
      reserve(count);
      slot = hash & (table.length - 1);
      while (table[slot] !== -1) slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = customer;
    sideOfCustomer[customer] = sides.length - 1;
    entries[customer] = entry;
    hashes[customer] = hash;
    return customer;
  };

  const oneByOne = (side: Side, rows: number): Int32Array => {
    const customers = new Int32Array(rows).fill(-1);
    for (let row = 0; row < rows; row++) {
      const entry = entryAt(side.column, row);
      if (entry >= 0) customers[row] = find(side, entry);
    }
    return customers;
  };

  const guided = (side: Side, rows: number): Int32Array => {
    const customers = new Int32Array(rows);
    const { customers: known, places } = guide;
    const other = sideOf(guide.ids);
    let next = 0;
    let misses = 0;
    for (let row = 0; row < rows; ) {
      // Where the guide is of no use, as of a file after a snapshot, which is sorted, only one row is looked at.
      const end = Math.min(next + (misses * 2 > row + lookahead ? 1 : lookahead), known.length);
      let place = next;
      let same = 0;
      for (; place < end; place++) {
        if (endAlike(side, row, other, place)) same = sameEntries(side, row, other, place);
        if (same > 0) break;
      }
      if (same > 0) {
        for (const stop = row + same; row < stop; row++) customers[row] = known[place++] as number;
        next = place;
        continue;
      }
      const customer = find(side, row);
      customers[row++] = customer;
      misses++;
      const its = customer < places.length ? (places[customer] as number) : -1;
      if (its >= 0) next = its + 1;
    }
    // A file with few of the customers would teach an order that the next full one has not.
    if (rows * 2 >= count && misses * fewMisses > rows) guide = guideOf(side.column, customers, count);
    return customers;
  };

  return {
    /**
     * Customer by row of a column of ids; -1 where the id is missing. Ids that were not known yet are added. The same column
     * has the same answer, the very same array.
     */
    customersOf(ids: TextColumn, rows: number): Int32Array {
      const known = answers.get(ids);
      if (known) return known;
      const side = sideOf(ids);
      sides.push(side);
      reserve(rows);
      const customers = ids.codes ? oneByOne(side, rows) : guided(side, rows);
      answers.set(ids, customers);
      return customers;
    },

    /** Every customer's id, sorted, and the place of each customer among them. */
    sorted(): { ids: string[]; places: Int32Array } {
      const ids = Array.from({ length: count }, (_, customer) =>
        (sides[sideOfCustomer[customer] as number] as Side).column.textOf(entries[customer] as number),
      );
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

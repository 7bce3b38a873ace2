import { type Ids, idsIn } from '../ids.ts';
import { putBytes } from '../put-bytes.ts';
import { shardKernel } from '../wasm/shard-kernel.ts';
import type { TextColumn } from './fact-file.ts';
import { matchIds } from './match-ids.ts';
import { intsIn, type ShardRoom, spareRoom } from './room.ts';

/** A file that has more than one in so many ids elsewhere than its guide becomes the guide. */
const fewMisses = 8;

const match = shardKernel(...matchIds);

/** The array in the room with more behind it. */
const grownIn = (room: ShardRoom, array: Int32Array, length: number): Int32Array => {
  const larger = intsIn(room, length);
  putBytes(larger, array);
  return larger;
};

/** Puts customers into an empty hash table, whose length is a power of two. */
const fillSlots = (slots: Int32Array, hashes: Int32Array, count: number): void => {
  slots.fill(-1);
  for (let customer = 0; customer < count; customer++) {
    let slot = (hashes[customer] as number) & (slots.length - 1);
    while (slots[slot] !== -1) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = customer;
  }
};

/** Writes at which row of a file each customer is. */
const fillPlaces = (places: Int32Array, customers: Int32Array): void => {
  places.fill(-1);
  for (let row = 0; row < customers.length; row++) places[customers[row] as number] = row;
};

/** Customer of each row, by that of each entry. */
const byRow = (codes: Int32Array, customers: Int32Array): Int32Array => {
  const rows = new Int32Array(codes.length);
  for (let row = 0; row < rows.length; row++)
    rows[row] = (codes[row] as number) < 0 ? -1 : (customers[codes[row] as number] as number);
  return rows;
};

/** Adds the texts of a column's entries, until there are so many. */
const addTexts = (texts: string[], { textOf }: TextColumn, entries: Int32Array, end: number): void => {
  for (let at = texts.length; at < end; at++) texts.push(textOf(entries[at] as number));
};

/** How many texts from the first on come in order. */
const ascending = (texts: readonly string[]): number => {
  for (let at = 1; at < texts.length; at++) if ((texts[at - 1] as string) >= (texts[at] as string)) return at;
  return texts.length;
};

const spare = spareRoom();

/**
 * Numbers the customers of a shard, each once, whatever file speaks of them. The files of one shard hold nearly the same
 * ids in nearly the same order month after month, so the bytes of a file are first compared with those of the
 * next rows of an earlier one. Only where that fails are the bytes hashed. No string is made on the way.
 *
 * @param room what is answered lies in it; where it is left out, that holds until the next index is made
 */
export const customerIndex = (room: ShardRoom = spare()) => {
  let count = 0;
  /** Columns that were read, and how many customers were known then: those that the one before did not know lie in it. */
  const sides: { column: TextColumn; end: number }[] = [];
  const none = intsIn(room, 0);
  /** By customer: address and hash of the id, its entry in the column that it was first met in, the guide's row. */
  let [known, hashes, entries, places] = [none, none, none, none];
  /** Hash table of customers, -1 for free; its length is a power of two, at most four fifths full. */
  let slots = none;
  /** The file whose order of customers the next ones are expected to have: where its ids begin, and their customers. */
  let guide = { starts: none, customers: none };
  const answers = new Map<TextColumn, Int32Array>();

  /** Makes room for so many customers. */
  const reserve = (customers: number): void => {
    if (customers <= known.length) return;
    // Nearly all ids of a next file are known, but none need be: with this, it has room without growing.
    const most = Math.ceil(customers * 2.5);
    [known, hashes, entries] = [grownIn(room, known, most), grownIn(room, hashes, most), grownIn(room, entries, most)];
    places = intsIn(room, most);
    fillPlaces(places, guide.customers);
    slots = intsIn(room, 2 ** Math.ceil(Math.log2(most * 1.25 + 2)));
    fillSlots(slots, hashes, count);
  };

  /** Customer by entry of a column. */
  const customersIn = (column: TextColumn): Int32Array => {
    const rows = column.entries;
    reserve(count + rows);
    const customers = intsIn(room, rows);
    const taken = room.taken();
    const from = room.near(column.bytes).byteOffset;
    const starts = intsIn(room, rows + 1);
    const before = count;
    count = match(room.memory)(
      ...[from, rows, guide.starts.byteOffset, guide.customers.length, guide.customers.byteOffset, places.byteOffset],
      ...[slots.byteOffset, slots.length - 1, known.byteOffset, hashes.byteOffset, entries.byteOffset, count],
      ...[starts.byteOffset, customers.byteOffset],
    );
    sides.push({ column, end: count });
    // A file with few of the customers would teach an order that the next full one has not.
    const isGuide = rows * 2 >= count && (starts[rows] as number) * fewMisses > rows;
    if (isGuide) {
      guide = { starts, customers };
      fillPlaces(places, customers);
    }
    // Ids that were new lie there.
    if (!isGuide && count === before) room.release(taken);
    return customers;
  };

  return {
    /**
     * Customer by row of a column of ids; -1 where the id is missing. Ids that were not known yet are added. The same column
     * has the same answer, the very same array.
     */
    customersOf(ids: TextColumn): Int32Array {
      let customers = answers.get(ids);
      if (!customers) {
        const found = customersIn(ids);
        customers = ids.codes ? byRow(ids.codes, found) : found;
        answers.set(ids, customers);
      }
      return customers;
    },

    /**
     * Every customer's id, sorted, and the place of each customer among them; no places where each has its own already.
     *
     * @param before the first column that was read, where its ids are sorted, each there once: those of the night before
     */
    sorted(before?: TextColumn): { ids: Ids; places?: Int32Array } {
      const [first] = sides;
      // Nobody has come since: no text is made.
      if (before && before === first?.column && first.end === count && before.entries === count)
        return { ids: idsIn(before) };
      const ids: string[] = [];
      for (const { column, end } of sides) addTexts(ids, column, entries, end);
      const inOrder = ascending(ids);
      if (inOrder === count) return { ids };
      const places = new Int32Array(count);
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

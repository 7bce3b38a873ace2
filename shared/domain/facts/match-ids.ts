import {
  answer,
  atInt,
  bytes,
  type Code,
  call,
  forever,
  get,
  i32,
  i64,
  increment,
  int,
  type KernelFunction,
  load,
  long,
  set,
  stopIf,
  store,
  when,
} from '../wasm/instructions.ts';
import { type } from '../wasm/module.ts';

/**
 * Finds the customers that ids stand for, in WebAssembly. An id is four bytes of its length and its bytes, as Parquet's plain
 * encoding has them; ids of a file lie behind each other.
 */

const { i32: anInt, i64: aLong } = type;

const lengthBytes = 4;
const longBytes = 8;
/** Bytes that are compared at once: the length, and ids of up to twelve whole. */
const atOnce = 16;

/** Whether two ids are the same. Parameters: their addresses. */
const isSame: KernelFunction = (() => {
  const [one, other, place, end, away] = [0, 1, 2, 3, 4] as const;
  const isByteOther = int.differ(load.byte(get(place)), load.byte(int.add(get(place), get(away))));
  const differsAt = (address: Code): Code =>
    int.isZero(long.equal(load.long(address), load.long(int.add(address, get(away)))));
  return {
    parameters: [anInt, anInt],
    locals: [anInt, anInt, anInt],
    body: [
      when(int.differ(load.int(get(one)), load.int(get(other))), answer(i32(0))),
      set(away, int.subtract(get(other), get(one))),
      set(place, int.add(get(one), i32(lengthBytes))),
      set(end, int.add(get(place), load.int(get(one)))),
      when(int.isMore(load.int(get(one)), i32(longBytes - 1)), [
        // The last eight bytes first: ids are numbered, and most that differ do so there.
        when(differsAt(int.subtract(get(end), i32(longBytes))), answer(i32(0))),
        forever([
          stopIf(int.isMore(int.add(get(place), i32(longBytes)), get(end))),
          when(differsAt(get(place)), answer(i32(0))),
          increment(place, i32(longBytes)),
        ]),
        answer(i32(1)),
      ]),
      forever([stopIf(int.equal(get(place), get(end))), when(isByteOther, answer(i32(0))), increment(place)]),
      i32(1),
    ],
  };
})();

/** Odd numbers without a pattern, that bits are spread by. */
const [factor, spread] = [0x1e3779b97f4a7c15n, 0x3f58476d1ce4e5b9n];

/** Hash of an id. Parameter: its address. */
const hashOf: KernelFunction = (() => {
  const [id, place, end, hash] = [0, 1, 2, 3] as const;
  const take = (bits: Code): Code => [
    set(hash, long.multiply(long.xor(get(hash), bits), i64(factor))),
    set(hash, long.xor(get(hash), long.shiftRight(get(hash), i64(29n)))),
  ];
  return {
    parameters: [anInt],
    locals: [anInt, anInt, aLong],
    body: [
      set(place, int.add(get(id), i32(lengthBytes))),
      set(end, int.add(get(place), load.int(get(id)))),
      forever([
        stopIf(int.isMore(int.add(get(place), i32(longBytes)), get(end))),
        take(load.long(get(place))),
        increment(place, i32(longBytes)),
      ]),
      forever([stopIf(int.equal(get(place), get(end))), take(int.toLong(load.byte(get(place)))), increment(place)]),
      set(hash, long.multiply(get(hash), i64(spread))),
      long.toInt(long.shiftRight(get(hash), i64(31n))),
    ],
  };
})();

/** Ids of the guide that are looked at for the next id: some have left, and a file of the service feed has one in eight. */
const lookahead = 16;

/**
 * Numbers the customers of a file's ids; answers how many customers are known then. Behind the starts of its ids it writes how many were
 * not where the guide, a file read before, has them.
 *
 * Parameters: ids, how many; of the guide the starts of ids, how many, its customers, and the place among them of each customer, -1 for none;
 * slots of the hash table (-1 is free) and the highest of them; of each customer known the id, its hash and its entry; how many customers
 * are known; where the starts and the customers of the ids go.
 */
const match: KernelFunction = (() => {
  const [id, rows, guideStarts, guideRows, guideCustomers, places] = [0, 1, 2, 3, 4, 5] as const;
  const [slots, lastSlot, known, hashes, entries, count, starts, customers] = [6, 7, 8, 9, 10, 11, 12, 13] as const;
  const [row, next, place, end, customer, misses, hash, slot] = [14, 15, 16, 17, 18, 19, 20, 21] as const;
  const [length, start, agreed, first] = [22, 23, 24, 25] as const;
  const [same, hashing] = [0, 1] as const;
  const customerHere = atInt(get(slots), get(slot));
  const seeId: Code = [set(first, load.bytes(get(id))), set(length, int.add(load.int(get(id)), i32(lengthBytes)))];
  /** How many of the first bytes agree with the guide's: bits of bytes that do not begin there. */
  const seeGuide = (at: number): Code => [
    set(start, load.int(atInt(get(guideStarts), get(at)))),
    set(agreed, int.lowestBit(int.xor(bytes.bits(bytes.equal(get(first), load.bytes(get(start)))), i32(-1)))),
  ];
  const isOther: Code = int.and(int.isLess(get(agreed), get(length)), int.isLess(get(agreed), i32(atOnce)));
  const isLong: Code = int.isMore(get(length), i32(atOnce));
  const isLongOther: Code = int.isZero(call(same, get(start), get(id)));
  /** As far as ids come in the guide's order, they have its customers. */
  const follow: Code = forever([
    stopIf(int.equal(get(row), get(rows))),
    stopIf(int.isZero(int.isLess(get(next), get(guideRows)))),
    ...[seeId, seeGuide(next), stopIf(isOther), when(isLong, stopIf(isLongOther, 1))],
    store.int(atInt(get(starts), get(row)), get(id)),
    store.int(atInt(get(customers), get(row)), load.int(atInt(get(guideCustomers), get(next)))),
    set(id, int.add(get(id), get(length))),
    ...[increment(row), increment(next)],
  ]);
  /** Looks the id up, and adds it where it is new. */
  const find: Code = [
    set(hash, call(hashing, get(id))),
    set(slot, int.and(get(hash), get(lastSlot))),
    forever([
      set(customer, load.int(customerHere)),
      stopIf(int.equal(get(customer), i32(-1))),
      // Leaves the loop, too: hashes nearly never agree where ids do not.
      stopIf([
        int.equal(load.int(atInt(get(hashes), get(customer))), get(hash)),
        call(same, load.int(atInt(get(known), get(customer))), get(id)),
        0x71,
      ]),
      set(slot, int.and(int.add(get(slot), i32(1)), get(lastSlot))),
    ]),
    when(int.equal(get(customer), i32(-1)), [
      set(customer, get(count)),
      increment(count),
      store.int(customerHere, get(customer)),
      store.int(atInt(get(known), get(customer)), get(id)),
      store.int(atInt(get(hashes), get(customer)), get(hash)),
      store.int(atInt(get(entries), get(customer)), get(row)),
    ]),
  ];
  return {
    parameters: new Array(14).fill(anInt),
    locals: [...new Array(11).fill(anInt), type.v128],
    body: [
      forever([
        follow,
        stopIf(int.equal(get(row), get(rows))),
        store.int(atInt(get(starts), get(row)), get(id)),
        set(customer, i32(-1)),
        seeId,
        set(place, get(next)),
        // Where the guide is of no use, as of a file after a snapshot, which is sorted, only one row is looked at.
        set(end, int.add(get(next), i32(lookahead))),
        when(
          int.isMore(int.shiftLeft(get(misses), i32(1)), int.add(get(row), i32(lookahead))),
          set(end, int.add(get(next), i32(1))),
        ),
        when(int.isMore(get(end), get(guideRows)), set(end, get(guideRows))),
        forever([
          stopIf(int.isZero(int.isLess(get(place), get(end)))),
          seeGuide(place),
          when(int.and(isLong, int.equal(get(agreed), i32(atOnce))), when(isLongOther, set(agreed, i32(0)))),
          when(int.isZero(isOther), [
            set(customer, load.int(atInt(get(guideCustomers), get(place)))),
            set(next, int.add(get(place), i32(1))),
            set(place, get(end)),
          ]),
          increment(place),
        ]),
        when(int.equal(get(customer), i32(-1)), [
          find,
          increment(misses),
          set(place, load.int(atInt(get(places), get(customer)))),
          when(int.isMore(get(place), i32(-1)), set(next, int.add(get(place), i32(1)))),
        ]),
        store.int(atInt(get(customers), get(row)), get(customer)),
        set(id, int.add(get(id), get(length))),
        increment(row),
      ]),
      store.int(atInt(get(starts), get(rows)), get(misses)),
      get(count),
    ],
  };
})();

/** The functions of the kernel, of which the last is run: see {@link match}. */
export const matchIds: readonly KernelFunction[] = [isSame, hashOf, match];

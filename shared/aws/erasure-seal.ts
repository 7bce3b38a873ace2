import { createHmac } from 'node:crypto';
import { sealDigits, type Tombstone } from '../contracts/erasure.ts';
import type { ErasedIds } from '../domain/erased-ids.ts';
import { idHash } from '../domain/shard.ts';

/** Knows erased customers again, and signs the proof. Made of a secret key. */
export type Seal = {
  /** What is kept of an id. */
  of: (customerId: string) => Tombstone;
  /** The mark of an id whose hash is known already; see `idHash`. */
  markOf: (hash: number) => number;
  /** HMAC-SHA-256 of a text, hexadecimal. */
  sign: (text: string) => string;
};

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

/** MurmurHash3's finalizer (Appleby, public domain): each bit of the input changes half of the output's. */
const mixed = (value: number): number => {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};

/** @param key the secret's text */
export const sealOf = (key: string): Seal => {
  // Two words of the key, one on each side of the mixing: without them, marks say nothing of hashes.
  const words = hmac(key, 'mark');
  const before = Number.parseInt(words.slice(0, 8), 16) | 0;
  const after = Number.parseInt(words.slice(8, 16), 16) | 0;
  const markOf = (hash: number): number => mixed(mixed(hash ^ before) ^ after);
  return {
    markOf,
    of: (customerId) => ({
      mark: markOf(idHash(customerId)),
      seal: hmac(key, `customer ${customerId}`).slice(0, sealDigits),
    }),
    sign: (text) => hmac(key, `proof ${text}`),
  };
};

/** Tells erased customers: a mark costs a look into a set, and only one other id in four billion has the mark of a tombstone. */
export const erasedIds = (seal: Seal, tombstones: Iterable<Tombstone>): ErasedIds => {
  const marks = new Set<number>();
  const seals = new Set<string>();
  for (const one of tombstones) {
    marks.add(one.mark);
    seals.add(one.seal);
  }
  const mayHold = (hash: number): boolean => marks.has(seal.markOf(hash));
  return { mayHold, holds: (id) => mayHold(idHash(id)) && seals.has(seal.of(id).seal) };
};

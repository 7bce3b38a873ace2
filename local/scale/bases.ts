import { type Base, shardsFor } from './load-model.ts';

/** Settings that fit a base: larger parts and more functions at once where there are more shards. */
export const baseOf = (customers: number): Base => ({
  customers,
  shards: shardsFor(customers),
  // A part writes an object a shard: with many shards, larger parts keep the objects from getting tiny.
  chunkMb: customers <= 20_000_000 ? 256 : customers <= 200_000_000 ? 1024 : 4096,
  // A quarter of an hour of scoring, and never more than half of what a new account may run at once.
  scoredAtOnce: Math.min(500, Math.max(8, Math.ceil(shardsFor(customers) / 32))),
});

/** The bases of `docs/scale.md`. */
export const bases = [1e6, 1e7, 1e8, 1e9].map(baseOf);

import * as z from 'zod';
import { instant } from './field.ts';

/** Hexadecimal digits of a keyed hash that are kept: 128 bits. */
export const sealDigits = 32;

/**
 * What is kept of an erased customer: enough to know the id again when it comes back, nothing to find it by without the key.
 * `mark` tells most ids apart at once, `seal` for certain.
 */
export const tombstone = z.object({
  /** 32 bits, made of the id's hash and the key. */
  mark: z.number().int(),
  /** HMAC-SHA-256 of the id, hexadecimal, first 128 bits. */
  seal: z.string().length(sealDigits),
});
/** What is kept of an erased customer. */
export type Tombstone = z.infer<typeof tombstone>;

/** What is to be erased by one dump: object `tombstones/<dumpId>.json` of the facts bucket. */
export const erasureOrder = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** Dump that named the customers. */
  dumpId: z.string().min(1),
  /** When it was complete, UTC. */
  arrivedAt: instant(),
  /** Customers by shard. */
  shards: z.record(z.string(), z.array(tombstone)),
  /** Of how many shards those are; absent in orders of older editions. */
  spread: z.number().int().min(1).optional(),
  /** Requests that asked for it, by their ids in the CRM. */
  requests: z.array(z.string()),
});
/** What is to be erased by one dump. */
export type ErasureOrder = z.infer<typeof erasureOrder>;

/** What was found and taken away. */
export const erasedCounts = z.object({
  /** Customers asked for. */
  customers: z.number().int().min(0),
  /** Customers of whom nothing was stored. */
  unknown: z.number().int().min(0),
  /** Rows taken out of objects: facts, snapshots, promises, work asked for. */
  rows: z.number().int().min(0),
  /** Objects rewritten or deleted. */
  objects: z.number().int().min(0),
  /** Work items deleted, and those of them that were not over. */
  work: z.number().int().min(0),
  workInProgress: z.number().int().min(0),
});
/** What was found and taken away. */
export type ErasedCounts = z.infer<typeof erasedCounts>;

/** What one shard erased, object `erasures/<dumpId>/<shard>.json` of the facts bucket; the second look adds to the first. */
export const erasedShard = z.object({
  version: z.literal(1),
  shard: z.string().min(1),
  /** Looks that are over: a second one finds what was being written during the first. 0: it is known what there is, but not all of it is gone. */
  looks: z.number().int().min(0),
  counts: erasedCounts,
  /** Ids of the customers' work, so that the second look finds items written meanwhile. */
  workIds: z.array(z.string()),
});
/** What one shard erased. */
export type ErasedShard = z.infer<typeof erasedShard>;

/** The proof: `erasures/<dumpId>.proof.json` of the receipts bucket. */
export const erasureProof = z.object({
  version: z.literal(1),
  dumpId: z.string().min(1),
  /** When the requests arrived, UTC. */
  arrivedAt: instant(),
  /** Ids of the requests in the CRM. */
  requests: z.array(z.string()),
  /** Keyed hashes of the ids: who holds the key can tell whether a customer is among them. */
  seals: z.array(z.string().length(sealDigits)),
  counts: erasedCounts,
  /** HMAC-SHA-256 of all other members as JSON in this order, hexadecimal. */
  signature: z.string().length(64),
});
/** Folder of all orders: whoever takes facts in looks there for whom it must not take. */
export const tombstonesPrefix = 'tombstones/';
/** Key of a dump's order. */
export const orderKey = (dumpId: string): string => `${tombstonesPrefix}${dumpId}.json`;
/** Folder of what a dump's shards erased. */
export const erasedPrefix = (dumpId: string): string => `erasures/${dumpId}/`;
/** Key of what a shard erased. */
export const erasedKey = (dumpId: string, shard: string): string => `${erasedPrefix(dumpId)}${shard}.json`;
/** Key of the proof, in the receipts bucket. */
export const proofKey = (dumpId: string): string => `erasures/${dumpId}.proof.json`;

import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { FormerEntry } from '../../contracts/items/former.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import type { ShardRoom } from '../facts/room.ts';
import type { Ids } from '../ids.ts';

/** A column of words: a code a row, and what the codes mean. */
export type Coded = {
  /** Place in `values` by row; -1 where missing. */
  codes: Int32Array;
  /** Words by code; there may be more than rows use. */
  values: readonly string[];
};

/** Customers of a shard and their features, as columns: a customer is a row number, the same in every column. */
export type ShardTable = {
  /** The operator's ids, sorted. */
  ids: Ids;
  /** Number of customers. */
  rows: number;
  /** Features that are numbers, in the unit of the catalogue; NaN where missing. Only those that the policy reads. */
  numbers: ReadonlyMap<FeatureName, Float64Array>;
  /** Features that are words. Only those that the policy reads. */
  texts: ReadonlyMap<TextFeatureName, Coded>;
  /** Where its numbers lie, if they lie in a shard's room. */
  room?: ShardRoom | undefined;
};

/** What is decided of a shard, as far as rules may ask for it. Each column is filled before the first rule that asks. */
export type RuleColumns = Pick<ShardTable, 'numbers' | 'texts'> & {
  /** Tier by scheme; codes are places among the scheme's tiers, best first. */
  tiers: ReadonlyMap<string, Coded>;
  /** Risk band; codes are places among the policy's bands, the most at risk first. */
  band: Coded;
  /** Kinds of key customers that hold, a bit each in the policy's order; 0 for nobody's key customer. */
  keyKinds: Int32Array;
  /** Watch lists that the customer stands on, a bit each in the policy's order. */
  watch: Int32Array;
  /** Lifecycle stage; codes are places among the policy's stages. */
  stage: Coded;
  /** Behaviour segment; codes are places among the run's segments. Absent where the policy has none. */
  behaviour?: Coded;
  /** Rule that says why a customer may leave; codes are places among the policy's rules. Absent where nobody asks. */
  churnReason?: Coded;
  /** Pattern of conduct; codes are places in the policy. */
  conduct?: Coded;
  /** How the customer is kept; codes are places in the policy. */
  track?: Coded;
  /** Promises to the customer, by row. Absent where the policy makes none. */
  promises?: ReadonlyMap<number, readonly PromiseEntry[]>;
  /** The archive of former customers, by row, and the business day that it is asked on. */
  former?: { entries: ReadonlyMap<number, FormerEntry>; day: string };
};

/** Words of a row; null where missing. */
export const wordAt = ({ codes, values }: Coded, row: number): string | null => values[codes[row] ?? -1] ?? null;

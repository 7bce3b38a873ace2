import { sumBy } from './sum-by.ts';

/** What a migration reads of one customer. */
export type Graded = {
  customerId: string;
  /** Region, or null where unknown. */
  region: string | null;
  /** Tier by scheme name. */
  tiers: Readonly<Record<string, string>>;
};

/** So many customers of one scheme and region that went from one tier to another. Who stayed counts, too: then both are the same. */
export type TierMove = {
  /** Scheme of the tiers. */
  scheme: string;
  /** Region at the later of the two times, or null where unknown. */
  region: string | null;
  /** Tier before; null for who was not graded by the scheme. */
  from: string | null;
  /** Tier after; null for who is not graded any more. */
  to: string | null;
  /** How many. */
  customers: number;
};

/** Adds moves up: those of shards to those of a run, those of regions to those of all. */
export const sumMoves = (moves: Iterable<TierMove>): TierMove[] => sumBy(moves, ['customers']);

/**
 * Who went from which tier to which, of one shard between two runs. The sum over all shards is that of the runs.
 *
 * @param before decisions of the earlier run, each customer once
 * @param after decisions of the later run, each customer once
 */
export const movesOf = (before: readonly Graded[], after: readonly Graded[]): TierMove[] => {
  const earlier = new Map(before.map((one) => [one.customerId, one]));
  const moves: TierMove[] = [];
  const compare = (left: Graded | undefined, right: Graded | undefined): void => {
    const region = (right ?? left)?.region ?? null;
    for (const scheme of new Set([...Object.keys(left?.tiers ?? {}), ...Object.keys(right?.tiers ?? {})]))
      moves.push({
        scheme,
        region,
        from: left?.tiers[scheme] ?? null,
        to: right?.tiers[scheme] ?? null,
        customers: 1,
      });
  };
  for (const one of after) {
    compare(earlier.get(one.customerId), one);
    earlier.delete(one.customerId);
  }
  for (const gone of earlier.values()) compare(gone, undefined);
  return sumMoves(moves);
};

/** How many customers of some moves rose, fell, stayed, came and went. */
export type MoveCounts = Record<'up' | 'down' | 'stayed' | 'came' | 'went', number>;

/**
 * Counts moves by their direction.
 *
 * @param moves of one scheme
 * @param tiers names of the scheme's tiers, best first; a tier that is not among them counts as below all
 */
export const countMoves = (moves: readonly TierMove[], tiers: readonly string[]): MoveCounts => {
  const rank = (tier: string): number => (tiers.includes(tier) ? tiers.indexOf(tier) : tiers.length);
  const counts: MoveCounts = { up: 0, down: 0, stayed: 0, came: 0, went: 0 };
  for (const { from, to, customers } of moves) counts[directionOf(from, to, rank)] += customers;
  return counts;
};

const directionOf = (from: string | null, to: string | null, rank: (tier: string) => number): keyof MoveCounts => {
  if (from === to) return 'stayed';
  if (from === null) return 'came';
  if (to === null) return 'went';
  return rank(to) <= rank(from) ? 'up' : 'down';
};

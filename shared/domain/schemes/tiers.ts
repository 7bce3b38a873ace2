import type { Threshold } from '../../contracts/policy/scheme.ts';

/** Tiers are known by their places in the scheme's list: 0 is the best. */
export type Place = number;

/**
 * Least number for each tier but the last, best first; Infinity where nobody gets it. Three of them, because who holds a
 * tier is asked for less than who wants it.
 */
export type Edges = {
  /** For a first decision. */
  earn: Float64Array;
  /** For a better tier than the one held: the margin of promotion on top. */
  rise: Float64Array;
  /** For not falling to a worse one: the margin of demotion off. */
  stay: Float64Array;
};

/** Edges of fixed thresholds. */
export const edgesOf = (list: readonly Threshold[], demotionMargin = 0, promotionMargin = 0): Edges => {
  const earn = Float64Array.from(list.slice(0, -1), ({ from = Number.NEGATIVE_INFINITY }) => from);
  return {
    earn,
    rise: promotionMargin === 0 ? earn : earn.map((from) => from + promotionMargin),
    stay: demotionMargin === 0 ? earn : earn.map((from) => from - demotionMargin),
  };
};

/** Place of the first tier whose edge the value reaches; the last takes the rest, and who has no value (NaN). */
export const placeOf = (edges: Float64Array, value: number): Place => {
  for (let place = 0; place < edges.length; place++) if (value >= (edges[place] as number)) return place;
  return edges.length;
};

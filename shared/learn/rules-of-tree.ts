import type { Condition, Rules } from './derived.ts';
import type { GridTree } from './pair-step.ts';
import type { Axis } from './rank-pairs.ts';
import type { Slots } from './slots.ts';

/** Words of a condition at most: longer lists nobody reads, and a card holds them for good. */
const mostWords = 40;

/** A cut of a feature as a condition: what holds on its low side, or, where words that were never seen are low, on the other. */
type Side = { condition: Condition; isLow: boolean };

const sideOf = (feature: Slots, { ofSlot }: Axis, cut: number): Side | undefined => {
  const isBelow = (slot: number): boolean => (ofSlot[slot] as number) < cut;
  if (feature.kind === 'number') {
    const first = [...feature.edges.keys()].find((edge) => !isBelow(edge + 1));
    // A cut between what is missing and all numbers has no number to name.
    if (first === undefined || !isBelow(0)) return undefined;
    const orMissing = isBelow(feature.count - 1);
    return {
      condition: { column: feature.name, below: feature.edges[first] as number, orMissing },
      isLow: true,
    };
  }
  const isLow = !isBelow(feature.count - 1);
  const words = feature.categories.filter((_, slot) => isBelow(slot) === isLow);
  if (words.length === 0 || words.length > mostWords) return undefined;
  return {
    condition: { column: feature.name, in: words, orMissing: isBelow(feature.count - 2) === isLow },
    isLow,
  };
};

const wordsOf = ({ column, below, in: words = [] }: Condition): string =>
  below === undefined ? `${column} ${words.join(', ')}` : `${column} below ${below}`;

/**
 * A tree of depth two as rules, and the leaf that each rule and the rest stand for; undefined where it cannot be said in few words.
 *
 * @param two the features of the grid, and their groups in it
 */
export const rulesOfTree = (
  { cuts }: GridTree,
  two: readonly [Slots, Slots],
  axes: readonly [Axis, Axis],
): { rules: Rules; leaves: number[] } | undefined => {
  if (!cuts) return undefined;
  const inner = (1 - cuts.outer) as 0 | 1;
  const side = (which: 0 | 1, at: number) => sideOf(two[which], axes[which], at);
  const outer = side(cuts.outer, cuts.at);
  if (!outer) return undefined;
  /** Halves, with their cut and the number of their first leaf. */
  const near = { cut: cuts.near, leaf: 0 };
  const far = { cut: cuts.far, leaf: cuts.near < 0 ? 1 : 2 };
  const [first, second] = outer.isLow ? [near, far] : [far, near];
  const tried: Condition[][] = [];
  const leaves: number[] = [];
  for (const [half, when] of [
    [first, [outer.condition]],
    [second, []],
  ] as const) {
    const cut = half.cut < 0 ? undefined : side(inner, half.cut);
    if (half.cut >= 0 && !cut) return undefined;
    if (cut) {
      tried.push([...when, cut.condition]);
      leaves.push(half.leaf + (cut.isLow ? 0 : 1));
    }
    if (when.length > 0) tried.push([...when]);
    leaves.push(half.leaf + (cut?.isLow ? 1 : 0));
  }
  const rules = tried.map((when) => ({ is: when.map(wordsOf).join(' and '), when }));
  const feature = `${two[0].name} and ${two[1].name}`;
  return { rules: { type: 'rules', feature, rules, otherwise: 'otherwise' }, leaves };
};

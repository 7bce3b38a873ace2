import { randomOf, shuffle } from './random.ts';

/** Row numbers by class, each class in a random order. */
const shuffledClasses = (labels: ArrayLike<number>, seed: number): Int32Array[] => {
  const random = randomOf(seed);
  return [0, 1].map((wanted) => {
    const rows: number[] = [];
    for (let row = 0; row < labels.length; row++) if (labels[row] === wanted) rows.push(row);
    return shuffle(Int32Array.from(rows), random);
  });
};

/**
 * Fold of every row, 0 to `folds - 1`: equal shares of both classes in each.
 *
 * @param groups by row: rows of one group (a customer at several dates) are never in two folds
 * @param twins by row: rows of one number are equal, and in as many folds as there are of them. A row that is left out has then its twins among
 * the others as often as a new row has them among all: by chance every fifth would be left out along with it
 */
export const stratifiedFolds = (
  labels: ArrayLike<number>,
  folds: number,
  seed: number,
  { groups, twins }: { groups?: readonly string[] | undefined; twins?: Int32Array | undefined } = {},
): Uint8Array => {
  if (groups) {
    const places = new Map<string, number>();
    const placeOf = Int32Array.from(groups, (group) => places.get(group) ?? places.set(group, places.size).size - 1);
    const anyLeft = new Uint8Array(places.size);
    for (let row = 0; row < labels.length; row++) if (labels[row] === 1) anyLeft[placeOf[row] as number] = 1;
    const dealtGroups = stratifiedFolds(anyLeft, folds, seed);
    return Uint8Array.from(placeOf, (place) => dealtGroups[place] as number);
  }
  const fold = new Uint8Array(labels.length);
  const order = shuffledClasses(labels, seed).flatMap((rows) => [...rows]);
  // Whatever their labels: if only equal ones were dealt like this, twins would seem to agree.
  const dealt = twins ? [...Map.groupBy(order, (row) => twins[row]).values()].flat() : order;
  dealt.forEach((row, at) => {
    fold[row] = at % folds;
  });
  return fold;
};

/** Rows that are held out, ascending: a share of each class. */
export const stratifiedHoldOut = (labels: ArrayLike<number>, share: number, seed: number): Int32Array =>
  Int32Array.from(
    shuffledClasses(labels, seed).flatMap((rows) => [...rows.subarray(0, Math.round(rows.length * share))]),
  ).sort();

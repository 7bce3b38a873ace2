import { randomOf } from '../random.ts';

/**
 * Bootstrap draws (Efron, 1979): how often each row is drawn. Customers are drawn, not rows: all rows of one come together,
 * because they are no independent witnesses.
 *
 * @param customers id by row
 */
export const drawsOf = (customers: readonly string[], samples: number, seed: number): Uint16Array[] => {
  const places = new Map<string, number>();
  const placeOf = Int32Array.from(customers, (id) => places.get(id) ?? places.set(id, places.size).size - 1);
  const random = randomOf(seed);
  return Array.from({ length: samples }, () => {
    const times = new Uint16Array(places.size);
    for (let draw = 0; draw < places.size; draw++) {
      const place = Math.floor(random() * places.size);
      times[place] = (times[place] as number) + 1;
    }
    return Uint16Array.from(placeOf, (place) => times[place] as number);
  });
};

/** The middle 95 % of values; values that are not defined do not count. Null for none. */
export const middleOfDraws = (values: readonly number[]): { low: number; high: number } | null => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return sorted.length === 0 ? null : { low: at(0.025), high: at(0.975) };
};

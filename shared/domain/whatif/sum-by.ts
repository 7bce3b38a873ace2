/**
 * Adds items up that are the same in all members but the amounts. The result is sorted by those members, so that the order
 * of what is added does not show.
 *
 * @param amounts members that are added, all numbers
 */
export const sumBy = <T extends object>(items: Iterable<T>, amounts: readonly (keyof T & string)[]): T[] => {
  const isAmount = new Set<string>(amounts);
  const sums = new Map<string, T>();
  for (const item of items) {
    const key = JSON.stringify(Object.entries(item).filter(([name]) => !isAmount.has(name)));
    const sum = sums.get(key);
    if (!sum) sums.set(key, { ...item });
    else for (const name of amounts) Object.assign(sum, { [name]: Number(sum[name]) + Number(item[name]) });
  }
  return [...sums].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, sum]) => sum);
};

/** Does something to all items, at most `limit` at once. @throws the first failure, once it is known */
export const inParallel = async <Item>(
  limit: number,
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  // One iterator shared by all workers: each takes the next item when it is free.
  const waiting = Iterator.from(items);
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
};

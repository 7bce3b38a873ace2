import { erasureOrder, type Tombstone, tombstonesPrefix } from '../contracts/erasure.ts';
import type { ErasedIds } from '../domain/erased-ids.ts';
import { erasedIds, type Seal } from './erasure-seal.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectStore } from './object-store.ts';
import { storedJson } from './stored-json.ts';

/** Orders read at once. */
const parallel = 8;

/**
 * Whom no dump may bring back: asked anew for each dump, because somebody may have been erased a minute ago. An order never
 * changes, so each is read once.
 *
 * @param seal asked only where somebody was erased
 */
export const tombstones = (facts: Pick<ObjectStore, 'get' | 'list'>, seal: () => Promise<Seal>) => {
  const known = new Map<string, Tombstone[]>();
  return async (): Promise<ErasedIds | undefined> => {
    const keys = (await facts.list(tombstonesPrefix)).map(({ key }) => key);
    if (keys.length === 0) return undefined;
    await inParallel(
      parallel,
      keys.filter((key) => !known.has(key)),
      async (key) => {
        const order = await storedJson(facts, key, erasureOrder);
        if (order) known.set(key, Object.values(order.shards).flat());
      },
    );
    // Those that are there: what was known once may be gone, as when a test's bucket was emptied.
    return erasedIds(
      await seal(),
      keys.flatMap((key) => known.get(key) ?? []),
    );
  };
};

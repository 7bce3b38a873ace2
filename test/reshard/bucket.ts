import { copyFactsOf } from '../../functions/reshard/copy-facts.ts';
import { leftToCopy } from '../../local/reshard/left-to-copy.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { type FactLayout, layoutKey } from '../../shared/contracts/fact-layout.ts';

/** A bucket in memory, on objects that a test holds. */
export const bucketOf = (
  objects: Map<string, Uint8Array>,
): Pick<ObjectStore, 'get' | 'put' | 'list' | 'change' | 'remove'> => {
  const bytesOf = (body: Uint8Array | string) => (typeof body === 'string' ? new TextEncoder().encode(body) : body);
  return {
    get: async (key) => objects.get(key),
    put: async (key, body, _, options) => {
      if (!options?.ifAbsent || !objects.has(key)) objects.set(key, bytesOf(body));
    },
    change: async (key, _, change) => {
      const found = objects.get(key);
      const body = found && change(found);
      if (body === null) objects.delete(key);
      else if (body !== undefined) objects.set(key, bytesOf(body));
    },
    remove: async (key) => void objects.delete(key),
    list: async (prefix) =>
      [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, body]) => ({ key, bytes: body.length }))
        .sort((left, right) => (left.key < right.key ? -1 : 1)),
  };
};

/** Says how many shards there are. */
export const setLayout = (objects: Map<string, Uint8Array>, layout: FactLayout): void =>
  void objects.set(layoutKey, new TextEncoder().encode(JSON.stringify(layout)));

/** Works off all that is left to be copied or moved; answers how many messages that took. */
export const copyAll = async (objects: Map<string, Uint8Array>, layout: FactLayout): Promise<number> => {
  const facts = bucketOf(objects);
  const { requests } = await leftToCopy(facts, layout);
  for (const request of requests) await copyFactsOf(request, { facts });
  return requests.length;
};

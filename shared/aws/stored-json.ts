import type * as z from 'zod';
import type { ObjectStore } from './object-store.ts';

/** What an object's bytes say, by its contract. @throws where they are no JSON, or say something else */
export const readJson = <T>(bytes: Uint8Array, contract: z.ZodType<T>): T =>
  contract.parse(JSON.parse(new TextDecoder().decode(bytes)));

/** What a stored object says, by its contract; undefined where there is none. @throws where it says something else */
export const storedJson = async <T>(
  objects: Pick<ObjectStore, 'get'>,
  key: string,
  contract: z.ZodType<T>,
): Promise<T | undefined> => {
  const bytes = await objects.get(key);
  return bytes && readJson(bytes, contract);
};

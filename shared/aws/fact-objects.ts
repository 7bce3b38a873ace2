import { type FactLayout, type FactPlace, factLayout, layoutKey } from '../contracts/fact-layout.ts';
import type { FeedName } from '../contracts/feeds/index.ts';
import { type ShardPart, shardName, shardsMeeting } from '../domain/shard.ts';
import { allShards, type FactKey, factPrefix, parseFactKey } from '../dump/fact-key.ts';
import { factsOfPart } from '../dump/respread.ts';
import type { ByteRoom, ObjectStore } from './object-store.ts';
import { storedJson } from './stored-json.ts';

/** One object that holds facts of a part of all customers. */
export type FactObject = {
  key: string;
  parts: FactKey;
  /** The part asked for, where the object holds facts of others, too. */
  only?: ShardPart;
};

type Facts = Pick<ObjectStore, 'get' | 'list'>;

/** How many shards the facts are spread over; undefined where no dump has been taken in yet, or none since tierline keeps it. */
export const readLayout = (facts: Pick<ObjectStore, 'get'>): Promise<FactLayout | undefined> =>
  storedJson(facts, layoutKey, factLayout);

/** Number of shards that the facts are spread over. @param settings of a stack whose facts do not say */
export const shardsOfFacts = async (facts: Pick<ObjectStore, 'get'>, settings: number): Promise<number> =>
  (await readLayout(facts))?.now.shards ?? settings;

/**
 * Where a new dump's facts are written. The first one settles how many shards there are: from then on another number in
 * `cdk.json` changes nothing, because nobody would look for the facts there.
 *
 * @param shards of a stack that has none yet
 */
export const placeOfNewFacts = async (facts: Pick<ObjectStore, 'get' | 'put'>, shards: number): Promise<FactPlace> => {
  const known = await readLayout(facts);
  if (known) return known.now;
  const begun: FactLayout = { version: 1, now: { shards, first: true } };
  await facts.put(layoutKey, JSON.stringify(begun), 'application/json', { ifAbsent: true });
  return ((await readLayout(facts)) ?? begun).now;
};

/** Places to look in, the one that is being emptied first: what has left it by then lies in the other, complete. */
const placesOf = (layout: FactLayout | undefined, shards: number): FactPlace[] => {
  if (!layout) return [{ shards, first: true }];
  return layout.other ? [layout.other, layout.now] : [layout.now];
};

const isAt = ({ shards, first }: FactPlace, { parts }: FactObject): boolean =>
  parts.shards === (first ? undefined : shards);

/** Facts below a prefix, with what their keys say. */
export const factsBelow = async (facts: Pick<ObjectStore, 'list'>, prefix: string): Promise<FactObject[]> =>
  (await facts.list(prefix)).flatMap(({ key }) => {
    const parts = parseFactKey(key);
    return parts ? [{ key, parts }] : [];
  });

/** Facts in some shards of a place. */
export const listShards = async (
  facts: Pick<ObjectStore, 'list'>,
  place: FactPlace,
  shards: readonly number[],
  feed?: FeedName,
  period?: string,
): Promise<FactObject[]> => {
  const prefixes = shards.map((shard) => factPrefix(shardName(shard), feed, period, place));
  return (await Promise.all(prefixes.map((prefix) => factsBelow(facts, prefix)))).flat();
};

/** Every object that may hold facts of a part, in all places: whoever takes customers out must look into all of them. */
export const everyFactObject = async (
  facts: Facts,
  layout: FactLayout | undefined,
  part: ShardPart,
  feed?: FeedName,
): Promise<FactObject[]> => {
  const found: FactObject[] = [];
  for (const place of placesOf(layout, part.shards)) {
    const objects = await listShards(facts, place, shardsMeeting(part, place.shards), feed);
    const isCoarser = place.shards < part.shards;
    found.push(...(isCoarser ? objects.map((object) => ({ ...object, only: part })) : objects));
  }
  return found;
};

/** What two copies of the same facts have in common, whatever shards they are spread over: all that the key says of the dump. */
export const copyName = ({ feed, period, dumpId, from, part }: FactKey): string =>
  JSON.stringify([feed, period, dumpId, from ?? null, part]);

/**
 * The objects that hold the facts of a part of all customers, each fact once, wherever they lie: while the number of shards
 * changes, some have a copy in both places, some lie in one alone.
 *
 * An object is written whole, and made of nothing else. So the object of the coarser place, where it is there, has all of its
 * shard; where it is not, those of the finer place have. For a part as fine as the finer place, that one's own object goes
 * before: it need not be sifted.
 *
 * @param layout as it was read before anything is listed
 */
export const factObjects = async (
  facts: Facts,
  layout: FactLayout | undefined,
  part: ShardPart,
  feed?: FeedName,
): Promise<FactObject[]> => {
  const found = await everyFactObject(facts, layout, part, feed);
  const places = placesOf(layout, part.shards).sort((left, right) => left.shards - right.shards);
  const [coarser, finer] = places;
  if (!coarser || !finer) return found;
  const first = part.shards >= finer.shards ? finer : coarser;
  /** Of which shard of the coarser place an object is, or is a part. */
  const whose = ({ parts }: FactObject): string => `${copyName(parts)} ${Number(parts.shard) % coarser.shards}`;
  const known = new Set(found.filter((one) => isAt(first, one)).map(whose));
  return found.filter((one) => isAt(first, one) || !known.has(whose(one)));
};

/** Facts that are about no one customer: they are no shard's. */
export const factsOfNobody = (facts: Facts, feed?: FeedName): Promise<FactObject[]> =>
  factsBelow(facts, factPrefix(allShards, feed));

/**
 * An object's bytes, with the facts of the part alone.
 *
 * @param room for an object's bytes, where one is lent
 * @throws where it is gone: it was moved meanwhile, and is found anew
 */
export const readFactObject = async (
  facts: Pick<ObjectStore, 'get'>,
  { key, only }: FactObject,
  room?: ByteRoom,
): Promise<Uint8Array> => {
  const bytes = await facts.get(key, room);
  if (!bytes) throw new Error(`there is no object ${key} any more`);
  return only ? factsOfPart(bytes, only) : bytes;
};

import type { DumpItem } from '../../contracts/items/ledger.ts';

/** Whether one dump arrived before another: by time, then by S3's order of events, then by id, so that it is never open. */
export const byArrival = (left: DumpItem, right: DumpItem): number =>
  Date.parse(left.arrivedAt) - Date.parse(right.arrivedAt) ||
  compare(left.sequencer, right.sequencer) ||
  compare(left.dumpId, right.dumpId);

/** S3 compares sequencers as hexadecimal numbers, the shorter padded on the right: which is how strings compare. */
const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

/** Dumps of which a newer one replaces an older one. Parts of one delivery stand side by side, each replaced on its own. */
const deliveryOf = ({ feed, period, source, part }: DumpItem): string => JSON.stringify([feed, period, source, part]);

/**
 * Released dumps of one feed, month, source and part, oldest first: the last one stands. The same bytes dropped again stand for the dump that was
 * read; once that one is retracted they stand for nothing.
 */
const deliveries = (dumps: readonly DumpItem[]): DumpItem[][] => {
  const released = dumps.filter(({ status }) => status === 'released');
  const ids = new Set(released.map(({ dumpId }) => dumpId));
  const counted = released.filter(({ sameAs }) => sameAs === undefined || ids.has(sameAs));
  return [...Map.groupBy(counted, deliveryOf).values()].map((group) => group.sort(byArrival));
};

/**
 * The dumps that a run sees, oldest first: of each feed, month, source and part the newest released one. Order is by arrival alone, so it does not matter which was read first. Bytes that came again give the
 * dump that was read, at the place in time of those that came last.
 */
export const dumpsOfRun = (dumps: readonly DumpItem[]): DumpItem[] => {
  const byId = new Map(dumps.map((dump) => [dump.dumpId, dump]));
  return deliveries(dumps)
    .map((delivery) => delivery.at(-1) as DumpItem)
    .sort(byArrival)
    .map((dump) => {
      const { arrivedAt, sequencer } = dump;
      return { ...(byId.get(dump.sameAs ?? '') ?? dump), arrivedAt, sequencer };
    });
};

/** What a dump replaces, and what replaces it. */
export type DumpLinks = {
  /** The dump that stood until this one came, by id; none for the first. */
  supersedes: string[];
  /** The dump that came next in its place; absent while it stands. */
  supersededBy?: string;
};

/** Which dumps replace which, by id. Dumps that are not released replace nothing and are not replaced. */
export const dumpLinks = (dumps: readonly DumpItem[]): Map<string, DumpLinks> => {
  const links = new Map<string, DumpLinks>(dumps.map(({ dumpId }) => [dumpId, { supersedes: [] }]));
  for (const delivery of deliveries(dumps))
    for (const [index, { dumpId }] of delivery.entries()) {
      const next = delivery[index + 1]?.dumpId;
      if (next === undefined) continue;
      (links.get(dumpId) as DumpLinks).supersededBy = next;
      links.get(next)?.supersedes.push(dumpId);
    }
  return links;
};

/**
 * The dump that has the very bytes of `dump`, where it is read already and nothing has replaced it: then `dump` needs no
 * reading. Equal entity tag and size are equal bytes: S3's tag is the MD5 of the bytes, or for an upload in parts of the
 * parts' MD5s. The same bytes uploaded in other parts have another tag and are read again, which is right too.
 *
 * @param dumps all dumps of the month
 */
export const sameDump = (dump: DumpItem, dumps: readonly DumpItem[]): DumpItem | undefined =>
  dump.etag === undefined
    ? undefined
    : dumpsOfRun(dumps).find(
        (other) =>
          other.dumpId !== dump.dumpId &&
          deliveryOf(other) === deliveryOf(dump) &&
          other.etag === dump.etag &&
          other.bytes === dump.bytes &&
          other.mappingHash === dump.mappingHash,
      );

import type { DumpItem } from '../contracts/items/ledger.ts';

/** Whether one dump arrived before another: by time, then by S3's order of events, then by id, so that it is never open. */
const byArrival = (left: DumpItem, right: DumpItem): number =>
  Date.parse(left.arrivedAt) - Date.parse(right.arrivedAt) ||
  compare(left.sequencer, right.sequencer) ||
  compare(left.dumpId, right.dumpId);

/** S3 compares sequencers as hexadecimal numbers, the shorter padded on the right: which is how strings compare. */
const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

/**
 * The dumps that a run sees, oldest first. Only released ones; and of one landing key only the newest: the same file
 * delivered again replaces the older delivery whole, customers that it leaves out included. Files of other names stand
 * side by side (a system may deliver a month in parts), and the newer one holds customer by customer.
 */
export const dumpsOfRun = (dumps: readonly DumpItem[]): DumpItem[] => {
  const newestOfKey = new Map<string, DumpItem>();
  for (const dump of dumps.filter(({ status }) => status === 'released').sort(byArrival))
    newestOfKey.set(dump.key, dump);
  return [...newestOfKey.values()].sort(byArrival);
};

import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { RefusalReason } from '../../shared/contracts/receipt.ts';

/** What becomes of a dump that was read whole: it counts, but for slices that are held, or it waits for the operator. */
export type DumpVerdict = Pick<DumpItem, 'problem' | 'held'> & { status: 'released' | 'held' };

/**
 * Looks at a dump once all of it was read and before any of it counts: after the last chunk of a dump that was cut,
 * after the last row of one that was not. Told again after a crash it may know of more months, and its last word holds.
 *
 * @param dump the row as it would be released, with its counts
 * @param reasons its refused rows
 */
export type ReleaseGate = (dump: DumpItem, reasons: readonly RefusalReason[]) => Promise<DumpVerdict>;

/** Lets every dump through. */
export const openGate: ReleaseGate = async () => ({ status: 'released', problem: null });

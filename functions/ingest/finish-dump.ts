import { settleDumps } from '../../shared/aws/settle-dumps.ts';
import { storedJson } from '../../shared/aws/stored-json.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { type Receipt, receipt as receiptContract } from '../../shared/contracts/receipt.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { receiptSummary } from '../../shared/dump/receipt-summary.ts';
import type { IngestPorts } from './ports.ts';
import type { Reading } from './read-rows.ts';
import { openGate } from './release-gate.ts';

/** What finishing a dump needs. */
export type FinishPorts = Pick<IngestPorts, 'receipts' | 'ledger' | 'events' | 'gate'>;

/** True once nothing is left to read: what is told of the dump again changes nothing. */
export const isDone = ({ status }: DumpItem): boolean => status !== 'received' && status !== 'ingesting';

/** Through the contract, so that its members come in one order whoever writes it. */
const textOf = (receipt: Receipt): string => `${JSON.stringify(receiptContract.parse(receipt), null, 2)}\n`;

const putReceipt = (receipt: Receipt, { receipts }: FinishPorts): Promise<void> =>
  receipts.put(receiptKeys(receipt).receipt, textOf(receipt), 'application/json');

const storedReceipt = (dump: DumpItem, { receipts }: FinishPorts): Promise<Receipt | undefined> =>
  storedJson(receipts, receiptKeys(dump).receipt, receiptContract);

/**
 * What follows once a dump is done: the ledger says which dumps it replaces, the receipt says what the ledger says, and the
 * upstream system is told. Done again for each delivery of a message whose work is done already: the first may have died
 * before this.
 *
 * @param written the receipt, where it is at hand
 */
export const settle = async (dump: DumpItem, ports: FinishPorts, written?: Receipt): Promise<void> => {
  const links =
    dump.status === 'released' ? (await settleDumps(ports.ledger, dump.period)).get(dump.dumpId) : undefined;
  const receipt = written ?? (await storedReceipt(dump, ports));
  if (!receipt) return;
  const { status, problem, held } = dump;
  const isLinked = links && (links.supersedes.length > 0 || links.supersededBy !== undefined);
  const last: Receipt = { ...receipt, status, problem, held, ...(isLinked && links) };
  last.summary = receiptSummary(last);
  if (textOf(last) !== textOf(receipt)) await putReceipt(last, ports);
  await ports.events.announce(last, receiptKeys(dump).receipt);
};

const close = async (done: DumpItem, reading: Reading, ports: FinishPorts): Promise<DumpItem> => {
  const { warnings, reasons, quarantineKey } = reading;
  const receipt: Receipt = { ...done, warnings, reasons, quarantineKey };
  receipt.summary = receiptSummary(receipt);
  await putReceipt(receipt, ports);
  // The row comes last: from here on the facts count, and everything that it names is there.
  if (await ports.ledger.saveDump(done)) {
    await settle(done, ports, receipt);
    return done;
  }
  // Another worker was faster, or an operator has moved it since: the ledger's word holds, and the receipt follows it.
  const known = (await ports.ledger.dump(done.period, done.dumpId)) ?? done;
  await settle(known, ports);
  return known;
};

/**
 * Ends a dump that was read: gate, receipt, ledger row, news.
 *
 * @param dump its row so far
 * @param readings for one that was cut: first byte of each reading that counts
 * @returns its last ledger row
 */
export const finishDump = async (
  dump: DumpItem,
  reading: Reading,
  ports: FinishPorts,
  readings?: readonly number[],
): Promise<DumpItem> => {
  const { rows, accepted, refused, facts } = reading;
  const none = refused < rows ? null : `none of the ${rows} rows was accepted; the reasons say why`;
  const problem = reading.problem ?? none;
  const read: DumpItem = {
    ...dump,
    ...{ rows, accepted, refused, facts, problem },
    status: problem === null ? 'released' : 'failed',
    ...(readings && { readings: [...readings] }),
  };
  const verdict = problem === null ? await (ports.gate ?? openGate)(read, reading.reasons) : undefined;
  return close({ ...read, ...verdict }, reading, ports);
};

/** Ends a dump whose very bytes were read before: nothing is read, and that dump's facts stand for it. */
export const finishRepeated = (dump: DumpItem, first: DumpItem, ports: FinishPorts): Promise<DumpItem> => {
  const nothing = { rows: 0, accepted: 0, refused: 0, facts: {} };
  const warnings = [
    `these are the bytes of dump ${first.dumpId}, which was read already: nothing was read again, and its ${first.accepted} accepted rows stand; its receipt is ${receiptKeys(first).receipt}`,
  ];
  const done: DumpItem = { ...dump, ...nothing, status: 'released', problem: null, sameAs: first.dumpId };
  return close(done, { ...nothing, problem: null, warnings, reasons: [], quarantineKey: null }, ports);
};

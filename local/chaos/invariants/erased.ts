import { erasureProof } from '../../../shared/contracts/erasure.ts';
import { readParquet } from '../../../shared/dump/parquet.ts';
import type { Stored } from '../read-stored.ts';
import { dumpsOf } from './as-stored.ts';
import type { Violation } from './violation.ts';

/** Somebody who asked to be forgotten. */
export type ErasedCustomer = { customerId: string; phone: string };

const textOf = (bytes: Buffer): string =>
  bytes.subarray(0, 4).toString('latin1') === 'PAR1' ? JSON.stringify(readParquet(bytes)) : bytes.toString('utf8');

/** Sets are kept as sets by the document client. */
const plain = (_: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);

function* everything(stored: Stored): Generator<[where: string, text: string]> {
  for (const [key, bytes] of stored.facts) yield [`facts ${key}`, textOf(bytes)];
  for (const [key, bytes] of stored.reports) yield [`reports ${key}`, textOf(bytes)];
  for (const [key, bytes] of stored.receipts) yield [`receipts ${key}`, textOf(bytes)];
  for (const table of ['ledger', 'decisions', 'work', 'agentDays'] as const)
    for (const item of stored[table]) yield [`table ${table}`, JSON.stringify(item, plain)];
  for (const { queue, body } of stored.messages) yield [`queue ${queue}`, body];
}

/** Neither id nor number of an erased customer is anywhere but in the files as they were delivered; the proof is there. */
export const checkErased = (stored: Stored, erased: readonly ErasedCustomer[]): Violation[] => {
  const violations: Violation[] = [];
  for (const [where, text] of everything(stored))
    for (const { customerId, phone } of erased)
      if (text.includes(customerId) || text.includes(phone))
        violations.push({ kind: 'kept', what: `${customerId} in ${where}` });
  const orders = dumpsOf(stored).filter(({ feed, status }) => feed === 'erasures' && status === 'released');
  for (const { dumpId } of orders) {
    const proof = [...stored.receipts].find(([key]) => key.includes(`${dumpId}.proof`))?.[1];
    const seals = proof && erasureProof.parse(JSON.parse(proof.toString('utf8'))).seals;
    if (seals?.length !== erased.length)
      violations.push({
        kind: 'lost',
        what: `the proof of erasures ${dumpId}: it names ${seals?.length ?? 0} of ${erased.length}`,
      });
  }
  return violations;
};

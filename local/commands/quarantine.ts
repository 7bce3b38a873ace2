import { createInterface } from 'node:readline';
import { type QuarantinedRow, quarantinedRow } from '../../shared/contracts/receipt.ts';
import { cut } from '../../shared/domain/page/text-width.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { count, type Paint } from '../summary/table.ts';
import { type Answer, lineWidth, theOne, wrapped } from './answer.ts';
import type { Target } from './target.ts';

/** `quarantine show`: the first refused rows, read no further than that. */
export const showQuarantine = async (target: Target, id: string, limit: number, paint: Paint): Promise<Answer> => {
  const dump = theOne(id, await target.desk.all(), ({ dumpId }) => dumpId, 'dump');
  const source = await target.receipts.stream(receiptKeys(dump).quarantine);
  if (!source) return { lines: [`no row of dump ${dump.dumpId} was refused`], json: [] };
  const rows: QuarantinedRow[] = [];
  for await (const line of createInterface({ input: source })) {
    rows.push(quarantinedRow.parse(JSON.parse(line)));
    if (rows.length >= limit) break;
  }
  source.destroy();
  const lines = rows.flatMap(({ line, column, reason, row }) => [
    ...wrapped(`${paint('bold', `line ${line}`)}  ${column ?? 'whole row'}: ${reason}`, 4),
    paint('dim', `    ${cut(row.replaceAll(/\s+/g, ' '), lineWidth - 4)}`),
  ]);
  const rest = dump.refused - rows.length;
  if (rest > 0) lines.push(`and ${count(rest)} more: --limit ${dump.refused} shows all`);
  return { lines, json: rows };
};

import type { Receipt } from '../contracts/receipt.ts';

const count = (value: number, one: string): string => `${value} ${one}${value === 1 ? '' : 's'}`;

const headline = ({ status, rows, accepted, refused, problem, sameAs }: Receipt): string => {
  if (sameAs !== undefined) return `${status}: the same bytes as dump ${sameAs}; nothing was read again`;
  const counts = `${count(rows, 'row')} = ${accepted} accepted + ${refused} refused`;
  return problem === null ? `${status}: ${counts}` : `${status}: ${problem} (${counts})`;
};

/** A receipt in sentences: what became of the dump, what it replaces, then a line for each reason of refusal. */
export const receiptSummary = (receipt: Receipt): string[] => {
  const { supersedes = [], supersededBy, reasons, held = [] } = receipt;
  return [
    headline(receipt),
    ...(supersedes.length > 0 ? [`replaces ${supersedes.map((id) => `dump ${id}`).join(', ')}`] : []),
    ...(supersededBy === undefined ? [] : [`dump ${supersededBy} arrived later and holds in its place`]),
    ...held.map(
      ({ feed, slice, rows, findings }) =>
        `held: ${feed} of ${slice}, ${count(rows, 'row')}: ${findings.map(({ words }) => words).join('; ')}`,
    ),
    ...reasons.map(
      ({ column, reason, rows, firstLine }) =>
        `${count(rows, 'row')} refused: ${column ?? 'the row'} ${reason} (first at line ${firstLine})`,
    ),
  ];
};

import { type Random, random } from './random.ts';
import type { Row } from './rows.ts';

/** Of so many rows, one is spoilt: 0.3 %, a good day of a real billing system. */
const rowsPerMistake = 333;

/** What a spoilt row looks like. */
export type Mistake = {
  /** What is wrong, in words. */
  what: string;
  /** The row as it is written, where cells are wrong. */
  spoil?: (row: Row) => Row;
  /** Cells that the line ends after, where it is cut short; counted from the first. */
  cutAfter?: number;
};

const cell = (what: string, column: string, value: string): Mistake => ({
  what,
  spoil: (row) => ({ ...row, [column]: value }),
});
const noSuchDay = (column: string): Mistake => ({
  what: `${column} is a day that does not exist`,
  spoil: (row) => ({ ...row, [column]: '2026-02-30' }),
});
const cut: Mistake = { what: 'the line is cut short', cutAfter: 3 };
const nobody: Mistake = cell('no customer', 'customerId', '');

/** Kinds of mistakes by feed; every one of them must be refused, whatever the layout. */
export const mistakes: Record<string, readonly Mistake[]> = {
  customers: [
    noSuchDay('joinedOn'),
    cell('a segment that nobody knows', 'segment', 'platinum?'),
    cell('words for a number to call', 'phone', 'see note'),
    cell('credit beyond the scale', 'creditScore', '1200'),
    nobody,
    cut,
  ],
  usage: [
    cell('a number beyond all numbers', 'voiceMinutes', '1e309'),
    cell('less than no use', 'dataMb', '-1'),
    cell('thousands separated', 'dataMb', '1,234.5'),
    cell("a spreadsheet's error", 'incomingMinutes', '#DIV/0!'),
    cell('more days than a month has', 'activeDays', '32'),
    nobody,
    cut,
  ],
  billing: [
    cell("a spreadsheet's error", 'charged', '#DIV/0!'),
    cell('thousands separated', 'charged', '1,234.5'),
    cell('a number beyond all numbers', 'voiceFee', '1e309'),
    cell('less than no recharges', 'rechargeCount', '-1'),
    noSuchDay('lastPaidOn'),
    nobody,
    cut,
  ],
  service: [
    cell('satisfaction beyond the scale', 'satisfaction', '9'),
    cell('half a complaint', 'complaints', '1.5'),
    nobody,
    cut,
  ],
};

const feedNumbers: Record<string, number> = { customers: 1, usage: 2, billing: 3, service: 4 };

/** The mistake in this customer's row of a feed and month, or undefined: in 332 of 333 rows there is none. */
export const mistakeIn = (seed: number, feed: string, month: number, index: number): Mistake | undefined => {
  const numbers: Random = random(seed, 7, feedNumbers[feed] ?? 0, month, index);
  const kinds = mistakes[feed];
  return kinds && numbers.chance(1 / rowsPerMistake) ? numbers.pick(kinds) : undefined;
};

import type { Receipt } from '../contracts/receipt.ts';
import type { Problem } from './compile-mapping.ts';

type Reasons = Receipt['reasons'];

/** Distinct reasons that are told apart; a file with more has them all in its quarantine file. */
const mostReasons = 50;

const otherReasons: Problem = { column: null, reason: 'other reasons; see the quarantine file' };

/** Counts of several parts of one file, in the file's order, as if it had been counted in one go. */
export const mergeReasons = (reasons: Reasons): Reasons => {
  const tally = refusalTally();
  for (const { rows, firstLine, ...problem } of reasons) tally.add(problem, firstLine, rows);
  return tally.reasons();
};

/** Counts refused rows by column and reason, in bounded memory. */
export const refusalTally = () => {
  const tally = new Map<string, Reasons[number]>();
  const entryFor = ({ column, reason }: Problem): Reasons[number] | undefined => tally.get(`${column} ${reason}`);
  return {
    /** Counts refused rows, the first of them at `line`. */
    add(problem: Problem, line: number, rows = 1): void {
      const counted = entryFor(problem) ?? (tally.size < mostReasons ? undefined : entryFor(otherReasons));
      if (counted) {
        counted.rows += rows;
        return;
      }
      const { column, reason } = tally.size < mostReasons ? problem : otherReasons;
      tally.set(`${column} ${reason}`, { column, reason, rows, firstLine: line });
    },
    /** What was counted, most frequent first. */
    reasons: (): Reasons => [...tally.values()].sort((a, b) => b.rows - a.rows || a.firstLine - b.firstLine),
  };
};

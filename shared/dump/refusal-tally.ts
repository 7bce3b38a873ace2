import type { Receipt } from '../contracts/receipt.ts';
import type { Problem } from './compile-mapping.ts';

type Reasons = Receipt['reasons'];

/** Distinct reasons that are told apart; a file with more has them all in its quarantine file. */
const mostReasons = 50;

const otherReasons: Problem = { column: null, reason: 'other reasons; see the quarantine file' };

/** Counts refused rows by column and reason, in bounded memory. */
export const refusalTally = () => {
  const tally = new Map<string, Reasons[number]>();
  const entryFor = ({ column, reason }: Problem): Reasons[number] | undefined => tally.get(`${column} ${reason}`);
  return {
    /** Counts one refused row. */
    add(problem: Problem, line: number): void {
      const counted = entryFor(problem) ?? (tally.size < mostReasons ? undefined : entryFor(otherReasons));
      if (counted) {
        counted.rows++;
        return;
      }
      const { column, reason } = tally.size < mostReasons ? problem : otherReasons;
      tally.set(`${column} ${reason}`, { column, reason, rows: 1, firstLine: line });
    },
    /** What was counted, most frequent first. */
    reasons: (): Reasons => [...tally.values()].sort((a, b) => b.rows - a.rows || a.firstLine - b.firstLine),
  };
};

import type { Stats } from '../aws/stats.ts';
import type { ColdStarts } from './summary.ts';

/** The middle one of some numbers, the lower of two; 0 of none. */
export const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[(numbers.length - 1) >> 1] ?? 0;

/** How functions started, by their names behind the stack's; those that nobody called are left out. */
export const coldStartsOf = (invocations: Stats['invocations'], stack: string): ColdStarts =>
  Object.fromEntries(
    Object.entries(invocations)
      .filter(([, { coldStarts }]) => coldStarts.length > 0)
      .map(([name, { coldStarts }]) => [
        name.replace(`${stack}-`, ''),
        {
          starts: coldStarts.length,
          medianMs: Math.round(medianOf(coldStarts.map(({ ms }) => ms))),
          cpuMs: Math.round(medianOf(coldStarts.map(({ cpuMs }) => cpuMs))),
        },
      ]),
  );

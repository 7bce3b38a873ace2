import type { Coded } from '../decide/shard-table.ts';
import type { Card, FeatureColumns } from './scorecards.ts';
import { addBySlot } from './scorecards.ts';

/** Signs of so many features fit in one double: 3^33 is the last power of three below 2^53. */
const mostTrits = 33;

/**
 * What speaks for and against each customer, without the numbers: `churn:complaints+ churn:tenureMonths- value:arpu+`
 * says that complaints gave churn points, the tenure took some, and the charge gave value points. Two customers with the
 * same code have the same kind of reasons; a decision whose code stays the same is not written again.
 *
 * @param cards the cards that a decision explains; features in the order of the cards
 */
export const reasonCodes = (cards: readonly Card[], columns: FeatureColumns, rows: number): Coded => {
  const lines = cards.flatMap((card) => card.lines.map((line) => ({ name: `${card.name}:${line.feature}`, line })));
  const codes = new Int32Array(rows);
  let known: string[] = [''];
  for (let first = 0; first < lines.length; first += mostTrits) {
    const part = lines.slice(first, first + mostTrits);
    // A digit a feature in base three: 0 for no points, 1 for some, 2 for negative ones.
    const signs = new Float64Array(rows);
    part.forEach(({ line }, digit) => {
      const bySlot = line.points.map((points) => (points === 0 ? 0 : points > 0 ? 1 : 2) * 3 ** digit);
      addBySlot(line, columns, bySlot, signs);
    });
    known = intern(codes, known, signs, (number) => written(number, part));
  }
  return { codes, values: known };
};

/** Names of the digits that are not 0. */
const written = (signs: number, part: readonly { name: string }[]): string => {
  let rest = signs;
  const words: string[] = [];
  for (const { name } of part) {
    const sign = rest % 3;
    rest = (rest - sign) / 3;
    if (sign > 0) words.push(`${name}${sign === 1 ? '+' : '-'}`);
  }
  return words.join(' ');
};

/** Gives each combination of a code and a number a code of its own, in place; answers the words of the new codes. */
const intern = (
  codes: Int32Array,
  words: readonly string[],
  numbers: Float64Array,
  write: (number: number) => string,
): string[] => {
  const made: string[] = [];
  const known = words.map(() => new Map<number, number>());
  for (let row = 0; row < codes.length; row++) {
    const before = codes[row] as number;
    const number = numbers[row] as number;
    const byNumber = known[before] as Map<number, number>;
    let code = byNumber.get(number);
    if (code === undefined) {
      code = made.push([words[before], write(number)].filter((word) => word !== '').join(' ')) - 1;
      byNumber.set(number, code);
    }
    codes[row] = code;
  }
  return made;
};

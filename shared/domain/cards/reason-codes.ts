import type { Coded } from '../decide/shard-table.ts';
import type { Value } from '../kernel/expression.ts';
import { sum } from '../kernel/expression.ts';
import { bySlot, type FeatureValue } from './card-values.ts';
import { type Card, type FeatureColumns, type Line, slotsOf } from './scorecards.ts';

/** Signs of so many features fit in one double: 3^33 is the last power of three below 2^53. */
const mostTrits = 33;

/** A feature that gives points, and what its sign is by slot: a digit in base three, 0 for no points, 1 for some, 2 for negative ones. */
type Signed = { name: string; line: Line; signs: Float64Array };

/** The lines of some cards, as many to a number as fit. */
const partsOf = (cards: readonly Card[]): Signed[][] => {
  const lines = cards.flatMap((card) => card.lines.map((line) => ({ name: `${card.name}:${line.feature}`, line })));
  return Array.from({ length: Math.ceil(lines.length / mostTrits) }, (_, part) =>
    lines.slice(part * mostTrits, (part + 1) * mostTrits).map(({ name, line }, digit) => ({
      name,
      line,
      signs: line.points.map((points) => (points === 0 ? 0 : points > 0 ? 1 : 2) * 3 ** digit),
    })),
  );
};

/** Signs of what some cards say of a customer, in as many numbers as it takes. */
export const signValues = (cards: readonly Card[], featureValue: FeatureValue): Value[] =>
  partsOf(cards).map((part, place) =>
    sum(part.map(({ line, signs, name }) => bySlot(line, featureValue, signs, `sign of ${name}, part ${place}`))),
  );

/** The same of single customers, by row. */
export const signsIn = (cards: readonly Card[], columns: FeatureColumns): ((row: number) => number)[] =>
  partsOf(cards).map((part) => {
    const slots = part.map(({ line }) => slotsOf(line, columns));
    return (row) => part.reduce((all, { signs }, place) => all + (signs[slots[place]?.(row) as number] as number), 0);
  });

/**
 * What speaks for and against each customer, without the numbers: `churn:complaints+ churn:tenureMonths- value:arpu+`
 * says that complaints gave churn points, the tenure took some, and the charge gave value points. Two customers with the
 * same code have the same kind of reasons; a decision whose code stays the same is not written again.
 *
 * @param cards the cards that a decision explains; features in the order of the cards
 * @param signs what {@link signValues} comes to
 */
export const reasonCodes = (cards: readonly Card[], signs: readonly Float64Array[], rows: number): Coded => {
  const codes = new Int32Array(rows);
  let known: string[] = [''];
  for (const [place, part] of partsOf(cards).entries())
    known = intern(codes, known, signs[place] as Float64Array, (number) => written(number, part));
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
  recode(codes, numbers, known, (before, number) => {
    const code = made.push([words[before], write(number)].filter((word) => word !== '').join(' ')) - 1;
    known[before]?.set(number, code);
    return code;
  });
  return made;
};

/** Puts the code of each combination in place; those not known yet are added. */
const recode = (
  codes: Int32Array,
  numbers: Float64Array,
  known: readonly ReadonlyMap<number, number>[],
  add: (before: number, number: number) => number,
): void => {
  for (let row = 0; row < codes.length; row++) {
    const before = codes[row] as number;
    const number = numbers[row] as number;
    codes[row] = known[before]?.get(number) ?? add(before, number);
  }
};

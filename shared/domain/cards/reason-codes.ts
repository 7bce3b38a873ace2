import type { Coded } from '../decide/shard-table.ts';
import type { Value } from '../kernel/expression.ts';
import { sum } from '../kernel/expression.ts';
import { bySlot, type FeatureValue } from './card-values.ts';
import { type Card, type FeatureColumns, type Line, slotsOf } from './scorecards.ts';

/** Signs of so many features fit in one double: 3^33 is the last power of three below 2^53. */
const mostTrits = 33;

const halfTrits = 17;
const lowerHalf = 3 ** halfTrits;

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
  let words = '';
  // In two halves, each a whole number of 32 bits: a remainder of doubles takes ten times as long.
  let rest = (signs % lowerHalf) | 0;
  for (let digit = 0; digit < part.length; digit++) {
    if (digit === halfTrits) rest = Math.floor(signs / lowerHalf) | 0;
    const sign = rest % 3;
    rest = ((rest - sign) / 3) | 0;
    if (sign > 0) words += `${words === '' ? '' : ' '}${part[digit]?.name}${sign === 1 ? '+' : '-'}`;
  }
  return words;
};

/** Gives each combination of a code and a number a code of its own, in place; answers the words of the new codes. */
const intern = (
  codes: Int32Array,
  words: readonly string[],
  numbers: Float64Array,
  write: (number: number) => string,
): string[] => {
  const { places, found } = roomFor(codes.length);
  const before = codes.slice();
  const count = recode(codes, numbers, before, places.fill(-1), found);
  return Array.from(found.subarray(0, count), (row) =>
    [words[before[row] as number], write(numbers[row] as number)].filter((word) => word !== '').join(' '),
  );
};

/** Places of a hash table, which it takes a while to fill, and room for the rows that are found. Used again. */
let room = { places: new Int32Array(0), found: new Int32Array(0) };

const roomFor = (rows: number): typeof room => {
  if (room.found.length < rows)
    room = { places: new Int32Array(2 ** Math.ceil(Math.log2(rows * 2 + 2))), found: new Int32Array(rows) };
  return room;
};

/** An odd number without a pattern, that bits are spread by. */
const factor = 0x9e3779b1;

/**
 * Puts the code of each combination in place, in the order in which they are first met; answers how many there are.
 *
 * @param before the codes as they were
 * @param places of a hash table, -1 for free: at least one of them stays so
 * @param found where the row goes in which each is first met
 */
const recode = (
  codes: Int32Array,
  numbers: Float64Array,
  before: Int32Array,
  places: Int32Array,
  found: Int32Array,
): number => {
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  const last = places.length - 1;
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = before[row] as number;
    const number = numbers[row] as number;
    const mixed = Math.imul((bits[row * 2] as number) ^ Math.imul(code, factor), factor);
    const hash = Math.imul(mixed ^ (mixed >>> 15) ^ (bits[row * 2 + 1] as number), factor);
    let place = (hash ^ (hash >>> 15)) & last;
    let known = places[place] as number;
    while (known >= 0 && !(before[found[known] as number] === code && numbers[found[known] as number] === number)) {
      place = (place + 1) & last;
      known = places[place] as number;
    }
    if (known < 0) {
      known = count++;
      places[place] = known;
      found[known] = row;
    }
    codes[row] = known;
  }
  return count;
};

import { binOf } from '../domain/cards/bin-of.ts';
import type { Card } from './card.ts';
import { probabilityOf } from './metrics.ts';
import type { Table } from './table.ts';
import { numberIn, type Row, type Value, wordIn } from './value.ts';
import { withDerived, workedOut } from './worked-out.ts';

/** Where points came from: a feature, or two of them together. */
export type CardReason = { features: readonly [string] | readonly [string, string]; points: number };

/** A feature, ready to be looked up: slot of a value, and points by slot. */
type Line = {
  feature: string;
  points: Float64Array;
  edges: Float64Array;
  places: ReadonlyMap<string, number> | undefined;
  missing: number;
};
type PairLine = {
  first: number;
  second: number;
  rows: Uint16Array;
  columns: Uint16Array;
  points: Float64Array;
  width: number;
};

const lineOf = ({ feature, weight, bins, categories, missing, other }: Card['features'][number]): Line => {
  const given = bins ?? categories ?? [];
  return {
    feature,
    points: Float64Array.from([...given, missing, ...(other ? [other] : [])], ({ points }) => points * weight),
    edges: Float64Array.from((bins ?? []).slice(0, -1), ({ below }) => below ?? Number.POSITIVE_INFINITY),
    places: categories && new Map(categories.flatMap(({ is }, place) => is.map((word) => [word, place] as const))),
    missing: given.length,
  };
};

/** Slot of a value. A number in a column of words is read as a word, a word in one of numbers as missing unless it is a number. */
const slotOf = ({ edges, places, missing }: Line, value: Value): number => {
  if (places) {
    const word = wordIn(value);
    return word === undefined ? missing : (places.get(word) ?? missing + 1);
  }
  const number = numberIn(value);
  return Number.isNaN(number) ? missing : binOf(edges, number);
};

/** A card, ready to be asked. */
export type Scorer = {
  /** Base and all points of a row. */
  score: (row: Row) => number;
  /** Probability of a score; undefined where the card's points are but points. */
  probability: ((score: number) => number) | undefined;
  /** Where the points of a row came from, the greatest first. With the base they add up to the score. */
  reasons: (row: Row, most?: number) => CardReason[];
  /** Scores of a whole table; a column that it has not is missing in all rows. */
  scores: (table: Table) => Float64Array;
  /** Names of the features, in the card's order. */
  features: readonly string[];
};

/** Prepares a card. */
export const scorer = ({ base, link, features, pairs, derived = [] }: Card): Scorer => {
  const lines = features.map(lineOf);
  /** By name: what works a derived column out, each from those before it. */
  const made = new Map<string, (row: Row) => Value>();
  const read = (column: string) => made.get(column) ?? ((row: Row) => row[column]);
  for (const one of derived) made.set(one.feature, workedOut(one, read));
  const workOf = lines.map(({ feature }) => made.get(feature));
  const slots = new Uint16Array(lines.length);
  const pairLines = pairs.map(({ features: [one, two], groups, points }): PairLine => {
    const width = points[0]?.length ?? 0;
    return {
      first: lines.findIndex(({ feature }) => feature === one),
      second: lines.findIndex(({ feature }) => feature === two),
      rows: Uint16Array.from(groups[0]),
      columns: Uint16Array.from(groups[1]),
      points: Float64Array.from(points.flat()),
      width,
    };
  });
  const pairPoints = ({ first, second, rows, columns, points, width }: PairLine): number => {
    const row = rows[slots[first] as number] as number;
    const column = columns[slots[second] as number] as number;
    return points[row * width + column] as number;
  };
  const score = (row: Row): number => {
    let sum = base;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] as Line;
      const work = workOf[at];
      const slot = slotOf(line, work ? work(row) : row[line.feature]);
      slots[at] = slot;
      sum += line.points[slot] as number;
    }
    for (let at = 0; at < pairLines.length; at++) sum += pairPoints(pairLines[at] as PairLine);
    return sum;
  };

  const reasons = (row: Row, most = Number.POSITIVE_INFINITY): CardReason[] => {
    score(row);
    const found: CardReason[] = [];
    const insert = (name: () => CardReason['features'], points: number): void => {
      if (points === 0) return;
      if (found.length >= most && points <= (found[found.length - 1] as CardReason).points) return;
      let place = found.length;
      while (place > 0 && (found[place - 1] as CardReason).points < points) place--;
      found.splice(place, 0, { features: name(), points });
      if (found.length > most) found.pop();
    };
    lines.forEach((line, at) => {
      insert(() => [line.feature], line.points[slots[at] as number] as number);
    });
    pairLines.forEach((line, at) => {
      insert(() => (pairs[at] as Card['pairs'][number]).features, pairPoints(line));
    });
    return found;
  };

  const scores = (given: Table): Float64Array => {
    const table = withDerived(given, derived);
    const columns = lines.map((line) => {
      const texts = table.texts.get(line.feature);
      const places = texts?.values.map((word) => slotOf(line, word));
      const numbers = table.numbers.get(line.feature);
      return (row: number): number => {
        if (numbers) return slotOf(line, numbers[row]);
        const code = texts ? (texts.codes[row] as number) : -1;
        return code < 0 ? line.missing : (places?.[code] as number);
      };
    });
    return Float64Array.from({ length: table.rows }, (_, row) => {
      let sum = base;
      for (let at = 0; at < lines.length; at++) {
        const slot = (columns[at] as (row: number) => number)(row);
        slots[at] = slot;
        sum += (lines[at] as Line).points[slot] as number;
      }
      for (const line of pairLines) sum += pairPoints(line);
      return sum;
    });
  };
  const probability =
    link.type === 'logistic' ? (points: number) => probabilityOf((points - link.offset) / link.factor) : undefined;
  return { score, probability, reasons, scores, features: lines.map(({ feature }) => feature) };
};

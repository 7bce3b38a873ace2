import { binOf } from '../domain/cards/bin-of.ts';
import type { Card, CardFeature } from './card.ts';
import { quantileEdges } from './edges.ts';
import type { Table } from './table.ts';

/**
 * What a feature's points stand in, slot by slot: its bins or categories, then `missing`, then (categories) `other`. `codes`
 * holds each row's slot.
 */
export type Slots = {
  name: string;
  codes: Uint16Array;
  /** Number of slots. */
  count: number;
  /** Rows by slot. */
  rows: Float64Array;
} & ({ kind: 'number'; edges: Float64Array } | { kind: 'text'; categories: readonly string[] });

/** Bins of a number: as fine as those of histogram boosting. Bins that a curve does not need are merged in the end. */
const mostBins = 255;
/** Fewest rows of a bin: fewer tell nothing. */
const rowsOfBin = 5;
/** Categories that get a slot, the most frequent first. */
const mostCategories = 1_000;
/** Fewest rows of a category: all rarer ones are `other`, as is a word that was never seen. */
const rowsOfCategory = 5;

const counted = (codes: Uint16Array, count: number): Float64Array => {
  const rows = new Float64Array(count);
  for (let row = 0; row < codes.length; row++) rows[codes[row] as number] = (rows[codes[row] as number] as number) + 1;
  return rows;
};

const slotsOfNumbers = (name: string, values: Float64Array, prior: CardFeature | undefined): Slots => {
  const fixed = (prior?.bins ?? []).flatMap(({ below }) => (below === undefined ? [] : [below]));
  const most = Math.max(2, Math.min(mostBins, Math.floor(values.length / rowsOfBin)));
  const edges = quantileEdges(values, most, fixed);
  const codes = new Uint16Array(values.length);
  for (let row = 0; row < codes.length; row++) {
    const value = values[row] as number;
    codes[row] = Number.isNaN(value) ? edges.length + 1 : binOf(edges, value);
  }
  const count = edges.length + 2;
  return { kind: 'number', name, codes, count, rows: counted(codes, count), edges };
};

const slotsOfTexts = (
  name: string,
  { codes: words, values }: { codes: Int32Array; values: readonly string[] },
  prior: CardFeature | undefined,
): Slots => {
  const rows = new Float64Array(values.length);
  for (const word of words) if (word >= 0) rows[word] = (rows[word] as number) + 1;
  const named = new Set((prior?.categories ?? []).flatMap(({ is }) => is));
  const chosen = [...values.keys()]
    .filter((word) => (rows[word] as number) >= rowsOfCategory)
    .sort((a, b) => (rows[b] as number) - (rows[a] as number) || a - b)
    .slice(0, mostCategories)
    .map((word) => values[word] as string);
  const categories = [...new Set([...named, ...chosen])];
  const places = new Map(categories.map((word, place) => [word, place]));
  const missing = categories.length;
  const placeOf = values.map((word) => places.get(word) ?? missing + 1);
  const codes = new Uint16Array(words.length);
  for (let row = 0; row < codes.length; row++) {
    const word = words[row] as number;
    codes[row] = word < 0 ? missing : (placeOf[word] as number);
  }
  const count = categories.length + 2;
  return { kind: 'text', name, codes, count, rows: counted(codes, count), categories };
};

/**
 * Puts every value of a table in its slot. Bins depend on the values alone, never on labels, so that a held-out row may share them.
 *
 * @param prior card whose bins and categories must not be cut
 */
export const slotsOf = (table: Table, prior?: Card): Slots[] => {
  const priorOf = (name: string): CardFeature | undefined => prior?.features.find(({ feature }) => feature === name);
  return [
    ...[...table.numbers].map(([name, values]) => slotsOfNumbers(name, values, priorOf(name))),
    ...[...table.texts].map(([name, coded]) => slotsOfTexts(name, coded, priorOf(name))),
  ];
};

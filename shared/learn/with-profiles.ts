import type { Learned } from './calibrate.ts';
import type { Profiles } from './derived.ts';
import { type Folded, outOfFold } from './fit-mains.ts';
import { probabilityOf } from './metrics.ts';
import type { Slots } from './slots.ts';
import { isSurelyBetter } from './surely-better.ts';
import type { Table } from './table.ts';
import { leafRidge } from './tree-step.ts';
import { cellsOfTable, type Twins, twinsOf } from './twins.ts';

/**
 * Bytes of a card that profiles may take: some two hundred of a dozen columns beside single features, of which twenty take 2 KB, so that
 * there are 10; nearly six hundred beside pairs, of which twenty take 26, so that there are less than 50.
 */
const mostBytes = { alone: 8_000, withPairs: 22_000 };
/** Standard errors by which profiles must tell rows not seen better. */
const sureOfProfiles = 2;
/** What rows that are like a profile are drawn to nought by, and their points at most: few rows tell, and all may agree. */
const [pointsRidge, mostPoints] = [0.1, 5];

const name = 'met before';
const words = ['met before as positive', 'met before as negative', 'not met before'] as const;
/** Place of the word of a row that is like no profile. */
const unlike = 2;

/** Word of each group of rows: those that log-odds tell worst are remembered, by their labels. */
const remembered = (
  { group, count }: Twins,
  labels: Float64Array,
  scores: Float64Array,
  isSeen: (row: number) => boolean,
  most: number,
): Uint8Array => {
  const [residuals, curvatures] = [new Float64Array(count), new Float64Array(count)];
  group.forEach((own, row) => {
    if (!isSeen(row)) return;
    const chance = probabilityOf(scores[row] as number);
    residuals[own] = (residuals[own] as number) + (labels[row] as number) - chance;
    curvatures[own] = (curvatures[own] as number) + chance * (1 - chance);
  });
  const gains = residuals.map((residual, own) => residual ** 2 / ((curvatures[own] as number) + leafRidge));
  const chosen = [...gains.keys()]
    // Nothing is gained by those of whom no row was seen.
    .filter((own) => (gains[own] as number) > 0)
    .sort((a, b) => (gains[b] as number) - (gains[a] as number) || a - b)
    .slice(0, most);
  const wordOf = new Uint8Array(count).fill(unlike);
  for (const own of chosen) wordOf[own] = (residuals[own] as number) > 0 ? 0 : 1;
  return wordOf;
};

/** What rows that no model has seen, and that are like a profile of others, say that it is worth. */
const pointsOf = (place: number, wordBy: Uint8Array, labels: Float64Array, unseen: Float64Array): number => {
  const rows = [...labels.keys()].filter((row) => wordBy[row] === place);
  let points = 0;
  for (let step = 0; step < 30; step++) {
    let [slope, curvature] = [-pointsRidge * points, pointsRidge];
    for (const row of rows) {
      const chance = probabilityOf((unseen[row] as number) + points);
      slope += (labels[row] as number) - chance;
      curvature += chance * (1 - chance);
    }
    points += Math.max(-1, Math.min(1, slope / curvature));
  }
  return Math.max(-mostPoints, Math.min(mostPoints, points));
};

/**
 * A card that remembers the rows it tells worst, where a table has the same rows many times over: who agrees with one of them, cell by
 * cell, gets points for its label. Deep trees remember so, too. Undefined where rows not seen do not surely gain.
 *
 * @param own features of the table's own columns: those that profiles are made of
 * @param slots features of the card
 */
export const withProfiles = (
  table: Table,
  own: readonly Slots[],
  slots: readonly Slots[],
  { labels, fold, folds }: Folded,
  { model, byFold }: Learned,
): { slots: Slots[]; learned: Learned; profiles: Profiles } | undefined => {
  if (table.numbers.has(name) || table.texts.has(name)) return undefined;
  const rows = labels.length;
  const cells = cellsOfTable(table, own);
  const twins = twinsOf(own, cells, rows);
  if (!twins) return undefined;
  const cellsIn = (row: number) => cells.map(({ at }) => at(row));
  const step = Math.ceil(rows / 100);
  const samples = [...labels.keys()].filter((row) => row % step === 0);
  const bytes = samples.reduce((sum, row) => sum + JSON.stringify(cellsIn(row)).length + 1, 0) / samples.length;
  const most = Math.floor(mostBytes[model.pairs.length > 0 ? 'withPairs' : 'alone'] / bytes);

  const wordsByFold = Array.from({ length: folds }, (_, left) => {
    const wordOf = remembered(twins, labels, byFold[left] as Float64Array, (row) => fold[row] !== left, most);
    return Uint8Array.from(twins.group, (group) => wordOf[group] as number);
  });
  const wordBy = Uint8Array.from(fold, (left, row) => wordsByFold[left]?.[row] as number);
  const before = outOfFold(fold, byFold);
  const points = [pointsOf(0, wordBy, labels, before), pointsOf(1, wordBy, labels, before), 0];
  const after = byFold.map((scores, left) =>
    scores.map((score, row) => score + (points[wordsByFold[left]?.[row] as number] as number)),
  );
  if (!isSurelyBetter(labels, outOfFold(fold, after), before, sureOfProfiles)) return undefined;

  const mean = byFold[0]?.map((_, row) => byFold.reduce((sum, scores) => sum + (scores[row] as number), 0) / folds);
  const wordOf = remembered(twins, labels, mean as Float64Array, () => true, most);
  const codes = Uint16Array.from(twins.group, (group) => wordOf[group] as number);
  const feature: Slots = { kind: 'text', name, codes, count: 5, rows: new Float64Array(5), categories: words };
  for (const code of codes) feature.rows[code] = (feature.rows[code] as number) + 1;
  const listed = new Set<number>();
  const lists: Profiles['lists'] = [words[0], words[1]].map((is) => ({ is, rows: [] }));
  twins.group.forEach((group, row) => {
    const place = wordOf[group] as number;
    if (place === unlike || listed.has(group)) return;
    listed.add(group);
    lists[place]?.rows.push(cellsIn(row));
  });
  return {
    slots: [...slots, feature],
    learned: { model: { ...model, mains: [...model.mains, Float64Array.of(...points, 0, 0)] }, byFold: after },
    profiles: {
      type: 'profiles',
      feature: name,
      columns: cells.map(({ column, isNumber }) => ({ column, isNumber })),
      lists,
      otherwise: words[unlike],
    },
  };
};

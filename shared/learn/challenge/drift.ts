import type { Spread, WordSpread } from '../../contracts/learned-card.ts';
import { binSlots, blankBin, countValues } from '../../domain/gate/gate-bins.ts';
import { psi, total } from '../../domain/gate/psi.ts';
import type { Coded } from '../table.ts';

/** How values lie: in the bins of the feed gate, four to a doubling, so that spreads of any two months can be compared. */
export const spreadOf = (values: Float64Array): Spread => {
  const counts = new Uint32Array(binSlots);
  countValues(values, counts, 0);
  const histogram: number[] = [];
  for (let bin = 0; bin < blankBin; bin++) if ((counts[bin] as number) > 0) histogram.push(bin, counts[bin] as number);
  return { histogram, blanks: counts[blankBin] as number };
};

/** Words kept of a column, and the fewest rows of one: as the learner does, for rarer ones may name a person. */
const [mostWords, rowsOfWord] = [1_000, 5];

/** Which words a column holds, equally common ones in the order of their letters. */
export const wordSpreadOf = ({ codes, values }: Coded): WordSpread => {
  const rows = new Array<number>(values.length).fill(0);
  let blanks = 0;
  for (const code of codes)
    if (code < 0) blanks++;
    else rows[code] = (rows[code] as number) + 1;
  const words = values
    .map((word, code): [string, number] => [word, rows[code] as number])
    .filter(([, count]) => count >= rowsOfWord)
    .sort(([one, many], [other, fewer]) => fewer - many || (one < other ? -1 : 1))
    .slice(0, mostWords);
  const listed = words.reduce((sum, [, count]) => sum + count, 0);
  return { words, others: codes.length - blanks - listed, blanks };
};

/** A share that was nought would else be infinitely far from one that is not. */
const floor = 0.001;

/** Sum over groups of the distance of their shares times that of the shares' logarithms. */
const indexOf = (before: readonly number[], after: readonly number[]): number => {
  const sharesOf = (rows: readonly number[]): number[] => {
    const all = rows.reduce((sum, count) => sum + count, 0);
    return rows.map((count) => (count / Math.max(1, all) + floor) / (1 + floor * rows.length));
  };
  const [shares, others] = [sharesOf(before), sharesOf(after)];
  return shares.reduce((sum, share, group) => {
    const other = others[group] as number;
    return sum + (other - share) * Math.log(other / share);
  }, 0);
};

/**
 * Stability index of values against those of training: the usual sum over tenths of the reference, and over the two groups
 * "known" and "not known". 0 for equal ones, above 0.25 another population.
 */
export const driftOf = (reference: Spread, now: Spread): number => {
  const known = ({ histogram, blanks }: Spread): [number, number] => [total(histogram), blanks];
  return psi(reference.histogram, now.histogram) + indexOf(known(reference), known(now));
};

/** Share of the reference from which a word is a group of its own: of many rare ones, chance alone would make an index. */
const shareOfGroup = 0.05;

/**
 * Stability index of words against those of training: groups are the common words, all rarer ones, and those that training did not name (a new
 * plan is the plainest drift there is); and "known" and "not known", as for values.
 */
export const wordDriftOf = (reference: WordSpread, now: Coded): number => {
  const [listed, others, blanks] = [new Map(reference.words), reference.others, reference.blanks];
  const known = reference.words.reduce((sum, [, count]) => sum + count, others);
  const common = reference.words.filter(([, count]) => count >= shareOfGroup * known).map(([word]) => word);
  const [rarer, unnamed] = [common.length, common.length + 1];
  const groupOf = (word: string): number => {
    const own = common.indexOf(word);
    return own >= 0 ? own : listed.has(word) ? rarer : unnamed;
  };
  const before = new Array<number>(common.length + 2).fill(0);
  for (const [word, count] of reference.words) before[groupOf(word)] = (before[groupOf(word)] as number) + count;
  before[unnamed] = others;
  const after = new Array<number>(common.length + 2).fill(0);
  const groups = now.values.map(groupOf);
  let missing = 0;
  for (const code of now.codes) {
    if (code < 0) missing++;
    else after[groups[code] as number] = (after[groups[code] as number] as number) + 1;
  }
  const found = now.codes.length - missing;
  // 0 where either has no words: that is for blanks to tell.
  const moved = known === 0 || found === 0 ? 0 : indexOf(before, after);
  return moved + indexOf([known, blanks], [found, missing]);
};

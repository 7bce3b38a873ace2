import { isPromiseFeature } from '../../contracts/features/promises.ts';
import type { PromiseList } from '../../contracts/policy/promises.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import { signsIn } from '../cards/reason-codes.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import { type Card, scoreIn } from '../cards/scorecards.ts';
import type { Coded } from '../decide/shard-table.ts';
import { wordList } from '../decide/word-list.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { answersOf, promiseFeaturesOf } from './promise-features.ts';
import type { ShardPromises } from './shard-promises.ts';

const readsPromises = ({ lines, pairs }: Card): boolean =>
  [...lines, ...pairs.flatMap((pair) => pair.lines)].some(({ feature }) => isPromiseFeature(feature));

/**
 * Puts the features of promises where cards and rules look for them, and scores those again to whom anything was promised,
 * by the cards that ask. All others are scored already: of them `scoreTable` knows that nothing was.
 */
export const withPromises = (
  compiled: CompiledPolicy,
  scored: ScoredTable,
  { byRow }: Pick<ShardPromises, 'byRow'>,
): ScoredTable => {
  const { promises } = compiled;
  const wanted = compiled.numbers.filter(isPromiseFeature);
  if (!promises || wanted.length === 0 || byRow.size === 0) return scored;
  const answers = answersOf(promises);
  const numbers = new Map(scored.numbers);
  for (const name of wanted) numbers.set(name, (scored.numbers.get(name) as Float64Array).slice());
  for (const [row, entries] of byRow) {
    const its = promiseFeaturesOf(entries, answers);
    for (const name of wanted) (numbers.get(name) as Float64Array)[row] = its[name];
  }
  const columns = { numbers, texts: scored.texts };
  const again = (all: Float64Array, of: (row: number) => number): Float64Array => {
    const values = all.slice();
    for (const row of byRow.keys()) values[row] = of(row);
    return values;
  };
  const scores = new Map(scored.scores);
  for (const card of compiled.cards.filter(readsPromises))
    scores.set(card.name, again(scored.scores.get(card.name) as Float64Array, scoreIn(card, columns)));
  const signs = signsIn(compiled.explained, columns).map((signsAt, part) =>
    again(scored.signs[part] as Float64Array, signsAt),
  );
  return { ...scored, numbers, scores, signs };
};

/** How many promises of each name are open, and broken, by row: columns of words, which a change in writes again. */
export const promiseColumns = (
  { list }: PromiseList,
  byRow: ShardPromises['byRow'],
  rows: number,
): { state: 'openPromises' | 'brokenPromises'; name: string; column: Coded }[] => {
  const found: ReturnType<typeof promiseColumns> = [];
  for (const [state, family] of [
    ['open', 'openPromises'],
    ['broken', 'brokenPromises'],
  ] as const)
    for (const { name } of list) {
      const counts = wordList();
      const codes = new Int32Array(rows).fill(-1);
      for (const [row, entries] of byRow) {
        const count = entries.reduce((sum, entry) => sum + Number(entry.state === state && entry.promise === name), 0);
        if (count > 0) codes[row] = counts.codeOf(String(count));
      }
      if (counts.words.length > 0) found.push({ state: family, name, column: { codes, values: counts.words } });
    }
  return found;
};

/** PromiseList by name and state: `repair:broken`. */
export const countPromises = (entries: readonly PromiseEntry[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { promise, state } of entries) counts[`${promise}:${state}`] = (counts[`${promise}:${state}`] ?? 0) + 1;
  return counts;
};

/** Dumps that each customer was decided on, with those that promises were made of. */
export const withDumps = (dumps: Coded, { dumpsByRow }: Pick<ShardPromises, 'dumpsByRow'>): Coded => {
  if (dumpsByRow.size === 0) return dumps;
  const words = wordList(dumps.values);
  const codes = dumps.codes.slice();
  for (const [row, its] of dumpsByRow) {
    const known = (dumps.values[codes[row] as number] ?? '').split(';').filter((dumpId) => dumpId !== '');
    codes[row] = words.codeOf([...new Set([...known, ...its])].sort().join(';'));
  }
  return { codes, values: words.words };
};

import { isPromiseFeature } from '../../contracts/features/promises.ts';
import type { Coded, ShardTable } from '../decide/shard-table.ts';
import type { ShardFacts } from '../facts/facts.ts';
import { formulas } from '../features/features.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { scoresOf } from './scorecards.ts';

/** Customers of a shard, their features, and the points of every card. */
export type ScoredTable = ShardTable & {
  /** Points by card. */
  scores: ReadonlyMap<string, Float64Array>;
};

/** Features and points of all customers of a shard: two of the three levels of grading, the tiers being the third. */
export const scoreTable = (compiled: CompiledPolicy, facts: ShardFacts, night: Night): ScoredTable => {
  const { ids, rows } = facts;
  const columns = {
    numbers: new Map(
      compiled.numbers.map((name) => [
        name,
        // Promises are counted once it is known to whom they are made; to nearly everybody nothing was.
        isPromiseFeature(name) && compiled.promises ? new Float64Array(rows) : formulas[name](facts, night),
      ]),
    ),
    texts: new Map(compiled.texts.map((name) => [name, facts.profileWord(name)])),
  };
  return {
    ids,
    rows,
    ...columns,
    scores: new Map(compiled.cards.map((card) => [card.name, scoresOf(card, columns, rows)])),
  };
};

/** A table of some of the customers. @param isPicked 1 by row */
export const pickRows = (table: ScoredTable, isPicked: Uint8Array): ScoredTable => {
  if (isPicked.every((is) => is === 1)) return table;
  const numbers = <Name>(columns: ReadonlyMap<Name, Float64Array>): Map<Name, Float64Array> =>
    new Map([...columns].map(([name, values]) => [name, values.filter((_, row) => isPicked[row] === 1)]));
  const words = ({ codes, values }: Coded): Coded => ({ codes: codes.filter((_, row) => isPicked[row] === 1), values });
  const ids = table.ids.filter((_, row) => isPicked[row] === 1);
  return {
    ids,
    rows: ids.length,
    numbers: numbers(table.numbers),
    texts: new Map([...table.texts].map(([name, column]) => [name, words(column)])),
    scores: numbers(table.scores),
  };
};

/** A table of few of the customers, whose cost goes by how few they are. @param picked rows, in the order wanted */
export const tableOfRows = (table: ScoredTable, picked: Int32Array): ScoredTable => {
  const numbers = <Name>(columns: ReadonlyMap<Name, Float64Array>): Map<Name, Float64Array> =>
    new Map([...columns].map(([name, values]) => [name, Float64Array.from(picked, (row) => values[row] as number)]));
  return {
    ids: Array.from(picked, (row) => table.ids[row] as string),
    rows: picked.length,
    numbers: numbers(table.numbers),
    texts: new Map(
      [...table.texts].map(([name, { codes, values }]) => [
        name,
        { codes: picked.map((row) => codes[row] as number), values },
      ]),
    ),
    scores: numbers(table.scores),
  };
};

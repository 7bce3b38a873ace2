import type { CompiledPolicy } from './compile-policy.ts';
import type { ShardFacts } from './facts.ts';
import { formulas } from './features.ts';
import type { Night } from './night.ts';
import { scoresOf } from './scorecards.ts';
import type { ShardTable } from './shard-table.ts';

/** Customers of a shard, their features, and the points of every card. */
export type ScoredTable = ShardTable & {
  /** Points by card. */
  scores: ReadonlyMap<string, Float64Array>;
};

/** Features and points of all customers of a shard: two of the three levels of grading, the tiers being the third. */
export const scoreTable = (compiled: CompiledPolicy, facts: ShardFacts, night: Night): ScoredTable => {
  const { ids, rows } = facts;
  const columns = {
    numbers: new Map(compiled.numbers.map((name) => [name, formulas[name](facts, night)])),
    texts: new Map(compiled.texts.map((name) => [name, facts.profileWord(name)])),
  };
  return {
    ids,
    rows,
    ...columns,
    scores: new Map(compiled.cards.map((card) => [card.name, scoresOf(card, columns, rows)])),
  };
};

import { promiseScheme } from '../../contracts/policy/promises.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import { type ScoredTable, tableOfRows } from '../cards/score-table.ts';
import { decideTable } from '../decide/decide.ts';
import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { namesOfBits } from '../policy/conditions.ts';
import type { Standing } from './customer-facts.ts';
import { regionAt } from './facts-by-row.ts';

/** What standings are known from. */
export type StandingInput = {
  facts: GatheredFacts;
  /** Features and points, those of promises still missing. */
  scored: ScoredTable;
  /** Decisions of the last completed run. */
  previous: DecisionTable | null;
  base: RunBase | null;
};

/**
 * To whom promises are made: tier and kinds of key customer of the night before, because tonight's risk goes by how
 * promises were kept. Of customers whom no night has decided yet, those that tonight gives them while nothing is known of
 * promises: what decides tiers cannot ask for them (see `checkPromiseNames`), so they are tonight's.
 */
export const standingsOf = (
  rows: Int32Array,
  { facts, scored, previous, base }: StandingInput,
  compiled: CompiledPolicy,
  night: Night,
): Map<number, Standing> => {
  const scheme = promiseScheme(compiled.policy);
  const found = new Map<number, Standing>();
  const places = new Int32Array(facts.rows).fill(-1);
  if (previous)
    facts.rowsOf[0]?.forEach((row, place) => {
      places[row] = place;
    });
  const tiers = previous?.words.get(columnName('tier', scheme));
  const kinds = previous?.words.get('keyKinds');
  const unknown = rows.filter((row) => {
    const place = places[row] as number;
    if (place < 0) return true;
    found.set(row, {
      tier: tiers ? wordAt(tiers, place) : null,
      keyKinds: (kinds && wordAt(kinds, place))?.split(';').filter(Boolean) ?? [],
      region: regionAt(facts, row),
    });
    return false;
  });
  if (unknown.length === 0) return found;
  const dumps: Coded = { codes: new Int32Array(unknown.length).fill(-1), values: [] };
  const { columns } = decideTable(compiled, tableOfRows(scored, unknown), dumps, null, night, base);
  const tier = columns.tiers.get(scheme);
  const names = compiled.policy.keyCustomers.kinds.map(({ name }) => name);
  unknown.forEach((row, place) => {
    found.set(row, {
      tier: tier ? wordAt(tier, place) : null,
      keyKinds: namesOfBits(names, columns.keyKinds[place] as number),
      region: regionAt(facts, row),
    });
  });
  return found;
};

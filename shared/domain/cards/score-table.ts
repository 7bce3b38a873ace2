import { isPromiseFeature } from '../../contracts/features/promises.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { Coded, ShardTable } from '../decide/shard-table.ts';
import type { ShardFacts } from '../facts/facts.ts';
import { formulas } from '../features/features.ts';
import { compileKernel, type Kernel } from '../kernel/compile-kernel.ts';
import { type Value, zero } from '../kernel/expression.ts';
import { nightSteps } from '../kernel/night-steps.ts';
import { runKernels } from '../kernel/run-kernel.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { pointsOf } from './card-values.ts';
import { signValues } from './reason-codes.ts';

/** Customers of a shard, their features, and the points of every card. */
export type ScoredTable = ShardTable & {
  /** Points by card. */
  scores: ReadonlyMap<string, Float64Array>;
  /** What speaks for and against: see `reasonCodes`. */
  signs: readonly Float64Array[];
  /** What facts alone say: see {@link ShardFacts.factColumns}. */
  factColumns: ReadonlyMap<string, Float64Array>;
};

/** What facts alone say, and what is made of that tonight: features that look at the calendar, points and signs. */
type Kernels = { ofFacts: Kernel; ofNight: Kernel };

/** Kernels of policies, by months of the window. */
const kernels = new WeakMap<CompiledPolicy, Map<number, Kernels>>();

const [featureOf, scoreOf, signOf] = ['feature ', 'score ', 'sign '];

/** The loops of a policy, made when its first shard is scored. @param months of the window */
export const kernelsOf = (compiled: CompiledPolicy, months: number): Kernels => {
  const its = kernels.get(compiled) ?? new Map<number, Kernels>();
  kernels.set(compiled, its);
  const known = its.get(months);
  if (known) return known;
  const steps = nightSteps();
  const values = new Map<FeatureName, Value>();
  // Promises are counted once it is known to whom they are made; to nearly everybody nothing was.
  for (const name of compiled.numbers)
    values.set(name, isPromiseFeature(name) && compiled.promises ? zero : steps.cut(name, formulas[name](months)));
  const featureValue = (name: FeatureName): Value => values.get(name) as Value;
  const ofFacts = compileKernel(steps.ofFacts);
  const found: Kernels = {
    ofFacts,
    ofNight: compileKernel(
      new Map([
        ...[...values].flatMap(([name, value]) =>
          steps.ofFacts.has(name) ? [] : [[featureOf + name, value] as const],
        ),
        ...compiled.cards.map((card) => [scoreOf + card.name, pointsOf(card, featureValue)] as const),
        ...signValues(compiled.explained, featureValue).map((value, part) => [signOf + part, value] as const),
      ]),
      ofFacts,
    ),
  };
  its.set(months, found);
  return found;
};

/** Features and points of all customers of a shard: two of the three levels of grading, the tiers being the third. */
export const scoreTable = (compiled: CompiledPolicy, facts: ShardFacts, night: Night): ScoredTable => {
  const { ids, rows } = facts;
  const { ofFacts, ofNight } = kernelsOf(compiled, facts.months);
  const kept = facts.factColumns;
  const found = runKernels(kept ? [ofNight] : [ofFacts, ofNight], facts, night, kept);
  const column = (name: string): Float64Array => found.get(name) as Float64Array;
  const factColumns = kept ?? new Map(ofFacts.outputs.map((name) => [name, column(name)]));
  return {
    ids,
    rows,
    numbers: new Map(compiled.numbers.map((name) => [name, factColumns.get(name) ?? column(featureOf + name)])),
    texts: new Map(compiled.texts.map((name) => [name, facts.profileWord(name)])),
    scores: new Map(compiled.cards.map(({ name }) => [name, column(scoreOf + name)])),
    room: facts.room,
    signs: ofNight.outputs.filter((name) => name.startsWith(signOf)).map(column),
    factColumns,
  };
};

/** A table of some of the customers. @param isPicked 1 by row */
export const pickRows = (table: ScoredTable, isPicked: Uint8Array): ScoredTable => {
  if (isPicked.every((is) => is === 1)) return table;
  const numbers = <Name>(columns: ReadonlyMap<Name, Float64Array>): Map<Name, Float64Array> =>
    new Map([...columns].map(([name, values]) => [name, values.filter((_, row) => isPicked[row] === 1)]));
  const words = ({ codes, values }: Coded): Coded => ({ codes: codes.filter((_, row) => isPicked[row] === 1), values });
  const ids = [...table.ids].filter((_, row) => isPicked[row] === 1);
  return {
    ids,
    rows: ids.length,
    numbers: numbers(table.numbers),
    texts: new Map([...table.texts].map(([name, column]) => [name, words(column)])),
    scores: numbers(table.scores),
    signs: table.signs.map((values) => values.filter((_, row) => isPicked[row] === 1)),
    factColumns: numbers(table.factColumns),
  };
};

/** A table of few of the customers, whose cost goes by how few they are. @param picked rows, in the order wanted */
export const tableOfRows = (table: ScoredTable, picked: Int32Array): ScoredTable => {
  const numbers = <Name>(columns: ReadonlyMap<Name, Float64Array>): Map<Name, Float64Array> =>
    new Map([...columns].map(([name, values]) => [name, Float64Array.from(picked, (row) => values[row] as number)]));
  return {
    ids: Array.from(picked, (row) => table.ids.at(row) as string),
    rows: picked.length,
    numbers: numbers(table.numbers),
    texts: new Map(
      [...table.texts].map(([name, { codes, values }]) => [
        name,
        { codes: picked.map((row) => codes[row] as number), values },
      ]),
    ),
    scores: numbers(table.scores),
    signs: table.signs.map((values) => Float64Array.from(picked, (row) => values[row] as number)),
    factColumns: numbers(table.factColumns),
  };
};

import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import { kernelsOf } from '../cards/score-table.ts';
import type { FactFile } from '../facts/fact-file.ts';
import { type GatheredFacts, gatherFacts } from '../facts/gather-facts.ts';
import type { ShardRoom } from '../facts/room.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { columnName, hasFacts } from './decision-table.ts';
import type { EarlierDecisions } from './frozen-shard.ts';
import type { Coded } from './shard-table.ts';

/** Goes up with every change in what is read of facts, or how: what an earlier edition kept is not taken up then. */
const edition = 1;

/** Promises go by series that no snapshot keeps. */
const keepsFacts = ({ promises }: CompiledPolicy): boolean => promises === null;

/** Column of a snapshot that keeps a column of facts: features of cards are there anyway. */
const numberColumn = ({ scored }: CompiledPolicy, name: string): string =>
  (scored.numbers as readonly string[]).includes(name)
    ? columnName('feature', name)
    : columnName('fact', name.replaceAll(' ', '_'));
const wordColumn = ({ scored }: CompiledPolicy, name: TextFeatureName): string =>
  name === 'region' ? name : columnName(scored.texts.includes(name) ? 'feature' : 'fact', name);

/**
 * How a policy reads the facts of a window: where it is the same, and the facts are, so are the columns that a snapshot keeps.
 * Null where a policy asks facts for more than those.
 */
export const readingOf = (compiled: CompiledPolicy, months: readonly string[]): Uint8Array | null => {
  if (!keepsFacts(compiled)) return null;
  const { ofFacts } = kernelsOf(compiled, months.length);
  const reads = ofFacts.sources.map(({ name }) => name);
  const keeps = [
    ...ofFacts.outputs.map((name) => numberColumn(compiled, name)),
    ...compiled.texts.map((name) => wordColumn(compiled, name)),
  ];
  const said = { edition, months, reads, keeps, numbers: ofFacts.numbers };
  const head = new TextEncoder().encode(JSON.stringify(said));
  const reading = new Uint8Array(head.length + ofFacts.module.length);
  reading.set(head);
  reading.set(ofFacts.module, head.length);
  return reading;
};

/** What a snapshot keeps of facts, so that a night with the same facts need not read them: columns by name. */
export const keptColumns = (
  compiled: CompiledPolicy,
  { factColumns, texts }: Pick<ScoredTable, 'factColumns' | 'texts'>,
  known: Uint8Array,
): { numbers: Map<string, Float64Array>; words: Map<string, Coded> } => {
  if (!keepsFacts(compiled)) return { numbers: new Map(), words: new Map() };
  return {
    numbers: new Map([
      [hasFacts, Float64Array.from(known, (is) => (is === 1 ? 1 : Number.NaN))],
      ...[...factColumns].map(([name, values]) => [numberColumn(compiled, name), values] as const),
    ]),
    words: new Map(compiled.texts.map((name) => [wordColumn(compiled, name), texts.get(name) as Coded])),
  };
};

/**
 * Facts as the night before's snapshot keeps them: the same rows, no column gathered again. What it does not keep comes from
 * the profiles, for whom an agent is told of.
 *
 * @param previous made of the very facts of tonight, read the same way; see {@link readingOf}
 * @param profiles files of the customers feed
 */
export const keptFacts = (
  previous: EarlierDecisions,
  compiled: CompiledPolicy,
  profiles: readonly FactFile[],
  months: readonly string[],
  room?: ShardRoom,
): GatheredFacts => {
  room?.release();
  const { rows, numbers, words, customerIds } = previous;
  const number = (name: string): Float64Array => found(numbers.get(name), name);
  const word = (name: string): Coded => found(words.get(name), name);
  let gathered: GatheredFacts | undefined;
  // Whoever has a profile has a decision, so that the rows are the same.
  const more = (): GatheredFacts => {
    gathered ??= gatherFacts(profiles, months, [previous]);
    return gathered;
  };
  const { outputs } = kernelsOf(compiled, months.length).ofFacts;
  return {
    rows,
    get ids() {
      return previous.ids;
    },
    months: months.length,
    known: Uint8Array.from(number(hasFacts), (is) => Number(is === 1)),
    series: (name) => {
      throw new Error(`the facts of the night before are the same, so "${name}" was not read`);
    },
    get profileMonth() {
      return more().profileMonth;
    },
    profileNumber: (name) => more().profileNumber(name),
    profileWord: (name) =>
      (compiled.texts as readonly string[]).includes(name)
        ? word(wordColumn(compiled, name as TextFeatureName))
        : more().profileWord(name),
    profileText: (name, row) => more().profileText(name, row),
    profileHas: (name) => more().profileHas(name),
    dumps: word('dumps'),
    factColumns: new Map(outputs.map((name) => [name, number(numberColumn(compiled, name))])),
    room,
    rowsOf: [Int32Array.from({ length: rows }, (_, row) => row)],
    customerIds,
  };
};

const found = <Column>(column: Column | undefined, name: string): Column => {
  if (!column) throw new Error(`the snapshot of the night before has no "${name}", which it should keep`);
  return column;
};

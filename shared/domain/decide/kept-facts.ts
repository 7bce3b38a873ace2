import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeedName } from '../../contracts/feeds/index.ts';
import { kernelsOf, type ScoredTable } from '../cards/score-table.ts';
import type { FactFile } from '../facts/fact-file.ts';
import { type GatheredFacts, gatherFacts } from '../facts/gather-facts.ts';
import type { ShardRoom } from '../facts/room.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { everyRow } from '../rows.ts';
import { columnName, hasFacts } from './decision-table.ts';
import type { EarlierDecisions } from './frozen-shard.ts';
import type { Coded } from './shard-table.ts';

/** Goes up with every change in what is read of facts, or how: what an earlier edition kept is not taken up then. */
const edition = 1;

/** Column of a snapshot that keeps a column of facts: features of cards are there anyway. */
const numberColumn = ({ scored }: CompiledPolicy, name: string): string =>
  (scored.numbers as readonly string[]).includes(name)
    ? columnName('feature', name)
    : columnName('fact', name.replaceAll(' ', '_'));
const wordColumn = ({ scored }: CompiledPolicy, name: TextFeatureName): string =>
  name === 'region' ? name : columnName(scored.texts.includes(name) ? 'feature' : 'fact', name);

/** Promises add dumps of what happened, so those of the facts stand apart. */
const dumpsColumn = ({ promises }: CompiledPolicy): string => (promises ? columnName('fact', 'dumps') : 'dumps');

/** How a policy reads the facts of a window. */
export type Reading = {
  /** Where this is the same, and the facts are, so are the columns that a snapshot keeps. */
  how: Uint8Array;
  /** Feeds that are read even so: of whom an agent is told, and low balances. */
  also: readonly FeedName[];
};

/** See {@link Reading}. @param months of the window */
export const readingOf = (compiled: CompiledPolicy, months: readonly string[]): Reading => {
  const { ofFacts } = kernelsOf(compiled, months.length);
  const reads = [...ofFacts.sources, ...ofFacts.passed.values()].map(({ name }) => name);
  const keeps = [
    ...ofFacts.outputs.map((name) => numberColumn(compiled, name)),
    ...compiled.texts.map((name) => wordColumn(compiled, name)),
    dumpsColumn(compiled),
  ];
  const said = { edition, months, reads, keeps, numbers: ofFacts.numbers };
  const head = new TextEncoder().encode(JSON.stringify(said));
  const how = new Uint8Array(head.length + ofFacts.module.length);
  how.set(head);
  how.set(ofFacts.module, head.length);
  return { how, also: compiled.promises ? ['customers', 'billing'] : ['customers'] };
};

/** What a snapshot keeps of facts, so that a night with the same facts need not read them: columns by name. */
export const keptColumns = (
  compiled: CompiledPolicy,
  { factColumns, texts }: Pick<ScoredTable, 'factColumns' | 'texts'>,
  { known, dumps }: Pick<GatheredFacts, 'known' | 'dumps'>,
): { numbers: Map<string, Float64Array>; words: Map<string, Coded> } => ({
  numbers: new Map([
    [hasFacts, oneOrMissing(known)],
    ...[...factColumns].map(([name, values]) => [numberColumn(compiled, name), values] as const),
  ]),
  words: new Map([
    [dumpsColumn(compiled), dumps],
    ...compiled.texts.map((name) => [wordColumn(compiled, name), texts.get(name) as Coded] as const),
  ]),
});

/**
 * Facts as the night before's snapshot keeps them: the same rows, no column gathered again. What it does not keep is gathered
 * when it is asked for.
 *
 * @param previous made of the very facts of tonight, read the same way; see {@link readingOf}
 * @param files of the feeds that are read even so
 */
export const keptFacts = (
  previous: EarlierDecisions,
  compiled: CompiledPolicy,
  files: readonly FactFile[],
  months: readonly string[],
  room?: ShardRoom,
): GatheredFacts => {
  const { rows, numbers, words, customerIds } = previous;
  const number = (name: string): Float64Array => found(numbers.get(name), name);
  const word = (name: string): Coded => found(words.get(name), name);
  let gathered: GatheredFacts | undefined;
  // Whoever is in the facts has a decision, so that the rows are the same.
  const more = (): GatheredFacts => {
    gathered ??= gatherFacts(files, months, [previous]);
    return gathered;
  };
  const { outputs } = kernelsOf(compiled, months.length).ofFacts;
  return {
    rows,
    ids: previous.ids,
    months: months.length,
    known: isOne(number(hasFacts)),
    series: (name, within) => more().series(name, within),
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
    dumps: word(dumpsColumn(compiled)),
    factColumns: new Map(outputs.map((name) => [name, number(numberColumn(compiled, name))])),
    room,
    rowsOf: [everyRow(rows)],
    customerIds,
  };
};

// Loops: `from` calls a function a row.
const oneOrMissing = (marks: Uint8Array): Float64Array => {
  const values = new Float64Array(marks.length);
  for (let row = 0; row < marks.length; row++) values[row] = marks[row] === 1 ? 1 : Number.NaN;
  return values;
};
const isOne = (values: Float64Array): Uint8Array => {
  const marks = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) marks[row] = Number(values[row] === 1);
  return marks;
};

const found = <Column>(column: Column | undefined, name: string): Column => {
  if (!column) throw new Error(`the snapshot of the night before has no "${name}", which it should keep`);
  return column;
};

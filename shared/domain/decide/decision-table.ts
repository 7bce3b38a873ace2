import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import { type FeatureColumns, reasonsOf } from '../cards/scorecards.ts';
import type { TextColumn } from '../facts/fact-file.ts';
import type { Ids } from '../ids.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { isEveryRow } from '../rows.ts';
import { outlookAt } from './outlook-at.ts';
import { type Coded, wordAt } from './shard-table.ts';

/** Columns by name, which may be read only when they are asked for. */
export type Columns<Column> = { names: readonly string[]; get(name: string): Column | undefined };

/**
 * Decisions of a shard as columns; the names are those of a snapshot:
 * - `numbers`: `riskPoints`, `score_<card>`, `feature_<name>` of the features that the cards read, `churnProbability`,
 *   `lifetimeValue`, `formerCharge`;
 * - `words`: `region`, `stage`, `stageSince`, `riskBand`, `riskCard`, `upkeep`, `keyKinds` (joined by `;`), `reasons` (see
 *   `reasonCodes`), `policy`, `dumps` (joined by `;`), `runId`, `decidedAt`, `behaviour`, `behaviourMethod`, `churnReason`,
 *   `conduct`, `track`, and of former customers `formerOn`, `formerTier`, `formerKind`, `formerCause`, `formerBack`; by
 *   scheme `tier_`, `tierSince_`,
 *   `fallingSince_`, `cleanSince_`, `eventSince_`; by watch list `watch_` (since when); by programme `work_` (id of open
 *   work), `workSince_`, `fate_` (what became of tonight's candidate, see `fateWord`), `visit_` (day of a planned visit),
 *   `visitUntil_` (last day of its window); of those that withdraw work `withdrawn_` (its
 *   id, until it is asked for again), of those that hold somebody out `arm_`, `armSince_`, `armLeft_` (the draw, see
 *   `followArms`); by channel `contacts_` (days and work ids of contacts asked for, see
 *   `askedContacts`); by promise `openPromises_`, `brokenPromises_` (how many, where any); `entitlement_` with `name`,
 *   `queueRank`, `greenChannel`, `desk`; `feature_<name>` of the features that are words;
 * - in both, `fact_<name>`: what facts alone say besides, and `fact_known` of whom the window holds any (see `keptColumns`).
 */
export type DecisionTable = {
  /** The operator's ids, sorted. */
  ids: Ids;
  /** The same ids as a file stores them, where one does. */
  customerIds?: TextColumn | undefined;
  /** Number of decisions. */
  rows: number;
  numbers: Columns<Float64Array>;
  words: Columns<Coded>;
  /** Content hash of the facts that the columns were made of, and of how they were read; absent where they may not be taken up. */
  madeOf?: string | undefined;
};

const families = {
  score: 'score_',
  feature: 'feature_',
  fact: 'fact_',
  tier: 'tier_',
  tierSince: 'tierSince_',
  fallingSince: 'fallingSince_',
  cleanSince: 'cleanSince_',
  eventSince: 'eventSince_',
  watch: 'watch_',
  work: 'work_',
  workSince: 'workSince_',
  contacts: 'contacts_',
  fate: 'fate_',
  visit: 'visit_',
  visitUntil: 'visitUntil_',
  openPromises: 'openPromises_',
  brokenPromises: 'brokenPromises_',
  entitlement: 'entitlement_',
  withdrawn: 'withdrawn_',
  arm: 'arm_',
  armSince: 'armSince_',
  armLeft: 'armLeft_',
} as const;

/** Name of a column of a family: `tier_three-dimensions`. */
export const columnName = (family: keyof typeof families, name: string): string => families[family] + name;

/** Columns of words that make a decision another one where they change; see `changedRows`. */
const writtenWords = [
  ...['region', 'stage', 'riskBand', 'upkeep', 'keyKinds', 'reasons', 'behaviour', 'churnReason', 'conduct', 'track'],
  ...['formerOn', 'formerBack'],
];
const writtenFamilies = (
  [
    ...(['tier', 'fallingSince', 'cleanSince', 'eventSince', 'watch', 'work', 'visit'] as const),
    ...(['openPromises', 'brokenPromises', 'entitlement'] as const),
  ] as const
).map((family) => families[family]);

/** Whether a change in a column of words makes a decision another one. */
export const isWritten = (name: string): boolean =>
  writtenWords.includes(name) || writtenFamilies.some((family) => name.startsWith(family));

/** Column that is 1 where the window held any fact of the customer. */
export const hasFacts = columnName('fact', 'known');

/** Whether a column is what facts say and not what is decided: see `keptColumns`. */
export const isOfFacts = (name: string): boolean => name.startsWith(families.fact);

/** Whether a column speaks of one night alone: it is not carried over. */
export const isOfOneNight = (name: string): boolean => name.startsWith(families.fate) || name === hasFacts;

/** Columns that are all there. */
export const columnsOf = <Column>(columns: ReadonlyMap<string, Column>): Columns<Column> => ({
  names: [...columns.keys()],
  get: (name) => columns.get(name),
});

/** Columns that are made of others, each when it is first asked for. */
export const derived = <Column>(
  names: readonly string[],
  make: (name: string) => Column | undefined,
): Columns<Column> => {
  const made = new Map<string, Column | undefined>();
  return {
    names,
    get(name) {
      if (!made.has(name)) made.set(name, make(name));
      return made.get(name);
    },
  };
};

/** The table with other rows: in row `r` what stood in `from[r]`; nothing where that is -1. */
export const arranged = (table: DecisionTable, ids: Ids, from: Int32Array): DecisionTable => {
  const { rows, numbers, words } = table;
  if (isEveryRow(from, rows)) return { ids, rows, numbers, words };
  return {
    ids,
    rows: from.length,
    numbers: derived(numbers.names, (name) => {
      const values = numbers.get(name);
      return values && Float64Array.from(from, (row) => (row < 0 ? Number.NaN : (values[row] as number)));
    }),
    words: derived(words.names, (name) => {
      const column = words.get(name);
      return (
        column && {
          codes: from.map((row) => (row < 0 ? -1 : (column.codes[row] as number))),
          values: column.values,
        }
      );
    }),
  };
};

/** The features of a table, where scorecards look for them. */
export const featuresIn = ({ numbers, words }: DecisionTable): FeatureColumns => ({
  numbers: { get: (name: FeatureName) => numbers.get(columnName('feature', name)) },
  texts: { get: (name: TextFeatureName) => words.get(columnName('feature', name)) },
});

/** What the columns of a family say of a row, by name; those that say nothing are left out. */
const familyAt = <Value>(
  names: readonly string[],
  family: keyof typeof families,
  read: (name: string) => Value | null,
): Record<string, Value> => {
  const start = families[family];
  const found: Record<string, Value> = {};
  for (const name of names) {
    const value = name.startsWith(start) ? read(name) : null;
    if (value !== null) found[name.slice(start.length)] = value;
  }
  return found;
};

const listOf = (text: string): string[] => (text === '' ? [] : text.split(';'));

/** What a decision says of promises and entitlements; nothing where the policy has none. */
const promisedAt = (
  wordsOf: (family: keyof typeof families) => Record<string, string>,
): Pick<Decision, 'promises' | 'entitlements'> => {
  const counts = (family: 'openPromises' | 'brokenPromises') =>
    Object.fromEntries(Object.entries(wordsOf(family)).map(([name, count]) => [name, Number(count)]));
  const [open, broken] = [counts('openPromises'), counts('brokenPromises')];
  const { name, queueRank, greenChannel, desk } = wordsOf('entitlement');
  return {
    ...((Object.keys(open).length > 0 || Object.keys(broken).length > 0) && { promises: { open, broken } }),
    ...(name !== undefined && {
      entitlements: { name, queueRank: Number(queueRank), greenChannel: greenChannel === 'yes', ...(desk && { desk }) },
    }),
  };
};

/**
 * The decision of a row, whole, with its reasons.
 *
 * @param compiled the policy whose hash stands in the row
 */
export const decisionAt = (table: DecisionTable, row: number, compiled: CompiledPolicy): Decision => {
  const { numbers, words } = table;
  const number = (name: string): number | null => {
    const value = numbers.get(name)?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const word = (name: string): string | null => {
    const column = words.get(name);
    return column ? wordAt(column, row) : null;
  };
  const text = (name: string): string => word(name) ?? '';
  const wordsOf = (family: keyof typeof families) => familyAt(words.names, family, word);
  const keyKinds = listOf(text('keyKinds'));
  const visits = wordsOf('visit');
  return {
    version: 1,
    customerId: table.ids.at(row) as string,
    region: word('region'),
    scores: familyAt(numbers.names, 'score', number),
    tiers: wordsOf('tier'),
    tiersSince: wordsOf('tierSince'),
    fallingSince: wordsOf('fallingSince'),
    cleanSince: wordsOf('cleanSince'),
    eventSince: wordsOf('eventSince'),
    stage: text('stage'),
    stageSince: text('stageSince'),
    risk: { points: number('riskPoints') as number, band: text('riskBand'), card: text('riskCard') },
    keyCustomer: keyKinds.length > 0,
    keyKinds,
    watch: wordsOf('watch'),
    upkeep: word('upkeep'),
    ...promisedAt(wordsOf),
    ...outlookAt(table, row, compiled),
    reasons: compiled.explained.flatMap((card) => reasonsOf(card, featuresIn(table), row)),
    work: wordsOf('work'),
    workSince: wordsOf('workSince'),
    ...(Object.keys(visits).length > 0 && { visits }),
    policy: text('policy'),
    dumps: listOf(text('dumps')),
    runId: text('runId'),
    decidedAt: text('decidedAt'),
  };
};

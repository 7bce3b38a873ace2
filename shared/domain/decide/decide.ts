import type { Entitlement } from '../../contracts/policy/promises.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import { reasonCodes } from '../cards/reason-codes.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import type { ToldCause } from '../churn/told-causes.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { type CompiledCondition, namesOfBits } from '../policy/conditions.ts';
import { setBit } from '../rows.ts';
import { decideScheme, type SchemeColumns } from '../schemes/decide-scheme.ts';
import { placesOf } from '../schemes/places-of.ts';
import { decideStages } from '../schemes/stages.ts';
import { edgesOf } from '../schemes/tiers.ts';
import { decideBehaviour, decideChurn, decideFormer } from './decide-outlook.ts';
import { type Columns, columnName, columnsOf, type DecisionTable } from './decision-table.ts';
import type { Coded, RuleColumns } from './shard-table.ts';
import { codedIn, wordList } from './word-list.ts';

/** What a night decides of a shard's customers, without their work. */
export type DecidedTable = {
  /** Everything that rules may ask for. */
  columns: RuleColumns;
  /** Columns of the table of decisions. */
  numbers: Map<string, Float64Array>;
  words: Map<string, Coded>;
};

const same = (word: string, rows: number): Coded => ({ codes: new Int32Array(rows), values: [word] });

/** What the night before remembered of a scheme. */
const standingOf = (words: Columns<Coded>, scheme: string): SchemeColumns | undefined => {
  const tier = words.get(columnName('tier', scheme));
  const since = words.get(columnName('tierSince', scheme));
  if (!tier || !since) return undefined;
  const [fallingSince, cleanSince, eventSince] = memories.map((memory) => words.get(columnName(memory, scheme)));
  return {
    tier,
    since,
    ...(fallingSince && { fallingSince }),
    ...(cleanSince && { cleanSince }),
    ...(eventSince && { eventSince }),
  };
};
const memories = ['fallingSince', 'cleanSince', 'eventSince'] as const;

/** Since when something holds: as long as it did the night before, else since now. @param goesOn whether it held then, too */
const sinceWhen = (
  rows: number,
  previous: Coded | undefined,
  now: string,
  holds: (row: number) => boolean,
  goesOn: (row: number) => boolean,
): Coded => {
  const values = [...(previous?.values ?? []), now];
  const codes = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    if (!holds(row)) continue;
    const before = goesOn(row) ? (previous?.codes[row] ?? -1) : -1;
    codes[row] = before < 0 ? values.length - 1 : before;
  }
  return { codes, values };
};

const always = (): boolean => true;

/** Names of sets of bits: few sets are in use, so each is a word. */
const wordsOfBits = (bits: Int32Array, names: readonly string[]): Coded => {
  const codes = new Int32Array(bits.length).fill(-1);
  const known = new Map<number, number>();
  const values: string[] = [];
  for (let row = 0; row < bits.length; row++) {
    const set = bits[row] as number;
    if (set === 0) continue;
    let code = known.get(set);
    if (code === undefined) {
      code = values.push(namesOfBits(names, set).join(';')) - 1;
      known.set(set, code);
    }
    codes[row] = code;
  }
  return { codes, values };
};

/**
 * What the policy says of a shard's customers. The same arguments give the same answer, byte for byte.
 *
 * @param scored customers, features and points
 * @param dumps dumps that each customer's facts came from
 * @param before decisions of the last completed run, by tonight's rows; null on a first night
 * @param base what is known of the whole base; null where the policy does not ask for it
 * @param told what agents reported of why customers leave, by row
 */
export const decideTable = (
  compiled: CompiledPolicy,
  scored: ScoredTable,
  dumps: Coded,
  before: DecisionTable | null,
  night: Night,
  base: RunBase | null,
  told: ReadonlyMap<number, ToldCause> = new Map(),
): DecidedTable => {
  const { rows, scores } = scored;
  const { policy } = compiled;
  const { now } = night;
  const earlier: Columns<Coded> = before?.words ?? columnsOf(new Map());
  const points = scores.get(compiled.risk.name) as Float64Array;
  const bands = edgesOf(policy.risk.bands).earn;
  const tiers = new Map<string, Coded>();
  const columns: RuleColumns = {
    numbers: scored.numbers,
    texts: scored.texts,
    tiers,
    band: {
      codes: placesOf(bands, points, scored.room),
      values: policy.risk.bands.map(({ name }) => name),
    },
    keyKinds: new Int32Array(rows),
    watch: new Int32Array(rows),
    stage: { codes: new Int32Array(rows), values: Object.keys(policy.lifecycle.stages) },
  };
  const behaviour = decideBehaviour(compiled, columns, rows, base);

  const found = new Map<string, SchemeColumns>();
  for (const step of compiled.order) {
    const scheme = compiled.schemes.find(({ name }) => name === step);
    if (scheme) {
      const previous = standingOf(earlier, step);
      found.set(step, decideScheme(scheme, { table: scored, columns, scores, previous, base, night }));
      tiers.set(step, (found.get(step) as SchemeColumns).tier);
    } else
      compiled.keyCustomers.forEach((holds, place) => {
        setBit(columns.keyKinds, 1 << place, holds(columns));
      });
  }
  decideStages(compiled, columns, earlier.get('stage'));
  const churn = decideChurn(compiled, columns, rows, points);
  const former = decideFormer(compiled, columns, rows, (scheme) => columnName('tier', scheme), before, night, told);
  compiled.watchLists.forEach(({ holds }, place) => {
    setBit(columns.watch, 1 << place, holds(columns));
  });

  const numbers = new Map<string, Float64Array>([['riskPoints', points]]);
  const words = new Map<string, Coded>([['region', scored.texts.get('region') as Coded]]);
  for (const [card, score] of scores) numbers.set(columnName('score', card), score);
  for (const name of compiled.scored.numbers)
    numbers.set(columnName('feature', name), scored.numbers.get(name) as Float64Array);
  for (const name of compiled.scored.texts) words.set(columnName('feature', name), scored.texts.get(name) as Coded);
  for (const { name } of compiled.schemes) {
    const { tier, since, ...remembered } = found.get(name) as SchemeColumns;
    words.set(columnName('tier', name), tier);
    words.set(columnName('tierSince', name), since);
    for (const memory of memories) if (remembered[memory]) words.set(columnName(memory, name), remembered[memory]);
  }
  words.set('stage', columns.stage);
  const stageBefore = earlier.get('stage');
  const held = stageBefore && codedIn(stageBefore, columns.stage.values);
  const stayed = (row: number): boolean => held?.[row] === columns.stage.codes[row];
  words.set('stageSince', sinceWhen(rows, earlier.get('stageSince'), now, always, stayed));
  words.set('riskBand', columns.band);
  words.set('riskCard', same(compiled.riskCard, rows));
  words.set(
    'keyKinds',
    wordsOfBits(
      columns.keyKinds,
      policy.keyCustomers.kinds.map(({ name }) => name),
    ),
  );
  compiled.watchLists.forEach(({ name }, place) => {
    const column = columnName('watch', name);
    const isOn = (row: number): boolean => ((columns.watch[row] as number) & (1 << place)) !== 0;
    words.set(column, sinceWhen(rows, earlier.get(column), now, isOn, always));
  });
  words.set('upkeep', upkeepOf(compiled, columns, rows));
  for (const [name, column] of entitlementColumns(compiled, columns, rows))
    words.set(columnName('entitlement', name), column);
  for (const part of [behaviour, churn, former]) {
    for (const [name, column] of part.numbers) numbers.set(name, column);
    for (const [name, column] of part.words) words.set(name, column);
  }
  words.set('reasons', reasonCodes(compiled.explained, scored.signs, rows));
  words.set('policy', same(compiled.hash, rows));
  words.set('dumps', dumps);
  words.set('runId', same(night.runId, rows));
  words.set('decidedAt', same(now, rows));
  return { columns, numbers, words };
};

/** The first of some rules that holds, by row; -1 where none does. */
const firstThatHolds = (
  rules: readonly { holds: CompiledCondition | undefined }[],
  columns: RuleColumns,
  rows: number,
): Int32Array => {
  const tests = rules.map(({ holds }) => holds?.(columns) ?? always);
  const codes = new Int32Array(rows).fill(-1);
  if (tests.length === 0) return codes;
  for (let row = 0; row < rows; row++) codes[row] = tests.findIndex((holds) => holds(row));
  return codes;
};

/** The first rule of upkeep that holds. */
const upkeepOf = ({ upkeep }: CompiledPolicy, columns: RuleColumns, rows: number): Coded => ({
  codes: firstThatHolds(upkeep, columns, rows),
  values: upkeep.map(({ name }) => name),
});

/** What desks give each customer: a column of words each; none where the policy says nothing. */
const entitlementColumns = (
  { entitlements }: CompiledPolicy,
  columns: RuleColumns,
  rows: number,
): [string, Coded][] => {
  if (entitlements.length === 0) return [];
  const codes = firstThatHolds(entitlements, columns, rows);
  const column = (name: string, of: (rule: Entitlement) => string): [string, Coded] => {
    // Several rules may give the same: each word once, as columns are compared by.
    const list = wordList();
    const recoded = list.recoded({ codes, values: entitlements.map(({ rule }) => of(rule)) });
    return [name, { codes: recoded, values: list.words }];
  };
  return [
    column('name', ({ name }) => name),
    column('queueRank', ({ queueRank }) => String(queueRank)),
    column('greenChannel', ({ greenChannel }) => (greenChannel ? 'yes' : 'no')),
    column('desk', ({ desk }) => desk ?? ''),
  ];
};

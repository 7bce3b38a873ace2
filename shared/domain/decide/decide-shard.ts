import type { RunCounts } from '../../contracts/items/ledger.ts';
import type { TalkingPoint } from '../../contracts/messages/work-requested.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import { toldCauses } from '../churn/told-causes.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';
import type { Night } from '../night.ts';
import { talkingPointsIn } from '../offers/talking-points-in.ts';
import { type CompiledPolicy, playbookOf } from '../policy/compile-policy.ts';
import { countPromises, promiseColumns, withDumps } from '../promises/promise-columns.ts';
import type { ShardPromises } from '../promises/shard-promises.ts';
import { type Candidate, fateWord } from '../work/candidate.ts';
import type { ContactEvents } from '../work/govern/contact-events.ts';
import { type Contact, contactColumns } from '../work/govern/contacts.ts';
import { beforePlanIn, governIn } from '../work/govern/govern.ts';
import { type KnownContacts, knownContacts } from '../work/govern/known-contacts.ts';
import { armsIn } from '../work/guard/arms-in.ts';
import { type OpenWork, openWork } from '../work/open-work.ts';
import { vanishedWork, withdrawnBefore, withdrawnColumns, withoutVanished } from '../work/vanished.ts';
import { type ShardPart, wholeBase } from '../work/visit-part.ts';
import { type VisitShard, visitsIn } from '../work/visits-in.ts';
import type { Queued } from '../work/work.ts';
import { decideTable } from './decide.ts';
import { changedRows } from './decision-changed.ts';
import { arranged, columnName, columnsOf, type DecisionTable, derived, isOfOneNight } from './decision-table.ts';
import { countBy, countCandidates, countCustomers, countOutlook, noCounts } from './run-counts.ts';
import { type Coded, type RuleColumns, wordAt } from './shard-table.ts';
import { wordList } from './word-list.ts';

/** What a run says of one shard. */
export type DecidedShard = {
  /** Every customer's decision, sorted by id: tonight's, and those carried over. Its rows are those of the facts. */
  table: DecisionTable;
  /** Rows of those who have a decision: the run's snapshot. */
  snapshot: Int32Array;
  /** Rows whose decision the table must be given. */
  changed: readonly number[];
  /** Candidates for work and what became of them, by row, in the order of customers. */
  candidates: ReadonlyMap<number, readonly Candidate[]>;
  /** What rules may ask for, by row. */
  columns: RuleColumns;
  /** Those that are queued. */
  work: readonly Queued[];
  /** Ids of work of earlier nights whose reason has vanished. */
  withdrawn: readonly string[];
  /** What may be offered to the customer in a row. */
  offersAt: (row: number) => TalkingPoint[];
  counts: RunCounts;
};

/** What a shard is decided on. */
export type ShardInput = {
  /** Facts, features and points. */
  facts: GatheredFacts;
  scored: ScoredTable;
  /** Decisions of the last completed run; null on a first night. The first of `earlier` that the facts were gathered with. */
  previous: DecisionTable | null;
  /** Decisions of runs given up since: the decisions table may hold them. The others of `earlier`. */
  abandoned: readonly DecisionTable[];
  /** Ids of customers of held slices. */
  kept: ReadonlySet<string>;
  /** What is known of the whole base; null where the policy does not ask for it. */
  base: RunBase | null;
  /** What upstream systems say of contacts, and of what is in their way. */
  events: ContactEvents;
  /** Which part of all customers the shard is; left out: all of them. */
  part?: ShardPart;
  /** What is promised to whom; null, or left out, where the policy promises nothing. */
  promises?: ShardPromises | null;
  /** Playbooks that the harm guard stopped; left out: none. */
  stopped?: ReadonlySet<string>;
};

const none: ReadonlySet<string> = new Set();

/**
 * Decides all customers of a shard.
 *
 * A customer of the night before of whom tonight's window holds no fact (a dump was retracted, or the customer was silent
 * for longer than the window) is not decided: the last decision is carried over unchanged, gives no work and is not
 * counted. So a dump that is missing for a night does not make everybody new again. Nor is a customer of a held slice
 * decided: whatever else is known, the last decision stands.
 */
export const decideShard = (input: ShardInput, compiled: CompiledPolicy, night: Night): DecidedShard => {
  const { facts, scored, previous, abandoned, kept, base, events, promises, stopped = none } = input;
  const { ids, rows } = facts;
  const [before, ...strays] = [...(previous ? [previous] : []), ...abandoned].map((table, index) =>
    earlierOf(table, facts.rowsOf[index] as Int32Array, ids),
  );
  const last = previous ? (before as Earlier) : null;
  const strayed = previous ? strays : ([before, ...strays].filter((one) => one !== undefined) as Earlier[]);
  const isDecided = decidedRows(facts, kept);

  const dumps = promises ? withDumps(facts.dumps, promises) : facts.dumps;
  const { churn, former } = compiled.policy;
  const told = churn && former ? toldCauses(events.reported, churn, ids, night.now) : undefined;
  const decided = decideTable(compiled, scored, dumps, last?.table ?? null, night, base, told);
  if (promises) decided.columns.promises = promises.byRow;
  if (promises && compiled.promises)
    for (const { state, name, column } of promiseColumns(compiled.promises, promises.byRow, rows))
      decided.words.set(columnName(state, name), column);
  const allKnown = knownContacts(events, ids, last?.table ?? null, compiled, night);
  const allOpen = openWork(compiled, facts, last?.table ?? null, night, allKnown.isOver, promises?.byRow);
  const vanished = vanishedWork(compiled, decided.columns, allOpen, allKnown, isDecided);
  const { open, known } = withoutVanished(allOpen, allKnown, vanished);
  const { candidates, work, counts } = workOfShard(
    compiled,
    decided.columns,
    ids,
    { open, known, stopped },
    { isDecided, before: last?.table ?? null, part: input.part ?? wholeBase },
    night,
    decided,
  );
  counts.kept = kept.size;
  for (const [name, column] of withdrawnColumns(compiled, last?.table ?? null, vanished, work, rows))
    decided.words.set(name, column);
  if (vanished.length > 0) counts.withdrawn = countBy(vanished.map(({ programme }) => programme));
  if (promises) counts.promises = countPromises(promises.ledger.entries);
  const arms = armsIn(compiled, decided.columns, last?.table ?? null, candidates, isDecided, night);
  for (const [name, column] of arms.words) decided.words.set(name, column);
  if (arms.counts) counts.arms = arms.counts;

  const tonight: DecisionTable = {
    ids,
    customerIds: facts.customerIds,
    rows,
    numbers: columnsOf(decided.numbers),
    words: columnsOf(decided.words),
  };
  const isChanged = last ? changedRows(last.table, tonight) : new Uint8Array(rows).fill(1);
  const carried = rowsWhere(rows, (row) => isDecided[row] === 0 && last?.has[row] === 1);
  if (last) keepUnchanged(decided.words, last, isDecided, isChanged);
  const table = last && carried.length > 0 ? carriedOver(tonight, last.table, carried) : tonight;

  for (const row of carried) isChanged[row] = 0;
  for (const stray of strayed) {
    const marks = changedRows(stray.table, table);
    for (let row = 0; row < rows; row++) if (stray.has[row] === 1 && marks[row] === 1) isChanged[row] = 1;
  }
  const snapshot = rowsWhere(rows, (row) => isDecided[row] === 1 || last?.has[row] === 1);
  const changed = Array.from(snapshot.filter((row) => isChanged[row] === 1));
  counts.decisionsWritten = changed.length;
  const lead = columnName('tier', compiled.schemes[0]?.name ?? '');
  const beforeAfter = (column: string) => ({
    before: last?.table.words.get(column),
    after: decided.words.get(column) as Coded,
  });
  countCustomers(
    counts,
    decided.columns,
    beforeAfter(lead),
    new Map(compiled.watchLists.map(({ name }) => [name, beforeAfter(columnName('watch', name))])),
    (row) => isDecided[row] === 1,
  );
  countOutlook(
    counts,
    compiled,
    decided.columns,
    { numbers: decided.numbers, tier: decided.words.get(lead) as Coded, region: decided.words.get('region') as Coded },
    (row) => isDecided[row] === 1,
  );
  const offersAt = talkingPointsIn(compiled, decided.columns, base);
  const withdrawn = vanished.map(({ workId }) => workId);
  return { table, snapshot, changed, columns: decided.columns, candidates, work, withdrawn, offersAt, counts };
};

/** Decisions of an earlier run by tonight's rows, and which rows have one. */
type Earlier = { table: DecisionTable; has: Uint8Array };

const earlierOf = (table: DecisionTable, rowsOf: Int32Array, ids: readonly string[]): Earlier => {
  const from = new Int32Array(ids.length).fill(-1);
  const has = new Uint8Array(ids.length);
  for (let at = 0; at < rowsOf.length; at++) {
    from[rowsOf[at] as number] = at;
    has[rowsOf[at] as number] = 1;
  }
  return { table: arranged(table, ids, from), has };
};

const rowsWhere = (rows: number, test: (row: number) => boolean): Int32Array => {
  const found = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (test(row)) found[count++] = row;
  return found.subarray(0, count);
};

/** Rows with facts that are not kept as they were: 1. */
export const decidedRows = ({ known, ids }: GatheredFacts, kept: ReadonlySet<string>): Uint8Array =>
  kept.size === 0 ? known : known.map((is, row) => Number(is === 1 && !kept.has(ids[row] as string)));

/** Candidates of all customers decided, counted; and the columns of open work, which the words are given. */
const workOfShard = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  ids: readonly string[],
  { open, known, stopped }: { open: ReadonlyMap<number, OpenWork>; known: KnownContacts; stopped: ReadonlySet<string> },
  { isDecided, before, part }: Pick<VisitShard, 'isDecided' | 'before' | 'part'>,
  night: Night,
  { numbers, words }: Pick<ReturnType<typeof decideTable>, 'numbers' | 'words'>,
) => {
  const counts = noCounts();
  const found = new Map<number, readonly Candidate[]>();
  const work: Queued[] = [];
  const contacts = new Map<number, Contact[]>();
  const points = (card: string) => numbers.get(columnName('score', card)) as Float64Array;
  const beforePlan = beforePlanIn(compiled, columns, ids, open, night);
  const visits = visitsIn(compiled, { columns, isDecided, before, points, part }, beforePlan, night);
  const candidatesAt = governIn(compiled, columns, ids, known, open, visits, stopped, night);
  const region = words.get('region') as Coded;
  for (let row = 0; row < isDecided.length; row++) {
    if (isDecided[row] === 0) continue;
    counts.customers++;
    const candidates = candidatesAt(row);
    if (candidates.length === 0) continue;
    found.set(row, candidates);
    countCandidates(counts, candidates, compiled, wordAt(region, row));
    for (const candidate of candidates) {
      if (candidate.became !== 'queued') continue;
      const { programme, playbook, workId, lastDay, dueAt, notes } = candidate;
      const earlierWorkIds = known.askedAt(row).map((contact) => contact.workId);
      const isAgain = withdrawnBefore(before, programme, row) === workId;
      work.push({
        ...{ row, programme, playbook, workId, notes, earlierWorkIds },
        ...{ ...(lastDay && { lastDay }), ...(dueAt && { dueAt }), ...(isAgain && { again: night.runId }) },
      });
      const { channel } = playbookOf(compiled, candidate);
      contacts.set(row, [...(contacts.get(row) ?? []), { channel, day: night.today, workId }]);
    }
  }
  for (const { name } of compiled.programmes) {
    const [asked, since] = [wordList(), wordList([night.now])];
    const workIds = { codes: new Int32Array(isDecided.length).fill(-1), values: asked.words };
    const instants = { codes: new Int32Array(isDecided.length).fill(-1), values: since.words };
    for (const [row, its] of open) {
      const earlier = its[name];
      if (!earlier) continue;
      workIds.codes[row] = asked.codeOf(earlier.workId);
      instants.codes[row] = since.codeOf(earlier.since);
    }
    for (const { row, programme, workId } of work) {
      if (programme !== name) continue;
      workIds.codes[row] = asked.codeOf(workId);
      instants.codes[row] = 0;
    }
    words.set(columnName('work', name), workIds);
    words.set(columnName('workSince', name), instants);
    words.set(columnName('fate', name), fatesOf(name, found, isDecided.length));
  }
  for (const [name, column] of contactColumns(isDecided.length, known.asked, contacts)) words.set(name, column);
  if (visits) {
    const isAsked = new Set(work.map(({ programme, row }) => `${programme} ${row}`));
    const stillToCome = visits.columns(isDecided.length, (programme, row) => isAsked.has(`${programme} ${row}`));
    for (const [name, column] of stillToCome) words.set(name, column);
    counts.visitsByDay = visits.byDay();
  }
  return { candidates: found, work, counts };
};

/** What became of a programme's candidates, as a column. */
const fatesOf = (programme: string, candidates: ReadonlyMap<number, readonly Candidate[]>, rows: number): Coded => {
  const list = wordList();
  const codes = new Int32Array(rows).fill(-1);
  for (const [row, its] of candidates)
    for (const candidate of its) if (candidate.programme === programme) codes[row] = list.codeOf(fateWord(candidate));
  return { codes, values: list.words };
};

/** A decision that says the same as the night before keeps the run and the instant that last changed it. */
const keepUnchanged = (
  words: Map<string, Coded>,
  { table }: Earlier,
  isDecided: Uint8Array,
  isChanged: Uint8Array,
): void => {
  for (const name of ['runId', 'decidedAt']) {
    const before = table.words.get(name);
    const tonight = words.get(name) as Coded;
    if (!before) continue;
    const known = before.values.length;
    const codes = new Int32Array(isDecided.length);
    for (let row = 0; row < codes.length; row++) {
      const isSame = isDecided[row] === 1 && isChanged[row] === 0;
      codes[row] = isSame ? (before.codes[row] as number) : known + (tonight.codes[row] as number);
    }
    words.set(name, { codes, values: [...before.values, ...tonight.values] });
  }
};

/** The table with some rows as they were the night before, in every column. */
const carriedOver = (tonight: DecisionTable, before: DecisionTable, rows: Int32Array): DecisionTable => {
  const names = (kind: 'numbers' | 'words') => [...new Set([...tonight[kind].names, ...before[kind].names])];
  const size = tonight.rows;
  return {
    ...tonight,
    numbers: derived(names('numbers'), (name) => {
      const values = tonight.numbers.get(name)?.slice() ?? new Float64Array(size).fill(Number.NaN);
      const old = before.numbers.get(name);
      for (const row of rows) values[row] = old?.[row] ?? Number.NaN;
      return values;
    }),
    words: derived(names('words'), (name) => {
      const column = tonight.words.get(name);
      const list = wordList(column?.values);
      const codes = column?.codes.slice() ?? new Int32Array(size).fill(-1);
      const old = isOfOneNight(name) ? undefined : before.words.get(name);
      for (const row of rows) {
        const code = old?.codes[row] ?? -1;
        codes[row] = code < 0 ? -1 : list.codeOf(old?.values[code] as string);
      }
      return { codes, values: list.words };
    }),
  };
};

import type { RunCounts } from '../../contracts/items/ledger.ts';
import type { TalkingPoint } from '../../contracts/messages/work-requested.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import type { PausedWork } from '../../contracts/run-work.ts';
import type { ShardFigures } from '../../contracts/shard-figures.ts';
import type { WithdrawnWork } from '../../contracts/withdrawal.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import { toldCauses } from '../churn/told-causes.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';
import type { Night } from '../night.ts';
import { talkingPointsIn } from '../offers/talking-points-in.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { countPromises, promiseColumns, withDumps } from '../promises/promise-columns.ts';
import type { ShardPromises } from '../promises/shard-promises.ts';
import { countCells, tallyPromises } from '../report/shard-figures.ts';
import { markedOf } from '../rows.ts';
import type { ShardPart } from '../shard.ts';
import type { Candidate } from '../work/candidate.ts';
import type { ContactEvents } from '../work/govern/contact-events.ts';
import { knownContacts, type Waiting } from '../work/govern/known-contacts.ts';
import { staleNotices } from '../work/govern/operational-hold.ts';
import { armsIn } from '../work/guard/arms-in.ts';
import { openWork } from '../work/open-work.ts';
import { vanishedWork, withdrawnColumns, withoutVanished } from '../work/vanished.ts';
import { wholeBase } from '../work/visit-part.ts';
import type { Queued } from '../work/work.ts';
import { decideTable } from './decide.ts';
import { changedRows } from './decision-changed.ts';
import { columnName, columnsOf, type DecisionTable } from './decision-table.ts';
import { carriedOver, type Earlier, earlierOf, keepUnchanged, shareColumns } from './earlier.ts';
import { keptColumns } from './kept-facts.ts';
import { countBy, countCustomers, countOutlook } from './run-counts.ts';
import type { Coded, RuleColumns } from './shard-table.ts';
import { workOfShard } from './work-of-shard.ts';

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
  /** Work of earlier nights whose reason has vanished. */
  withdrawn: readonly WithdrawnWork[];
  /** Work of earlier nights that may not be given out tonight. */
  paused: readonly PausedWork[];
  /** What may be offered to the customer in a row. */
  offersAt: (row: number) => TalkingPoint[];
  counts: RunCounts;
  /** What the managers' report counts. */
  figures: ShardFigures;
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
  /** Work of earlier nights that found no agent yet; left out: none. */
  waiting?: Waiting;
  /** Content hash of the facts and of how they are read; left out: a later night reads them again. */
  madeOf?: string | undefined;
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
  const { facts, scored, previous, abandoned, kept, base, events, promises, stopped = none, waiting } = input;
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
  const ofFacts = keptColumns(compiled, scored, facts);
  for (const [name, column] of ofFacts.numbers) decided.numbers.set(name, column);
  for (const [name, column] of ofFacts.words) decided.words.set(name, column);
  if (promises) decided.columns.promises = promises.byRow;
  if (promises && compiled.promises)
    for (const { state, name, column } of promiseColumns(compiled.promises, promises.byRow, rows))
      decided.words.set(columnName(state, name), column);
  const allKnown = knownContacts(events, ids, last?.table ?? null, compiled, night, waiting);
  const allOpen = openWork(compiled, facts, last?.table ?? null, night, allKnown.isOver, promises?.byRow, waiting);
  const vanished = vanishedWork(compiled, decided.columns, allOpen, allKnown, isDecided);
  const { open, known } = withoutVanished(allOpen, allKnown, vanished);
  const { candidates, work, paused, counts } = workOfShard(
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
  const stale = staleOf(events, compiled, input.part ?? wholeBase, night);
  if (Object.keys(stale).length > 0) counts.staleNotices = stale;
  if (promises) counts.promises = countPromises(promises.ledger.entries);
  const arms = armsIn(compiled, decided.columns, last?.table ?? null, candidates, isDecided, night);
  for (const [name, column] of arms.words) decided.words.set(name, column);
  if (arms.counts) counts.arms = arms.counts;

  if (last) shareColumns(decided.words, last);
  const tonight: DecisionTable = {
    ids,
    customerIds: facts.customerIds,
    rows,
    numbers: columnsOf(decided.numbers),
    words: columnsOf(decided.words),
    madeOf: input.madeOf,
  };
  const isChanged = last ? changedRows(last.table, tonight) : new Uint8Array(rows).fill(1);
  const { snapshot, carried } = standing(isDecided, last?.has);
  if (last) keepUnchanged(decided.words, last, isDecided, isChanged);
  const table = last && carried.length > 0 ? carriedOver(tonight, last.table, carried) : tonight;

  for (const row of carried) isChanged[row] = 0;
  for (const stray of strayed) {
    const marks = changedRows(stray.table, table);
    for (let row = 0; row < rows; row++) if (stray.has[row] === 1 && marks[row] === 1) isChanged[row] = 1;
  }
  const changed = Array.from(markedOf(snapshot, isChanged));
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
    isDecided,
  );
  countOutlook(
    counts,
    compiled,
    decided.columns,
    { numbers: decided.numbers, tier: decided.words.get(lead) as Coded, region: decided.words.get('region') as Coded },
    isDecided,
  );
  const offersAt = talkingPointsIn(compiled, decided.columns, base);
  const withdrawn = vanished.map(({ workId, why }) => ({ workId, why }));
  const { numbers, texts, band } = decided.columns;
  const [tier, region] = [decided.words.get(lead), decided.words.get('region')] as [Coded, Coded];
  const by = { tier, band, region, segment: texts.get('segment') as Coded, charge: numbers.get(compiled.charge) };
  const figures: ShardFigures = {
    version: 1,
    cells: countCells({ ...by, numbers: decided.numbers }, isDecided),
    promises: promises ? tallyPromises(promises.ledger.entries) : [],
  };
  return {
    ...{ table, snapshot, changed, columns: decided.columns, candidates, work, withdrawn, paused, offersAt },
    ...{ counts, figures },
  };
};

/** So many notices a shard are named: the run's row must hold those of all. */
const mostStale = 5;

/** Notices that are open for too long, the oldest first. Those of regions come to all shards: the first one speaks for them. */
const staleOf = (
  { notices }: ContactEvents,
  { contact }: CompiledPolicy,
  { shard }: ShardPart,
  night: Night,
): Record<string, number> => {
  if (!contact) return {};
  const own = notices.filter(({ customerId }) => customerId !== null || shard === 0);
  const oldest = Object.entries(staleNotices(own, contact, night)).sort(([, one], [, other]) => other - one);
  return Object.fromEntries(oldest.slice(0, mostStale));
};

/** Who has a decision after tonight, and whose of these is carried over: rows, ascending. */
const standing = (isDecided: Uint8Array, before: Uint8Array = new Uint8Array(isDecided.length)) => {
  const [all, carried] = [new Int32Array(isDecided.length), new Int32Array(isDecided.length)];
  let [count, kept] = [0, 0];
  for (let row = 0; row < isDecided.length; row++) {
    if (isDecided[row] === 0) {
      if (before[row] === 0) continue;
      carried[kept++] = row;
    }
    all[count++] = row;
  }
  return { snapshot: all.subarray(0, count), carried: carried.subarray(0, kept) };
};

/** Rows with facts that are not kept as they were: 1. */
export const decidedRows = ({ known, ids }: GatheredFacts, kept: ReadonlySet<string>): Uint8Array =>
  kept.size === 0 ? known : known.map((is, row) => Number(is === 1 && !kept.has(ids.at(row) as string)));

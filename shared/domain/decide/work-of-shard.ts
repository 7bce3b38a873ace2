import type { Ids } from '../ids.ts';
import type { Night } from '../night.ts';
import { type CompiledPolicy, playbookOf } from '../policy/compile-policy.ts';
import { countMarked } from '../rows.ts';
import { type Candidate, fateWord } from '../work/candidate.ts';
import { type Contact, contactColumns } from '../work/govern/contacts.ts';
import { beforePlanIn, governIn } from '../work/govern/govern.ts';
import type { KnownContacts } from '../work/govern/known-contacts.ts';
import { pausedIn } from '../work/govern/paused.ts';
import type { OpenWork } from '../work/open-work.ts';
import { withdrawnBefore } from '../work/vanished.ts';
import { type VisitShard, visitsIn } from '../work/visits-in.ts';
import type { Queued } from '../work/work.ts';
import type { decideTable } from './decide.ts';
import { columnName } from './decision-table.ts';
import { countCandidates, noCounts } from './run-counts.ts';
import { type Coded, type RuleColumns, wordAt } from './shard-table.ts';
import { wordList } from './word-list.ts';

/** Candidates of all customers decided, counted; and the columns of open work, which the words are given. */
export const workOfShard = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  ids: Ids,
  { open, known, stopped }: { open: ReadonlyMap<number, OpenWork>; known: KnownContacts; stopped: ReadonlySet<string> },
  { isDecided, before, part }: Pick<VisitShard, 'isDecided' | 'before' | 'part'>,
  night: Night,
  { numbers, words }: Pick<ReturnType<typeof decideTable>, 'numbers' | 'words'>,
) => {
  const counts = noCounts();
  const work: Queued[] = [];
  const contacts = new Map<number, Contact[]>();
  const points = (card: string) => numbers.get(columnName('score', card)) as Float64Array;
  const beforePlan = beforePlanIn(compiled, columns, ids, open, night);
  const visits = visitsIn(compiled, { columns, isDecided, before, points, part }, beforePlan, night);
  const found = governIn(compiled, columns, ids, isDecided, known, open, visits, stopped, night);
  const region = words.get('region') as Coded;
  counts.customers = countMarked(isDecided);
  for (const [row, candidates] of found) {
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
  const tonight = (row: number) => found.get(row)?.find((candidate) => candidate.became === 'queued');
  const pausedAt = pausedIn(compiled, columns, ids, known, open, stopped, tonight, night);
  const paused = [...open.keys()].flatMap((row) => (isDecided[row] === 1 ? pausedAt(row) : []));
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
  return { candidates: found, work, paused, counts };
};

/** What became of a programme's candidates, as a column. */
const fatesOf = (programme: string, candidates: ReadonlyMap<number, readonly Candidate[]>, rows: number): Coded => {
  const list = wordList();
  const codes = new Int32Array(rows).fill(-1);
  for (const [row, its] of candidates)
    for (const candidate of its) if (candidate.programme === programme) codes[row] = list.codeOf(fateWord(candidate));
  return { codes, values: list.words };
};

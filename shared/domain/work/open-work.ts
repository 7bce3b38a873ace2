import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import { addDays, localDate } from '../calendar.ts';
import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { wordAt } from '../decide/shard-table.ts';
import { each } from '../facts/each.ts';
import type { ShardFacts } from '../facts/facts.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { rowsWithWord } from '../rows.ts';
import { ownReasons } from './candidate.ts';
import { nothing, type Waiting } from './govern/known-contacts.ts';
import { periodsOf, workIdOf } from './work-period.ts';

/** Work of an earlier night that keeps its programme from asking again. */
export type EarlierWork = {
  workId: string;
  /** Instant of the night that asked. */
  since: string;
  reason: string;
  /** Day for which the programme may ask again. */
  until: string;
  /** Somebody may still call the customer about it: other work waits. */
  standsInTheWay: boolean;
  /** Nobody has it yet. */
  waits: boolean;
  /** Why nobody need do it any more: it waited beyond its period and is asked for anew, or its promise was kept in another way. */
  lapsed: 'lapsed' | 'kept' | null;
};

/** Work of earlier nights by programme. */
export type OpenWork = Record<string, EarlierWork>;

/**
 * Work of earlier nights that keeps its programme from asking again, by row: that of this period, and that of a while ago.
 * Few customers have any.
 *
 * @param isOver whether nobody is going to call about a piece of work any more: it has ended, or it was a message
 * @param promises what is promised, by row: work that keeps a promise is open as long as that is
 * @param waiting work that found no agent yet
 */
export const openWork = (
  compiled: Pick<CompiledPolicy, 'programmes' | 'visits'>,
  { ids }: Pick<ShardFacts, 'ids'>,
  before: DecisionTable | null,
  night: Night,
  isOver: (row: number, workId: string) => boolean = () => false,
  promises?: ReadonlyMap<number, readonly PromiseEntry[]>,
  waiting: Waiting = nothing,
): Map<number, OpenWork> => {
  const open = new Map<number, OpenWork>();
  if (!before) return open;
  // Few instants are in use: each is read once on the operator's clock.
  const dayOf = each((instant: string) => localDate(instant, night.timeZone));
  for (const programme of compiled.programmes) {
    const { name, rules } = programme;
    const work = before.words.get(columnName('work', name));
    const asked = before.words.get(columnName('workSince', name)) ?? before.words.get('decidedAt');
    if (!work || !asked) continue;
    const periods = periodsOf(programme, compiled, night);
    // Days, not hours: where clocks are put forward, a pause would else end a night late.
    const pauseEndOf = each((since: string) => addDays(dayOf(since), rules.pauseDays));
    for (const row of rowsWithWord(work.codes)) {
      const workId = wordAt(work, row) as string;
      const since = wordAt(asked, row) ?? night.now;
      const period =
        rules.keeps === undefined
          ? periods.find((one) => workId === workIdOf(ids.at(row) as string, name, one.name))
          : untilKept(promises?.get(row), workId, dayOf);
      const pauseEnds = pauseEndOf(since);
      const pauses = night.today < pauseEnds;
      const waits = waiting.has(workId);
      const wasKept = wasKeptOtherwise(promises?.get(row), workId);
      const lapsed = wasKept ? 'kept' : waits && !period && !pauses ? 'lapsed' : null;
      if (!period && !pauses && lapsed === null) continue;
      const reason = pauses && !period ? ownReasons.recentlyAsked : ownReasons.alreadyOpen;
      const days = [pauses ? pauseEnds : '', period?.next ?? '', lapsed ? addDays(night.today, 1) : ''];
      const until = days.reduce((latest, day) => (day > latest ? day : latest));
      const standsInTheWay = !isOver(row, workId);
      const earlier: EarlierWork = { workId, since, reason, until, standsInTheWay, waits, lapsed };
      open.set(row, { ...open.get(row), [name]: earlier });
    }
  }
  return open;
};

/** Work that keeps a promise is open as long as that is; undefined where it is not. */
const untilKept = (
  promises: readonly PromiseEntry[] | undefined,
  workId: string,
  dayOf: (instant: string) => string,
): { next: string } | undefined => {
  const promise = promises?.find(({ id, state }) => id === workId && state === 'open');
  return promise && { next: addDays(dayOf(promise.dueAt), 1) };
};

/** A call that somebody made without being asked to, as the call back that was promised: the work has no reason any more. */
const wasKeptOtherwise = (promises: readonly PromiseEntry[] | undefined, workId: string): boolean =>
  promises?.some(({ id, state, evidence }) => id === workId && state === 'delivered' && evidence !== workId) === true;

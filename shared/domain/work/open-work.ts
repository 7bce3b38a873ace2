import type { Programme } from '../../contracts/policy/programme.ts';
import { addDays, addMonths, dayNumber, localDate, quarterOf } from '../calendar.ts';
import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { wordAt } from '../decide/shard-table.ts';
import type { ShardFacts } from '../facts/facts.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { sha256 } from '../sha256.ts';
import { ownReasons } from './candidate.ts';

/** 96 bits: among 100 million ids two are the same with a chance of 1 in 10^13. */
const idDigits = 24;
const period = (rules: Programme, { businessDay }: Night): string =>
  rules.period === 'quarter' ? quarterOf(businessDay) : businessDay.slice(0, 7);

/** Id of work, made of content, so that asking twice is asking once; it does not tell whom the work is about. */
export const workIdOf = (customerId: string, programme: string, rules: Programme, night: Night): string =>
  sha256(JSON.stringify([customerId, programme, period(rules, night)])).slice(0, idDigits);

/** First day of agents' lists of the next period: the day after its first business day. */
const nextPeriod = ({ period: every }: Programme, { businessDay }: Night): string => {
  const month = businessDay.slice(0, 7);
  const months = every === 'month' ? 1 : 3 - ((Number(month.slice(5)) - 1) % 3);
  return addDays(`${addMonths(month, months)}-01`, 1);
};

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
};

/** Work of earlier nights by programme. */
export type OpenWork = Record<string, EarlierWork>;

/**
 * Work of earlier nights that keeps its programme from asking again, by row: that of this period, and that of a while ago.
 * Few customers have any.
 *
 * @param isOver whether nobody is going to call about a piece of work any more: it has ended, or it was a message
 */
export const openWork = (
  { programmes }: CompiledPolicy,
  { ids }: Pick<ShardFacts, 'ids'>,
  before: DecisionTable | null,
  night: Night,
  isOver: (row: number, workId: string) => boolean = () => false,
): Map<number, OpenWork> => {
  const open = new Map<number, OpenWork>();
  if (!before) return open;
  const days = new Map<string, string>();
  /** Few instants are in use: each is read once on the operator's clock. */
  const dayOf = (instant: string): string => {
    const day = days.get(instant) ?? localDate(instant, night.timeZone);
    days.set(instant, day);
    return day;
  };
  for (const { name, rules } of programmes) {
    const work = before.words.get(columnName('work', name));
    const asked = before.words.get(columnName('workSince', name)) ?? before.words.get('decidedAt');
    if (!work || !asked) continue;
    const next = nextPeriod(rules, night);
    for (let row = 0; row < before.rows; row++) {
      if ((work.codes[row] as number) < 0) continue;
      const workId = wordAt(work, row) as string;
      const since = wordAt(asked, row) ?? night.now;
      const isOpen = workId === workIdOf(ids[row] as string, name, rules, night);
      // Days, not hours: where clocks are put forward, a pause would else end a night late.
      const pauseEnds = addDays(dayOf(since), rules.pauseDays);
      const pauses = dayNumber(night.today) < dayNumber(pauseEnds);
      if (!isOpen && !pauses) continue;
      const reason = isOpen ? ownReasons.alreadyOpen : ownReasons.recentlyAsked;
      const until = !isOpen || (pauses && pauseEnds > next) ? pauseEnds : next;
      const standsInTheWay = !isOver(row, workId);
      open.set(row, { ...open.get(row), [name]: { workId, since, reason, until, standsInTheWay } });
    }
  }
  return open;
};

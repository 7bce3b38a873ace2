import { addDays, addMonths, lastDayOf, localDate } from '../calendar.ts';
import type { Earned, Elapsed, MoveRules, Standing } from '../schemes/move-tier.ts';
import type { Place } from '../schemes/tiers.ts';

/** Why a customer has a tier, and not the one that tonight's facts alone would give. */
export type TierReason = {
  code:
    | 'earned'
    | 'first'
    | 'black-list'
    | 'red-list'
    | 'event'
    | 'event-holds'
    | 'demotion-margin'
    | 'promotion-margin'
    | 'minimum-stay'
    | 'grace'
    | 'clean-time'
    | 'steps';
  /** Tier that tonight's facts alone would give; the same as the tier where nothing keeps the customer from it. */
  earned: Place;
  /** First day on which a run may move the customer, where waiting is all that is missing; else null. */
  until: string | null;
};

/** The first day on which so many whole months have passed; see `wholeMonths`. */
const monthsAfter = (date: string, months: number): string => {
  const month = addMonths(date.slice(0, 7), months);
  const [day, last] = [`${month}-${date.slice(8, 10)}`, lastDayOf(month)];
  return day < last ? day : last;
};

/**
 * Why `moveTier` answered as it did.
 *
 * @param before what was remembered of the night before
 * @param after what is remembered tonight
 * @param now tonight's instant
 * @param timeZone operator's IANA time zone, for dates
 */
export const whyTier = (
  rules: MoveRules,
  given: Earned,
  before: Readonly<Standing>,
  after: Readonly<Standing>,
  { now, timeZone, elapsed }: { now: string; timeZone: string; elapsed: Elapsed },
): TierReason => {
  const { earned } = given;
  const { tier: held } = before;
  const because = (code: TierReason['code'], until: string | null = null): TierReason => ({ code, earned, until });
  const dayOf = (instant: string): string => localDate(instant, timeZone);
  if (given.list === 'black' && rules.blackTier >= 0) return because('black-list');
  const start = held < 0 ? earned : held;
  const isKept = given.list === 'red' && rules.redKeepsTier && held >= 0;
  const pushed = after.eventSince === now ? Math.min(start + given.eventSteps, rules.tiers - 1) : start;
  const punished = Math.max(start, given.eventTier, pushed);
  if (!isKept && punished > start) return because('event');
  if (held < 0) return because('first');
  if (earned === after.tier) return because('earned');
  if (after.tier > held) return because(after.tier === given.falls ? 'demotion-margin' : 'steps');
  if (after.tier < held) return because(after.tier === given.rises ? 'promotion-margin' : 'steps');
  const stays = rules.minimumStayDays > 0 && elapsed.days(before.since) < rules.minimumStayDays;
  const stay = stays ? because('minimum-stay', addDays(dayOf(before.since), rules.minimumStayDays)) : undefined;
  if (earned > held) {
    if (isKept) return because('red-list');
    if (given.falls <= held) return because('demotion-margin');
    return stay ?? because('grace', monthsAfter(dayOf(after.fallingSince || now), rules.graceMonths));
  }
  if (given.hasEvent) return because('event-holds');
  if (given.rises >= held) return because('promotion-margin');
  return stay ?? because('clean-time', cleanFrom(rules, before.since, after.cleanSince, dayOf));
};

/** First day on which the clean time is over; null where the customer is not clean now. */
const cleanFrom = (
  { clean }: MoveRules,
  since: string,
  cleanSince: string,
  dayOf: (instant: string) => string,
): string | null => {
  if (!clean || cleanSince === '') return null;
  const from = [dayOf(cleanSince), dayOf(since)].sort().at(-1) as string;
  return 'months' in clean ? monthsAfter(from, clean.months) : addDays(from, clean.days);
};

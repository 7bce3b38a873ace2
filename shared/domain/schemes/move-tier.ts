import type { Scheme } from '../../contracts/policy/scheme.ts';
import { dayNumber, localDate, wholeMonths } from '../calendar.ts';
import type { Night } from '../night.ts';
import type { Place } from './tiers.ts';

/** How customers move between the tiers of one scheme, ready to be asked. */
export type MoveRules = {
  /** Number of tiers. */
  tiers: number;
  minimumStayDays: number;
  /** Most tiers a run; Infinity for no limit. */
  steps: number;
  graceMonths: number;
  /** Clean time that promotion asks for: whole months, or days; undefined for none. */
  clean: { months: number } | { days: number } | undefined;
  redKeepsTier: boolean;
  /** Tier of the black list, or -1. */
  blackTier: Place;
};

/** Prepares a scheme's movement, once a policy. */
export const moveRulesOf = ({ tiers, movement, lists }: Scheme): MoveRules => {
  const { months, days } = movement.promotion.clean ?? {};
  return {
    tiers: tiers.length,
    minimumStayDays: movement.minimumStayDays,
    steps: movement.steps ?? Number.POSITIVE_INFINITY,
    graceMonths: movement.demotion.graceMonths,
    clean: months !== undefined ? { months } : days !== undefined ? { days } : undefined,
    redKeepsTier: lists.redKeepsTier,
    blackTier: tiers.findIndex(({ name }) => name === lists.blackTier),
  };
};

/** What a scheme remembers of one customer from night to night; instants are texts, empty for none. */
export type Standing = {
  /** Tier held; -1 for none. */
  tier: Place;
  /** Since when. */
  since: string;
  /** Since when the customer has been below the tier held, while grace lasts. */
  fallingSince: string;
  /** Since when the condition of a clean time has held. */
  cleanSince: string;
  /** Since when an event that demotes at once has held. */
  eventSince: string;
};

/** Nothing is remembered: a first decision. */
export const noStanding = (): Standing => ({ tier: -1, since: '', fallingSince: '', cleanSince: '', eventSince: '' });

/** What tonight's facts say of one customer and scheme. */
export type Earned = {
  /** Tier as if none was held. */
  earned: Place;
  /** Best tier that the customer may rise to. */
  rises: Place;
  /** Tier that the customer has fallen to, past the margin. */
  falls: Place;
  /** Red or black list, or null. */
  list: string | null;
  /** Some event that demotes at once holds. */
  hasEvent: boolean;
  /** Worst tier that the events that hold name; -1 for none. */
  eventTier: Place;
  /** Most tiers down that the events that hold ask for; 0 for none. */
  eventSteps: number;
  /** The condition of a clean time holds. */
  isClean: boolean;
};

/** How long ago an instant was, by the operator's calendar. */
export type Elapsed = { days(since: string): number; months(since: string): number };

/** Measures how long ago instants were; there are few different ones, so each is worked out once. */
export const elapsedIn = ({ today, timeZone }: Pick<Night, 'today' | 'timeZone'>): Elapsed => {
  const known = new Map<string, { days: number; months: number }>();
  const of = (since: string): { days: number; months: number } => {
    let found = known.get(since);
    if (!found) {
      const date = localDate(since, timeZone);
      found = { days: dayNumber(today) - dayNumber(date), months: wholeMonths(date, today) };
      known.set(since, found);
    }
    return found;
  };
  return { days: (since) => of(since).days, months: (since) => of(since).months };
};

/** The clean time asked for has passed, in the tier held: each tier is earned by a clean time of its own. */
const isCleanEnough = ({ clean }: MoveRules, { cleanSince, since }: Standing, elapsed: Elapsed): boolean => {
  if (!clean) return true;
  if (cleanSince === '') return false;
  return 'months' in clean
    ? Math.min(elapsed.months(cleanSince), elapsed.months(since)) >= clean.months
    : Math.min(elapsed.days(cleanSince), elapsed.days(since)) >= clean.days;
};

/** The tier that tonight gives, which may be the one held. Notes since when the customer has been falling. */
const nextPlace = (rules: MoveRules, given: Earned, standing: Standing, now: string, elapsed: Elapsed): Place => {
  const { tier: held } = standing;
  const isFalling = held >= 0 && given.falls > held;
  const wasFallingSince = standing.fallingSince;
  standing.fallingSince = '';
  if (given.list === 'black' && rules.blackTier >= 0) return rules.blackTier;
  const start = held < 0 ? given.earned : held;
  const isKept = given.list === 'red' && rules.redKeepsTier && held >= 0;
  if (!isKept) {
    const down = standing.eventSince === now ? Math.min(start + given.eventSteps, rules.tiers - 1) : start;
    const punished = Math.max(start, given.eventTier, down);
    if (held < 0 || punished > held) return punished;
  }
  const stays = rules.minimumStayDays > 0 && elapsed.days(standing.since) < rules.minimumStayDays;
  if (isFalling && !isKept) {
    const since = wasFallingSince || now;
    if (!stays && (rules.graceMonths === 0 || elapsed.months(since) >= rules.graceMonths))
      return Math.min(given.falls, held + rules.steps);
    standing.fallingSince = since;
    return held;
  }
  if (given.rises >= held || given.hasEvent || stays || !isCleanEnough(rules, standing, elapsed)) return held;
  return Math.max(given.rises, held - rules.steps);
};

/**
 * Moves a customer between the tiers of a scheme, in place: the order of what counts is black list, red list, events that
 * demote at once, minimum stay, grace and margin of a demotion, clean time and margin of a promotion.
 *
 * @param standing as it was the night before; as it is tonight afterwards
 * @param now tonight's instant
 */
export const moveTier = (rules: MoveRules, given: Earned, standing: Standing, now: string, elapsed: Elapsed): void => {
  const { tier: held } = standing;
  standing.cleanSince = rules.clean && given.isClean ? standing.cleanSince || now : '';
  standing.eventSince = given.hasEvent ? standing.eventSince || now : '';
  standing.tier = nextPlace(rules, given, standing, now, elapsed);
  if (standing.tier === held) return;
  standing.since = now;
  standing.fallingSince = '';
};

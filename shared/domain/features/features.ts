import type { FeatureName } from '../../contracts/features.ts';
import { dayNumber } from '../calendar.ts';
import type { SeriesName } from '../facts/facts.ts';
import {
  above,
  add,
  and,
  atLeast,
  below,
  constant,
  div,
  equal,
  floor,
  isKnown,
  type Mask,
  missing,
  one,
  or,
  orZero,
  sub,
  sum,
  tonight,
  type Value,
  where,
  zero,
} from '../kernel/expression.ts';
import { businessDay, calendarOf, dayOfMonth, firstOfMonth, lastOfMonth, monthOfQuarter, thisMonth } from './dates.ts';
import { callsFall, fallAgainstOwn } from './series/falls.ts';
import {
  countWhere,
  meanOfNewest,
  monthsSince,
  newest,
  shareOfSums,
  shareWhere,
  sumOfMonths,
} from './series/levels.ts';
import type { Series } from './series/series.ts';
import { relativeSlope, volatility } from './series/trends.ts';
import { knownMonths, monthsSilent, type Use, zeroMonths } from './series/use.ts';
import { byCalendar, profileHas, profileMonth, profileNumber, profileWordIs, seriesOf } from './sources.ts';

/** How one feature of a customer is computed; missing where it is not known. @param months of the run's window */
export type Formula = (months: number) => Value;

/** A feature of one series. */
const ofSeries =
  (name: SeriesName, compute: (series: Series, months: number) => Value): Formula =>
  (months) =>
    compute(seriesOf(name), months);

const ofNewest = (name: SeriesName): Formula => ofSeries(name, (series) => newest(series));
const sumOf = (name: SeriesName): Formula => ofSeries(name, (series) => sumOfMonths(series, 3));
const fallOf = (name: SeriesName): Formula => ofSeries(name, fallAgainstOwn);
/** Months whose charges are taken apart. */
const compositionMonths = 3;
const shareOf =
  (fee: SeriesName): Formula =>
  () =>
    shareOfSums(seriesOf(fee), seriesOf('charged'), compositionMonths);

const useBy = (series: (name: SeriesName) => Series): Use => ({
  voice: series('voiceMinutes'),
  incoming: series('incomingMinutes'),
  data: series('dataMb'),
  sms: series('smsCount'),
});

/** 1 where something holds, 0 where not. */
const flag = (holds: Mask): Value => orZero(holds, one);

const joinedOn = profileNumber('joinedOn');
const statedTenure = profileNumber('tenureMonths');

/** Months with the operator; a joining date wins over a stated tenure. Neither can be negative: then it is not known. */
const tenure = (): Value => {
  const joined = calendarOf(joinedOn);
  const sinceJoining = sub(sub(thisMonth, joined.month), flag(below(dayOfMonth, joined.dayOfMonth)));
  const stated = sub(add(floor(statedTenure), thisMonth), profileMonth);
  const months = where(isKnown(joinedOn), sinceJoining, stated);
  return where(atLeast(months, zero), months, missing);
};

/** Without a joining date, who had less than a month of tenure in the profile of this month joined in it. */
const joinedThisMonth = (): Value => {
  const isNew = and(below(statedTenure, one), equal(profileMonth, thisMonth));
  const byTenure = where(isKnown(statedTenure), flag(isNew), missing);
  const byDate = flag(and(atLeast(joinedOn, firstOfMonth), atLeast(lastOfMonth, joinedOn)));
  return where(isKnown(joinedOn), byDate, byTenure);
};

/** The newest month may be one month old. */
const newestMonths = 2;

/** Not suspended or closed; without a profile any use, or any charge, of the newest month, of the two the one that is known. */
const active = (): Value => {
  const isActive = profileWordIs('status', ['active']);
  const idle = zeroMonths(useBy(seriesOf), newestMonths);
  const charged = newest(seriesOf('charged'));
  const byUse = flag(or(equal(idle, zero), above(charged, zero)));
  const withoutProfile = where(or(isKnown(idle), isKnown(charged)), byUse, missing);
  return where(isKnown(profileMonth), where(isKnown(isActive), isActive, one), withoutProfile);
};

const closed = (): Value => {
  const isClosed = profileWordIs('status', ['closed', 'ported-out']);
  return where(isKnown(profileMonth), orZero(isKnown(isClosed), isClosed), missing);
};

const daysSincePayment: Formula = (months) => {
  const days = sub(businessDay, newest(seriesOf('lastPaidOn'), months - 1));
  return where(atLeast(days, zero), days, missing);
};

/** Since the last day of the last active month: the day before the first of the month behind it. */
const daysSilent = (ago: number): Value =>
  tonight(`days since ${ago} months ago`, (night) =>
    ago === 0 ? 0 : dayNumber(night.businessDay) - dayNumber(`${night.months.at(-ago)}-01`) + 1,
  );

const silentDays: Formula = (months) => {
  const ago = monthsSilent(useBy(byCalendar), byCalendar('charged'), months);
  return Array.from({ length: months + 1 }, (_, month) => month).reduce(
    (found, month) => where(equal(ago, constant(month)), daysSilent(month), found),
    missing,
  );
};

/** Fields whose filling makes a profile complete. */
const profileParts = ['name', 'phone', 'segment', 'region', 'brand', 'plan', 'joinedOn', 'creditScore'] as const;

const profileCompleteness = (): Value =>
  where(isKnown(profileMonth), div(sum(profileParts.map(profileHas)), constant(profileParts.length)), missing);

/** Months of the features that say how regular something is. */
const regularityMonths = 6;

const trendOf = (name: SeriesName, within: number, least: number): Formula =>
  ofSeries(name, (series) => relativeSlope(series, within, least));
const meanOf = (name: SeriesName): Formula => ofSeries(name, (series) => meanOfNewest(series, 3, 4));
const volatilityOf = (name: SeriesName): Formula => ofSeries(name, (series) => volatility(series, regularityMonths, 3));

/** Promises are kept or broken to who stands where: see `withPromises`, which puts the numbers in. */
const notYetKnown: Formula = () => missing;

/** Every feature of the catalogue; what each means, and over which months, is said there. */
export const formulas: Record<FeatureName, Formula> = {
  arpu: meanOf('charged'),
  spendLastMonth: ofNewest('charged'),
  spendMean: ofSeries('charged', (series, months) => meanOfNewest(series, months, months)),
  spendFall: fallOf('charged'),
  arrears: ofNewest('arrears'),
  arrearsDays: ofNewest('arrearsDays'),
  daysSincePayment,
  rechargeFall: fallOf('rechargeAmount'),
  monthlyFeeFall: fallOf('monthlyFee'),
  spendTrend3: trendOf('charged', 3, 3),
  spendTrend6: trendOf('charged', 6, 4),
  spendTrend12: trendOf('charged', 12, 6),
  spendVolatility: volatilityOf('charged'),
  paidOnTime: ofSeries('arrearsDays', (series) => shareWhere(series, regularityMonths, (days) => equal(days, zero))),
  arrearsMonths: ofSeries('arrears', (series, months) => countWhere(series, months, (owed) => above(owed, zero))),
  voiceShare: shareOf('voiceFee'),
  longDistanceShare: shareOf('longDistanceFee'),
  internationalShare: shareOf('internationalFee'),
  dataShare: shareOf('dataFee'),
  smsShare: shareOf('smsFee'),
  roamingShare: shareOf('roamingFee'),
  tenureMonths: tenure,
  joinedThisMonth,
  creditScore: () => profileNumber('creditScore'),
  contractDaysLeft: () => sub(profileNumber('contractEndsOn'), businessDay),
  contractMonths: () => profileNumber('contractMonths'),
  active,
  closed,
  portedIn: () => profileNumber('portedIn'),
  dataLine: () => profileNumber('dataLine'),
  referrals: () => profileNumber('referrals'),
  profileCompleteness,
  voiceFall: () => callsFall(seriesOf('voiceMinutes'), seriesOf('incomingMinutes')),
  dataFall: fallOf('dataMb'),
  zeroUseMonths: (months) => zeroMonths(useBy(seriesOf), months),
  silentDays,
  activeDays: ofNewest('activeDays'),
  monthsOfData: (months) => knownMonths(useBy(byCalendar), byCalendar('charged'), months),
  monthOfQuarter: () => monthOfQuarter,
  complaints: sumOf('complaints'),
  faults: sumOf('faults'),
  satisfaction: ofSeries('satisfaction', (series) => meanOfNewest(series, 6, 6)),
  competitorCalls: sumOf('competitorCalls'),
  refundDisputes: sumOf('refundDisputes'),
  voiceMean: meanOf('voiceMinutes'),
  longDistanceMean: meanOf('longDistanceMinutes'),
  internationalMean: meanOf('internationalMinutes'),
  roamingMean: meanOf('roamingMinutes'),
  dataMean: meanOf('dataMb'),
  smsMean: meanOf('smsCount'),
  voiceTrend6: trendOf('voiceMinutes', 6, 4),
  dataTrend6: trendOf('dataMb', 6, 4),
  dataVolatility: volatilityOf('dataMb'),
  hotlineCalls: sumOf('hotlineCalls'),
  monthsSinceComplaint: ofSeries('complaints', (series, months) =>
    monthsSince(series, months, (count) => above(count, zero)),
  ),
  brokenPromises: notYetKnown,
  openPromises: notYetKnown,
  lateAnswers: notYetKnown,
  satisfactionLast: ofSeries('satisfaction', (series) => newest(series, 5)),
};

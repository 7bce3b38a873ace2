import type { FeatureName } from '../../contracts/features.ts';
import { calendarDays, dayNumber, monthNumber } from '../calendar.ts';
import type { ProfileNumber, SeriesName, ShardFacts } from '../facts/facts.ts';
import type { Night } from '../night.ts';
import { callsFall, fallAgainstOwn, fallMonths } from './series/falls.ts';
import {
  countWhere,
  meanOfNewest,
  monthsSince,
  newest,
  shareOfSums,
  shareWhere,
  sumOfMonths,
} from './series/levels.ts';
import { column, type Series } from './series/series.ts';
import { relativeSlope, volatility } from './series/trends.ts';
import { knownMonths, silentMonths, type Use, useAt, zeroMonths } from './series/use.ts';

/** Computes one feature of all customers of a shard; NaN where it is not known. */
export type Formula = (facts: ShardFacts, night: Night) => Float64Array;

/** A feature of one series, of which the newest `within` months are looked at; all where left out. */
const ofSeries =
  (name: SeriesName, compute: (series: Series) => Float64Array, within = Number.POSITIVE_INFINITY): Formula =>
  (facts) =>
    compute(facts.series(name, within));

/** The newest month may be one month old. */
const newestMonths = 2;
const ofNewest = (name: SeriesName): Formula => ofSeries(name, (series) => newest(series), newestMonths);
const sumOf = (name: SeriesName, within: number): Formula =>
  ofSeries(name, (series) => sumOfMonths(series, within), within);
const fallOf = (name: SeriesName): Formula => ofSeries(name, fallAgainstOwn, fallMonths);
/** Months whose charges are taken apart. */
const compositionMonths = 3;
const shareOf =
  (fee: SeriesName): Formula =>
  ({ series }) =>
    shareOfSums(series(fee, compositionMonths), series('charged', compositionMonths), compositionMonths);
const ofProfile =
  (name: ProfileNumber): Formula =>
  ({ profileNumber }) =>
    profileNumber(name);

/**
 * A feature that is computed customer by customer, for what few policies ask: a loop that all of them share calls a function
 * a row, which the loops of the others do not.
 */
const byRow = (rows: number, compute: (row: number) => number): Float64Array => {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = compute(row);
  return values;
};

const useIn = ({ series }: ShardFacts, within: number): Use => ({
  voice: series('voiceMinutes', within),
  incoming: series('incomingMinutes', within),
  data: series('dataMb', within),
  sms: series('smsCount', within),
});

/** Months with the operator; a joining date wins over a stated tenure. Neither can be negative: then it is not known. */
const tenure: Formula = ({ rows, profileMonth, profileNumber }, { businessDay }) => {
  const [joinedOn, stated] = [profileNumber('joinedOn'), profileNumber('tenureMonths')];
  const [thisMonth, today] = [monthNumber(businessDay), Number(businessDay.slice(8, 10))];
  const { months: joinedIn, daysOfMonth } = calendarDays(joinedOn);
  const tenures = column(rows);
  for (let row = 0; row < rows; row++) {
    const joined = joinedIn[row] as number;
    const months = Number.isNaN(joined)
      ? Math.floor(stated[row] as number) + thisMonth - (profileMonth[row] as number)
      : thisMonth - joined - Number(today < (daysOfMonth[row] as number));
    tenures[row] = months >= 0 ? months : Number.NaN;
  }
  return tenures;
};

/** Without a joining date, who had less than a month of tenure in the profile of this month joined in it. */
const joinedThisMonth: Formula = ({ rows, profileMonth, profileNumber }, { businessDay }) => {
  const [joinedOn, stated] = [profileNumber('joinedOn'), profileNumber('tenureMonths')];
  const thisMonth = monthNumber(businessDay);
  const first = dayNumber(`${businessDay.slice(0, 7)}-01`);
  const end = first + daysOf(businessDay);
  return byRow(rows, (row) => {
    const joined = joinedOn[row] as number;
    if (!Number.isNaN(joined)) return Number(joined >= first && joined < end);
    const months = stated[row] as number;
    return Number.isNaN(months) ? Number.NaN : Number(months < 1 && profileMonth[row] === thisMonth);
  });
};

/** Days of the month of a date. */
const daysOf = (date: string): number =>
  new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();

/** Not suspended or closed; without a profile any use, or any charge, of the newest month, of the two the one that is known. */
const active: Formula = (facts) => {
  const { rows, profileMonth, profileWord } = facts;
  const { codes, values } = profileWord('status');
  const isActive = values.map((word) => Number(word === 'active'));
  const idle = zeroMonths(useIn(facts, newestMonths));
  const charged = newest(facts.series('charged', newestMonths));
  return byRow(rows, (row) => {
    const status = codes[row] as number;
    if (!Number.isNaN(profileMonth[row] as number)) return status < 0 ? 1 : (isActive[status] as number);
    if (idle[row] === 0 || (charged[row] as number) > 0) return 1;
    return Number.isNaN(idle[row] as number) && Number.isNaN(charged[row] as number) ? Number.NaN : 0;
  });
};

const closed: Formula = ({ rows, profileMonth, profileWord }) => {
  const { codes, values } = profileWord('status');
  const isClosed = values.map((word) => Number(word === 'closed' || word === 'ported-out'));
  return byRow(rows, (row) =>
    Number.isNaN(profileMonth[row] as number) ? Number.NaN : (isClosed[codes[row] as number] ?? 0),
  );
};

const contractDaysLeft: Formula = ({ rows, profileNumber }, { businessDay }) => {
  const endsOn = profileNumber('contractEndsOn');
  const today = dayNumber(businessDay);
  const left = column(rows);
  for (let row = 0; row < rows; row++) left[row] = (endsOn[row] as number) - today;
  return left;
};

const daysSincePayment: Formula = ({ rows, months, series }, { businessDay }) => {
  const paidOn = newest(series('lastPaidOn', months), months);
  const today = dayNumber(businessDay);
  const since = column(rows);
  for (let row = 0; row < rows; row++) {
    const days = today - (paidOn[row] as number);
    since[row] = days >= 0 ? days : Number.NaN;
  }
  return since;
};

/** Used, or was charged, anything; whichever of the two is known. */
const silentDays: Formula = (facts, { months, businessDay }) => {
  const use = useIn(facts, facts.months);
  const { values: charged } = facts.series('charged', facts.months);
  const silent = silentMonths(facts.rows, facts.months, (at) => {
    const used = useAt(use, at);
    if (used > 0 || (charged[at] as number) > 0) return 1;
    return Number.isNaN(used) && Number.isNaN(charged[at] as number) ? Number.NaN : 0;
  });
  const today = dayNumber(businessDay);
  // Since the last day of the last active month: the day before the first of the month behind it.
  const daysAgo = Array.from({ length: facts.months + 1 }, (_, ago) =>
    ago === 0 ? 0 : today - dayNumber(`${months[facts.months - ago] as string}-01`) + 1,
  );
  return silent.map((ago) => (Number.isNaN(ago) ? ago : (daysAgo[ago] as number)));
};

/** Fields whose filling makes a profile complete. */
const profileParts = ['name', 'phone', 'segment', 'region', 'brand', 'plan', 'joinedOn', 'creditScore'] as const;

const profileCompleteness: Formula = ({ rows, profileMonth, profileHas }) => {
  const filled = profileParts.map((name) => profileHas(name));
  return byRow(rows, (row) => {
    if (Number.isNaN(profileMonth[row] as number)) return Number.NaN;
    let count = 0;
    for (const is of filled) count += is[row] as number;
    return count / profileParts.length;
  });
};

/** Months of the features that say how regular something is. */
const regularityMonths = 6;

const paidOnTime: Formula = ({ series }) =>
  shareWhere(series('arrearsDays', regularityMonths), regularityMonths, (days) => days === 0);

const trendOf = (name: SeriesName, within: number, least: number): Formula =>
  ofSeries(name, (series) => relativeSlope(series, within, least), within);
const meanOf = (name: SeriesName): Formula => ofSeries(name, (series) => meanOfNewest(series, 3, 4), 4);
const volatilityOf = (name: SeriesName): Formula =>
  ofSeries(name, (series) => volatility(series, regularityMonths, 3), regularityMonths);

/** Promises are kept or broken to who stands where: see `withPromises`, which puts the numbers in. */
const notYetKnown: Formula = ({ rows }) => new Float64Array(rows).fill(Number.NaN);

/** Every feature of the catalogue; what each means, and over which months, is said there. */
export const formulas: Record<FeatureName, Formula> = {
  arpu: ofSeries('charged', (series) => meanOfNewest(series, 3, 4), 4),
  spendLastMonth: ofNewest('charged'),
  spendMean: ofSeries('charged', (series) => meanOfNewest(series, series.months, series.months)),
  spendFall: fallOf('charged'),
  arrears: ofNewest('arrears'),
  arrearsDays: ofNewest('arrearsDays'),
  daysSincePayment,
  rechargeFall: fallOf('rechargeAmount'),
  spendTrend3: trendOf('charged', 3, 3),
  spendTrend6: trendOf('charged', 6, 4),
  spendTrend12: trendOf('charged', 12, 6),
  spendVolatility: volatilityOf('charged'),
  paidOnTime,
  arrearsMonths: ofSeries('arrears', (series) => countWhere(series, (owed) => owed > 0)),
  voiceShare: shareOf('voiceFee'),
  longDistanceShare: shareOf('longDistanceFee'),
  internationalShare: shareOf('internationalFee'),
  dataShare: shareOf('dataFee'),
  smsShare: shareOf('smsFee'),
  roamingShare: shareOf('roamingFee'),
  tenureMonths: tenure,
  joinedThisMonth,
  creditScore: ofProfile('creditScore'),
  contractDaysLeft,
  contractMonths: ofProfile('contractMonths'),
  active,
  closed,
  portedIn: ofProfile('portedIn'),
  dataLine: ofProfile('dataLine'),
  referrals: ofProfile('referrals'),
  profileCompleteness,
  voiceFall: ({ series }) => callsFall(series('voiceMinutes', fallMonths), series('incomingMinutes', fallMonths)),
  dataFall: fallOf('dataMb'),
  zeroUseMonths: (facts) => zeroMonths(useIn(facts, facts.months)),
  silentDays,
  activeDays: ofNewest('activeDays'),
  monthsOfData: (facts) => knownMonths(useIn(facts, facts.months), facts.series('charged', facts.months)),
  monthOfQuarter: ({ rows }, { businessDay }) => new Float64Array(rows).fill((monthNumber(businessDay) % 3) + 1),
  complaints: sumOf('complaints', 3),
  faults: sumOf('faults', 3),
  satisfaction: ofSeries('satisfaction', (series) => meanOfNewest(series, 6, 6), 6),
  competitorCalls: sumOf('competitorCalls', 3),
  refundDisputes: sumOf('refundDisputes', 3),
  voiceMean: meanOf('voiceMinutes'),
  longDistanceMean: meanOf('longDistanceMinutes'),
  internationalMean: meanOf('internationalMinutes'),
  roamingMean: meanOf('roamingMinutes'),
  dataMean: meanOf('dataMb'),
  smsMean: meanOf('smsCount'),
  voiceTrend6: trendOf('voiceMinutes', 6, 4),
  dataTrend6: trendOf('dataMb', 6, 4),
  dataVolatility: volatilityOf('dataMb'),
  hotlineCalls: sumOf('hotlineCalls', 3),
  monthsSinceComplaint: ofSeries('complaints', (series) => monthsSince(series, (count) => count > 0)),
  brokenPromises: notYetKnown,
  openPromises: notYetKnown,
  lateAnswers: notYetKnown,
  satisfactionLast: ofSeries('satisfaction', (series) => newest(series, 5), 6),
};

import { type FeatureName, featureNames } from '../contracts/features.ts';
import { dayNumber, monthNumber, wholeMonths } from './calendar.ts';
import type { CustomerFacts, Profile } from './facts.ts';
import type { Night } from './night.ts';
import {
  callsFall,
  fallAgainstOwn,
  isUseKnown,
  meanOfNewest,
  newest,
  sumOfMonths,
  valuesOf,
  zeroMonths,
} from './series.ts';

/** Place of each feature in the catalogue. */
export const featureIndex = Object.fromEntries(featureNames.map((name, index) => [name, index])) as Record<
  FeatureName,
  number
>;

/** Computes one feature of one customer; NaN where it is not known. */
export type Formula = (facts: CustomerFacts, night: Night) => number;

const profileNumber =
  (read: (profile: Profile, night: Night) => number): Formula =>
  ({ profile }, night) =>
    profile ? read(profile, night) : Number.NaN;

const yesNo = (yes: boolean): number => (yes ? 1 : 0);

/** Months with the operator; a joining date wins over a stated tenure. Neither can be negative: then it is not known. */
const tenure = ({ joinedOn, tenureMonths, period }: Profile, { businessDay }: Night): number => {
  const months = joinedOn
    ? wholeMonths(joinedOn, businessDay)
    : Math.floor(tenureMonths) + monthNumber(businessDay) - monthNumber(period);
  return months >= 0 ? months : Number.NaN;
};

/** Without a joining date, who had less than a month of tenure in the profile of this month joined in it. */
const joinedThisMonth = ({ joinedOn, tenureMonths, period }: Profile, { businessDay }: Night): number => {
  if (joinedOn) return yesNo(joinedOn.slice(0, 7) === businessDay.slice(0, 7));
  if (Number.isNaN(tenureMonths)) return Number.NaN;
  return yesNo(tenureMonths < 1 && period === businessDay.slice(0, 7));
};

/** Any use, or any charge, of the newest month; of the two the one that is known. */
const inUse = ({ series, at }: CustomerFacts, months: number): number => {
  const idle = zeroMonths(series, at, months);
  const charged = newest(series.charged, at, months);
  if (idle === 0 || charged > 0) return 1;
  return Number.isNaN(idle) && Number.isNaN(charged) ? Number.NaN : 0;
};

/** Every feature of the catalogue; what each means, and over which months, is said there. */
export const formulas: Record<FeatureName, Formula> = {
  arpu: ({ series, at }, { months }) => meanOfNewest(series.charged, at, months.length, 3, 4),
  spendLastMonth: ({ series, at }, { months }) => newest(series.charged, at, months.length),
  spendMean: ({ series, at }, { months }) =>
    meanOfNewest(series.charged, at, months.length, months.length, months.length),
  spendFall: ({ series, at }, { months }) => fallAgainstOwn(valuesOf(series.charged), at, months.length),
  arrears: ({ series, at }, { months }) => newest(series.arrears, at, months.length),
  arrearsDays: ({ series, at }, { months }) => newest(series.arrearsDays, at, months.length),
  daysSincePayment: ({ series, at }, { months, businessDay }) => {
    const days = dayNumber(businessDay) - newest(series.lastPaidOn, at, months.length, months.length);
    return days >= 0 ? days : Number.NaN;
  },
  rechargeFall: ({ series, at }, { months }) => fallAgainstOwn(valuesOf(series.rechargeAmount), at, months.length),
  tenureMonths: profileNumber(tenure),
  joinedThisMonth: profileNumber(joinedThisMonth),
  creditScore: profileNumber(({ creditScore }) => creditScore),
  contractDaysLeft: profileNumber(({ contractEndsOn }, { businessDay }) =>
    contractEndsOn ? dayNumber(contractEndsOn) - dayNumber(businessDay) : Number.NaN,
  ),
  contractMonths: profileNumber(({ contractMonths }) => contractMonths),
  active: (facts, { months }) =>
    facts.profile
      ? yesNo(facts.profile.status === null || facts.profile.status === 'active')
      : inUse(facts, months.length),
  closed: profileNumber(({ status }) => yesNo(status === 'closed' || status === 'ported-out')),
  portedIn: profileNumber(({ portedIn }) => portedIn),
  dataLine: profileNumber(({ dataLine }) => dataLine),
  voiceFall: ({ series, at }, { months }) => callsFall(series, at, months.length),
  dataFall: ({ series, at }, { months }) => fallAgainstOwn(valuesOf(series.dataMb), at, months.length),
  zeroUseMonths: ({ series, at }, { months }) => zeroMonths(series, at, months.length),
  activeDays: ({ series, at }, { months }) => newest(series.activeDays, at, months.length),
  monthsOfData: ({ series, at }, { months }) => {
    let known = 0;
    for (let i = at; i < at + months.length; i++)
      if (!Number.isNaN(series.charged[i]) || isUseKnown(series, i)) known++;
    return known;
  },
  monthOfQuarter: (_, { businessDay }) => (monthNumber(businessDay) % 3) + 1,
  complaints: ({ series, at }, { months }) => sumOfMonths(series.complaints, at, months.length, 3),
  faults: ({ series, at }, { months }) => sumOfMonths(series.faults, at, months.length, 3),
  satisfaction: ({ series, at }, { months }) => meanOfNewest(series.satisfaction, at, months.length, 6, 6),
  competitorCalls: ({ series, at }, { months }) => sumOfMonths(series.competitorCalls, at, months.length, 3),
  refundDisputes: ({ series, at }, { months }) => sumOfMonths(series.refundDisputes, at, months.length, 3),
};

import { type Customer, hasLeft, leavingSince, storyFactor } from './customer.ts';
import { habitsOf } from './habits.ts';
import { dayOf, daysOf, periodOf } from './months.ts';
import { plans } from './operator.ts';
import { type Random, random } from './random.ts';

/** A row as cells by canonical column name, each as the contract writes it. */
export type Row = Record<string, string>;

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
const cents = (value: number): string => (Math.round(value * 100) / 100).toString();

/** What a customer spent in a month, CNY, and the numbers of chance for the rest of that month. */
const monthOf = (
  seed: number,
  customer: Customer,
  month: number,
): { spent: number; numbers: Random; factor: number } => {
  const numbers = random(seed, 2, customer.index, month);
  const factor = storyFactor(customer, month);
  const burst = customer.behaviour === 'flea' && numbers.chance(0.15) ? 2.5 : 1;
  const spent = customer.spend * factor * burst * Math.max(0.3, 1 + numbers.normal() * 0.08);
  return { spent, numbers, factor };
};

/** Row of the customers feed for the end of a month. */
export const customersRow = (customer: Customer, month: number, manager: string): Row => {
  const plan = plans.findLast((candidate) => candidate.from <= customer.spend) ?? plans[0];
  return {
    customerId: customer.customerId,
    period: periodOf(month),
    name: customer.name,
    phone: customer.phone,
    segment: customer.segment,
    region: customer.region.name,
    brand: plan?.brand ?? '',
    plan: plan?.plan ?? '',
    joinedOn: dayOf(customer.joinedMonth, customer.joinedDay),
    contractEndsOn:
      customer.contractEnds === undefined ? '' : dayOf(customer.contractEnds, daysOf(customer.contractEnds)),
    contractMonths: String(customer.contractMonths),
    creditScore: String(customer.credit),
    list: customer.list,
    status: hasLeft(customer, month)
      ? customer.portsOut
        ? 'ported-out'
        : 'closed'
      : customer.list === 'black'
        ? 'suspended'
        : 'active',
    portedIn: yesNo(customer.portedIn),
    dataLine: yesNo(customer.dataLine),
    managerId: manager,
  };
};

/** Row of the usage feed. */
export const usageRow = (seed: number, customer: Customer, month: number): Row => {
  const { spent, numbers, factor } = monthOf(seed, customer, month);
  const voice = spent * customer.voiceShare * numbers.between(3.2, 3.8);
  const days = daysOf(month);
  const active = Math.round(days * Math.min(1, factor) * (customer.spend < 35 ? 0.6 : 0.95));
  return {
    customerId: customer.customerId,
    period: periodOf(month),
    voiceMinutes: cents(voice),
    incomingMinutes: cents(voice * numbers.between(0.7, 1.2)),
    longDistanceMinutes: cents(voice * numbers.between(0, 0.25)),
    internationalMinutes: cents(customer.spend > 300 && numbers.chance(0.2) ? voice * 0.03 : 0),
    roamingMinutes: cents(numbers.chance(0.15) ? voice * 0.08 : 0),
    dataMb: cents(spent * (1 - customer.voiceShare) * numbers.between(150, 210)),
    smsCount: String(Math.round(numbers.between(0, 12) * Math.min(1, factor))),
    activeDays: String(Math.max(0, Math.min(days, active))),
  };
};

/** The part of the plan's fee that a customer who leaves still pays: of three, one takes a smaller plan first. */
const planKept = (seed: number, customer: Customer, month: number): number =>
  leavingSince(customer, month) >= 0 && random(seed, 15, customer.index).chance(1 / 3) ? 0.6 : 1;

/** What is left of a prepaid balance, and the plan's fixed fee; one in forty who pay ahead has little left. */
const leftOf = (seed: number, customer: Customer, month: number): { balance: string; monthlyFee: string } => {
  const numbers = random(seed, 14, customer.index, month);
  const share = numbers.chance(1 / 40) ? numbers.between(0.02, 0.45) : numbers.between(0.5, 2);
  return {
    balance: customer.prepaid ? cents(customer.spend * share) : '',
    monthlyFee: String(Math.max(8, Math.round((customer.spend * planKept(seed, customer, month) * 0.6) / 10) * 10 - 2)),
  };
};

/** Row of the billing feed. */
export const billingRow = (seed: number, customer: Customer, month: number): Row => {
  const { spent, numbers, factor } = monthOf(seed, customer, month);
  const leaves = leavingSince(customer, month);
  const behind = numbers.chance(customer.behaviour === 'flea' ? 0.4 : leaves >= 0 ? 0.45 : factor < 0.7 ? 0.15 : 0.02);
  const owed = behind ? Math.max(spent, customer.spend * 0.5) * numbers.between(0.4, 1.6) : 0;
  const recharge = customer.prepaid && factor > 0.03;
  const fee = (share: number) => cents(spent * share);
  const voice = customer.voiceShare;
  const { longDistance, international, roaming, sms } = habitsOf(seed, customer);
  return {
    customerId: customer.customerId,
    period: periodOf(month),
    charged: cents(spent),
    voiceFee: fee(voice * (1 - longDistance - international - roaming)),
    longDistanceFee: fee(voice * longDistance),
    internationalFee: fee(voice * international),
    dataFee: fee((1 - voice) * (1 - sms)),
    smsFee: fee((1 - voice) * sms),
    roamingFee: fee(voice * roaming),
    rechargeAmount: customer.prepaid ? String(recharge ? Math.max(10, Math.round(spent / 10) * 10) : 0) : '',
    rechargeCount: customer.prepaid ? String(recharge ? numbers.whole(1, 3) : 0) : '',
    ...leftOf(seed, customer, month),
    arrears: cents(owed),
    arrearsDays: String(behind ? numbers.whole(5, leaves >= 0 ? 75 : 45) : 0),
    lastPaidOn: behind ? '' : dayOf(month, numbers.whole(1, 28)),
  };
};

/** Row of the service feed, or undefined for a customer that had no contact in the month. */
export const serviceRow = (seed: number, customer: Customer, month: number): Row | undefined => {
  const numbers = random(seed, 3, customer.index, month);
  const leaves = leavingSince(customer, month);
  const unhappy = (leaves >= 0 && leaves < 3) || storyFactor(customer, month) < 0.75;
  if (leaves >= 3 || !numbers.chance(unhappy ? 0.65 : 0.2)) return undefined;
  const complaints = numbers.chance(unhappy ? 0.55 : 0.08) ? numbers.whole(1, unhappy ? 3 : 1) : 0;
  const mood = (unhappy ? 2.6 : 4.2) + numbers.normal() * 0.6;
  return {
    customerId: customer.customerId,
    period: periodOf(month),
    complaints: String(complaints),
    faults: String(numbers.chance(0.15) ? numbers.whole(1, 2) : 0),
    hotlineCalls: String(complaints + numbers.whole(0, 2)),
    competitorCalls: String(leaves >= 0 && numbers.chance(0.7) ? numbers.whole(1, 4) : 0),
    refundDisputes: String(complaints > 1 && numbers.chance(0.2) ? 1 : 0),
    satisfaction: numbers.chance(0.6) ? String(Math.min(5, Math.max(1, Math.round(mood)))) : '',
  };
};

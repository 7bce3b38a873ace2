import { expect, test } from 'vitest';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { decideAll, type Given, nightAt, policyWith } from '../domain/customer.ts';

const policy = policyWith();
const months = (value: number, last = value): number[] => [...Array.from({ length: 7 }, () => value), last];

/** A customer who gives no sign of leaving. */
const calm: Given = {
  profile: { joinedOn: '2023-03-15', contractEndsOn: '2027-06-30', contractMonths: 12, region: 'south' },
  ...{ voiceMinutes: months(300), dataMb: months(9000), charged: months(120), rechargeAmount: months(100) },
  ...{ monthlyFee: months(58), arrearsDays: months(0), satisfaction: months(3), complaints: months(0) },
  ...{ competitorCalls: months(0), refundDisputes: months(0) },
};

const riskOf = (given: Given) => {
  const { table } = decideAll([{ ...given, customerId: 'C1' }], null, policy, nightAt());
  const { risk, reasons } = decisionAt(table, 0, policy);
  return {
    points: risk.points,
    features: reasons.filter(({ card, points }) => card === 'churn' && points > 0).map(({ feature }) => feature),
  };
};

test.each<[signal: string, feature: string, change: Given]>([
  ['calls fall', 'voiceFall', { voiceMinutes: months(300, 90) }],
  ['use of data falls', 'dataFall', { dataMb: months(9000, 900) }],
  ['recharges fall', 'rechargeFall', { rechargeAmount: months(100, 0) }],
  ['nothing is used any more', 'zeroUseMonths', { voiceMinutes: months(0), dataMb: months(0) }],
  ['complaints rise', 'complaints', { complaints: months(0, 2) }],
  ['satisfaction falls', 'satisfaction', { satisfaction: months(1.5) }],
  ['arrears', 'arrearsDays', { arrearsDays: months(0, 40) }],
  ['a call to a competitor', 'competitorCalls', { competitorCalls: months(0, 1) }],
  ['the contract ends', 'contractDaysLeft', { profile: { ...calm.profile, contractEndsOn: '2026-11-20' } }],
  ['the plan is downgraded', 'monthlyFeeFall', { monthlyFee: months(58, 38) }],
  ['a refund dispute', 'refundDisputes', { refundDisputes: months(0, 1) }],
])('%s: the risk rises, and the reason says so', (_, feature, change) => {
  const [before, after] = [riskOf(calm), riskOf({ ...calm, ...change })];
  expect(before.features).toEqual([]);
  expect(after.points).toBeGreaterThan(before.points);
  expect(after.features).toEqual([feature]);
});

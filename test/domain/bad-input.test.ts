import { describe, expect, test } from 'vitest';
import { featureNames } from '../../shared/contracts/features.ts';
import { decision as decisionSchema } from '../../shared/contracts/items/decision.ts';
import { featureColumns } from '../../shared/domain/features/feature-columns.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { policyNames, readyMade } from '../policies/policy-files.ts';
import { decide, factsOf, type Given, nightAt } from './customer.ts';

/** All ready-made ones but those that must know the whole base (see `cut-offs.test.ts`). */
const policies = policyNames
  .map((name) => compilePolicy(readyMade(name), name))
  .filter(({ policy }) => Object.values(policy.schemes).every(({ kind }) => kind !== 'percentiles'));
const twelve = (value: number): number[] => new Array(12).fill(value);

describe('whatever the facts, there is a decision, and no number in it is none', () => {
  test.each<[string, Given]>([
    ['facts but no profile', { charged: [80, 90, 100], voiceMinutes: [10, 20, 30] }],
    ['a profile but no facts', { profile: { joinedOn: '2020-02-02', creditScore: 600 } }],
    ['a profile that says nothing', { profile: {} }],
    ['nothing but a name', {}],
    ['one month only', { charged: [80], voiceMinutes: [10], dataMb: [5], complaints: [1], arrearsDays: [3] }],
    ['a gap of months', { charged: [80, null, null, null, 90], voiceMinutes: [10, null, null, null, 20] }],
    ['refunds', { charged: [-80, -20, -50], rechargeAmount: [-10, 0, -5], dataFee: [-3, 0, 1] }],
    ['refunds that take the year to nothing', { charged: [100, -100, 0], voiceFee: [10, -10, 0] }],
    ['a tenure in the future', { profile: { joinedOn: '2031-05-05' }, charged: [10] }],
    ['a contract of long ago', { profile: { contractEndsOn: '1999-01-01' }, charged: [10] }],
    ['a payment in the future', { lastPaidOn: [40_000], charged: [10] }],
    ['a region that nobody knows', { profile: { region: '???' }, charged: [10] }],
    ['all values 0', { charged: twelve(0), voiceMinutes: twelve(0), dataMb: twelve(0), smsCount: twelve(0) }],
    ['all values equal', { charged: twelve(50), voiceMinutes: twelve(50), dataMb: twelve(50), arrears: twelve(50) }],
    ['the largest amounts', { charged: twelve(1e9), rechargeAmount: twelve(1e9), dataMb: twelve(1e12) }],
  ])('%s', (_, given) => {
    for (const policy of policies) {
      const { decision } = decide(given, null, policy, nightAt());
      decisionSchema.parse(decision);
      expect(JSON.stringify(decision)).not.toMatch(/NaN|Infinity/);
      const numbers = [...Object.values(decision.scores), decision.risk.points];
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
    const facts = factsOf(given);
    const values = [...featureColumns(featureNames, facts, nightAt()).values()].map(([value]) => value as number);
    expect(values.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toEqual([]);
  });
});

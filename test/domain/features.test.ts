import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureName, featureNames } from '../../shared/contracts/features.ts';
import { featureColumns } from '../../shared/domain/features/feature-columns.ts';
import { factsOf, type Given, nightAt } from './customer.ts';

const featureOf = (feature: FeatureName, given: Given, night = nightAt()): number =>
  featureColumns([feature], factsOf(given, night), night).get(feature)?.[0] as number;

describe('features', () => {
  test.each<[FeatureName, Given, number]>([
    ['arpu', { charged: [10, 90, 100, 110] }, 100],
    ['arpu', { charged: [90, 100, 110, null] }, 100],
    ['arpu', { charged: [-30, 10, 20] }, 0],
    ['spendLastMonth', { charged: [90, 100, null] }, 100],
    ['spendMean', { charged: [10, null, 30] }, 20],
    ['voiceFall', { voiceMinutes: [100, 100, 38] }, 0.62],
    ['voiceFall', { voiceMinutes: [100, 100, 38, null] }, 0.62],
    ['voiceFall', { voiceMinutes: [50, 50, 100], incomingMinutes: [50, 50, null] }, -1],
    ['voiceFall', { voiceMinutes: [50, 50, 25], incomingMinutes: [50, 50, 0] }, 0.75],
    ['monthlyFeeFall', { monthlyFee: [58, 58, 58, 58, 29] }, 0.5],
    ['monthlyFeeFall', { monthlyFee: [40, 40, 60] }, -0.5],
    ['dataFall', { dataMb: [0, 1000, 1000, 1000, 1000, 1000, 1000, 500] }, 0.5],
    ['zeroUseMonths', { voiceMinutes: [5, 0, 0], dataMb: [5, null, 0] }, 2],
    ['zeroUseMonths', { voiceMinutes: [5, 3] }, 0],
    ['complaints', { complaints: [9, 1, null, 2] }, 3],
    ['satisfaction', { satisfaction: [1, null, null, null, 4, null, 2] }, 3],
    ['monthsOfData', { charged: [1, null, 3], dataMb: [null, null, 0] }, 2],
    ['dataShare', { charged: [100, 50, 100, 100], dataFee: [90, null, 25, 50] }, 0.375],
    ['roamingShare', { charged: [100, -20, 20], roamingFee: [5, 0, 5] }, 0.1],
    ['spendTrend3', { charged: [100, 110, 120] }, 10 / 110],
    ['spendTrend6', { charged: [100, 100, 100, 100, 100, 100] }, 0],
    ['spendTrend6', { charged: [60, 80, 900, 100, 120, 140] }, (130 - 70) / 4 / (1400 / 6)],
    ['spendTrend12', { charged: [10, null, 10, 10, null, 20, 20, 20, 20, null, 30, 30] }, 20 / 8 / (170 / 9)],
    ['spendVolatility', { charged: [90, 100, 110] }, 0.1],
    ['spendVolatility', { charged: [50, 50, 50, 50] }, 0],
    ['paidOnTime', { arrearsDays: [0, 0, 12, null, 0] }, 0.75],
    ['arrearsMonths', { arrears: [0, 20, null, 5] }, 2],
    ['roamingMean', { roamingMinutes: [9, 10, null, 20] }, 13],
    ['monthsSinceComplaint', { complaints: [1, 2, 0, null] }, 2],
    ['satisfactionLast', { satisfaction: [4, 2, null, null] }, 2],
    ['profileCompleteness', { profile: { name: '王小明', region: 'south', joinedOn: '2020-01-01' } }, 0.375],
    ['tenureMonths', { profile: { joinedOn: '2025-10-31' } }, 12],
    ['tenureMonths', { profile: { tenureMonths: 5.9, period: '2026-08' } }, 7],
    ['joinedThisMonth', { profile: { joinedOn: '2026-10-31' } }, 1],
    ['joinedThisMonth', { profile: { joinedOn: '2026-11-01' } }, 0],
    ['joinedThisMonth', { profile: { tenureMonths: 0 } }, 1],
    ['contractDaysLeft', { profile: { contractEndsOn: '2026-11-10' } }, 10],
    ['contractDaysLeft', { profile: { contractEndsOn: '2026-10-21' } }, -10],
    ['active', { profile: {} }, 1],
    ['active', { profile: { status: 'suspended' } }, 0],
    ['active', { dataMb: [0] }, 0],
    ['active', { dataMb: [0], charged: [9] }, 1],
    ['monthOfQuarter', {}, 1],
    ['silentDays', { voiceMinutes: [5, 5], charged: [5, 0] }, 0],
    ['silentDays', { charged: [5, 0, null] }, 61],
    ['silentDays', { voiceMinutes: [0], charged: [0] }, 365],
  ])('%s of %j is %f', (feature, given, value) => {
    expect(featureOf(feature, given)).toBeCloseTo(value, 12);
  });

  test.each<[string, FeatureName, Given]>([
    ['an empty history has no average', 'arpu', {}],
    ['a charge of half a year ago is not the present', 'arpu', { charged: [90, null, null, null, null, null] }],
    ['one month before is no habit', 'voiceFall', { voiceMinutes: [100, 10] }],
    ['a trace of use is no habit', 'voiceFall', { voiceMinutes: [1e-9, 1e-9, 100] }],
    ['nothing falls from nothing', 'voiceFall', { voiceMinutes: [0, 0, 0] }],
    ['a refund is no habit', 'spendFall', { charged: [-50, -50, 10] }],
    ['two missing months hide a fall', 'voiceFall', { voiceMinutes: [100, 100, 100, null, null] }],
    ['no contact is not no complaint', 'complaints', {}],
    [
      'a bill that refunds take to nothing has no parts',
      'voiceShare',
      { charged: [-50, 30, 10], voiceFee: [0, 10, 5] },
    ],
    ['two months are no trend', 'spendTrend3', { charged: [100, null, 120] }],
    ['refunds have no trend', 'spendTrend6', { charged: [-10, -20, -30, -40] }],
    ['who never complained has no last complaint', 'monthsSinceComplaint', { complaints: [0, 0] }],
    ['a tenure in the future is not known', 'tenureMonths', { profile: { joinedOn: '2031-01-01' } }],
    ['without a profile the tenure is not known', 'tenureMonths', { charged: [1] }],
    ['without any fact nobody is in use', 'active', {}],
    ['nobody of whom nothing is known is silent', 'silentDays', { profile: {} }],
    ['nobody without a profile is closed', 'closed', { charged: [1] }],
  ])('%s: %s is missing', (_, feature, given) => {
    expect(featureOf(feature, given)).toBeNaN();
  });

  test('every feature is finite or missing, whatever the facts', () => {
    const values = fc.array(fc.option(fc.double({ min: -1e7, max: 1e9, noNaN: true })), { maxLength: 12 });
    fc.assert(
      fc.property(
        values,
        values,
        values,
        fc.constantFrom('1990-01-31', '2026-10-31', '2099-12-31'),
        (one, two, three, joinedOn) => {
          const facts = factsOf({
            profile: { joinedOn, contractEndsOn: joinedOn },
            charged: one,
            rechargeAmount: two,
            voiceMinutes: three,
            incomingMinutes: one,
            dataMb: two,
            complaints: three,
            lastPaidOn: two,
          });
          for (const values of featureColumns(featureNames, facts, nightAt()).values())
            expect(Math.abs(values[0] as number)).not.toBe(Number.POSITIVE_INFINITY);
        },
      ),
    );
  });
});

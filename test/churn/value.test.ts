import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AtRisk, addAtRisk, atRiskKey, tierAndRegion } from '../../shared/domain/churn/at-risk.ts';
import {
  marginMonths,
  monthlyHazard,
  valueAtRisk,
  lifetimeValue as worthOf,
} from '../../shared/domain/churn/lifetime-value.ts';
import { leavingProbability } from '../../shared/domain/churn/probability.ts';
import { policyOf } from './base.ts';

const policy = policyOf();
const lifetimeValue = (charge: number, probability: number, given = policy): number =>
  worthOf(charge, marginMonths(probability, given), given);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('probability of leaving', () => {
  const points = fc.double({ min: -200, max: 300, noNaN: true });
  const table = leavingProbability({ type: 'points' }, policy);
  const link = leavingProbability({ type: 'logistic', offset: 30, factor: 10 }, {});

  test.each([
    [-5, 0.01],
    [0, 0.01],
    [25, 0.255],
    [50, 0.5],
    [75, 0.7],
    [100, 0.9],
    [1_000, 0.9],
  ])('%i points by the table: %d', (score, expected) => {
    expect(table(score)).toBeCloseTo(expected, 12);
  });

  test.each([
    [30, 0.5],
    [40, 1 / (1 + Math.exp(-1))],
    [20, 1 / (1 + Math.exp(1))],
  ])('%i points by the link: %d', (score, expected) => {
    expect(link(score)).toBeCloseTo(expected, 12);
  });

  test.each([
    ['table', table],
    ['link', link],
  ])('more points are never less likely, and it stays a probability (%s)', (_, likely) => {
    fc.assert(
      fc.property(points, points, (one, two) => {
        const [less, more] = [likely(Math.min(one, two)), likely(Math.max(one, two))];
        expect(less).toBeLessThanOrEqual(more);
        expect(less).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a card of points without a table says so', () => {
    expect(() => leavingProbability({ type: 'points' }, {})).toThrow('no "calibration"');
  });
});

describe('lifetime value', () => {
  /** The sum of the formula, month by month. */
  const summed = (charge: number, probability: number): number => {
    const { marginRate, discountRate, horizonMonths } = policy.value;
    const kept = (1 - probability) ** (1 / policy.windowMonths);
    let sum = 0;
    for (let month = 0; month < horizonMonths; month++)
      sum += (charge * marginRate * kept ** month) / (1 + discountRate) ** month;
    return sum;
  };

  test('is the discounted margin of the months that are left', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5_000, noNaN: true }), share, (charge, probability) => {
        const expected = summed(charge, probability);
        expect(Math.abs(lifetimeValue(charge, probability, policy) - expected)).toBeLessThanOrEqual(
          1e-9 * Math.max(1, expected),
        );
      }),
    );
  });

  test('falls as the hazard rises', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5_000, noNaN: true }), share, share, (charge, one, two) => {
        const safe = lifetimeValue(charge, Math.min(one, two), policy);
        const risky = lifetimeValue(charge, Math.max(one, two), policy);
        expect(risky).toBeLessThanOrEqual(safe * (1 + 1e-12));
      }),
    );
  });

  test('who stays for sure and money that keeps its worth: all months whole', () => {
    const lasting = policyOf({ value: { ...policy.value, discountRate: 0 } });
    expect(lifetimeValue(100, 0, lasting)).toBe(100 * 0.5 * 24);
  });

  test('who leaves for sure: the month under way', () => {
    expect(lifetimeValue(100, 1, policy)).toBe(50);
    expect(valueAtRisk(lifetimeValue(100, 1, policy), 1)).toBe(50);
  });

  test('refunds are worth nothing, and what is not known stays unknown', () => {
    expect(lifetimeValue(-80, 0.2, policy)).toBe(0);
    expect(lifetimeValue(Number.NaN, 0.2, policy)).toBeNaN();
  });

  test('hazard: a tenth in one month, or the same pace over three', () => {
    expect(monthlyHazard(0.1, 1)).toBeCloseTo(0.1, 15);
    expect(1 - (1 - monthlyHazard(0.271, 3)) ** 3).toBeCloseTo(0.271, 12);
    expect(monthlyHazard(0, 3)).toBeCloseTo(0, 15);
    expect(monthlyHazard(1, 3)).toBe(1);
    expect(monthlyHazard(1e-12, 3)).toBeCloseTo(1e-12 / 3, 20);
  });
});

describe('value at risk by tier and region', () => {
  test('adds up to the same in any order', () => {
    const customer = fc.record({
      tier: fc.constantFrom('high', 'low'),
      region: fc.constantFrom('south', 'a@b', null),
      value: fc.oneof(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.constant(Number.NaN)),
    });
    const sum = (customers: { tier: string; region: string | null; value: number }[]): AtRisk => {
      const sums: AtRisk = {};
      for (const { tier, region, value } of customers) addAtRisk(sums, tier, region, value);
      return sums;
    };
    fc.assert(
      fc.property(fc.array(customer), (customers) => {
        expect(sum(customers.toReversed())).toEqual(sum(customers));
      }),
    );
  });

  test('its keys can be read back', () => {
    expect(tierAndRegion(atRiskKey('high', 'a@b'))).toEqual({ tier: 'high', region: 'a@b' });
    expect(tierAndRegion(atRiskKey('high', null))).toEqual({ tier: 'high', region: '' });
  });
});

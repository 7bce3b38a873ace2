import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';
import { addMeasured, type FeatureColumns, measurePolicy } from '../../shared/domain/policy/measure-policy.ts';
import { policyChanges } from '../../shared/domain/policy/policy-changes.ts';
import { defaultPolicyText } from '../domain/customer.ts';

const policy = parsePolicy(defaultPolicyText);
const changed = (change: (policy: Policy) => void): Policy => {
  const copy = structuredClone(policy);
  change(copy);
  return copy;
};

describe('where a draft differs', () => {
  test('is told by name, so that a member more does not change all after it', () => {
    const draft = changed(({ scorecards }) => {
      scorecards.value?.features.shift();
      scorecards.value?.features[0]?.bins?.forEach((bin) => {
        if (bin.below === 6) bin.points = 3;
      });
    });
    const changes = policyChanges(policy, draft);
    expect(changes).toContainEqual({
      path: 'scorecards.value.features.tenureMonths.bins[0].points',
      from: '2',
      to: '3',
    });
    expect(changes.map(({ path }) => path)).toContain('scorecards.value.features.arpu');
    expect(changes).toHaveLength(2);
  });

  test('is nowhere for the same policy', () => {
    expect(policyChanges(policy, structuredClone(policy))).toEqual([]);
  });
});

describe('how a base falls into bins', () => {
  const columns = (arpu: readonly number[], tenureMonths: readonly number[]): FeatureColumns => ({
    rows: arpu.length,
    numbers: new Map([
      ['arpu', Float64Array.from(arpu)],
      ['tenureMonths', Float64Array.from(tenureMonths)],
    ]),
    texts: new Map(),
  });
  const values = fc.array(fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -10, max: 600 })), { maxLength: 40 });

  test('every customer is in one slot of every feature, and shards add up to the base', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 40 }), (all, cut) => {
        const whole = measurePolicy(policy, columns(all, all));
        const [head, tail] = [all.slice(0, cut), all.slice(cut)];
        const parts = [head, tail].map((part) => measurePolicy(policy, columns(part, part)));
        expect(addMeasured(parts[0] as typeof whole, parts[1] as typeof whole)).toEqual(whole);
        for (const counts of Object.values(whole.slots).flatMap((ofCard) => Object.values(ofCard)))
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(whole.features.arpu?.known).toBe(all.filter((value) => !Number.isNaN(value)).length);
      }),
    );
  });
});

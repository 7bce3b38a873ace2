import { describe, expect, test } from 'vitest';
import { churn } from '../../shared/contracts/policy/churn.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { churnColumns, fillChurn } from '../../shared/domain/churn/columns.ts';
import { leavingProbability } from '../../shared/domain/churn/probability.ts';
import { wordAt } from '../../shared/domain/decide/shard-table.ts';
import { policyOf, sectionOf } from './base.ts';

describe('the columns of a shard', () => {
  const policy = policyOf();
  const customers = [
    { points: 90, charge: 120, asked: true, arrears: true, flea: true, loyal: false },
    { points: 90, charge: 30, asked: true, arrears: false, flea: false, loyal: true },
    { points: 5, charge: Number.NaN, asked: false, arrears: true, flea: false, loyal: false },
  ];
  const columns = churnColumns(policy, customers.length);
  const is = (what: 'asked' | 'arrears' | 'flea' | 'loyal') => (row: number) => customers[row]?.[what] === true;
  fillChurn(
    columns,
    policy,
    leavingProbability({ type: 'points' }, policy),
    {
      asked: is('asked'),
      rules: [is('arrears'), undefined],
      conduct: [is('flea'), is('loyal')],
      tracks: [(row) => (customers[row]?.charge ?? 0) < 50, undefined],
    },
    Float64Array.from(customers, ({ points }) => points),
    Float64Array.from(customers, ({ charge }) => charge),
  );
  const words = (column: 'reason' | 'conduct' | 'track') => customers.map((_, row) => wordAt(columns[column], row));

  test('why, for those who are asked about; conduct and track for all', () => {
    expect(words('reason')).toEqual(['runs-away', 'other', null]);
    expect(words('conduct')).toEqual(['flea', 'loyal', null]);
    expect(words('track')).toEqual(['call', 'low-cost', 'call']);
  });

  test('a charge that is not known gives no value, but a probability', () => {
    expect([...columns.probability].every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(columns.lifetimeValue[2]).toBeNaN();
    expect(columns.lifetimeValue[0]).toBeGreaterThan(columns.lifetimeValue[1] as number);
  });

  test('conduct is known when the rules and tracks are asked', () => {
    const later = churnColumns(policy, 1);
    const isFlea = (row: number) => wordAt(later.conduct, row) === 'flea';
    const tests = {
      asked: () => true,
      rules: [isFlea, undefined],
      conduct: [() => true, () => true],
      tracks: [isFlea, undefined],
    };
    fillChurn(later, policy, () => 0.5, tests, Float64Array.of(1), Float64Array.of(1));
    expect([wordAt(later.reason, 0), wordAt(later.track, 0)]).toEqual(['runs-away', 'low-cost']);
  });
});

describe('the section of the policy', () => {
  const section = sectionOf();
  const label = { en: 'x', zh: 'x' };
  const rule = { name: 'r', label, kind: 'natural', cause: 'unknown' };
  const when = { feature: 'arpu', from: 1 };
  const refusals = (given: object) => {
    const parsed = churn.safeParse({ ...section, ...given });
    return parsed.success ? '' : problems(parsed.error).join('\n');
  };

  test('stands', () => {
    expect(refusals({})).toBe('');
    expect(refusals({ calibration: undefined })).toBe('');
  });

  test.each([
    [{ calibration: [{ points: 1, probability: 0.1 }] }, 'a line has two ends'],
    [
      {
        calibration: [
          { points: 1, probability: 0.1 },
          { points: 1, probability: 0.2 },
        ],
      },
      'write the points in ascending order',
    ],
    [
      {
        calibration: [
          { points: 1, probability: 0.3 },
          { points: 2, probability: 0.2 },
        ],
      },
      'more risk cannot be less likely',
    ],
    [{ rules: [{ ...rule, kind: 'naturel' }] }, 'unknown kind of churn "naturel" (did you mean "natural"?)'],
    [{ rules: [{ ...rule, cause: 'arears' }] }, 'unknown cause of churn "arears" (did you mean "arrears"?)'],
    [{ rules: [{ ...rule, when }] }, '"r" leaves somebody over'],
    [{ rules: [rule, { ...rule, name: 's' }] }, '"r" takes everybody'],
    [{ rules: [{ ...rule, when }, rule] }, '"r" is there twice'],
    [{ tracks: [] }, 'no tracks'],
    [{ tracks: [{ name: 't', label, when }] }, '"t" leaves somebody over'],
    [{ value: { ...section.value, charge: 'arpuu' } }, 'did you mean "arpu"'],
    [{ value: { ...section.value, marginRate: 30 } }, 'value.marginRate'],
    [{ windowMonths: 0 }, 'windowMonths'],
  ])('%j: %s', (given, words) => {
    expect(refusals(given)).toContain(words);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { segments } from '../../shared/contracts/policy/segments.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { assignSegments } from '../../shared/domain/segments/assign.ts';
import { squaredDistance } from '../../shared/domain/segments/distance.ts';
import { fitSegments } from '../../shared/domain/segments/fit.ts';
import { leastCostMatch } from '../../shared/domain/segments/match.ts';
import { namesOf } from '../../shared/domain/segments/names.ts';
import { meanSilhouette } from '../../shared/domain/segments/silhouette.ts';
import { pointsOf } from '../../shared/domain/segments/standardise.ts';
import { baseOf, now, policyOf, sampleOf } from './base.ts';

describe('matching at least cost', () => {
  const permutations = (values: number[]): number[][] =>
    values.length === 0
      ? [[]]
      : values.flatMap((value) => permutations(values.filter((one) => one !== value)).map((rest) => [value, ...rest]));
  const sumOf = (costs: number[][], columns: number[]) =>
    columns.reduce((sum, column, row) => sum + (column < 0 ? 0 : (costs[row]?.[column] ?? 0)), 0);

  test('no other matching costs less', () => {
    const size = fc.integer({ min: 1, max: 5 });
    const matrix = fc.tuple(size, size).chain(([rows, columns]) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = costs[0]?.length ?? 0;
        const found = leastCostMatch(costs);
        const used = found.filter((column) => column >= 0);
        expect(used).toHaveLength(Math.min(costs.length, columns));
        expect(new Set(used).size).toBe(used.length);
        const places = Array.from({ length: Math.max(costs.length, columns) }, (_, index) => index);
        const least = Math.min(
          ...permutations(places).map((order) =>
            sumOf(
              costs,
              costs.map((_, row) => ((order[row] ?? -1) < columns ? (order[row] as number) : -1)),
            ),
          ),
        );
        expect(sumOf(costs, found)).toBe(least);
      }),
    );
  });

  test('nothing to match with', () => {
    expect(leastCostMatch([])).toEqual([]);
    expect(leastCostMatch([[], []])).toEqual([-1, -1]);
  });
});

describe('silhouette', () => {
  test('as in the paper: two pairs on a line', () => {
    // Each point is 1 from its own and 9.5 to 10.5 from the others on average.
    const points = [[0], [1], [10], [11]];
    const outer = (10.5 - 1) / 10.5;
    const inner = (9.5 - 1) / 9.5;
    expect(meanSilhouette(points, [0, 0, 1, 1], 2)).toBeCloseTo((2 * outer + 2 * inner) / 4, 12);
  });

  test('worse where pairs are torn apart, 0 for points alone, null for one cluster', () => {
    expect(meanSilhouette([[0], [1], [10], [11]], [0, 1, 0, 1], 2)).toBeLessThan(0);
    expect(meanSilhouette([[0], [5]], [0, 1], 2)).toBe(0);
    expect(meanSilhouette([[0], [5]], [1, 1], 3)).toBeNull();
    expect(meanSilhouette([[3], [3], [3]], [0, 1, 1], 2)).toBe(0);
  });
});

describe('assigning', () => {
  test('no other segment is nearer', () => {
    const policy = policyOf({ count: 5 });
    const base = baseOf(60);
    const model = fitSegments(policy, sampleOf(policy, base), null, now);
    if (!model) throw new Error('the sample is not empty');
    const value = fc.oneof(fc.double({ min: -500, max: 2_000, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.tuple(value, value, value), (values) => {
        const numbers = new Map(
          model.features.map(({ feature }, index) => [feature, Float64Array.of(values[index] as number)]),
        );
        const { codes } = assignSegments(model, numbers, 1);
        if (values.every(Number.isNaN)) {
          expect(codes[0]).toBe(-1);
          return;
        }
        const sample = { features: [], rows: [[0, ...values.map((one) => (Number.isNaN(one) ? null : one))]] };
        const [point = []] = pointsOf(sample as never, model.features, model.limit);
        const distances = model.segments.map(({ centroid }) => squaredDistance(point, centroid));
        expect(distances[codes[0] as number]).toBe(Math.min(...distances));
      }),
    );
  });
});

describe('names', () => {
  const policy = policyOf({
    features: [
      { feature: 'arpu', weight: 2, high: { en: 'big spenders', zh: '高消费' } },
      { feature: 'tenureMonths' },
      { feature: 'complaints' },
    ],
  });
  const named = (...centroids: number[][]) =>
    namesOf(
      policy,
      centroids.map((centroid, index) => ({ id: `s${index + 1}`, centroid, sampled: 1 })),
    );

  test("by the two features farthest from the mean, in the policy's words", () => {
    // A weight is no distance: 1.6 with weight 2 is 0.8 deviations.
    expect(named([1.6, -0.9, 0.2])).toEqual([{ en: 'Low tenure, big spenders', zh: '在网时长低、高消费' }]);
    expect(named([0.4, 0.4, -0.4])).toEqual([{ en: 'Average', zh: '一般' }]);
  });

  test('where two would be called the same, a third feature or the id tells them apart', () => {
    expect(named([4, 1, 0.9], [4, 1, -0.9]).map(({ en }) => en)).toEqual([
      'Big spenders, high tenure, high complaints',
      'Big spenders, high tenure, low complaints',
    ]);
    expect(named([0, 0, 0], [0, 0, 0]).map(({ zh }) => zh)).toEqual(['一般（s1）', '一般（s2）']);
  });
});

describe('the section of the policy', () => {
  const refusals = (given: Record<string, unknown>) => {
    const parsed = segments.safeParse({
      label: { en: 'x', zh: 'x' },
      features: [{ feature: 'arpu' }],
      count: 3,
      ...given,
    });
    return parsed.success ? [] : problems(parsed.error);
  };

  test('defaults are filled in', () => {
    expect(refusals({})).toEqual([]);
    expect(policyOf()).toMatchObject({ sampleSize: 5_000, seed: 1, limit: 4, refitDays: 28, names: {} });
  });

  test.each([
    [{ features: [{ feature: 'arpuu' }] }, 'did you mean "arpu"'],
    [{ features: [{ feature: 'arpu' }, { feature: 'arpu' }] }, '"arpu" is there twice'],
    [{ features: [] }, 'give at least one'],
    [{ count: 1 }, 'count'],
    [{ count: 13 }, 'count'],
    [{ count: { from: 5, to: 3 } }, '"from" must not be more than "to"'],
    [{ names: { three: { en: 'x', zh: 'x' } } }, 'segments are called s1, s2'],
    [{ sampleSize: 0 }, 'sampleSize'],
  ])('%j is refused: %s', (given, words) => {
    expect(refusals(given).join('\n')).toContain(words);
  });
});

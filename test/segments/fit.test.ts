import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SegmentModel, segmentModel } from '../../shared/contracts/segment-model.ts';
import { assignSegments } from '../../shared/domain/segments/assign.ts';
import { fitSegments, keptSegments } from '../../shared/domain/segments/fit.ts';
import { type Base, baseOf, daysLater, kinds, now, policyOf, rowsOf, sampleOf } from './base.ts';

const policy = policyOf();
const fitted = (base: Base, given = policy, last: SegmentModel | null = null, at = now): SegmentModel => {
  const model = fitSegments(given, sampleOf(given, base), last, at);
  if (!model) throw new Error('the sample is not empty');
  return model;
};

/** Segment that most customers of each kind are in; the test fails where a kind is torn apart. */
const segmentByKind = (model: SegmentModel, base: Base): string[] => {
  const { codes, values } = assignSegments(model, base.numbers, base.ids.length);
  return kinds.map((_, kind) => {
    const found = new Set([...codes].filter((_, row) => row % kinds.length === kind).map((code) => values[code]));
    expect(found.size).toBe(1);
    return [...found][0] as string;
  });
};

describe('segments by k-means', () => {
  const base = baseOf(200);

  test('customers who behave alike are in one segment', () => {
    expect(new Set(segmentByKind(fitted(base), base)).size).toBe(kinds.length);
  });

  test('the same sample gives the same model, byte for byte, in whichever order customers come', () => {
    const rows = base.ids.map((_, row) => row);
    const expected = JSON.stringify(fitted(base));
    expect(JSON.stringify(fitted(rowsOf(base, rows.toReversed())))).toBe(expected);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(JSON.stringify(fitted(rowsOf(base, shuffled)))).toBe(expected);
      }),
      { numRuns: 5 },
    );
  });

  test('what is stored reads back', () => {
    const model = fitted(base);
    expect(segmentModel.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  test('of a range, the number with the best silhouette is taken', () => {
    const model = fitted(base, policyOf({ count: { from: 2, to: 6 } }));
    expect(model.segments).toHaveLength(3);
    expect(model.silhouette).toBeGreaterThan(0.5);
  });

  test('of a range, the last number is kept unless another is better by the margin', () => {
    const range = { from: 2, to: 3 };
    const two = fitted(base, policyOf({ count: 2 }));
    expect(fitted(base, policyOf({ count: range, keepMargin: 2 }), two).segments).toHaveLength(2);
    expect(fitted(base, policyOf({ count: range, keepMargin: 0 }), two).segments).toHaveLength(3);
  });

  test('they are called by what is most distinct of them, and by the names that people gave', () => {
    const model = fitted(base, policyOf({ names: { s2: { en: 'Our own', zh: '自定义' } } }));
    const byKind = segmentByKind(model, base);
    const label = (kind: number) => model.segments.find(({ id }) => id === byKind[kind])?.label;
    const expected = ['Low average charge, low tenure', 'High tenure, high average charge', 'High complaints'];
    const zh = ['月均消费低、在网时长低', '在网时长高、月均消费高', '投诉高'];
    kinds.forEach((_, kind) => {
      if (byKind[kind] === 's2') expect(label(kind)).toEqual({ en: 'Our own', zh: '自定义' });
      else {
        expect(label(kind)?.en.toLowerCase().split(', ').sort()).toEqual(
          expected[kind]?.toLowerCase().split(', ').sort(),
        );
        expect(label(kind)?.zh.split('、').sort()).toEqual(zh[kind]?.split('、').sort());
      }
    });
    expect(byKind).toContain('s2');
  });
});

describe('segments keep their ids from run to run', () => {
  const base = baseOf(200);
  const first = fitted(base);
  const before = segmentByKind(first, base);

  test.each([
    ['with another seed', baseOf(200), policyOf({ seed: 77 })],
    ['a month later, with charges up by a tenth', baseOf(200, 2, { charge: 1.1, tenure: 1 }), policy],
    ['a year later, with charges down by a quarter', baseOf(200, 3, { charge: 0.75, tenure: 12 }), policy],
    [
      'with half the customers',
      rowsOf(
        base,
        base.ids.flatMap((_, row) => (row < 300 ? [row] : [])),
      ),
      policy,
    ],
  ])('%s', (_, later, given) => {
    const model = fitted(later, given, first, daysLater(30));
    expect(segmentByKind(model, later)).toEqual(before);
    expect(model.next).toBe(first.next);
  });

  test('a segment more gets a new id, and one that is gone gives its id to nobody', () => {
    const four = fitted(base, policyOf({ count: 4 }), first);
    expect(four.segments.map(({ id }) => id)).toEqual(['s1', 's2', 's3', 's4']);
    const two = fitted(base, policyOf({ count: 2 }), four);
    const again = fitted(base, policyOf({ count: 3 }), two);
    expect(again.segments.map(({ id }) => id)).toContain('s5');
    expect(two.segments.every(({ id }) => again.segments.some((segment) => segment.id === id))).toBe(true);
  });

  test('over other features they begin anew', () => {
    const other = policyOf({ features: [{ feature: 'arpu' }, { feature: 'complaints' }] });
    expect(fitted(base, other, first).next).toBe(4);
  });

  test('they stand until they are old or the section changes', () => {
    expect(keptSegments(policy, first, daysLater(27))).toEqual(first);
    expect(keptSegments(policy, first, daysLater(28))).toBeNull();
    expect(keptSegments(policyOf({ count: 4 }), first, now)).toBeNull();
    expect(keptSegments(policy, null, now)).toBeNull();
  });

  test('a new name takes effect at once', () => {
    const renamed = keptSegments(policyOf({ names: { s1: { en: 'First', zh: '第一' } } }), first, now);
    expect(renamed?.segments[0]?.label).toEqual({ en: 'First', zh: '第一' });
    expect(renamed?.method).toBe(first.method);
  });
});

describe('hard input', () => {
  const column = (...values: number[]) => new Map([['arpu', Float64Array.from(values)]]);
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `C${index}`);
  const modelOf = (...values: number[]) => fitted({ ids: ids(values.length), numbers: column(...values) });

  test('nobody: no segments', () => {
    expect(fitSegments(policy, sampleOf(policy, { ids: [], numbers: new Map() }), null, now)).toBeNull();
    expect(fitSegments(policy, sampleOf(policy, { ids: ['C1'], numbers: column(Number.NaN) }), null, now)).toBeNull();
  });

  test('all alike: one segment, without a silhouette', () => {
    const model = modelOf(50, 50, 50, 50);
    expect(model.segments).toHaveLength(1);
    expect(model.segments[0]?.label).toEqual({ en: 'Average', zh: '一般' });
    expect(model.silhouette).toBeNull();
    // A customer who is unlike all of the sample still has a segment.
    expect([...assignSegments(model, column(9_999), 1).codes]).toEqual([0]);
  });

  test('fewer different customers than segments asked for: as many as there are', () => {
    expect(modelOf(10, 10, 500, 500).segments).toHaveLength(2);
    expect(modelOf(10).segments).toHaveLength(1);
  });

  test('refunds, and customers of whom nothing is known', () => {
    const model = modelOf(-200, -180, 40, 50, 900, 950);
    const { codes } = assignSegments(model, column(-210, 45, 1_000, Number.NaN), 4);
    expect(new Set(codes.slice(0, 3)).size).toBe(3);
    expect(codes[3]).toBe(-1);
  });

  test('nothing but numbers is ever in a model, whatever the values', () => {
    const value = fc.oneof(
      fc.double({ noNaN: false, noDefaultInfinity: true, min: -1e7, max: 1e7 }),
      fc.constantFrom(0, 7, Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.integer({ min: 2, max: 6 }), (values, count) => {
        const given = policyOf({ count, starts: 2 });
        const base = { ids: ids(values.length), numbers: column(...values) };
        const model = fitSegments(given, sampleOf(given, base), null, now);
        if (!model) {
          expect(values.every(Number.isNaN)).toBe(true);
          return;
        }
        expect(segmentModel.safeParse(JSON.parse(JSON.stringify(model))).error).toBeUndefined();
        expect(model.segments.length).toBeLessThanOrEqual(count);
        const { codes } = assignSegments(model, base.numbers, values.length);
        expect([...codes].map((code) => code < 0)).toEqual(values.map(Number.isNaN));
      }),
      { numRuns: 200 },
    );
  });
});

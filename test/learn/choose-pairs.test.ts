import { expect, test } from 'vitest';
import { choosePairs } from '../../shared/learn/choose-pairs.ts';
import { randomOf } from '../../shared/learn/random.ts';
import { axisOf, rankPairs } from '../../shared/learn/rank-pairs.ts';
import { slotsOf } from '../../shared/learn/slots.ts';

test('a pair is not chosen again for a near copy of its feature, and another pair is', () => {
  const random = randomOf(3);
  const rows = 4_000;
  const column = (draw: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => draw(row));
  const [one, two, three, four] = [1, 2, 3, 4].map(() => column(random)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const near = column((row) => (two[row] as number) + 0.02 * random());
  const labels = column((row) => {
    const both = (one[row] as number) > 0.5 === (two[row] as number) > 0.5;
    const others = (three[row] as number) > 0.6 === (four[row] as number) > 0.4;
    return random() < 0.2 + (both ? 0.3 : 0) + (others ? 0.2 : 0) ? 1 : 0;
  });
  const slots = slotsOf({ rows, numbers: new Map(Object.entries({ one, two, near, three, four })), texts: new Map() });
  const axes = slots.map((feature) => axisOf(feature, new Float64Array(feature.count), 16));
  const scores = new Float64Array(rows).fill(-0.2);
  const unseen = { labels, fold: Uint8Array.from(labels, (_, row) => row % 5), folds: 5, scores };
  const ranked = rankPairs(slots, axes, unseen, [...slots.keys()], 14);
  const chosen = choosePairs(slots, axes, unseen, [...slots.keys()], { quiet: 17, besideLoud: 14 });
  const names = (list: (typeof chosen)[number]): string[] => list.map(({ features }) => features.join(' ')).sort();
  ranked.forEach((list, fold) => {
    expect(names(list)).toEqual(expect.arrayContaining(['0 1', '0 2', '3 4']));
    const own = names(chosen[fold] ?? []);
    expect(own).toContain('3 4');
    expect(own.filter((name) => name === '0 1' || name === '0 2')).toHaveLength(1);
  });
});

test('which words share a group of a grid is no matter of their points, which know the labels of rows that are left out', () => {
  const words = Array.from({ length: 40 }, (_, word) => `W${word}`);
  const codes = Int32Array.from({ length: 2_000 }, (_, row) => Math.floor(40 * (row / 2_000) ** 2));
  const [feature] = slotsOf({
    rows: codes.length,
    numbers: new Map(),
    texts: new Map([['area', { codes, values: words }]]),
  });
  if (!feature) throw new Error('a column of words is a feature');
  const random = randomOf(5);
  const groupsBy = (points: Float64Array): string[] => {
    const { ofSlot, size } = axisOf(feature, points, 16);
    expect(size).toBe(16);
    const groups = Map.groupBy(words.keys(), (slot) => ofSlot[slot]);
    return [...groups.values()].map((slots) => slots.join(' ')).sort();
  };
  const draw = (): Float64Array => Float64Array.from({ length: feature.count }, () => random());
  expect(groupsBy(draw())).toEqual(groupsBy(draw()));
});

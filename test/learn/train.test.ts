import { describe, expect, test } from 'vitest';
import { type Card, card } from '../../shared/learn/card.ts';
import { auroc, figuresOf, logOdds } from '../../shared/learn/metrics.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { train } from '../../shared/learn/train.ts';
import { CannotLearn } from '../../shared/learn/trouble.ts';
import { base, words } from './tables.ts';

const options = { label: { en: 'Leaving', zh: '离网' }, seed: 1 };
const numbersIn = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value
      ? Object.values(value).flatMap(numbersIn)
      : [];
const { table, labels } = base(3_000);
const fresh = base(3_000, 2);

describe('train', () => {
  const trained = train(table, labels, options);

  test('makes a card of the contract, small and of finite numbers', () => {
    expect(card.parse(trained.card)).toEqual(trained.card);
    expect(numbersIn(trained.card).every(Number.isFinite)).toBe(true);
    expect(JSON.stringify(trained.card).length).toBeLessThan(10_000);
  });

  test('the same seed gives the same bytes', () => {
    expect(JSON.stringify(train(table, labels, options).card)).toBe(JSON.stringify(trained.card));
  });

  test('ranks and promises well on rows that it has not seen, and finds what two features do together', () => {
    const { scores, probability } = scorer(trained.card);
    const found = figuresOf(
      fresh.labels,
      scores(fresh.table).map((score) => probability?.(score) as number),
    );
    expect(found.auroc).toBeGreaterThan(0.8);
    expect(found.slope).toBeGreaterThan(0.85);
    expect(found.slope).toBeLessThan(1.15);
    expect(trained.card.pairs.map(({ features }) => features.toSorted())).toContainEqual(['calls', 'plan']);
    const mains = scorer(train(table, labels, { ...options, pairs: 0 }).card);
    expect(found.auroc).toBeGreaterThan(auroc(fresh.labels, mains.scores(fresh.table)) + 0.01);
  });

  test('figures out of fold are near those of fresh rows', () => {
    const { scores } = scorer(trained.card);
    expect(trained.report.outOfFold.auroc).toBeCloseTo(auroc(fresh.labels, scores(fresh.table)), 1);
  });

  test('a feature that may only rise has points that only rise', () => {
    const { card: rising } = train(table, labels, { ...options, directions: new Map([['spend', 1 as const]]) });
    const points = rising.features.find(({ feature }) => feature === 'spend')?.bins?.map((bin) => bin.points) ?? [];
    expect(points.length).toBeGreaterThan(1);
    expect(points).toEqual(points.toSorted((a, b) => a - b));
    expect(rising.pairs.flatMap(({ features }) => features)).not.toContain('spend');
  });
});

describe('a hand-written card as prior', () => {
  const prior: Card = card.parse({
    label: { en: 'By hand', zh: '人工' },
    base: 0,
    features: [
      {
        feature: 'months',
        bins: [
          { below: 20, points: 30 },
          { from: 20, below: 40, points: 15 },
          { from: 40, points: 0 },
        ],
        missing: { points: 10 },
      },
      {
        feature: 'spend',
        bins: [
          { below: 100, points: 0 },
          { from: 100, points: 20 },
        ],
        missing: { points: 10 },
      },
    ],
  });
  const rowsOf = (count: number) => base(count, 5);

  test('forty labels do not make it worse', () => {
    const few = rowsOf(40);
    const { card: learned, report } = train(few.table, few.labels, { ...options, prior });
    const [before, after] = [scorer(prior), scorer(learned)].map((one) => auroc(fresh.labels, one.scores(fresh.table)));
    expect(report.from).toBe('prior');
    expect(after).toBeGreaterThan((before as number) - 0.001);
  });

  test('five leavers are too few without it, and leave it as it is', () => {
    const labels = new Float64Array(3_000).fill(1, 0, 5);
    expect(() => train(table, labels, options)).toThrow(/5 rows of the rarer class are too few .* prior/);
    expect(train(table, labels, { ...options, prior }).report.from).toBe('prior');
  });

  test('thousands of labels make it better', () => {
    const { card: learned } = train(table, labels, { ...options, prior });
    expect(auroc(fresh.labels, scorer(learned).scores(fresh.table))).toBeGreaterThan(
      auroc(fresh.labels, scorer(prior).scores(fresh.table)) + 0.02,
    );
  });

  test('must speak of columns that there are', () => {
    const odd = { ...prior, features: prior.features.map((one) => ({ ...one, feature: `${one.feature}s` })) };
    expect(() => train(table, labels, { ...options, prior: odd })).toThrow(
      'the prior scores "monthss", which is no column',
    );
  });
});

describe('input that cannot be learned from is said', () => {
  const learn = (numbers: Record<string, Float64Array>, texts: Record<string, string[]> = {}) =>
    train(
      {
        rows: table.rows,
        numbers: new Map([...table.numbers, ...Object.entries(numbers)]),
        texts: new Map([
          ...table.texts,
          ...Object.entries(texts).map(([name, cells]) => [name, words(cells)] as const),
        ]),
      },
      labels,
      { ...options, pairs: 0 },
    );
  const noteOn = (column: string, { report }: ReturnType<typeof learn>): string =>
    report.notes.find((note) => note.column === column)?.words ?? '';

  test('one class only', () => {
    expect(() => train(table, new Float64Array(3_000), options)).toThrow(CannotLearn);
    expect(() => train(table, new Float64Array(3_000), options)).toThrow(/all 3000 rows have the same label/);
  });
  test('a copy of the label is leakage, as numbers and as words', () => {
    const learned = learn(
      { copy: labels.map((label) => label * 7 + 1) },
      { word: Array.from(labels, (label) => (label ? 'y' : 'n')) },
    );
    expect(noteOn('copy', learned)).toMatch(/leakage/);
    expect(noteOn('word', learned)).toMatch(/leakage/);
    expect(learned.card.features.map(({ feature }) => feature)).not.toContain('copy');
  });
  test('ids, constants, copies and infinite numbers', () => {
    const learned = learn(
      {
        customerId: labels.map((_, row) => 10_000 + ((row * 7_919) % 30_011)),
        same: labels.map(() => 4),
        copy: (table.numbers.get('months') as Float64Array).map((value) => value * 30 + 1),
        odd: labels.map((_, row) => (row % 3 === 0 ? Number.POSITIVE_INFINITY : row % 7)),
        empty: labels.map(() => Number.NaN),
      },
      { name: Array.from(labels, (_, row) => `C${row}`) },
    );
    expect(noteOn('customerId', learned)).toMatch(/an id/);
    expect(noteOn('name', learned)).toMatch(/an id, with 3000 different values/);
    expect(noteOn('same', learned)).toMatch(/one value only/);
    expect(noteOn('empty', learned)).toMatch(/no value/);
    expect(noteOn('copy', learned)).toBe('dropped as a copy: it ranks the rows as "months" does');
    expect(noteOn('odd', learned)).toMatch(/1000 infinite numbers/);
    expect(numbersIn(learned.card).every(Number.isFinite)).toBe(true);
  });
  test('a column of many rare words counts them as other', () => {
    const learned = learn({}, { street: Array.from(labels, (_, row) => `street ${row % 1_200}`) });
    expect(noteOn('street', learned)).toMatch(/count as "other": 3000 rows/);
  });
});

test('reasons and base add up to the score', () => {
  const { score, reasons, scores } = scorer(train(table, labels, options).card);
  const own = train(table, labels, options).card.base;
  const all = scores(fresh.table);
  for (let row = 0; row < 200; row++) {
    const plan = fresh.table.texts.get('plan');
    const customer = {
      ...Object.fromEntries([...fresh.table.numbers].map(([name, values]) => [name, values[row] as number])),
      plan: plan?.values[plan.codes[row] as number] ?? null,
    };
    const sum = reasons(customer).reduce((total, { points }) => total + points, own);
    expect(Math.abs(sum - score(customer))).toBeLessThan(1e-9);
    expect(Math.abs(score(customer) - (all[row] as number))).toBeLessThan(1e-9);
    expect(reasons(customer, 3)).toEqual(reasons(customer).slice(0, 3));
  }
  expect(logOdds(0.5)).toBe(0);
});

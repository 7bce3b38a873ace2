import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Card, card } from '../../shared/learn/card.ts';
import type { Derived } from '../../shared/learn/derived.ts';
import { auroc } from '../../shared/learn/metrics.ts';
import { gridTree, roomFor } from '../../shared/learn/pair-step.ts';
import { randomOf } from '../../shared/learn/random.ts';
import { axisOf } from '../../shared/learn/rank-pairs.ts';
import { rulesOfTree } from '../../shared/learn/rules-of-tree.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { type Slots, slotsOf } from '../../shared/learn/slots.ts';
import type { Table } from '../../shared/learn/table.ts';
import { train } from '../../shared/learn/train.ts';
import type { Row } from '../../shared/learn/value.ts';
import { withDerived, workedOut } from '../../shared/learn/worked-out.ts';
import { words } from './tables.ts';

const options = { label: { en: 'Leaving', zh: '离网' }, seed: 1 };

const rowAt = ({ numbers, texts }: Table, row: number): Row => ({
  ...Object.fromEntries([...numbers].map(([name, values]) => [name, values[row]])),
  ...Object.fromEntries([...texts].map(([name, { codes, values }]) => [name, values[codes[row] as number] ?? null])),
});

/** A base whose leavers have a dear bill of three parts, or a monthly contract, few months and a high fee at once. */
const billed = (rows: number, seed: number): { table: Table; labels: Float64Array } => {
  const random = randomOf(seed);
  const column = (draw: () => number): Float64Array => Float64Array.from({ length: rows }, draw);
  const amount = (): number => Math.round(1_000 * (random() + random())) / 10;
  const [voice, data, abroad, fee] = [column(amount), column(amount), column(amount), column(amount)];
  const months = column(() => (random() < 0.05 ? Number.NaN : Math.floor(60 * random())));
  const contract = Array.from({ length: rows }, () => (random() < 0.5 ? 'monthly' : 'yearly'));
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const bill = (voice[row] as number) + (data[row] as number) + 2 * (abroad[row] as number);
    const isNew = contract[row] === 'monthly' && (months[row] as number) < 20 && (fee[row] as number) > 100;
    return random() < (bill > 500 ? 0.8 : isNew ? 0.7 : 0.05) ? 1 : 0;
  });
  const numbers = new Map(Object.entries({ voice, data, abroad, fee, months }));
  return { table: { rows, numbers, texts: new Map([['contract', words(contract)]]) }, labels };
};

const { table, labels } = billed(5_000, 1);
const fresh = billed(5_000, 2);

describe('columns that are worked out from others', () => {
  const trained = train(table, labels, options);
  const { score, scores, reasons } = scorer(trained.card);
  const list = trained.card.derived ?? [];

  test('a bill of three parts is found, in small whole numbers', () => {
    const sum = list.find((one) => one.type === 'sum');
    expect(sum?.of.map(({ column }) => column).toSorted()).toEqual(['abroad', 'data', 'voice']);
    const times = Object.fromEntries(sum?.of.map(({ column, times: by }) => [column, by]) ?? []);
    expect(sum?.of.every(({ times: by }) => Number.isInteger(by) && Math.abs(by) <= 40)).toBe(true);
    expect((times.abroad as number) / (times.voice as number)).toBeCloseTo(2, 0);
    expect(sum?.feature).toContain(' + ');
  });

  test('what three features do together is found as rules on two of them', () => {
    const three = ['contract', 'fee', 'months'];
    const named = list.flatMap((one) => (one.type === 'rules' ? [one.feature] : []));
    expect(named.some((name) => three.filter((part) => name.includes(part)).length === 2)).toBe(true);
  });

  test('they rank fresh rows better than pairs alone', () => {
    const plain = scorer(train(table, labels, { ...options, mayDerive: false }).card);
    expect(auroc(fresh.labels, scores(fresh.table))).toBeGreaterThan(
      auroc(fresh.labels, plain.scores(fresh.table)) + 0.001,
    );
  });

  test('the card keeps the contract, and reads back as it was', () => {
    expect(card.parse(JSON.parse(JSON.stringify(trained.card)))).toEqual(trained.card);
    expect(JSON.stringify(train(table, labels, options).card)).toBe(JSON.stringify(trained.card));
  });

  test('a row has the score of its table, and reasons that add up to it', () => {
    const all = scores(fresh.table);
    for (let row = 0; row < 500; row++) {
      const customer = rowAt(fresh.table, row);
      expect(score(customer)).toBe(all[row]);
      const sum = reasons(customer).reduce((total, { points }) => total + points, trained.card.base);
      expect(Math.abs(sum - score(customer))).toBeLessThan(1e-9);
    }
  });

  test('only what the card scores is worked out, and nothing where it may not be', () => {
    const scored = trained.card.features.map(({ feature }) => feature);
    expect(list.every(({ feature }) => scored.includes(feature))).toBe(true);
    expect(train(table, labels, { ...options, pairs: 0 }).card).not.toHaveProperty('derived');
    expect(train(table, labels, { ...options, mayDerive: false }).card).not.toHaveProperty('derived');
  });

  test('a card with them may be a prior', () => {
    const { card: learned } = train(table, labels, { ...options, prior: trained.card });
    expect(auroc(fresh.labels, scorer(learned).scores(fresh.table))).toBeGreaterThan(
      auroc(fresh.labels, scores(fresh.table)) - 0.005,
    );
  });
});

test('a row and a table work out the same, whatever is missing', () => {
  const number = fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined });
  const word = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
  const list: Derived[] = [
    {
      type: 'sum',
      feature: 'total',
      of: [
        { column: 'one', times: 2 },
        { column: 'two', times: -3 },
      ],
    },
    {
      type: 'rules',
      feature: 'kind',
      rules: [
        {
          is: 'first',
          when: [
            { column: 'one', below: 1, orMissing: false },
            { column: 'word', in: ['a'], orMissing: true },
          ],
        },
        { is: 'second', when: [{ column: 'one', below: 3, orMissing: true }] },
      ],
      otherwise: 'rest',
    },
  ];
  fc.assert(
    fc.property(fc.array(fc.record({ one: number, two: number, word }), { minLength: 1, maxLength: 20 }), (rows) => {
      const given: Table = {
        rows: rows.length,
        numbers: new Map([
          ['one', Float64Array.from(rows, ({ one }) => one ?? Number.NaN)],
          ['two', Float64Array.from(rows, ({ two }) => two ?? Number.NaN)],
        ]),
        texts: new Map([
          [
            'word',
            {
              codes: Int32Array.from(rows, (row) => ['a', 'b', 'c'].indexOf(row.word ?? '')),
              values: ['a', 'b', 'c'],
            },
          ],
        ]),
      };
      const whole = withDerived(given, list);
      const [total, kind] = list.map((one) => workedOut(one, (column) => (row: Row) => row[column]));
      rows.forEach((row, at) => {
        expect(whole.numbers.get('total')?.[at]).toBe(total?.(row));
        const found = whole.texts.get('kind');
        expect(found?.values[found.codes[at] as number]).toBe(kind?.(row));
        const says = kind?.(row);
        if (row.one === undefined) expect(says).toBe('second');
        else if (row.one >= 3) expect(says).toBe('rest');
        else if (row.one < 1 && (row.word ?? 'a') === 'a') expect(says).toBe('first');
      });
    }),
  );
});

test('rules put every row in its leaf of the tree, with missing values and words that are rare', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const random = randomOf(seed);
      const rows = 400;
      const given: Table = {
        rows,
        numbers: new Map([
          ['n', Float64Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : Math.floor(10 * random())))],
        ]),
        texts: new Map([
          [
            't',
            {
              codes: Int32Array.from({ length: rows }, () =>
                random() < 0.1 ? -1 : Math.floor(8 * random() * random()),
              ),
              values: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
            },
          ],
        ]),
      };
      const two = slotsOf(given) as [Slots, Slots];
      const order = Float64Array.from({ length: two[1].count }, () => random());
      const axes = [axisOf(two[0], new Float64Array(two[0].count), 32), axisOf(two[1], order, 32)] as const;
      const [height, width] = [axes[0].size, axes[1].size];
      const residuals = Float64Array.from({ length: height * width }, () => 4 * random() - 2);
      const curvatures = new Float64Array(height * width).fill(1);
      const tree = gridTree(residuals, curvatures, height, width, roomFor(Math.max(height, width)));
      const said = rulesOfTree(tree, two, axes);
      if (!said) return;
      const list = [...said.rules.rules.map(({ is }) => is), said.rules.otherwise];
      expect(new Set(list).size).toBe(tree.leaves.length);
      const word = workedOut(said.rules, (column) => (row: Row) => row[column]);
      for (let row = 0; row < rows; row++) {
        const [down, across] = two.map(({ codes }, side) => axes[side]?.ofSlot[codes[row] as number] as number);
        const leaf = tree.leaves.findIndex(
          ([top, bottom, left, right]) =>
            (down as number) >= top &&
            (down as number) < bottom &&
            (across as number) >= left &&
            (across as number) < right,
        );
        expect(said.leaves[list.indexOf(word(rowAt(given, row)) as string)]).toBe(leaf);
      }
    }),
    { numRuns: 60 },
  );
});

describe('a card says clearly what is wrong with a derived column', () => {
  const good: Card = {
    ...{ label: options.label, base: 0, link: { type: 'points' }, pairs: [] },
    features: [{ feature: 'bill', weight: 1, bins: [{ points: 0 }], missing: { points: 0 } }],
    derived: [
      {
        type: 'sum',
        feature: 'bill',
        of: [
          { column: 'voice', times: 1 },
          { column: 'data', times: 2 },
        ],
      },
    ],
  };
  const problemsOf = (given: unknown): string =>
    card
      .safeParse(given)
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('\n') ?? '';

  test.each([
    [
      'one that is not scored',
      { ...good, features: [{ ...good.features[0], feature: 'other' }] },
      /derived\.0: .*nothing is scored by it/,
    ],
    [
      'one that is there twice',
      { ...good, derived: [...(good.derived ?? []), ...(good.derived ?? [])] },
      /derived twice/,
    ],
    [
      'one that is made from another',
      {
        ...good,
        derived: [
          {
            type: 'sum',
            feature: 'bill',
            of: [
              { column: 'bill', times: 1 },
              { column: 'data', times: 2 },
            ],
          },
        ],
      },
      /"bill" is derived only afterwards/,
    ],
    [
      'words with bins',
      {
        ...good,
        derived: [
          {
            type: 'rules',
            feature: 'bill',
            rules: [{ is: 'a', when: [{ column: 'x', below: 1, orMissing: false }] }],
            otherwise: 'b',
          },
        ],
      },
      /word by rules, which has "categories"/,
    ],
  ])('%s', (_, given, words) => {
    expect(problemsOf(good)).toBe('');
    expect(problemsOf(given)).toMatch(words);
  });
});

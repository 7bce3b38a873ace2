import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baskets, offerTable } from '../../shared/contracts/association.ts';
import { countBaskets, mergeBaskets } from '../../shared/domain/offers/baskets.ts';
import { keptOfferTable, offerTableOf } from '../../shared/domain/offers/rules.ts';
import { associationOf, basketsOf, items } from './base.ts';

const now = '2026-10-31T18:00:00.000Z';

/** Customers as lists of yes and no, one an item. */
const customers = fc.array(fc.tuple(...items.map(() => fc.boolean())), { minLength: 1, maxLength: 60 });
const counted = (rows: readonly (readonly boolean[])[]) =>
  countBaskets(
    items,
    items.map((_, item) => (row) => rows[row]?.[item] === true),
    rows.length,
  );

describe('counting what is used together', () => {
  test('every customer is in one basket', () => {
    fc.assert(
      fc.property(customers, (rows) => {
        const { counts } = counted(rows);
        expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(rows.length);
      }),
    );
  });

  test('parts add up to the whole, in whichever order they come', () => {
    fc.assert(
      fc.property(customers, fc.integer({ min: 1, max: 5 }), fc.boolean(), (rows, parts, turned) => {
        const shares = Array.from({ length: parts }, (_, part) =>
          counted(rows.filter((_, row) => row % parts === part)),
        );
        const merged = mergeBaskets(turned ? shares.toReversed() : shares);
        expect(merged).toEqual(counted(rows));
        expect(baskets.parse(JSON.parse(JSON.stringify(merged)))).toEqual(merged);
      }),
    );
  });

  test('only those who count are counted', () => {
    expect(countBaskets(['a'], [() => true], 10, (row) => row < 3).counts).toEqual([[1, 3]]);
  });

  test('parts that count different items are refused', () => {
    expect(() => mergeBaskets([counted([]), { items: ['other'], counts: [] }])).toThrow('another other');
    expect(mergeBaskets([])).toEqual({ items: [], counts: [] });
  });

  test('thirty items: the last bit counts like the first', () => {
    const many = Array.from({ length: 30 }, (_, item) => `i${item}`);
    expect(
      countBaskets(
        many,
        many.map((_, item) => () => item === 29),
        2,
      ).counts,
    ).toEqual([[2 ** 29, 2]]);
  });
});

describe('rules', () => {
  const base = basketsOf(['', 50], ['long-distance', 10], ['long-distance roaming', 30], ['roaming', 10]);

  test('support, confidence and lift', () => {
    const { rules, customers: all } = offerTableOf(associationOf(), base, now);
    expect(all).toBe(100);
    expect(rules).toEqual([
      {
        asks: ['long-distance'],
        gives: 'roaming',
        offer: 'roaming-pack',
        customers: 30,
        support: 0.3,
        confidence: 0.75,
        lift: 0.75 / 0.4,
      },
    ]);
  });

  test.each([
    ['customers', 31],
    ['support', 0.31],
    ['confidence', 0.76],
    ['lift', 1.9],
  ])('less than the least %s: no rule', (what, least) => {
    const none = { customers: 1, support: 0, confidence: 0, lift: 0 };
    expect(offerTableOf(associationOf({ least: { ...none, [what]: least } }), base, now).rules).toEqual([]);
  });

  test('what cannot be sold is asked for, but never offered', () => {
    const sold = offerTableOf(associationOf(), basketsOf(['sms long-distance', 9], ['', 1]), now).rules;
    expect(sold).toEqual([]);
  });

  test('triples where the policy wants them', () => {
    const three = basketsOf(['long-distance sms data', 20], ['long-distance', 20], ['sms', 20], ['', 40]);
    const asks = (most: 1 | 2) =>
      offerTableOf(associationOf({ mostAsked: most }), three, now).rules.map((rule) => rule.asks);
    expect(asks(1)).toEqual([['long-distance'], ['sms']]);
    expect(asks(2)).toEqual([['long-distance', 'sms'], ['long-distance'], ['sms']]);
  });

  test('nobody counted: no rules, and no NaN', () => {
    const empty = offerTableOf(associationOf({ mostAsked: 2 }), basketsOf(), now);
    expect(empty).toMatchObject({ customers: 0, rules: [] });
    expect(offerTable.parse(JSON.parse(JSON.stringify(empty)))).toEqual(empty);
  });

  test('the table stands until it is old or the section changes', () => {
    const table = offerTableOf(associationOf(), base, now);
    expect(keptOfferTable(associationOf(), table, '2026-11-27T18:00:00.000Z')).toBe(table);
    expect(keptOfferTable(associationOf(), table, '2026-11-28T18:00:00.000Z')).toBeNull();
    expect(keptOfferTable(associationOf({ mostAsked: 2 }), table, now)).toBeNull();
    expect(keptOfferTable(associationOf({ say: { en: 'x', zh: 'x' } }), table, now)).toBe(table);
    expect(keptOfferTable(associationOf(), null, now)).toBeNull();
  });

  test('as counted customer by customer', () => {
    fc.assert(
      fc.property(customers, (rows) => {
        const { rules } = offerTableOf(associationOf({ mostAsked: 2 }), counted(rows), now);
        const has = (row: readonly boolean[], names: readonly string[]) =>
          names.every((name) => row[(items as readonly string[]).indexOf(name)]);
        for (const { asks, gives, customers: together, confidence, support, lift } of rules) {
          const asking = rows.filter((row) => has(row, asks)).length;
          const giving = rows.filter((row) => has(row, [gives])).length;
          const both = rows.filter((row) => has(row, [...asks, gives])).length;
          expect(together).toBe(both);
          expect(confidence).toBeCloseTo(both / asking, 12);
          expect(support).toBeCloseTo(both / rows.length, 12);
          expect(lift).toBeCloseTo((both * rows.length) / (asking * giving), 9);
        }
        const pairs = rules.map(({ asks, gives }) => `${[...asks].sort().join('+')}>${gives}`);
        expect(new Set(pairs).size).toBe(pairs.length);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { promiseState } from '../../shared/contracts/promise-entry.ts';
import type { ShardFigures } from '../../shared/contracts/shard-figures.ts';
import { valueAtRisk } from '../../shared/domain/churn/lifetime-value.ts';
import { outlookNames } from '../../shared/domain/decide/decide-outlook.ts';
import { attainmentOf, sumAttained } from '../../shared/domain/promises/attainment.ts';
import { countCells, sumFigures, tallyPromises } from '../../shared/domain/report/shard-figures.ts';

const customer = fc.record({
  tier: fc.constantFrom('high', 'mid', null),
  band: fc.constantFrom('high', 'low'),
  region: fc.constantFrom('north', 'south', null),
  segment: fc.constantFrom('consumer', 'enterprise', null),
  charge: fc.oneof(fc.double({ min: -50, max: 5_000, noNaN: true }), fc.constant(Number.NaN)),
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  lifetime: fc.oneof(fc.double({ min: 0, max: 50_000, noNaN: true }), fc.constant(Number.NaN)),
  isDecided: fc.boolean(),
});
type Customer = typeof customer extends fc.Arbitrary<infer T> ? T : never;

/** Customers as columns; a word may have two codes, as where tables were joined. */
const cellsOf = (list: readonly Customer[]) => {
  const coded = (words: readonly (string | null)[]) => {
    const values = [
      ...new Set(words.filter((word) => word !== null)),
      ...new Set(words.filter((word) => word !== null)),
    ];
    const codes = Int32Array.from(words, (word, row) =>
      word === null ? -1 : row % 2 === 0 ? values.indexOf(word) : values.lastIndexOf(word),
    );
    return { codes, values };
  };
  const numbers = (of: 'charge' | 'probability' | 'lifetime') => Float64Array.from(list, (one) => one[of]);
  return countCells(
    {
      ...{ tier: coded(list.map(({ tier }) => tier)), band: coded(list.map(({ band }) => band)) },
      ...{ region: coded(list.map(({ region }) => region)), segment: coded(list.map(({ segment }) => segment)) },
      charge: numbers('charge'),
      numbers: new Map([
        [outlookNames.probability, numbers('probability')],
        [outlookNames.lifetimeValue, numbers('lifetime')],
      ]),
    },
    Uint8Array.from(list, ({ isDecided }) => Number(isDecided)),
  );
};

test('cells hold every customer decided once, with what each pays and puts at stake', () => {
  fc.assert(
    fc.property(fc.array(customer, { maxLength: 40 }), (list) => {
      const cells = cellsOf(list);
      const places = cells.map(({ tier, band, region, segment }) => JSON.stringify([tier, band, region, segment]));
      expect(places).toEqual([...new Set(places)].sort());
      for (const cell of cells) {
        const own = list.filter(
          (one) =>
            one.isDecided &&
            (one.tier ?? 'none') === cell.tier &&
            one.band === cell.band &&
            one.region === cell.region &&
            one.segment === cell.segment,
        );
        const hundredths = (of: (one: Customer) => number): number =>
          own.reduce((sum, one) => sum + (Number.isNaN(of(one)) ? 0 : Math.round(of(one) * 100)), 0);
        expect(cell.customers).toBe(own.length);
        expect(cell.charge).toBe(hundredths(({ charge }) => charge) + 0);
        expect(cell.atRisk).toBe(hundredths(({ lifetime, probability }) => valueAtRisk(lifetime, probability)));
      }
      expect(cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(list.filter((one) => one.isDecided).length);
    }),
  );
});

const entry = fc.record({
  promise: fc.constantFrom('repair', 'answered'),
  customerId: fc.constantFrom('C1', null),
  tier: fc.constantFrom('high', null),
  desk: fc.constantFrom('vip', null),
  region: fc.constant(null),
  promisedAt: fc.constantFrom('2026-10-01T00:00:00Z', '2026-10-12T05:00:00Z'),
  state: fc.constantFrom(...promiseState.options),
});

test('promises are tallied as the command "promises" adds them up', () => {
  fc.assert(
    fc.property(fc.array(entry), (given) => {
      const entries = given as unknown as Parameters<typeof attainmentOf>[0] & Parameters<typeof tallyPromises>[0];
      const sums = sumAttained(attainmentOf(entries, 'Asia/Shanghai'), ['promise', 'tier', 'desk']);
      const tallies = tallyPromises(entries);
      expect(tallies).toHaveLength(sums.length);
      expect(tallies).toEqual(expect.arrayContaining(sums));
    }),
  );
});

test('figures of shards add up to those of all customers, in whichever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.array(customer, { maxLength: 12 }), { maxLength: 5 }), fc.array(entry), (shards, given) => {
      const entries = given as unknown as Parameters<typeof tallyPromises>[0];
      const none = tallyPromises([]);
      const figures = shards.map(
        (list, at): ShardFigures => ({
          ...{ version: 1, cells: cellsOf(list), promises: at === 0 ? tallyPromises(entries) : none },
        }),
      );
      const sum = sumFigures(figures);
      expect(sum.cells).toEqual(cellsOf(shards.flat()));
      expect(sum.promises).toEqual(shards.length === 0 ? [] : tallyPromises(entries));
      expect(sumFigures(figures.toReversed())).toEqual(sum);
      expect(sumFigures([sum])).toEqual(sum);
    }),
  );
});

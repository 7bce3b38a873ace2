import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { customerIndex } from '../../shared/domain/facts/customer-index.ts';
import { dumpSets } from '../../shared/domain/facts/dump-sets.ts';
import { type TextColumn, textColumn } from '../../shared/domain/facts/fact-file.ts';
import { shardRoom } from '../../shared/domain/facts/room.ts';
import { rowOfId } from '../../shared/domain/ids.ts';
import { everyRow } from '../../shared/domain/rows.ts';

/** Few characters, so that ids begin and end alike and some are parts of others. */
const some = fc.string({ unit: fc.constantFrom('0', '1', 'C', '户'), minLength: 1, maxLength: 5 });
/** Some have more than the sixteen bytes that are compared at once, and agree in those. */
const id = fc.oneof(
  some,
  some.map((end) => `C00000000000${end}`),
);
/** Files of one shard: about the same customers in about the same order, now and then one that is missing. */
const files = fc
  .uniqueArray(id, { maxLength: 40 })
  .chain((ids) =>
    fc.array(
      fc.oneof(
        fc.subarray([...ids]),
        fc.shuffledSubarray([...ids]),
        fc.array(fc.option(fc.constantFrom('C0', 'C1', ...ids))),
      ),
      { maxLength: 8 },
    ),
  );

describe('customers of a shard are told apart by the bytes of their ids', () => {
  test('the same id has the same number in every file, another id another; sorted, each has its place', () => {
    fc.assert(
      fc.property(files, (all) => {
        const index = customerIndex();
        const numbers = all.map((ids) => [...index.customersOf(textColumn(ids))]);
        const numberOf = new Map<string, number>();
        all.forEach((ids, file) => {
          ids.forEach((one, row) => {
            const number = numbers[file]?.[row] as number;
            if (one === null) expect(number).toBe(-1);
            else {
              expect(numberOf.get(one) ?? number).toBe(number);
              numberOf.set(one, number);
            }
          });
        });
        expect(new Set(numberOf.values()).size).toBe(numberOf.size);
        const { ids, places = everyRow(ids.length) } = index.sorted();
        expect([...ids]).toEqual([...numberOf.keys()].sort());
        for (const [one, number] of numberOf) expect(ids.at(places[number] as number)).toBe(one);
      }),
    );
  });

  test('the same column is answered at once, with the very same rows', () => {
    const index = customerIndex();
    const ids = textColumn(['C2', 'C1']);
    expect(index.customersOf(ids)).toBe(index.customersOf(ids));
  });
});

/** Customers of the night before, and files of tonight: of others, or of just those. */
const nights = fc
  .uniqueArray(id, { maxLength: 40 })
  .chain((known) =>
    fc.tuple(fc.constant(known), fc.oneof(files, fc.array(fc.shuffledSubarray(known), { maxLength: 4 }))),
  );

describe('the ids of the night before', () => {
  test('are those of tonight where nobody has come, and no text is made; else those who came stand among them', () => {
    fc.assert(
      fc.property(nights, ([known, others]) => {
        const before = [...known].sort();
        let made = 0;
        const column = textColumn(before);
        const counted: TextColumn = {
          ...column,
          textOf: (entry) => {
            made++;
            return column.textOf(entry);
          },
        };
        const index = customerIndex();
        index.customersOf(counted);
        for (const ids of others) index.customersOf(textColumn(ids));
        const { ids } = index.sorted(counted);
        const all = [...new Set([...before, ...others.flat().filter((one) => one !== null)])].sort();
        if (all.length === before.length) expect(made).toBe(0);
        expect([...ids]).toEqual(all);
        expect(all.map((_, row) => ids.at(row))).toEqual(all);
        expect(all.map((one) => rowOfId(ids, one))).toEqual([...everyRow(all.length)]);
        expect([ids.length, ids.at(all.length), rowOfId(ids, 'nobody')]).toEqual([all.length, undefined, -1]);
      }),
    );
  });
});

describe('the dumps that a customer was decided on', () => {
  const feeds = ['usage', 'billing', 'service', 'customers'] as const;
  const file = fc.record({
    feed: fc.constantFrom(...feeds),
    period: fc.constantFrom('2026-09', '2026-10'),
    dumpId: fc.constantFrom('d1', 'd2', 'd3', 'd4'),
    rows: fc.uniqueArray(fc.integer({ min: -1, max: 5 }), { maxLength: 6 }),
  });

  test('are those of the facts that hold, and those of the service feed for everybody', () => {
    fc.assert(
      // More files than an integer has bits.
      fc.property(fc.array(file, { maxLength: 80 }), (given) => {
        const placed = given.map(({ rows, ...about }) => ({ file: about, rows: Int32Array.from(rows) }));
        const profiles = placed.filter((one) => one.file.feed === 'customers');
        const profileFile = Int32Array.from({ length: 6 }, (_, row) =>
          profiles.findLastIndex(({ rows }) => rows.includes(row)),
        );
        const { codes, values } = dumpSets(placed, profileFile, 6);
        for (let row = 0; row < 6; row++) {
          const held = feeds.flatMap((feed) => {
            const its = placed.filter((one) => one.file.feed === feed);
            if (feed === 'service') return its;
            const own = its.filter(({ rows }) => rows.includes(row));
            if (feed === 'customers') return own.slice(-1);
            return ['2026-09', '2026-10'].flatMap((month) => own.filter((one) => one.file.period === month).slice(-1));
          });
          const dumps = [...new Set(held.map((one) => one.file.dumpId))].sort().join(';');
          expect(values[codes[row] as number]).toBe(dumps);
        }
      }),
    );
  });
});

describe('room that shards use one after the other', () => {
  test('lends what the shard before had, of another length, and of none', () => {
    const room = shardRoom();
    const first = room.take(0);
    const second = room.take(8).fill(1);
    room.release();
    expect(first.length).toBe(0);
    expect(room.take(3).length).toBe(3);
    expect(room.take(9).buffer).toBe(second.buffer);
    expect(room.take(20).length).toBe(20);
  });
});

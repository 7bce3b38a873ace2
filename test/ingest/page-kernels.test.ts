import * as fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { expect, test } from 'vitest';
import type { FieldKind } from '../../shared/contracts/field.ts';
import { shardRoom } from '../../shared/domain/facts/room.ts';
import { emptyRoom } from '../../shared/dump/parquet/kernel-room.ts';
import { bitPacked } from '../../shared/dump/parquet/levels.ts';
import { type Column, openParquet, readParquet, writeParquet } from '../../shared/dump/parquet.ts';

/** Bits of each number, the lowest first, noughts up to a whole group of eight. */
const packedBitByBit = (values: readonly number[], width: number): number[] => {
  const bits = values.flatMap((value) => Array.from({ length: width }, (_, bit) => (value >>> bit) & 1));
  const bytes = new Array<number>(Math.ceil(values.length / 8) * width).fill(0);
  for (const [at, bit] of bits.entries()) bytes[at >> 3] = (bytes[at >> 3] as number) | (bit << (at & 7));
  return bytes;
};

test('numbers of up to 24 bits are packed as bit by bit, whatever lay in the room before', () => {
  const given = fc
    .integer({ min: 1, max: 24 })
    .chain((width) => fc.tuple(fc.constant(width), fc.array(fc.nat({ max: 2 ** width - 1 }), { minLength: 1 })));
  fc.assert(
    fc.property(given, ([width, values]) => {
      emptyRoom(1 << 16);
      bitPacked(
        Int32Array.from({ length: 200 }, () => -1 >>> 8),
        24,
      );
      emptyRoom(1 << 16);
      const groups = Math.ceil(values.length / 8);
      expect([...bitPacked(Int32Array.from(values), width)].slice(groups < 64 ? 1 : 2)).toEqual(
        packedBitByBit(values, width),
      );
    }),
  );
});

test('numbers of any bits, many or few of them the same, come back bit for bit', () => {
  const number = fc.oneof(fc.constantFrom(0, -0, Number.NaN, 1e300, 5e-324), fc.integer(), fc.double());
  const column = fc
    .tuple(fc.array(number, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(), { maxLength: 700 }))
    .map(([distinct, places]) => Float64Array.from(places, (place) => distinct[place % distinct.length] as number));
  fc.assert(
    fc.property(column, (values) => {
      const [read] = readParquet(writeParquet([{ name: 'amount', kind: 'number', values }])) as [Column];
      const bits = [...read.values];
      expect(bits.every((value, row) => Object.is(value, values[row]))).toBe(true);
      expect(bits).toHaveLength(values.length);
    }),
  );
});

test.each([
  ['4,096 values', 40_000, 4_096, true],
  ['one more', 40_000, 4_097, false],
  ['every other one distinct', 1_000, 500, true],
  ['one more of them', 1_000, 501, false],
])('a column of numbers is a dictionary up to 4,096 values, and up to every other one: %s', (_, rows, distinct, is) => {
  // Each twice, but for the last: of the first ones, which say whether it is tried, half are distinct.
  const values = Float64Array.from({ length: rows }, (_, row) => ((row + Number(row === rows - 1)) >> 1) % distinct);
  const bytes = writeParquet([{ name: 'amount', kind: 'number', values }]);
  const [column] = parquetMetadata(new Uint8Array(bytes).buffer).row_groups[0]?.columns ?? [];
  expect(column?.meta_data?.encodings.includes('RLE_DICTIONARY')).toBe(is);
  expect(readParquet(bytes)[0]?.values).toEqual(values);
});

test('coded texts come back, those that are missing and codes that nobody uses too', () => {
  const codes = fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 300 });
  const dictionary = Array.from({ length: 10 }, (_, code) => `plan ${code}`);
  fc.assert(
    fc.property(codes, (given) => {
      const values = { codes: Int32Array.from(given), dictionary };
      const [read] = readParquet(writeParquet([{ name: 'plan', kind: 'text', values }]));
      expect(read?.values).toEqual(given.map((code) => dictionary[code] ?? null));
    }),
  );
});

test.each([
  [300, 9],
  [5_000, 13],
  [20_000, 15],
])('texts of %i words come back from codes of %i bits, gaps too', (words, bits) => {
  expect(Math.ceil(Math.log2(words))).toBe(bits);
  const codes = Int32Array.from({ length: words * 2 + 3 }, (_, row) => (row % 97 === 5 ? -1 : (row * 7) % words));
  const dictionary = Array.from({ length: words }, (_, code) => `word ${code}`);
  for (const given of [codes, codes.filter((code) => code >= 0)]) {
    const [read] = readParquet(writeParquet([{ name: 'plan', kind: 'text', values: { codes: given, dictionary } }]));
    expect(read?.values).toEqual(Array.from(given, (code) => dictionary[code] ?? null));
  }
});

test('a column that is put into places of a room says there what its rows say, and nothing elsewhere', () => {
  const number = fc.oneof(fc.constantFrom(0, Number.NaN, 2.5, 1e300), fc.integer({ min: -9, max: 9 }), fc.double());
  const kinds = fc.constantFrom<FieldKind>('number', 'integer', 'flag', 'date');
  const row = fc.tuple(number, fc.boolean());
  const room = shardRoom();
  fc.assert(
    fc.property(kinds, fc.array(row, { minLength: 1, maxLength: 300 }), fc.nat(), (kind, rows, step) => {
      const values = Float64Array.from(rows, ([value]) =>
        kind === 'number' ? value : kind === 'flag' ? Number(value > 0) : Math.trunc(value) % 1e6,
      );
      const file = openParquet(
        writeParquet([{ name: 'amount', kind, values: kind === 'date' ? dates(values) : values }]),
      );
      const places = Int32Array.from(rows, ([, counts], at) => (counts ? (at + step) % rows.length : -1));
      room.release();
      const to = room.take(rows.length + 1).fill(-7);
      expect(file.put('amount', places, to, room)).toBe(true);
      const expected = new Float64Array(rows.length + 1).fill(-7);
      const read = file.column('amount') as Float64Array;
      for (const [at, place] of places.entries()) if (place >= 0) expected[place] = read[at] as number;
      expect(to.slice()).toEqual(expected);
      expect(file.put('nothing', places, to, room)).toBe(false);
    }),
  );
});

const dates = (days: Float64Array): (string | null)[] =>
  Array.from(days, (day) => (Number.isNaN(day) ? null : new Date(day * 86_400_000).toISOString().slice(0, 10)));

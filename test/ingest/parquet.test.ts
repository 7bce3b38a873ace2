import { zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { factKey, factPrefix, parseFactKey } from '../../shared/dump/fact-key.ts';
import { type Column, readParquet, writeParquet } from '../../shared/dump/parquet.ts';

const sample: Column[] = [
  { name: 'customerId', kind: 'text', values: ['C1', '客户2', '', null] },
  { name: 'period', kind: 'month', values: ['2026-10', '2026-10', '2026-09', '2026-10'] },
  { name: 'regions', kind: 'list', values: ['south;east', null, 'north', ''] },
  { name: 'joinedOn', kind: 'date', values: ['2021-03-15', '1969-12-31', null, '2096-02-29'] },
  { name: 'charged', kind: 'number', values: Float64Array.of(128.5, Number.NaN, -0.1, 1e7) },
  { name: 'count', kind: 'integer', values: Float64Array.of(-5_000_000_000, 3_000_000_000, Number.NaN, -1) },
  { name: 'portedIn', kind: 'flag', values: Float64Array.of(1, 0, Number.NaN, 1) },
];

test('columns come back from Parquet with their names, kinds, values and gaps', async () => {
  expect(await readParquet(await writeParquet(sample))).toEqual(sample);
});

test('only the named columns are read, and a name that the file has not is left out', async () => {
  const bytes = await writeParquet(sample);
  const columns = await readParquet(bytes, ['charged', 'customerId', 'tomorrow']);
  expect(columns.map(({ name }) => name).sort()).toEqual(['charged', 'customerId']);
  expect(await readParquet(bytes, ['tomorrow'])).toEqual([]);
});

test('columns without a row make a file without a row', async () => {
  const empty = sample.map((column): Column => ({ ...column, values: column.values.slice(0, 0) as Float64Array }));
  expect(await readParquet(await writeParquet(empty))).toEqual(empty);
});

test('another Parquet reader finds the same values, typed', async () => {
  const bytes = await writeParquet(sample);
  const compressors = { ZSTD: (input: Uint8Array) => new Uint8Array(zstdDecompressSync(input)) };
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors });
  expect(rows[0]).toEqual({
    customerId: 'C1',
    period: '2026-10',
    regions: 'south;east',
    joinedOn: new Date('2021-03-15'),
    charged: 128.5,
    count: -5_000_000_000n,
    portedIn: true,
  });
  expect(rows[3]).toMatchObject({ customerId: null, count: -1n });
});

test('any text, whole number and gap survives the round trip', async () => {
  const row = fc.tuple(
    fc.option(fc.string({ unit: 'grapheme' })),
    fc.option(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), { nil: Number.NaN }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row), async (rows) => {
      const columns: Column[] = [
        { name: 'text', kind: 'text', values: rows.map(([text]) => text) },
        { name: 'whole', kind: 'integer', values: Float64Array.from(rows, ([, whole]) => whole) },
      ];
      expect(await readParquet(await writeParquet(columns))).toEqual(columns);
    }),
    { numRuns: 50 },
  );
});

test('a fact key says shard, feed, period, dump and part, both ways', () => {
  const parts = { shard: '017', feed: 'usage', period: '2026-10', dumpId: '0a1b', part: 3 } as const;
  expect(factKey(parts)).toBe('facts/shard=017/feed=usage/period=2026-10/0a1b-0003.parquet');
  expect(parseFactKey(factKey(parts))).toEqual(parts);
  expect(factKey(parts).startsWith(factPrefix('017', 'usage', '2026-10'))).toBe(true);
  expect(parseFactKey('facts/shard=017/feed=weather/period=2026-10/0a1b-0003.parquet')).toBeUndefined();
});

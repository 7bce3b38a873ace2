import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { factKey, factPrefix, parseFactKey } from '../../shared/dump/fact-key.ts';
import { type Column, type KnownTexts, openParquet, readParquet, writeParquet } from '../../shared/dump/parquet.ts';

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

const compressors = { ZSTD: (input: Uint8Array) => new Uint8Array(zstdDecompressSync(input)) };

test('another Parquet reader finds the same values, typed', async () => {
  const bytes = await writeParquet(sample);
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

test('a column is compressed where that makes it a third, else stored as it is; another reader finds both', async () => {
  const rows = 40_000;
  const columns: Column[] = [
    { name: 'same', kind: 'text', values: Array.from({ length: rows }, (_, row) => `customer ${row >> 6}`) },
    { name: 'spread', kind: 'number', values: Float64Array.from({ length: rows }, (_, row) => Math.sin(row)) },
  ];
  const bytes = writeParquet(columns);
  const file = new Uint8Array(bytes).buffer;
  const codecs = parquetMetadata(file).row_groups[0]?.columns.map(({ meta_data }) => meta_data?.codec);
  expect(codecs).toEqual(['ZSTD', 'UNCOMPRESSED']);
  const found = await parquetReadObjects({ file, compressors });
  expect(found[4_321]).toEqual({ same: 'customer 67', spread: Math.sin(4_321) });
  expect(readParquet(bytes)).toEqual(columns);
});

test('a column of up to 16 KB is stored as it is', () => {
  const codecOf = (rows: number) => {
    const values = Float64Array.from({ length: rows }, (_, row) => row * 256);
    const bytes = writeParquet([{ name: 'count', kind: 'integer', values }]);
    return parquetMetadata(new Uint8Array(bytes).buffer).row_groups[0]?.columns[0]?.meta_data?.codec;
  };
  // Each takes eight bytes; a page's levels take seven more.
  expect([2_047, 2_048].map(codecOf)).toEqual(['UNCOMPRESSED', 'ZSTD']);
});

test('texts that differ from row to row, as ids do, are stored as they are: they are read every night', () => {
  const values = Array.from({ length: 5_000 }, (_, row) => `C${String(row).padStart(10, '0')}`);
  const plain = Buffer.concat(values.map((id) => Buffer.concat([Buffer.of(id.length, 0, 0, 0), Buffer.from(id)])));
  for (const given of [values, { plain, hashes: new Int32Array(values.length) }]) {
    const bytes = writeParquet([{ name: 'customerId', kind: 'text', values: given }]);
    const [column] = parquetMetadata(new Uint8Array(bytes).buffer).row_groups[0]?.columns ?? [];
    expect(column?.meta_data?.codec).toBe('UNCOMPRESSED');
    expect(readParquet(bytes)[0]?.values).toEqual(values);
  }
});

test('a page that is a run of another code than the first is refused, not read as the first', () => {
  const bytes = writeParquet([{ name: 'month', kind: 'month', values: ['2026-10', '2026-10', '2026-10'] }]);
  const chunk = parquetMetadata(new Uint8Array(bytes).buffer).row_groups[0]?.columns[0]?.meta_data;
  const end = Number(chunk?.dictionary_page_offset) + Number(chunk?.total_compressed_size);
  expect(bytes[end - 1]).toBe(0);
  bytes[end - 1] = 1;
  expect(() => readParquet(bytes)).toThrow('a page is a run of one code');
});

test('a file that an earlier release wrote, all of it zstd, is read as it was', () => {
  const bytes = readFileSync(join(import.meta.dirname, 'earlier-release.parquet'));
  const [ids, regions, charged, counts] = readParquet(bytes).map(({ values }) => [...values]);
  expect(ids?.slice(0, 3)).toEqual(['C000000', 'C000037', 'C000074']);
  expect(regions?.slice(0, 3)).toEqual([null, 'north', '华南']);
  expect(charged).toEqual(Array.from({ length: 200 }, (_, i) => (i % 11 === 0 ? Number.NaN : ((i * 7919) % 1000) / 8)));
  expect(counts?.slice(0, 4)).toEqual([0, 1, 2, 0]);
});

test('texts with the bytes of an earlier file are the very same column, others are not', () => {
  const fileOf = (ids: string[]) => writeParquet([{ name: 'customerId', kind: 'text', values: ids }]);
  const known: KnownTexts = [];
  const [one, same, other] = [
    ['A1', 'B2'],
    ['A1', 'B2'],
    ['A1', 'B3'],
  ].map((ids) => openParquet(fileOf(ids), { known }).column('customerId'));
  expect(same).toBe(one);
  expect(other).not.toBe(one);
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

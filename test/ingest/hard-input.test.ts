import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeGb18030 } from '../../local/sample/gb18030.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { looksUtf8 } from '../../shared/dump/looks-utf8.ts';
import { readParquet } from '../../shared/dump/parquet.ts';
import { drop, fakePorts } from './ports.ts';

const key = 'feed=customers/period=2026-10/source=north/customers.csv';
const file = (lines: readonly string[]) => `${lines.join('\n')}\n`;

test('ids of 1 to 64 characters are taken, quoted or not; one of 65 is refused', async () => {
  const ids = Array.from({ length: 64 }, (_, length) => 'aB3_.:@-'.repeat(8).slice(0, length + 1));
  const rows = ids.map((id, index) => (index % 2 === 0 ? `${id},south` : `"${id}",south`));
  const { receipt, facts, quarantine } = await drop(
    key,
    file(['customerId,region', ...rows, `${'x'.repeat(65)},south`]),
  );
  expect(receipt).toMatchObject({ rows: 65, accepted: 64, refused: 1 });
  const found = [...facts.values()].flatMap((bytes) => readParquet(bytes, ['customerId'])[0]?.values as string[]);
  expect(found.sort()).toEqual([...ids].sort());
  expect(quarantine[0]).toMatchObject({ line: 66, column: 'customerId' });
});

test('10,000 spellings of "no value": missing in every column, and never an id', async () => {
  const blanks = Array.from({ length: 10_000 }, (_, index) => `null${index}`);
  const mappings = [mapping.parse({ version: 1, name: 'standard', blanks })];
  const rows = blanks.map((blank, index) => `C${index},${blank}, ${blank} ,${blank}`);
  const body = file(['customerId,region,creditScore,joinedOn', ...rows, 'null77,south,,']);
  const { receipt, facts } = await drop(key, body, fakePorts({ mappings }));
  expect(receipt).toMatchObject({ rows: 10_001, accepted: 10_000, refused: 1 });
  expect(receipt.reasons).toEqual([
    { column: 'customerId', reason: 'is required, but blank', rows: 1, firstLine: 10_002 },
  ]);
  for (const bytes of facts.values())
    for (const { values } of readParquet(bytes, ['region', 'creditScore', 'joinedOn']))
      expect(values.every((value) => value === null || Number.isNaN(value))).toBe(true);
});

test('2,000,000 distinct values of a column: all are right, and memory holds a fraction of them', async () => {
  // 48 MB would not hold two million texts; 16,384 of them, and a piece of the file, fit well.
  const args = ['--max-old-space-size=48', join(import.meta.dirname, 'many-values.ts'), '2000000'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { peakRssMB, ...found } = JSON.parse(stdout);
  expect(found).toEqual({ right: 2_000_000, wrong: 0, byZod: 0 });
  expect(peakRssMB).toBeLessThan(320);
});

test('rows of two encodings in one file: those of the mapping are taken, the others refused one by one', async () => {
  const utf8 = (row: number) => Buffer.from(`C${row},南京\n`);
  const gb18030 = (row: number) =>
    Buffer.concat([Buffer.from(`C${row},`), Buffer.from('c4cfbea9', 'hex'), Buffer.from('\n')]);
  const rows = Array.from({ length: 500 }, (_, row) => (row % 5 === 3 ? gb18030(row) : utf8(row)));
  const { receipt } = await drop(key, Buffer.concat([Buffer.from('customerId,region\n'), ...rows]));
  expect(receipt).toMatchObject({ rows: 500, accepted: 400, refused: 100 });
  expect(receipt.reasons).toEqual([
    {
      column: null,
      reason: "holds bytes that are not utf-8, the mapping's encoding; they look like gb18030",
      rows: 100,
      firstLine: 5,
    },
  ]);
});

describe('UTF-8 amid GB18030', () => {
  const mappings = (delimiter: string) => [
    mapping.parse({ version: 1, name: 'standard', encoding: 'gb18030', delimiter }),
  ];

  test.each([',', '|'])(
    'is refused row by row, whatever the number of characters, with %s between cells',
    async (comma) => {
      const lines = ['南', '南京', '内蒙古', '黑龙江省', '新疆维吾尔自治区'].flatMap((region, row) => [
        encodeGb18030(`A${row}${comma}${region}${comma}${region}\n`),
        Buffer.from(`B${row}${comma}${region}${comma}${region}\n`),
      ]);
      const body = Buffer.concat([Buffer.from(`customerId${comma}region${comma}note\n`), ...lines]);
      const { receipt, quarantine } = await drop(key, body, fakePorts({ mappings: mappings(comma) }));
      expect(receipt).toMatchObject({ rows: 10, accepted: 5, refused: 5 });
      expect(quarantine.map(({ line }) => line)).toEqual([3, 5, 7, 9, 11]);
      expect(receipt.reasons).toEqual([
        {
          column: null,
          reason: "holds bytes that are not gb18030, the mapping's encoding; they look like utf-8",
          ...{ rows: 5, firstLine: 3 },
        },
      ]);
    },
  );

  const decoder = new TextDecoder('gb18030');
  const upper = fc.integer({ min: 0xa1, max: 0xfe });
  const gb2312 = fc.tuple(fc.integer({ min: 0xb0, max: 0xf7 }), upper);
  const gbk = fc.tuple(
    fc.integer({ min: 0x81, max: 0xfe }),
    fc.integer({ min: 0x40, max: 0xfe }).filter((trail) => trail !== 0x7f),
  );

  test('is never seen in GB2312, in a single character, or in any that UTF-8 does not know', () => {
    fc.assert(
      fc.property(fc.array(gb2312, { maxLength: 40 }), (characters) => !looksUtf8(Uint8Array.from(characters.flat()))),
    );
    fc.assert(
      fc.property(fc.array(gbk, { maxLength: 1 }), (characters) => !looksUtf8(Uint8Array.from(characters.flat()))),
    );
    fc.assert(
      fc.property(fc.array(gbk, { maxLength: 12 }), (characters) => {
        const bytes = Uint8Array.from(characters.flat());
        if (looksUtf8(bytes)) expect(Buffer.from(new TextDecoder().decode(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('is told wherever GB18030 makes a rare character of it', () => {
    const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(fc.array(han, { minLength: 1, maxLength: 8 }), (characters) => {
        const bytes = Buffer.from(characters.join(''));
        const pairs = [...bytes].map((byte, index) => index % 2 === 1 || byte <= 0xf7);
        const isCommon = bytes.length % 2 === 0 && bytes.every((byte) => byte >= 0xa1) && pairs.every(Boolean);
        expect(looksUtf8(bytes)).toBe(!isCommon);
        // What is not told is text in both.
        if (isCommon) expect(decoder.decode(bytes)).toHaveLength(bytes.length / 2);
      }),
    );
  });
});

import { expect, test } from 'vitest';
import { mapping } from '../../shared/contracts/mapping.ts';
import { factColumns } from '../../shared/dump/compiled/fact-columns.ts';
import { readParquet } from '../../shared/dump/parquet.ts';
import { readDump } from '../../shared/dump/read-dump.ts';
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

test('a column of far more distinct texts than are remembered: each comes back, and no more are remembered', async () => {
  const count = 60_000;
  const facts = factColumns(4);
  async function* source() {
    yield Buffer.from('customerId,plan\n');
    for (let row = 0; row < count; row += 100)
      yield Buffer.from(file(Array.from({ length: 100 }, (_, next) => `C${row + next},计划 ${row + next}`)));
  }
  const reading = { mapping: mapping.parse({ version: 1, name: 'many' }), facts, warn: () => undefined };
  const plans = new Map<string, string | null>();
  for await (const _ of readDump(source(), { ...reading, key: { feed: 'customers', period: '2026-10' } })) {
    if (facts.size() < 10_000) continue;
    for (const { columns } of facts.drain()) {
      const [ids] = columns.filter(({ name }) => name === 'customerId');
      const [texts] = columns.filter(({ name }) => name === 'plan');
      if (!ids || !texts || !('ends' in ids.values) || texts.values instanceof Float64Array || 'ends' in texts.values)
        continue;
      const { bytes, ends } = ids.values;
      const { values } = texts;
      for (const [row, end] of ends.entries()) {
        const id = Buffer.from(bytes.subarray(row === 0 ? 0 : ends[row - 1], end)).toString();
        const code = 'codes' in values ? (values.codes[row] as number) : row;
        plans.set(id, ('codes' in values ? values.dictionary[code] : values[code]) as string);
      }
    }
  }
  expect(plans.size).toBe(count);
  expect([...plans].every(([id, plan]) => plan === `计划 ${id.slice(1)}`)).toBe(true);
  expect(Math.max(...facts.dictionariesOf('customers').map(({ values }) => values.length))).toBeLessThanOrEqual(16_384);
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

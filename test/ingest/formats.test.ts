import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mapping } from '../../shared/contracts/mapping.ts';
import { drop, fakePorts } from './ports.ts';

const key = 'feed=billing/period=2026-10/source=north/bills';
const folder = mkdtempSync(join(tmpdir(), 'tierline-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** DuckDB's native module exists for the common platforms only. */
const duckdb = await import('@duckdb/node-api').catch(() => undefined);
const without = duckdb ? '' : ' (SKIPPED: no DuckDB for this platform)';

/** What DuckDB answers to these statements, the last one's rows. */
const ask = async (...statements: string[]): Promise<Record<string, unknown>[]> => {
  if (!duckdb) throw new Error('no DuckDB');
  const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect();
  let rows: Record<string, unknown>[] = [];
  for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRowObjectsJS();
  return rows;
};

const csv = [
  'customerId,period,charged,rechargeCount,lastPaidOn',
  'C1,2026-10,128.5,2,2026-10-12',
  '客户2,2026-10,-0.25,,',
  'C3,2026-09,0.0000001,0,2024-02-29',
].join('\n');
const objects = [
  { customerId: 'C1', period: '2026-10', charged: 128.5, rechargeCount: 2, lastPaidOn: '2026-10-12' },
  { customerId: '客户2', period: '2026-10', charged: '-0.25', rechargeCount: null },
  { charged: 1e-7, rechargeCount: 0, customerId: 'C3', lastPaidOn: '2024-02-29', period: '2026-09' },
];
const jsonLines = (rows: readonly unknown[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;

const factsOf = ({ facts }: { facts: Map<string, Buffer> }) =>
  [...facts].map(([name, bytes]) => [name.replace(/[0-9a-f]{16}-/, ''), bytes.toString('latin1')]).sort();

describe('JSON Lines', () => {
  test('give the facts that the same rows as CSV give: numbers or text, in any order, missing ones left out', async () => {
    const lines = await drop(key, `\uFEFF${jsonLines(objects)}`);
    expect(lines.receipt).toMatchObject({ status: 'released', rows: 3, accepted: 3, warnings: [] });
    expect(factsOf(lines)).toEqual(factsOf(await drop(key, csv)));
  });

  test('bad lines are refused with their line and reason, and the good ones count', async () => {
    const text = [
      JSON.stringify(objects[0]),
      '',
      '{"customerId": "C0001234", "charged": 1',
      '{"customerId": 12345678901234567890}',
      '{"customerId": "C4", "charged": {"amount": 3}}',
      '[1, 2]',
      '{"customerId": "C0001234", "charged": "1,234.5", "idCard": "320102"}',
      '{"charged": 5}',
      JSON.stringify(objects[2]),
    ].join('\r\n');
    const { receipt, quarantine } = await drop(key, text);
    expect(receipt).toMatchObject({ rows: 8, accepted: 2, refused: 6 });
    expect(quarantine.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, null, 'is not a JSON object'],
      [4, null, 'holds a whole number of more than 15 digits, which JSON rounds: write it as text'],
      [5, null, 'holds an object where one value belongs'],
      [6, null, 'is not a JSON object'],
      [7, 'charged', 'not a plain decimal number such as 128.50'],
      [8, 'customerId', 'is required, but blank'],
    ]);
    expect(JSON.stringify(quarantine)).not.toContain('C0001234');
  });

  test('a mapping names their keys', async () => {
    const fills = [{ feed: 'billing', columns: { customerId: 'id', charged: { column: 'fen', times: 0.01 } } }];
    const mappings = [mapping.parse({ version: 1, name: 'standard', blanks: ['NULL'], fills })];
    const body = jsonLines([
      { id: 'C1', fen: 12850, colour: 'red' },
      { id: 'C2', fen: 'NULL' },
    ]);
    const { receipt } = await drop(key, body, fakePorts({ mappings }));
    expect(receipt).toMatchObject({ accepted: 2, facts: { 'billing/2026-10': 2 } });
    expect(receipt.warnings).toEqual(['columns that are not read: "colour"']);
  });

  test('one JSON array is no JSON Lines', async () => {
    const { receipt } = await drop(key, JSON.stringify(objects, null, 2));
    expect(receipt.problem).toBe('the file is one JSON array: send one object a line (JSON Lines)');
  });
});

describe.skipIf(!duckdb)(`Parquet${without}`, () => {
  const written = async (codec: string, select: string): Promise<Buffer> => {
    const file = join(folder, `${codec}.parquet`);
    await ask(`COPY (${select}) TO '${file}' (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 2048)`);
    return readFileSync(file);
  };

  test.each(['snappy', 'gzip', 'zstd', 'brotli', 'uncompressed'])(
    'packed by %s gives the facts of the same rows as CSV',
    async (codec) => {
      await writeFile(join(folder, 'bills.csv'), csv);
      const types =
        "{'customerId': 'VARCHAR', 'period': 'VARCHAR', 'charged': 'DOUBLE', 'rechargeCount': 'BIGINT', 'lastPaidOn': 'DATE'}";
      const body = await written(
        codec,
        `FROM read_csv('${join(folder, 'bills.csv')}', header = true, columns = ${types})`,
      );
      const dropped = await drop(key, body);
      expect(dropped.receipt).toMatchObject({ status: 'released', rows: 3, accepted: 3, warnings: [] });
      expect(factsOf(dropped)).toEqual(factsOf(await drop(key, csv)));
    },
  );

  test('many row groups: all rows are read, and a refused one is named by its number', async () => {
    const select =
      "SELECT 'C' || i AS customerId, CASE WHEN i = 30001 THEN 'x' ELSE i::VARCHAR END AS charged FROM range(50000) t(i)";
    const { receipt, quarantine } = await drop(key, await written('zstd', select));
    expect(receipt).toMatchObject({ rows: 50_000, accepted: 49_999, refused: 1 });
    expect(quarantine[0]).toMatchObject({ line: 30_002, column: 'charged' });
  });

  test('a file cut off, and one without a needed column, fail with words', async () => {
    const body = await written('snappy', 'SELECT 1.5 AS charged');
    expect((await drop(key, body.subarray(0, -20))).receipt.problem).toContain('the Parquet file is damaged, cut off');
    expect((await drop(key, body)).receipt.problem).toContain('column "customerId" is missing');
  });
});

/** Facts as files, as they lie in the facts bucket. */
const stored = async (): Promise<string> => {
  const { facts } = await drop(key, csv);
  for (const [name, bytes] of facts) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return join(folder, 'facts');
};
const expected = [
  { customerId: 'C1', period: '2026-10', charged: 128.5, count: 2, paid: '2026-10-12' },
  { customerId: 'C3', period: '2026-09', charged: 1e-7, count: 0, paid: '2024-02-29' },
  { customerId: '客户2', period: '2026-10', charged: -0.25, count: null, paid: null },
];

test.skipIf(!duckdb)(`DuckDB reads facts back, typed, by shard, feed and month${without}`, async () => {
  const rows = await ask(`
    SELECT customerId, period, charged, rechargeCount::INTEGER AS count, lastPaidOn::VARCHAR AS paid
    FROM read_parquet('${await stored()}/*/*/*/*.parquet', hive_partitioning = false) ORDER BY customerId`);
  expect(rows).toEqual(expected);
});

const pandas = (() => {
  try {
    execFileSync('python3', ['-c', 'import pandas, pyarrow'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!pandas)(
  `pandas reads facts back${pandas ? '' : ' (SKIPPED: no python3 with pandas and pyarrow)'}`,
  async () => {
    const code = `
import glob, json, sys, pandas
files = sorted(glob.glob(sys.argv[1] + '/*/*/*/*.parquet'))
frame = pandas.concat([pandas.read_parquet(file) for file in files]).sort_values('customerId')
frame = frame.astype(object).where(frame.notna(), None)
print(json.dumps([{ 'customerId': r.customerId, 'period': r.period, 'charged': r.charged,
  'count': None if r.rechargeCount is None else int(r.rechargeCount),
  'paid': None if r.lastPaidOn is None else str(r.lastPaidOn)[:10] } for r in frame.itertuples()]))`;
    expect(JSON.parse(execFileSync('python3', ['-c', code, await stored()], { encoding: 'utf8' }))).toEqual(expected);
  },
);

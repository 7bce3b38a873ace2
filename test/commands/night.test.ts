import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAws } from '../../local/aws/index.ts';
import type { DumpItem, RunItem } from '../../shared/contracts/items/ledger.ts';
import type { RunReport } from '../../shared/contracts/run-report.ts';
import type { TierMove } from '../../shared/domain/whatif/migration.ts';
import { month, type Row } from '../gate/slices.ts';
import { type Delivered, writeDumps } from '../pipeline/dumps-folder.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { tierlineOn } from './tierline.ts';

const folder = await temporaryFolder();
const data = join(folder.path, 'data');
const customers = 1_200;
const lastMonth = '2026-10';

/** Bills of three provinces; those of Hunan are ten times as high in the last month, and one row has a broken number. */
const bills = (): Delivered[] =>
  ['2026-07', '2026-08', '2026-09', lastMonth].map((period, number) => {
    const isLast = period === lastMonth;
    const tenfold = (row: Row): Row =>
      isLast && row.region === 'Hunan' ? { ...row, charged: Math.round(Number(row.charged) * 1_000) / 100 } : row;
    const rows = month(number, customers, tenfold).map((row, index) => [
      ...[row.customerId, row.region, isLast && index === 7 ? '1e309' : row.charged, row.arrears],
    ]);
    const text = [['customerId', 'region', 'charged', 'arrears'], ...rows].map((cells) => cells.join(',')).join('\n');
    return { file: `bills-${period}.csv`, feed: 'billing', period, source: 'boss', text: `${text}\n` };
  });

const tierline = tierlineOn(data);
const json = async <T>(line: string): Promise<T> => JSON.parse((await tierline(line, '--json')).said) as T;

const night = (now: string, assembly: string) =>
  start(data, ['--dumps', join(folder.path, 'dumps'), '--now', now, '--assembly', assembly]);

let assembly: string;
let october: DumpItem;

beforeAll(async () => {
  assembly = await realStack();
  await writeDumps(join(folder.path, 'dumps'), bills());
  await night('2026-11-01T02:00+08:00', assembly);
  october = (await json<DumpItem[]>(`dumps list --period ${lastMonth}`))[0] as DumpItem;
}, patience);
afterAll(folder.undo);

/** The last event that upstream systems got. */
const told = async (): Promise<unknown> => {
  const aws = await startAws({ assembly, dataDir: join(data, 'aws'), now: () => new Date(), paused: true });
  const last = aws.events().at(-1);
  await aws.stop();
  return { type: last?.detailType, ...(last?.detail as object) };
};

/** Widest line of an answer, in characters. */
const widest = (said: string): number => Math.max(...said.split('\n').map((line) => line.length));

describe('operator commands after a night with a wrong province', () => {
  test('dumps list shows what was delivered, and what is held of it', async () => {
    const { said, code } = await tierline('dumps list');
    expect(code).toBe(0);
    expect(said.split('\n')[0]).toMatch(/^ID +STATUS +FEED +PERIOD +SOURCE +ROWS +REFUSED +HELD$/);
    expect(said).toMatch(new RegExp(`${october.dumpId} +released +billing +2026-10 +boss +1,200 +1 +Hunan`));
    expect(said.trim().split('\n')).toHaveLength(5);
    expect(widest(said)).toBeLessThanOrEqual(100);
    expect((await tierline('dumps list --status failed')).said).toBe('no dumps of this kind; there are 4 others\n');
  });

  test('dumps show says which column moved and by how much, and why rows were refused', async () => {
    const { said } = await tierline(`dumps show ${october.dumpId.slice(0, 6)}`);
    expect(said).toMatch(/held: billing of Hunan, 399 rows/);
    expect(said).toMatch(/charged: mean about \d+ where it was \d+, its values have shifted by/);
    expect(said).toMatch(/1 x charged: not a plain decimal number such as 128.50 \(first in line 9\)/);
    expect(widest(said)).toBeLessThanOrEqual(100);
  });

  test('quarantine show has the refused rows, masked', async () => {
    const { said } = await tierline(`quarantine show ${october.dumpId}`);
    expect(said).toMatch(/^line 9 {2}charged: not a plain decimal number/);
    expect(said).toContain('1e309');
    expect(said).not.toContain('C7,');
    expect(await json<unknown[]>(`quarantine show ${october.dumpId} --limit 1`)).toHaveLength(1);
  });

  test('report tells the night in a sentence, and that something waits for a decision; its page becomes a file', async () => {
    const out = join(folder.path, 'made/night.html');
    const { said, code } = await tierline(`report --run 2026-11-01 --out ${out}`);
    expect(code).toBe(0);
    expect(said).toMatch(
      /^2026-11-01 {2}Nobody of 800 customers has to be kept from leaving today\.|^2026-11-01 {2}\d+ of \d+/,
    );
    expect(said).toContain('! Parts of files that look wrong and wait for a decision: 1');
    expect(said).toContain(pathToFileURL(out).href);
    expect(await readFile(out, 'utf8')).toContain('4,800 rows = 4,799 accepted + 1 refused');
    expect((await json<RunReport>('report')).customers).toEqual({ decided: 800, kept: 400, before: null });
  });

  test('runs list and show count whom the night left as they were', async () => {
    const runs = await json<RunItem[]>('runs list');
    expect(runs[0]?.counts).toMatchObject({ customers: 800, kept: 400 });
    const { said } = await tierline(`runs show ${runs[0]?.runId}`);
    expect(said).toMatch(/kept +400 left as they were/);
    expect(said).toContain(`${october.dumpId} Hunan`);
    expect(widest(said)).toBeLessThanOrEqual(100);
  });

  test('a run is named by the date of its night, too, and its first moves are all new', async () => {
    const { runId, previousRunId, moves } = await json<{ runId: string; previousRunId: null; moves: TierMove[] }>(
      'runs moves 2026-11-01',
    );
    expect({ runId, previousRunId }).toEqual({ runId: '2026-10-31T18-00-00Z', previousRunId: null });
    expect(moves.every(({ from }) => from === null)).toBe(true);
    expect(moves.reduce((sum, { customers: some }) => sum + some, 0)).toBe(800);
    const { said } = await tierline('runs moves 2026-11-01 --lang zh');
    expect(said).toContain('价值等级');
    expect((await tierline('runs show 2026-11-02')).problem).toContain('no run "2026-11-02"');
  });

  test('history tells what a customer was called, and refuses one whom nobody knows', async () => {
    const { nights } = await json<{ nights: { runId: string; changes: unknown[] }[] }>('history C0');
    expect(nights).toMatchObject([{ runId: '2026-10-31T18-00-00Z' }]);
    expect((await tierline('history nobody')).problem).toContain('no customer "nobody" in run 2026-10-31T18-00-00Z');
  });

  test('doctor finds the old run and the slice that is held, with the command for each, and exits 2', async () => {
    const { code, said } = await tierline('doctor');
    expect(code).toBe(2);
    expect(said).toContain('the last finished run is');
    expect(said).toContain('tierline runs list');
    expect(said).toContain('1 dumps are held by the feed gate');
    expect(said).toContain(`tierline dumps show ${october.dumpId}`);
    expect((await tierline('doctor --lang zh')).said).toContain('待办');
  });

  test('redrive and retry say what there is not to do', async () => {
    expect(await tierline('redrive ingest')).toMatchObject({
      code: 1,
      problem: expect.stringMatching(/"ingest" has no dead letters/),
    });
    expect(await tierline('redrive ingst')).toMatchObject({
      code: 1,
      problem: expect.stringMatching(/did you mean "ingest"/),
    });
    expect(await tierline('redrive schedules')).toMatchObject({
      code: 1,
      problem: expect.stringMatching(/runbook.md#schedules-dead-letters/),
    });
    expect(await tierline('runs retry 2026-11-01')).toMatchObject({
      code: 1,
      problem: expect.stringMatching(/is finished/),
    });
  });

  test('what cannot be done is refused with words, and exit code 1', async () => {
    const unknown = await tierline(`dumps show ${october.dumpId.slice(0, 15)}_`);
    expect(unknown).toMatchObject({ code: 1, said: '' });
    expect(unknown.problem).toContain(`nearest: ${october.dumpId}`);
    const slice = await tierline(`dumps release ${october.dumpId} --slice Hunann`);
    expect(slice.problem).toContain('holds no slice "Hunann" (did you mean "Hunan"?)');
    const nowhere = await tierline('runs list', '--data', folder.path);
    expect(nowhere).toMatchObject({ code: 1, problem: expect.stringContaining('holds no data of npm start') });
  });

  test('while another process has the data open, that one answers', async () => {
    const aws = await startAws({ assembly, dataDir: join(data, 'aws'), now: () => new Date(), paused: true });
    try {
      expect(await json<DumpItem[]>('dumps list')).toHaveLength(4);
    } finally {
      await aws.stop();
    }
  });

  test(
    'a released slice counts from the next run on, and the ledger keeps who released it',
    async () => {
      const { said } = await tierline(`dumps release ${october.dumpId} --slice Hunan`);
      expect(said).toBe(`slice Hunan of dump ${october.dumpId} is released; the next run sees it\n`);
      const [released] = await json<DumpItem[]>(`dumps list --period ${lastMonth}`);
      expect(released).toMatchObject({ held: [], history: [{ by: 'lihua', did: 'released', slice: 'Hunan' }] });
      expect((await tierline(`dumps release ${october.dumpId}`)).problem).toContain('released already by lihua');
      expect(await told()).toMatchObject({
        type: 'Dump Released',
        held: [],
        summary: [expect.not.stringContaining('Hunan'), expect.stringMatching(/^1 row refused/)],
      });
      await night('2026-11-02T02:00+08:00', assembly);
      const [run] = await json<RunItem[]>('runs list');
      expect(run?.counts).toMatchObject({ customers: 1_200, kept: 0 });
    },
    patience,
  );

  test(
    'a retracted dump is gone from the next run',
    async () => {
      expect((await tierline(`dumps retract ${october.dumpId}`)).said).toContain('is retracted; the next run sees it');
      await night('2026-11-03T02:00+08:00', assembly);
      const [run] = await json<RunItem[]>('runs list');
      const { dumps } = await json<{ dumps: unknown[] }>(`runs show ${run?.runId}`);
      expect(dumps).toHaveLength(3);
    },
    patience,
  );
});

import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readParquet } from '../../shared/dump/parquet.ts';
import { tierlineOn } from '../commands/tierline.ts';
import { type Delivered, usageAlone, writeDumps } from '../pipeline/dumps-folder.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { type Stored, storedIn } from '../pipeline/stored.ts';

const folder = await temporaryFolder();
afterAll(folder.undo);
/** The stack whose shards change, and one that nobody touches. */
const [data, control] = [join(folder.path, 'data'), join(folder.path, 'control')];
const tierline = tierlineOn(data);
const erased = ['U0000', 'U0015', 'U0022'];
const order: Delivered = {
  ...{ file: 'erasures.csv', feed: 'erasures', period: '2026-11', source: 'crm' },
  text: [
    'customerId,requestId,requestedAt',
    ...erased.map((id) => `${id},REQ-${id},2026-11-01T08:00:00+08:00`),
    '',
  ].join('\n'),
};

/** Objects of facts and snapshots that name one of the erased customers. */
const holding = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(join(data, 'aws', 's3'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('landing')) continue;
    const bytes = await readFile(path);
    if (bytes.subarray(0, 4).toString() !== 'PAR1') continue;
    if (erased.some((id) => JSON.stringify(readParquet(bytes)).includes(id))) found.push(path);
  }
  return found;
};

const told = ({ decisions, snapshot, work }: Stored) => ({ decisions, snapshot, work });

describe('a stack whose number of shards changes', () => {
  let assembly: string;
  const night = async (where: string, now: string, more: readonly Delivered[] = []) => {
    const dumps = await writeDumps(join(folder.path, `dumps-${more.length}`), [...usageAlone(60), ...more]);
    const ended = await start(where, ['--dumps', dumps, '--now', now, '--assembly', assembly]);
    expect([ended.code, ended.summary.problems, ended.summary.denied]).toEqual([0, [], 0]);
    return ended.summary;
  };
  beforeAll(async () => {
    assembly = await realStack();
    await night(data, '2026-11-01T02:00+08:00');
    await cp(data, control, { recursive: true });
  }, patience);

  test('decides the next night as one that nobody touched', { timeout: patience }, async () => {
    expect(await tierline('reshard --to 48')).toMatchObject({
      code: 1,
      problem: expect.stringContaining('power of two'),
    });
    expect((await tierline('reshard --to 32')).said).toMatch(/pieces of work are asked for/);
    expect((await tierline('reshard --switch')).problem).toContain('are not copied yet');
    await night(data, '2026-11-01T02:00+08:00');
    expect((await tierline('reshard --switch')).said).toContain('Facts lie in 32 shards');

    await night(data, '2026-11-02T02:00+08:00');
    await night(control, '2026-11-02T02:00+08:00');
    const [changed, untouched] = [await storedIn(data, assembly), await storedIn(control, assembly)];
    expect(told(changed)).toEqual(told(untouched));
    expect(changed.decisions.length).toBe(60);
    expect(changed.runs.map(({ shards, counts }) => [shards, counts?.decisionsWritten])).toEqual([
      [32, untouched.runs[0]?.counts?.decisionsWritten],
      [8, 60],
    ]);
    expect(await tierline('replay --at 2026-11-02')).toMatchObject({ code: 0 });
    expect(await tierline('replay --at 2026-11-01')).toMatchObject({ code: 0 });
    expect((await tierline('runs moves 2026-11-02 --json')).code).toBe(0);
  });

  test('erases a customer from both copies', { timeout: patience }, async () => {
    const before = (await holding()).join('\n');
    for (const place of ['facts/shards=32/', 'facts/shard=0', 'snapshots/']) expect(before).toContain(place);
    await night(data, '2026-11-02T12:00+08:00', [order]);
    expect(await holding()).toEqual([]);
  });
});

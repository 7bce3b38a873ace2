import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Delivered, writeDumps } from './dumps-folder.ts';
import { patience, realStack, start, temporaryFolder } from './start.ts';

const folder = await temporaryFolder();
afterAll(folder.undo);

/** A copy of the stack whose chunks are so small that a small file has several. */
const withChunks = async (bytes: number): Promise<string> => {
  const assembly = join(folder.path, 'small-chunks');
  await cp(await realStack(), assembly, { recursive: true });
  const path = join(assembly, 'Tierline.template.json');
  const text = await readFile(path, 'utf8');
  const changed = text.replaceAll(/"CHUNK_BYTES": ?"\d+"/g, `"CHUNK_BYTES":"${bytes}"`);
  expect(changed).not.toBe(text);
  await writeFile(path, changed);
  return assembly;
};

/** Use of a month with remarks over several lines, and every hundredth row wrong. */
const usage = (): Delivered => {
  const row = (index: number): string =>
    `U${String(index).padStart(5, '0')},${index % 100 === 7 ? 'n/a' : index},"line one, with a comma\nline ""two"" 备注"`;
  const lines = ['customerId,voiceMinutes,remark', ...Array.from({ length: 3_000 }, (_, index) => row(index))];
  return { file: 'usage.csv', feed: 'usage', period: '2026-10', source: 'network', text: `${lines.join('\n')}\n` };
};

test('a night on a dump that is cut is that on the whole dump, and no request is refused', {
  timeout: patience,
}, async () => {
  const dumps = await writeDumps(join(folder.path, 'dumps'), [usage()]);
  const assembly = await withChunks(30_000);
  const cut = await start(join(folder.path, 'cut'), ['--dumps', dumps, '--assembly', assembly]);
  const whole = await start(join(folder.path, 'whole'), ['--dumps', dumps, '--assembly', await realStack()]);
  expect(cut.summary.problems).toEqual([]);
  expect([cut.code, cut.summary.denied]).toEqual([0, 0]);
  expect(cut.summary.dumps).toEqual([
    expect.objectContaining({ status: 'released', rows: 3_000, accepted: 2_970, refused: 30 }),
  ]);
  expect(cut.summary.dumps).toEqual(whole.summary.dumps);
  expect([cut.summary.customers, cut.summary.tiers]).toEqual([whole.summary.customers, whole.summary.tiers]);
  // Cut it was: the chunks came over their queue, and the reader of one asked for parts of the object.
  expect(cut.summary.requests['sqs:SendMessageBatch']).toBeGreaterThan(
    whole.summary.requests['sqs:SendMessageBatch'] ?? 0,
  );
});

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { landingFolder } from '../../local/landing-folder.ts';
import { temporaryFolder } from './temporary.ts';

test('a file is taken once two looks in a row found it unchanged, under its path as the key', async () => {
  const folder = await temporaryFolder();
  const look = landingFolder(folder);
  await mkdir(join(folder, 'feed=usage/period=2026-10/source=x y'), { recursive: true });
  const path = join(folder, 'feed=usage/period=2026-10/source=x y/东区 使用量.csv');
  await writeFile(path, 'customerId\n');
  expect(await look()).toEqual([]);
  await appendFile(path, 'C1\n');
  expect(await look()).toEqual([]);
  expect((await look()).map(({ key }) => key)).toEqual(['feed=usage/period=2026-10/source=x y/东区 使用量.csv']);
  expect(await look()).toEqual([]);
});

test('a file that changed is taken again; hidden and partial ones never are', async () => {
  const folder = await temporaryFolder();
  const look = landingFolder(folder);
  await writeFile(join(folder, '.hidden'), 'x');
  await writeFile(join(folder, 'a.csv.part'), 'x');
  await writeFile(join(folder, 'a.csv'), 'one');
  await look();
  const [first] = await look();
  await writeFile(join(folder, 'a.csv'), 'three');
  await look();
  const [second] = await look();
  expect([first?.key, second?.key]).toEqual(['a.csv', 'a.csv']);
  expect(second?.md5).not.toBe(first?.md5);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { patience, realStack } from './start.ts';

/** Bytes that a bundle may have: each costs time at a cold start, and what grows past it grew by a package that nobody weighed. */
const most = 1_000_000;

const sourceMap = z.object({ sources: z.array(z.string()) });

/** Bundles by the folder of `functions/` that they are made of: their text, and the files in them. */
const bundles = new Map<string, { text: Buffer; sources: string[] }>();

beforeAll(async () => {
  const assembly = await realStack();
  for (const asset of (await readdir(assembly)).filter((name) => name.startsWith('asset.'))) {
    const { sources } = sourceMap.parse(JSON.parse(await readFile(join(assembly, asset, 'index.mjs.map'), 'utf8')));
    const folder = sources.map((source) => /functions\/([^/]+)\/index\.ts$/.exec(source)?.[1]).find(Boolean);
    bundles.set(folder ?? asset, { text: await readFile(join(assembly, asset, 'index.mjs')), sources });
  }
}, patience);

test('every folder of functions is a bundle', async () => {
  const folders = (await readdir('functions', { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect([...bundles.keys()].sort()).toEqual(folders.map(({ name }) => name).sort());
});

test.each(['ingest', 'erase', 'reshard', 'score', 'notify', 'report'])(
  'the bundle of %s is below a megabyte',
  (folder) => {
    expect(bundles.get(folder)?.text.length).toBeGreaterThan(100_000);
    expect(bundles.get(folder)?.text.length).toBeLessThanOrEqual(most);
  },
);

test('no bundle imports node:http, which would make undici at each cold start', () => {
  for (const [folder, { text }] of bundles)
    expect(text.toString().match(/(from|import\()\s*["'](node:)?http["']/g), folder).toBeNull();
});

test('no bundle carries what no function can use: profiles, SSO, STS, zod’s languages', () => {
  const useless = /credential-provider-(?!env)|nested-clients|token-providers|zod\/v4\/locales\/(?!en\.)/;
  for (const [folder, { sources }] of bundles)
    expect(
      sources.filter((source) => useless.test(source)),
      folder,
    ).toEqual([]);
});

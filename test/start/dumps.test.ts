import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDumps } from '../../local/dumps/read-dumps.ts';
import { temporaryFolder } from './temporary.ts';

const builtIn = join(import.meta.dirname, '../../policies/mappings');
const usage = { file: 'usage.csv', feed: 'usage', period: '2026-10', source: 'boss' };
const own = { version: 1, name: 'own', fills: [{ feed: 'usage', columns: { customerId: 'id' } }] };

/** A folder with these files; contents that are no text are written as JSON. */
const folderOf = async (files: Record<string, unknown>): Promise<string> => {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
};

const read = async (files: Record<string, unknown>) => readDumps(await folderOf(files), builtIn);

test('a file lands on a key made of feed, period, source and its own name', async () => {
  const { files, mappings } = await read({ 'dumps.json': { dumps: [usage] }, 'usage.csv': 'customerId\nC1\n' });
  expect(files).toMatchObject([{ key: 'feed=usage/period=2026-10/source=boss/usage.csv', period: '2026-10' }]);
  expect(mappings).toMatchObject([{ name: 'standard', sources: [] }]);
});

test('a bare list is as good as an object with dumps', async () => {
  const { files } = await read({ 'dumps.json': [usage], 'usage.csv': '' });
  expect(files.length).toBe(1);
});

test('mappings in use, built in or beside the files, are told which sources use them', async () => {
  const { mappings } = await read({
    'dumps.json': [
      { ...usage, mapping: 'own.json' },
      { ...usage, file: 'panel.csv', source: 'panel', mapping: 'prepaid-panel' },
    ],
    ...{ 'usage.csv': '', 'panel.csv': '', 'own.json': own },
  });
  expect(mappings.map(({ name, sources }) => [name, sources])).toEqual([
    ['own', ['boss']],
    ['prepaid-panel', ['panel']],
    ['standard', []],
  ]);
});

test('another mapping or another dumps.json makes another operator', async () => {
  const files = { 'dumps.json': [{ ...usage, mapping: 'own.json' }], 'usage.csv': '', 'own.json': own };
  const folder = await folderOf(files);
  const { hash } = await readDumps(folder, builtIn);
  expect((await readDumps(folder, builtIn)).hash).toBe(hash);
  await writeFile(join(folder, 'own.json'), JSON.stringify({ ...own, delimiter: ';' }));
  expect((await readDumps(folder, builtIn)).hash).not.toBe(hash);
});

test.each([
  ['no list', { 'usage.csv': '' }, 'no dumps.json in'],
  ['not JSON', { 'dumps.json': '{ "dumps": [' }, 'dumps.json is not JSON'],
  ['nothing listed', { 'dumps.json': [] }, 'dumps: names no dump'],
  ['a missing file', { 'dumps.json': [usage], 'usages.csv': '' }, 'no file usage.csv in'],
  ['a missing file, near miss', { 'dumps.json': [usage], 'usages.csv': '' }, '(did you mean "usages.csv"?)'],
  [
    'an unknown feed',
    { 'dumps.json': [{ ...usage, feed: 'useage' }] },
    'dumps[0].feed: no feed "useage" (did you mean "usage"?)',
  ],
  ['no month', { 'dumps.json': [{ ...usage, period: '2026-13' }] }, 'dumps[0].period: not a month such as 2026-10'],
  ['a misspelt member', { 'dumps.json': [{ ...usage, maping: 'x' }] }, 'dumps[0]: nothing here is called "maping"'],
  [
    'an unknown mapping',
    { 'dumps.json': [{ ...usage, mapping: 'prepaid-pannel' }], 'usage.csv': '' },
    'usage.csv: no mapping "prepaid-pannel" (did you mean "prepaid-panel"?)',
  ],
  [
    'a mapping file that is not there',
    { 'dumps.json': [{ ...usage, mapping: 'my.json' }], 'usage.csv': '' },
    'usage.csv: no mapping file my.json in',
  ],
  [
    'a mapping that is wrong',
    { 'dumps.json': [{ ...usage, mapping: 'my.json' }], 'usage.csv': '', 'my.json': { ...own, fills: [] } },
    'my.json is not valid:\n  fills:',
  ],
  [
    'a mapping for other feeds',
    { 'dumps.json': [{ ...usage, feed: 'billing', mapping: 'own.json' }], 'usage.csv': '', 'own.json': own },
    'usage.csv: the mapping own fills usage, not billing',
  ],
  [
    'two dumps on one key',
    { 'dumps.json': [usage, usage], 'usage.csv': '' },
    'usage.csv: a dump before it lands on the same key',
  ],
  [
    'two mappings for the same files',
    {
      'dumps.json': [
        { ...usage, mapping: 'own.json' },
        { ...usage, file: 'b.csv' },
      ],
      ...{ 'usage.csv': '', 'b.csv': '', 'own.json': own },
    },
    'b.csv: the usage files of source "boss" have two mappings, standard and own: give one of the systems another source',
  ],
])('%s: the error says what would be right', async (_what, files, message) => {
  await expect(read(files)).rejects.toThrow(message);
});

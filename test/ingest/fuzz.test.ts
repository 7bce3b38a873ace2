import { expect, test } from 'vitest';
import { type FeedName, feeds } from '../../shared/contracts/feeds/index.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { difference } from './fuzz/compare.ts';
import { randomFile } from './fuzz/files.ts';
import { seededRandom } from './fuzz/random.ts';
import { fuzz } from './fuzz/run.ts';

const seed = 20_261_101;

test('200,000 mutated rows: the fast path takes and refuses what zod does, with the same values and reasons', async () => {
  const { rows, byZod, found } = await fuzz(seed, 200_000);
  expect(found).toBeUndefined();
  expect(rows).toBeGreaterThanOrEqual(200_000);
  // The proof would be worth nothing if zod had read all of them.
  expect(byZod).toBeLessThan(rows * 0.8);
}, 240_000);

const feedsRead: FeedName[] = ['usage', 'customers', 'billing', 'service'];
const encodings = ['utf-8', 'gb18030'] as const;
const delimiters = [',', '|', '\t', '\u0001'];
const layouts = feedsRead.flatMap((feed) =>
  encodings.flatMap((encoding) => delimiters.map((delimiter) => ({ feed, encoding, delimiter }))),
);

test.each(layouts)('every healthy row of $feed in $encoding with $delimiter takes the fast path', async (given) => {
  const { feed, encoding, delimiter } = given;
  const layout = {
    mapping: mapping.parse({ version: 1, name: 'healthy', encoding, delimiter, blanks: ['NULL'] }),
    key: { feed, period: '2026-10' },
    columns: feeds[feed].fields.map((field) => ({ name: field.name, field })),
  };
  const random = seededRandom(seed);
  // Files differ in quotes and line ends.
  for (let file = 0; file < 4; file++) {
    const made = randomFile(random, 300, false, layout);
    expect(await difference(made, made.rows, seed)).toEqual({ words: undefined, byZod: 0 });
  }
});

test('sums, factors, columns that nobody reads and an id that fills two fields stay on the fast path', async () => {
  const columns = {
    customerId: 'id',
    region: 'id',
    voiceMinutes: { column: 'seconds', times: 1 / 64 },
    roamingMinutes: { sum: ['made', 'received'] },
    dataMb: { sum: ['up', 'down'], times: 0.000001 },
  };
  const names = ['id', 'seconds', 'made', 'received', 'up', 'note', 'down'];
  const layout = {
    mapping: mapping.parse({ version: 1, name: 'sums', fills: [{ feed: 'usage', columns }] }),
    key: { feed: 'usage' as const, period: '2026-10' },
    columns: [],
  };
  const rows = Array.from({ length: 3000 }, (_, row) =>
    Buffer.from(`C${row},${row},${row % 3 ? '' : 0.1},${row % 2 ? '' : 0.2},${row ** 3},"备注, ${row}",${row * 1.5}\n`),
  );
  const file = { layout, head: Buffer.from(`${names.join()}\n`), rows };
  expect(await difference(file, rows, seed)).toEqual({ words: undefined, byZod: 0 });
});

test('a row that the fast path leaves to zod does not slow the rows behind it down', async () => {
  const columns = feeds.usage.fields.map((field) => ({ name: field.name, field }));
  const layout = {
    mapping: mapping.parse({ version: 1, name: 'one' }),
    key: { feed: 'usage', period: '2026-10' },
    columns,
  } as const;
  const file = randomFile(seededRandom(seed), 3000, false, layout);
  const row = 'C1,2026-10,"a ""bad"" one\nover two lines",,,,,,,\n';
  const rows = file.rows.toSpliced(1500, 0, Buffer.from(row));
  expect(await difference(file, rows, seed)).toEqual({ words: undefined, byZod: 1 });
});

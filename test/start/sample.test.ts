import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeGb18030 } from '../../local/sample/gb18030.ts';
import { mistakeIn, mistakes } from '../../local/sample/mistakes.ts';
import { storyMonth } from '../../local/sample/operator.ts';
import { type SampleDump, type SampleOrder, writeSample } from '../../local/sample/write-sample.ts';
import { drop, fakePorts, projectMappings } from '../ingest/ports.ts';
import { temporaryFolder } from './temporary.ts';

const order: SampleOrder = {
  customers: 400,
  months: 2,
  seed: 7,
  lastMonth: storyMonth,
  webhookBase: 'http://127.0.0.1:4599/agents',
};

const hashesOf = (dumps: readonly SampleDump[]): string[] => dumps.map(({ key, md5 }) => `${key} ${md5}`);

test('the same order gives the same files, byte for byte', async () => {
  const [one, two] = [await temporaryFolder(), await temporaryFolder()];
  const first = await writeSample(one, order);
  const second = await writeSample(two, order);
  expect(hashesOf(second)).toEqual(hashesOf(first));
  for (const { key, md5 } of first)
    expect(
      createHash('md5')
        .update(await readFile(join(one, key)))
        .digest('hex'),
    ).toBe(md5);
});

test('another seed gives another operator', async () => {
  const first = await writeSample(await temporaryFolder(), order);
  const second = await writeSample(await temporaryFolder(), { ...order, seed: 8 });
  const shared = new Set(hashesOf(first)).intersection(new Set(hashesOf(second)));
  expect([...shared].map((line) => line.split(' ')[0])).toEqual([]);
});

test('a month that two starts write is the same in both: only new months are new', async () => {
  const first = await writeSample(await temporaryFolder(), order);
  const later = await writeSample(await temporaryFolder(), { ...order, lastMonth: storyMonth + 1 });
  const october = (dumps: readonly SampleDump[]) => dumps.filter(({ period }) => period === '2026-10');
  const newest = ['agents', 'calls', 'outcomes', 'notices'];
  const monthly = october(first).filter(({ feed }) => !newest.includes(feed));
  expect(hashesOf(october(later))).toEqual(hashesOf(monthly));
});

test('a later start finds the files and writes none', async () => {
  const folder = await temporaryFolder();
  const first = await writeSample(folder, order);
  let written = 0;
  expect(await writeSample(folder, order, () => written++)).toEqual(first);
  expect(written).toBe(0);
});

test('every customer of the order is in the customers feed, and every agent but one has a channel', async () => {
  const dumps = await writeSample(await temporaryFolder(), order);
  const rows = (feed: string, month: string) =>
    dumps.filter((dump) => dump.feed === feed && dump.period === month).reduce((sum, dump) => sum + dump.rows, 0);
  expect(rows('customers', '2026-10')).toBe(order.customers);
  expect(dumps.find(({ feed }) => feed === 'agents')).toMatchObject({ rows: 7, refused: 1 });
});

test('ingest refuses exactly the rows that were spoilt, in every layout', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const dumps = await writeSample(folder, { ...order, customers: 6_000, months: 1 });
  const mappings = await projectMappings();
  let spoilt = 0;
  for (const { key, rows, refused } of dumps) {
    const { receipt } = await drop(key, await readFile(join(folder, key)), fakePorts({ mappings }));
    expect(receipt).toMatchObject({ key, status: 'released', rows, refused, accepted: rows - refused });
    spoilt += refused;
  }
  // 0.3 % of some 20,000 rows.
  expect(spoilt).toBeGreaterThan(30);
});

test('over the months of a large operator every kind of mistake is made', () => {
  for (const [feed, kinds] of Object.entries(mistakes)) {
    const made = new Set<string>();
    for (let index = 0; index < 20_000; index++) {
      const mistake = mistakeIn(1, feed, storyMonth, index);
      if (mistake) made.add(mistake.what);
    }
    expect(made).toEqual(new Set(kinds.map(({ what }) => what)));
  }
});

test('the south writes GB18030 with | and packs its bills; the west writes a mark, tabs and CRLF', async () => {
  const folder = await temporaryFolder();
  const dumps = await writeSample(folder, order);
  const bytesOf = (feed: string, source: string) =>
    readFile(join(folder, dumps.find((dump) => dump.feed === feed && dump.source === source)?.key ?? ''));
  const south = new TextDecoder('gb18030', { fatal: true });
  expect(south.decode(gunzipSync(await bytesOf('billing', 'south-billing'))).split('\n')[0]).toMatch(
    /^客户编号\|出账金额\|/,
  );
  expect(south.decode(await bytesOf('customers', 'south-crm'))).toMatch(/\n[^\n]*\|(个人|家庭|企业|政府)\|south\|/);
  const west = await bytesOf('usage', 'west-boss');
  expect([...west.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(west.toString('utf8')).toMatch(/^\ufeffcustomerId\tperiod\t[^\n]*\r\nC\d{7}\t/);
  expect(dumps.some(({ key }) => key.includes('source=east-crm/东区 账单 2026-10.csv'))).toBe(true);
});

test('GB18030 text reads back as it was written', () => {
  const text = '客户编号|王小明|€100 — 户';
  expect(new TextDecoder('gb18030').decode(encodeGb18030(text))).toBe(text);
  expect(() => encodeGb18030('😀')).toThrow('no two-byte GB18030 form');
});

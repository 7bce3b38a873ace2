import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { feedsPage } from '../../local/feeds-page.ts';
import { feedNames } from '../../shared/contracts/feeds/index.ts';
import { drop } from './ports.ts';

const written = await readFile(new URL('../../docs/feeds.md', import.meta.url), 'utf8');

test('docs/feeds.md is what the contracts say today (else: npm run docs)', async () => {
  expect(written).toBe(await feedsPage());
});

describe('what the page shows as a whole file is accepted', () => {
  const examples = [...written.matchAll(/dropped as `([^`]+)`:\n\n```csv\n([^`]+)```/g)];

  test('every feed has one', () => {
    expect(examples.map(([, key]) => key)).toEqual(
      feedNames.map((name) => `feed=${name}/period=2026-10/source=crm/${name}.csv`),
    );
  });

  test.each(examples.map(([, key = '', body = '']) => [key, body]))('%s', async (key, body) => {
    const { receipt } = await drop(key, body);
    expect(receipt).toMatchObject({ status: 'released', rows: 1, accepted: 1, warnings: [] });
  });
});

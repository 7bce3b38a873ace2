import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { featuresPage } from '../../local/features-page.ts';
import { featureNames } from '../../shared/contracts/features.ts';

const written = await readFile(new URL('../../docs/features.md', import.meta.url), 'utf8');

test('docs/features.md is what the catalogue says today (else: npm run docs)', () => {
  expect(written).toBe(featuresPage());
});

test('every feature is on the page', () => {
  expect(featureNames.filter((name) => !written.includes(`| \`${name}\` |`))).toEqual([]);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportInput } from '../../bench/report/made-up.ts';
import { reportPage } from '../../shared/domain/report/report-page.ts';
import { reportOf } from '../../shared/domain/report/run-report.ts';
import { browserOrWhy } from '../browser.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const came = await browserOrWhy();
const why = 'missing' in came ? `no browser starts here: ${came.missing}` : '';
const folder = await mkdtemp(join(tmpdir(), 'tierline-report-'));

describe.skipIf(why !== '')(`the managers' page in Chromium${why && ` (${why})`}`, () => {
  const { browser } = came as { browser: Browser };
  const file = join(folder, 'report.html');
  beforeAll(async () => {
    const previous = reportOf(reportInput({ customers: 9_000, regions: 14, agents: 20, isFirst: true }));
    const report = reportOf({ ...reportInput({ customers: 10_000, regions: 14, agents: 20 }), previous });
    await writeFile(file, reportPage(report, 'zh'));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (width: number, lang: 'zh' | 'en', scheme: 'light' | 'dark') => {
    const page = await (await browser.createBrowserContext()).newPage();
    await page.setViewport({ width, height: 740 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const seen = { requests: [] as string[], complaints: [] as string[] };
    page.on('request', (request) => void seen.requests.push(request.url()));
    page.on('console', (message) => void seen.complaints.push(message.text()));
    await page.goto(pathToFileURL(file).href, { waitUntil: 'networkidle0' });
    await page.click(`label[for=${lang}]`);
    return { page, seen };
  };

  test.each([
    [360, 'zh', 'light'],
    [360, 'en', 'dark'],
    [1280, 'zh', 'dark'],
    [1280, 'en', 'light'],
  ] as const)(
    'at %i px in %s, %s: fits, is accessible, and fetches nothing',
    async (width, lang, scheme) => {
      const { page, seen } = await open(width, lang, scheme);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      // What is folded away is looked at, too.
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(seen).toEqual({ requests: [pathToFileURL(file).href], complaints: [] });
      const shown = String(await page.evaluate('document.body.innerText'));
      expect(shown.includes('Value at risk')).toBe(lang === 'en');
      expect(shown.includes('风险价值')).toBe(lang === 'zh');
      await page.evaluate(axe);
      const found = (await page.evaluate('axe.run()')) as AxeResults;
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      await page.close();
    },
    120_000,
  );

  test('on paper it is light, whatever the screen was, and nothing but the choice of language is left out', async () => {
    const { page } = await open(794, 'en', 'dark');
    await page.emulateMediaType('print');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(23, 32, 43)');
    const hidden = `[...document.querySelectorAll('nav, section, header, footer')].filter((one) => one.offsetParent === null && getComputedStyle(one).display === 'none').map((one) => one.tagName)`;
    expect(await page.evaluate(hidden)).toEqual(['NAV']);
    await page.close();
  }, 120_000);
});

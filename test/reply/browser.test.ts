import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startAws } from '../../local/aws/index.ts';
import { type Access, accessTo } from '../../local/clients.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { dynamoWork } from '../../shared/aws/work.ts';
import { rosterKey } from '../../shared/contracts/roster.ts';
import { browserOrWhy } from '../browser.ts';
import { anAgent, day, runId } from '../notify/factories.ts';
import { realStack, temporaryFolder } from '../pipeline/start.ts';
import { richItem } from './world.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const came = await browserOrWhy();
const folder = await temporaryFolder();
const why = 'missing' in came ? `no browser starts here: ${came.missing}` : '';

describe.skipIf(why !== '')(`the reply page in Chromium, behind the stack${why && ` (${why})`}`, () => {
  const { browser } = came as { browser: Browser };
  let aws: EmbeddedAws;
  let access: Access;
  /** Links of the digest, by customer. */
  const links = new Map<string, string>();
  let now = new Date('2026-11-01T01:00:00Z');
  const items = ['C0000321', 'C0000322', 'C0000323', 'C0000324'].map((customerId, index) =>
    richItem({
      ...{ customerId, workId: `${index}f0c1d2e3b4a59687766554a`, day, runId, priority: 9 - index },
      ...(index === 3 && { kind: 'return-visit', channel: 'visit' }),
    }),
  );

  beforeAll(async () => {
    aws = await startAws({
      ...{ assembly: await realStack(), dataDir: join(folder.path, 'aws'), now: () => now },
      ...{ retryDelaySeconds: 0.2, idleEndsWindows: true },
    });
    access = accessTo(aws);
    const { s3, dynamo, names } = access;
    const roster = [anAgent({ agentId: 'A017', name: '李娜' })];
    await s3.send(new PutObjectCommand({ Bucket: names.facts, Key: rosterKey(runId), Body: JSON.stringify(roster) }));
    for (const { dueShard: _, ...item } of items)
      await dynamo.send(new PutCommand({ TableName: names.work, Item: item }));
    const workIds = new Set(items.map(({ workId }) => workId));
    const list = { version: 1, day, agentId: 'A017', runId, workIds, delivered: {}, leases: {} };
    await dynamo.send(new PutCommand({ TableName: names.agentDays, Item: list }));
    await aws.fire('Notify/Morning/Schedule', new Date('2026-11-01T00:30:00Z'));
    await aws.idle();
    const [{ message = '' } = {}] = aws.published();
    for (const [, customer = '', link = ''] of message.matchAll(/(C\d{7})[\s\S]*?(http:\S+)/g))
      links.set(customer, link);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await aws?.stop();
    await folder.undo();
  });

  /** Opens a link in a window of its own; says what it fetched, and what the browser complained of. */
  const open = async (customer: string, width = 360, lang?: string) => {
    // A window without a past: nothing comes out of a cache.
    const page = await (await browser.createBrowserContext()).newPage();
    await page.setViewport({ width, height: 740, deviceScaleFactor: 2 });
    const seen = { bytes: 0, origins: new Set<string>(), complaints: [] as string[] };
    const wire = await page.createCDPSession();
    await wire.send('Network.enable');
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
      seen.bytes += encodedDataLength;
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:') seen.origins.add(origin);
    });
    page.on('console', (message) => void seen.complaints.push(message.text()));
    page.on('pageerror', (error) => void seen.complaints.push(String(error)));
    const link = links.get(customer) ?? '';
    await page.goto(lang ? `${link.split('?')[0]}?lang=${lang}` : link, { waitUntil: 'networkidle0' });
    return { page, seen };
  };
  const violations = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe);
    const found = (await page.evaluate('axe.run()')) as AxeResults;
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  const choose = (page: Page, result: string) => page.click(`input[value="${result}"]`);
  const submit = (page: Page) =>
    Promise.all([page.waitForNavigation({ waitUntil: 'networkidle0' }), page.click('button[type=submit]')]);
  const workOf = async (index: number) => {
    const workId = items[index]?.workId ?? '';
    return (await dynamoWork(access.dynamo, access.names.work).get([workId])).get(workId);
  };

  test('every customer of the digest has a link of its own, to the API of this stack', () => {
    expect([...links.keys()].sort()).toEqual(items.map(({ customerId }) => customerId));
    for (const link of links.values()) expect(link.startsWith(`${aws.outputs.ReplyUrl}/r/`)).toBe(true);
    expect(new Set(links.values()).size).toBe(4);
  });

  test.each([
    [360, 'zh'],
    [360, 'en'],
    [1280, 'zh'],
    [1280, 'en'],
  ])(
    'at %i px in %s: fits, is accessible, comes from one place, weighs at most 50 KB, and sets no cookie',
    async (width, lang) => {
      const { page, seen } = await open('C0000321', width, lang);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.$eval('html', (root) => root.lang)).toBe(lang);
      expect(await violations(page)).toEqual([]);
      expect([...seen.origins]).toEqual([aws.outputs.ReplyUrl]);
      expect(seen.complaints).toEqual([]);
      expect(seen.bytes).toBeGreaterThan(5_000);
      expect(seen.bytes).toBeLessThanOrEqual(50_000);
      expect(await browser.cookies()).toEqual([]);
      const small = await page.$$eval(
        '.choice, select, textarea, button, form input:not([type=hidden]):not([type=radio])',
        (parts) =>
          parts.filter((part) => part.clientHeight > 0 && part.clientHeight < 40).map(({ outerHTML }) => outerHTML),
      );
      expect(small).toEqual([]);
      await page.close();
    },
  );

  test('an agent says that a customer leaves and why; it comes back as a released dump of outcomes, and ends the work', async () => {
    const { page, seen } = await open('C0000321');
    expect(await page.$eval('#leaving', (part) => part.hasAttribute('hidden'))).toBe(true);
    await choose(page, 'leaving');
    expect(await page.$eval('#leaving', (part) => part.hasAttribute('hidden'))).toBe(false);
    await page.select('#churnKind', 'competitive');
    await page.select('#churnCause', 'price');
    await page.type('#answer-segment', '家里老人');
    await page.type('#remarks', '<script>alert(1)</script>\n已改用别家');
    await submit(page);
    expect(await page.$eval('main', (main) => main.textContent)).toContain('已记录：已离网或将离网');
    expect(await violations(page)).toEqual([]);
    expect(seen.complaints).toEqual([]);
    await page.close();
    await aws.idle();
    const dumps = await dynamoLedger(access.dynamo, access.names.ledger).dumpsOf('2026-11');
    expect(dumps).toMatchObject([{ source: 'reply-page', feed: 'outcomes', status: 'released' }]);
    expect(await workOf(0)).toMatchObject({
      ...{ state: 'done', outcome: { result: 'leaving', churnKind: 'competitive', churnCause: 'price' } },
      steps: [{ event: 'finish', by: 'A017', at: '2026-11-01T01:00:00Z' }],
    });
    const after = await open('C0000321');
    expect(await after.page.$eval('main', (main) => main.textContent)).toContain('该工单已结束：已办结');
    expect(await after.page.$('form')).toBeNull();
    await after.page.close();
    expect(aws.deadLetters().flatMap(({ messages }) => messages)).toEqual([]);
    expect(aws.stats().denied).toEqual([]);
  });

  test('an agent takes work, tries, and comes back later: each form counts once, the link stays', async () => {
    const { page } = await open('C0000322', 360, 'en');
    await choose(page, 'taken');
    await submit(page);
    expect(await page.$eval('h1', (title) => title.textContent)).toBe('Recorded: I take it');
    // The way back shows the page anew, with a form of its own: nothing of it is kept.
    await page.goBack({ waitUntil: 'networkidle0' });
    expect(await page.$$eval('input:checked', (chosen) => chosen.length)).toBe(0);
    await aws.idle();
    now = new Date('2026-11-01T03:00:00Z');
    const later = await open('C0000322', 360, 'en');
    await choose(later.page, 'not-reached');
    await submit(later.page);
    await Promise.all([page.close(), later.page.close()]);
    await aws.idle();
    const { steps = [], state } = (await workOf(1)) ?? {};
    expect([state, steps.map(({ event, at }) => `${event} ${at}`)]).toEqual([
      'in-progress',
      ['acknowledge 2026-11-01T01:00:00Z', 'attempt 2026-11-01T03:00:00Z'],
    ]);
  });

  test('without JavaScript the page works as well', async () => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(links.get('C0000324') ?? '', { waitUntil: 'networkidle0' });
    await choose(page, 'visited');
    await submit(page);
    expect(page.url()).toContain('/r/');
    await page.close();
    await aws.idle();
    expect(await workOf(3)).toMatchObject({ state: 'done', outcome: { result: 'visited' } });
  });

  describe('over HTTP', () => {
    const form = async (link: string) => {
      const body = await (await fetch(link)).text();
      return /name="pass" value="([^"]+)"/.exec(body)?.[1] ?? '';
    };
    const post = (link: string, fields: Record<string, string>) =>
      fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
    const forged = (link: string) => `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;

    test('a form sent again is refused and lands nothing; forged, expired and stolen links show nothing', async () => {
      const link = links.get('C0000323') ?? '';
      const pass = await form(link);
      expect((await post(link, { pass, result: 'undecided' })).status).toBe(200);
      expect((await post(link, { pass, result: 'kept' })).status).toBe(409);
      expect((await post(links.get('C0000322') ?? '', { pass, result: 'kept' })).status).not.toBe(200);
      expect((await fetch(forged(link))).status).toBe(403);
      now = new Date('2026-11-20T00:00:00Z');
      expect((await fetch(link)).status).toBe(410);
      now = new Date('2026-11-01T04:00:00Z');
      await aws.idle();
      expect((await workOf(2))?.state).toBe('in-progress');
    });

    test('1 MB of notes is refused with a word, and more than the gateway reads with a status', async () => {
      const link = links.get('C0000323') ?? '';
      const pass = await form(link);
      const large = await post(link, { pass, result: 'kept', remarks: 'x'.repeat(1_000_000) });
      expect([large.status, (await large.text()).includes('内容过长')]).toEqual([413, true]);
      expect((await post(link, { pass, remarks: 'x'.repeat(10_000_001) })).status).toBe(413);
      expect((await post(link, { pass, result: 'undecided' })).status).toBe(200);
    });

    test('what is no route is not there, and other methods neither', async () => {
      const base = aws.outputs.ReplyUrl ?? '';
      for (const path of ['/', '/r/', '/r/a/b', '/reply/', '/reply/../page.css'])
        expect((await fetch(`${base}${path}`)).status, path).toBe(404);
      expect((await fetch(links.get('C0000323') ?? '', { method: 'DELETE' })).status).toBe(404);
    });
  });
});

import { describe, expect, test } from 'vitest';
import { outcomesRow } from '../../shared/contracts/feeds/outcomes.ts';
import { html } from '../../shared/domain/page/html.ts';
import { takeOutcome } from '../../shared/domain/work/outcomes.ts';
import { anItem } from '../notify/factories.ts';
import { richItem, world } from './world.ts';

const shown = async (item = richItem(), lang = 'zh') => {
  const one = world([item]);
  return (await one.view(await one.linkOf(item), { queryStringParameters: { lang } })).body;
};
const filled = async (fields: Record<string, string>, item = richItem()) => {
  const one = world([item]);
  const link = await one.linkOf(item);
  const answer = await one.send(link, { pass: one.passIn((await one.view(link)).body), ...fields });
  return { ...one, answer, link };
};

describe('the page', () => {
  test('shows what its agent must know, in Chinese and in English', async () => {
    const zh = await shown();
    for (const text of [
      ...['王**', '138****1234', 'C0000321', '高端', '离网挽留', '通话减半', '欠费30天', '续约优惠', '月均消费 63 元'],
      ...['您好，我是您的客户经理。', '可联系时间：11月1日 09:00 至 20:00', '请于11月3日 18:00 前完成', '1235 CNY'],
      ...['谁在使用该号码？', '11月2日前回电', '流量费占账单 78%', '所在地区有未修复故障', '电话联系'],
    ])
      expect(zh, text).toContain(text);
    const en = await shown(richItem(), 'en');
    for (const text of [
      ...['Calls fell by half', 'Renewal', 'May be contacted from 1 Nov 09:00 to 20:00', 'Due by 3 Nov, 18:00'],
      ...['Who uses the line?', 'Called back by 2 Nov', 'Stays', 'Left, or will leave', '<html lang="en">'],
    ])
      expect(en, text).toContain(text);
    expect(en).not.toMatch(/\{[a-z]+\}|undefined|null|NaN|\[object/);
  });

  test('asks of a visit what may come of a visit, and not why anybody leaves', async () => {
    const visit = await shown(richItem({ kind: 'return-visit' }), 'en');
    expect(visit).toContain('Visit made');
    expect(visit).not.toMatch(/value="kept"|churnKind/);
    const message = await shown(richItem({ channel: 'message' }), 'en');
    expect(message).toContain('Message sent');
  });

  test('of work with nothing on it but the customer, shows that', async () => {
    const bare = await shown(anItem({ workId: 'w', maskedName: null, maskedPhone: null, region: null }), 'en');
    expect(bare).toContain('<h1>unknown</h1>');
    expect(bare).not.toMatch(/undefined|null|<ul><\/ul>/);
  });

  test('shows no name and no number bare, whatever the work says', async () => {
    const body = await shown(richItem({ maskedName: '王小明', maskedPhone: '13800001234' }));
    expect(body).toContain('王**');
    expect(body).not.toMatch(/小明|13800001234/);
  });

  test('of work that is over, shows what became of it and no form', async () => {
    const body = await shown(richItem({ state: 'done' }), 'en');
    expect(body).toContain('This work is over: Done');
    expect(body).not.toContain('<form');
  });

  test('of work that was taken back, says so and why, also to who had the form open; nothing is landed', async () => {
    const item = richItem();
    const one = world([item]);
    const link = await one.linkOf(item);
    const pass = one.passIn((await one.view(link)).body);
    const withdrawn = { runId: 'r', at: '2026-11-01T18:00:00Z', why: 'kept' as const };
    one.work.set(item.workId, { ...item, state: 'withdrawn', withdrawn });
    const answer = await one.send(link, { pass, result: 'kept' }, { lang: 'en' });
    expect([answer.statusCode, one.landed.size]).toEqual([409, 0]);
    expect(answer.body).toContain('This work is over: Withdrawn');
    expect(answer.body).toContain('The customer was called in another way: nothing need be done');
    expect((await one.view(link)).body).toContain('客户已通过其他方式联系，无需再处理');
    // What a file says all the same is a fact, and ends nothing twice.
    const after = { ...item, state: 'withdrawn' as const, withdrawn };
    const outcome = { workId: item.workId, result: 'kept' as const, doneAt: '2026-11-02T02:00:00Z', agentId: 'A1' };
    expect(takeOutcome(after, { ...outcome, churnKind: null, churnCause: null }, 'd')).toEqual({
      ...{ item: after, fate: 'closed' },
    });
  });

  test('lets nothing run, nothing load and nothing frame it but what is its own, and nobody keep it', async () => {
    const one = world();
    const { headers } = await one.view(await one.linkOf(richItem()));
    const csp = headers['content-security-policy'] ?? '';
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toMatch(/unsafe|https?:|\*/);
    for (const part of ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) expect(csp).toContain(part);
    expect(headers).toMatchObject({
      ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' },
    });
    expect(Object.keys(headers)).not.toContain('set-cookie');
    const body = await shown();
    expect(body).not.toMatch(/<style|<script>|\son[a-z]+=|style=|javascript:/);
  });

  test('escapes whatever is put in', () => {
    expect(html`<p title="${'"<x>'}">${['a', html`<b>${'&'}</b>`, undefined, false]}</p>`.text).toBe(
      '<p title="&quot;&lt;x&gt;">a<b>&amp;</b></p>',
    );
  });

  test('script in upstream data stays text', async () => {
    const evil = '<script>alert(1)</script>';
    const label = { en: evil, zh: evil };
    const body = await shown(
      richItem({ maskedName: `${evil}*`, customerId: evil, region: evil, script: label, notes: [label], tier: evil }),
    );
    expect(body.match(/<script/g)).toHaveLength(1);
  });
});

describe('a reply', () => {
  test('is a row of the outcomes feed', async () => {
    const { answer, landed } = await filled({
      ...{ result: 'leaving', churnKind: 'competitive', churnCause: 'price', remarks: 'left for\r\nthe other one' },
      'answer-segment': 'household; 2 = two',
    });
    expect([answer.statusCode, answer.body.includes('已记录：已离网或将离网')]).toEqual([200, true]);
    const [[key = '', body = ''] = []] = landed;
    expect(key).toMatch(/^2026-11\/5f0c1d2e3b4a59687766554a-r0$/);
    const row = JSON.parse(body);
    expect(row).toEqual({
      ...{ workId: '5f0c1d2e3b4a59687766554a', customerId: 'C0000321', agentId: 'A017' },
      ...{ doneAt: '2026-11-01T01:00:00Z', result: 'leaving', churnKind: 'competitive', churnCause: 'price' },
      ...{ answers: 'segment=household； 2 ＝ two', remarks: 'left for the other one' },
    });
    expect(outcomesRow.safeParse({ ...row, period: '2026-11' }).success).toBe(true);
  });

  test('without a result, or with one that the work cannot have, is asked for again, with what was filled in', async () => {
    for (const result of ['', 'visited', 'nonsense']) {
      const { answer, landed } = await filled({ result, remarks: '<b>kept words</b>' });
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain('请选择处理结果。');
      expect(answer.body).toContain('&lt;b&gt;kept words&lt;/b&gt;</textarea>');
      expect(landed.size).toBe(0);
    }
  });

  test('says why somebody leaves only of one who leaves', async () => {
    const { landed } = await filled({ result: 'kept', churnKind: 'competitive', churnCause: '<script>' });
    expect([...landed.values()].map((body) => Object.keys(JSON.parse(body)))).toEqual([
      ['workId', 'customerId', 'agentId', 'doneAt', 'result'],
    ]);
  });

  test('with 1 MB of notes is refused with a word, and so is one above the policy', async () => {
    const large = await filled({ result: 'kept', remarks: 'x'.repeat(1_000_000) });
    expect([large.answer.statusCode, large.answer.body.includes('内容过长'), large.landed.size]).toEqual([
      413,
      true,
      0,
    ]);
    const long = await filled({ result: 'kept', remarks: '长'.repeat(501) });
    expect([long.answer.statusCode, long.answer.body.includes('备注超过 500 字。'), long.landed.size]).toEqual([
      ...[422, true, 0],
    ]);
    const most = await filled({ result: 'kept', remarks: '长'.repeat(500) });
    expect([most.answer.statusCode, most.landed.size]).toEqual([200, 1]);
  });

  test('with script in its notes is a row with that text', async () => {
    const { landed, answer } = await filled({ result: 'kept', remarks: '<script>alert(1)</script>' });
    expect(JSON.parse([...landed.values()][0] ?? '').remarks).toBe('<script>alert(1)</script>');
    expect(answer.body).not.toContain('alert');
  });

  test('for work that has ended meanwhile is told so, and lands nowhere', async () => {
    const one = world();
    const link = await one.linkOf(richItem());
    const pass = one.passIn((await one.view(link)).body);
    one.work.set(richItem().workId, richItem({ state: 'done' }));
    expect((await one.send(link, { pass, result: 'kept' })).statusCode).toBe(409);
    expect(one.landed.size).toBe(0);
  });
});

test('the page with its style and script weighs less than 50 KB', async () => {
  const one = world();
  const files = await Promise.all(
    ['page.css', 'page.js'].map((file) => one.handle(one.request('GET /reply/{file}', { pathParameters: { file } }))),
  );
  const bytes = [await shown(), ...files.map(({ body }) => body)].map((body) => Buffer.byteLength(body));
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(50_000);
  expect(files.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  for (const file of ['../index', '__proto__', ''])
    expect((await one.handle(one.request('GET /reply/{file}', { pathParameters: { file } }))).statusCode).toBe(404);
});

import { digestLinks } from '../../functions/notify/digest-links.ts';
import { type ReplyPorts, reply } from '../../functions/notify/reply.ts';
import { replyLinks } from '../../shared/aws/reply-links.ts';
import { type LinkKeys, linkKeys } from '../../shared/aws/sealed.ts';
import type { HttpRequest } from '../../shared/contracts/http-request.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import { replyPolicy } from '../../shared/contracts/policy/reply.ts';
import { anItem } from '../notify/factories.ts';

/** Keys with one before them. */
export const keys: LinkKeys = linkKeys.parse({
  id: '2',
  key: 'k'.repeat(64),
  before: [{ id: '1', key: 'j'.repeat(64) }],
});

const because = (en: string, zh: string) => ({ card: 'churn', feature: 'f', value: 1, points: 1, label: { en, zh } });

/** A piece of work with everything that there may be on one. */
export const richItem = (given: Partial<WorkItem> = {}): WorkItem =>
  anItem({
    workId: '5f0c1d2e3b4a59687766554a',
    customerId: 'C0000321',
    agentId: 'A017',
    labels: { programme: { en: 'Retention', zh: '离网挽留' }, tier: { en: 'High', zh: '高端' } },
    reasons: [because('Calls fell by half', '通话减半'), because('30 days in arrears', '欠费30天')],
    offers: [
      {
        ...{ offer: 'renewal', method: 'rule', label: { en: 'Renewal', zh: '续约优惠' } },
        say: { en: 'Pays 63 CNY a month', zh: '月均消费 63 元，续约可保价' },
      },
    ],
    churn: { probability: 0.4, valueAtRisk: 1234.5, reason: null, conduct: null },
    channel: 'call',
    script: { en: 'Good morning, this is your account manager.', zh: '您好，我是您的客户经理。' },
    contactBetween: { from: '2026-11-01T01:00:00Z', until: '2026-11-01T12:00:00Z' },
    outline: {
      questions: [{ name: 'segment', ask: { en: 'Who uses the line?', zh: '谁在使用该号码？' } }],
      points: [{ en: 'Data is 78 % of the bill', zh: '流量费占账单 78%' }],
      promises: [{ en: 'Called back by 2 Nov', zh: '11月2日前回电' }],
    },
    notes: [{ en: 'A fault is open in the region', zh: '所在地区有未修复故障' }],
    ...given,
  });

/** Instant of every request: the morning of the list. */
export const morning = Date.parse('2026-11-01T01:00:00Z');

/** The page with its work and landing bucket in memory. */
export const world = (items: readonly WorkItem[] = [richItem()]) => {
  const work = new Map(items.map((item) => [item.workId, item]));
  const landed = new Map<string, string>();
  const refused: string[] = [];
  const links = replyLinks(keys);
  let requests = 0;
  const ports: ReplyPorts = {
    work: {
      get: async (ids) =>
        new Map(
          ids.flatMap((id) => {
            const item = work.get(id);
            return item ? [[id, item] as const] : [];
          }),
        ),
    },
    links: async () => links,
    land: async (period, name, body) => {
      const key = `${period}/${name}`;
      if (landed.has(key)) return false;
      landed.set(key, body);
      return true;
    },
    policy: { reply: replyPolicy.parse({}), currency: 'CNY' },
    timeZone: 'Asia/Shanghai',
    report: { answered: () => {}, refused: (why) => void refused.push(why) },
  };
  const handle = reply(ports);
  const request = (routeKey: string, given: Partial<HttpRequest> & { at?: number }): HttpRequest => ({
    ...{ version: '2.0', routeKey, headers: {}, queryStringParameters: {}, pathParameters: {}, isBase64Encoded: false },
    requestContext: { timeEpoch: given.at ?? morning, requestId: `r${requests++}` },
    ...given,
  });
  const view = (link: string, given: Partial<HttpRequest> & { at?: number } = {}) =>
    handle(request('GET /r/{link}', { pathParameters: { link }, ...given }));
  const passIn = (body: string): string => /name="pass" value="([^"]+)"/.exec(body)?.[1] ?? '';
  return {
    ...{ work, landed, refused, links, handle, request, view, passIn },
    /** Sends a form as a browser does: encoded, and in Base64 by the gateway. */
    send: (link: string, fields: Record<string, string>, given: { at?: number; lang?: string } = {}) =>
      handle(
        request('POST /r/{link}', {
          ...{ pathParameters: { link }, isBase64Encoded: true, ...(given.at && { at: given.at }) },
          queryStringParameters: given.lang ? { lang: given.lang } : {},
          body: Buffer.from(new URLSearchParams(fields).toString()).toString('base64'),
        }),
      ),
    /** The link of an item in its agent's digest, as text of the path. */
    linkOf: async (item: WorkItem, agentId = item.agentId ?? ''): Promise<string> => {
      const of = await digestLinks('https://page', async () => links, { validDays: 7 })(
        { agentId, language: 'zh' },
        'd'.repeat(32),
      );
      return of(item).replace('https://page/r/', '');
    },
  };
};

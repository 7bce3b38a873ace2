import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { agentChannels } from '../../shared/aws/agent-channels.ts';
import { NotTaken } from '../../shared/aws/http-post.ts';
import { dingtalkAddress, feishuSignature, robotChannel } from '../../shared/aws/robot-channel.ts';
import { feishuSigned } from '../../shared/contracts/robots/messages.ts';
import { type Robot, robotKinds } from '../../shared/contracts/robots/robot.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { robotFormats } from '../../shared/domain/digest/robots/robot-messages.ts';
import { policies, settings } from './digest-doubles.ts';
import { anAgent, anItem, day } from './factories.ts';

type Seen = { url: URL; body: Record<string, unknown> };

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A chat service on this machine. */
const service = async (answer: (response: ServerResponse, request: IncomingMessage, index: number) => void) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      seen.push({ url: new URL(request.url ?? '', 'http://localhost'), body: JSON.parse(text) });
      answer(response, request, seen.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=k` };
};

const yes = { wecom: '{"errcode":0}', dingtalk: '{"errcode":0}', feishu: '{"code":0}', slack: 'ok', teams: '' };
const now = 1_793_493_000_123;
const options = { policy: policies.digest, now: () => now, allowLoopback: true };
const send = (
  robot: Robot,
  items = 1,
  progress = { sent: 0 },
  given: Partial<typeof options> & { timeout?: number } = {},
) => {
  const agent = anAgent({ agentId: 'A1' });
  const work = Array.from({ length: items }, (_, index) => anItem({ workId: `w${index}` }));
  const linkOf = (workId: string) => `https://r.example.com/${workId}/${'x'.repeat(100)}`;
  return robotChannel(robot, { ...options, ...given }).send(
    { agent, day, deliveryId: 'd', digest: digest(agent, day, work, { ...settings, linkOf }) },
    progress,
  );
};

describe.each(robotKinds)('a robot of %s', (kind) => {
  test('gets messages as its service publishes them', async () => {
    const { seen, url } = await service((response) => response.end(yes[kind]));
    await send({ kind, url });
    expect(seen).toHaveLength(1);
    robotFormats[kind].published.parse(seen[0]?.body);
  });

  test('an answer of 429, 500 or silence may pass; 404, a redirect or a way inside does not', async () => {
    const failing = async (answer: Parameters<typeof service>[0]) => {
      const { url } = await service(answer);
      return send({ kind, url }, 1, { sent: 0 }, { timeout: 200 }).then(
        () => 'taken',
        (error: NotTaken) => [error.message, error.lasting, error.retryAfter],
      );
    };
    const target = await service((response) => response.end(yes[kind]));
    expect(await failing((response) => response.writeHead(429, { 'retry-after': '30' }).end())).toEqual([
      ...['answered 429', false, '30'],
    ]);
    expect(await failing((response) => response.writeHead(500).end())).toEqual(['answered 500', false, undefined]);
    expect(await failing(() => {})).toEqual(['gave no answer in time', false, undefined]);
    expect(await failing((response) => response.writeHead(404).end())).toEqual(['answered 404', true, undefined]);
    expect(await failing((response) => response.writeHead(302, { location: target.url }).end())).toEqual([
      ...['answered 302', true, undefined],
    ]);
    expect(target.seen).toEqual([]);
    await expect(send({ kind, url: 'https://169.254.169.254/latest/meta-data/' })).rejects.toMatchObject({
      message: 'leads to a linkLocal address',
      lasting: true,
    });
  });

  test('a body that never ends is cut off', async () => {
    const { url } = await service((response) => {
      const more = setInterval(() => response.write('x'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    const came = await send({ kind, url }).then(
      () => 'taken',
      (error: NotTaken) => error.message,
    );
    expect(came).toMatch(/^(taken|answered without (errcode|code))$/);
  });
});

test('of a digest of several messages, those that were taken are not sent again', async () => {
  const { seen, url } = await service((response, _, index) => response.end(`{"errcode":${index === 2 ? 45009 : 0}}`));
  const progress = { sent: 0 };
  await expect(send({ kind: 'wecom', url }, 40, progress)).rejects.toBeInstanceOf(NotTaken);
  expect([seen.length, progress.sent]).toEqual([2, 1]);
  await send({ kind: 'wecom', url }, 40, progress);
  const parts = seen.map(({ body }) => /（(\d)\/3）/.exec(JSON.stringify(body))?.[1]);
  expect(parts).toEqual(['1', '2', '2', '3']);
});

describe('signatures', () => {
  test('DingTalk: timestamp in milliseconds and signature in the address, beside the token', async () => {
    const { seen, url } = await service((response) => response.end(yes.dingtalk));
    await send({ kind: 'dingtalk', url, secret: 'SECabc' });
    const expected = createHmac('sha256', 'SECabc').update(`${now}\nSECabc`).digest('base64');
    expect(Object.fromEntries(seen[0]?.url.searchParams ?? [])).toEqual({
      key: 'k',
      timestamp: String(now),
      sign: expected,
    });
    expect(dingtalkAddress('https://oapi.dingtalk.com/robot/send?access_token=t', 'SECabc', now)).toContain(
      encodeURIComponent(expected),
    );
  });

  test('Feishu: timestamp in seconds and signature in the body, keyed with both, of nothing', async () => {
    const { seen, url } = await service((response) => response.end(yes.feishu));
    await send({ kind: 'feishu', url, secret: 'abc' });
    const expected = createHmac('sha256', '1793493000\nabc').update('').digest('base64');
    expect(feishuSignature('abc', now)).toEqual({ timestamp: '1793493000', sign: expected });
    expect(seen[0]?.body).toMatchObject({ timestamp: '1793493000', sign: expected, msg_type: 'post' });
    feishuSigned.parse(seen[0]?.body);
  });
});

describe('channels of an agent', () => {
  const sns = { address: 'arn:topic', send: async () => {} };
  const of = (channel: string, robots: unknown, webhookUrl: string | null = null) =>
    agentChannels({ ...options, secret: async () => 's', sns, robots: async () => JSON.stringify(robots) }).of(
      anAgent({ agentId: 'A1', webhookUrl }),
      channel,
    );
  const robots = { south: { kind: 'wecom', url: 'https://qyapi.weixin.qq.com/x?key=k' }, broken: { kind: 'wecom' } };

  test('are the topic, the webhook, and robots by name', async () => {
    expect(await of('sns', robots)).toBe(sns);
    expect(await of('webhook', robots, 'https://a.example.com/')).toMatchObject({ address: 'https://a.example.com/' });
    expect(await of('wecom:south', robots)).toMatchObject({ address: 'https://qyapi.weixin.qq.com/x?key=k' });
  });

  test('what cannot be used says why, without an address or a secret', async () => {
    expect(await of('webhook', robots)).toEqual({ missing: 'the agent has no webhookUrl' });
    expect(await of('wecom:north', robots)).toEqual({ missing: 'the secret of robots has no valid "north"' });
    expect(await of('wecom:broken', robots)).toEqual({ missing: 'the secret of robots has no valid "broken"' });
    expect(await of('slack:south', robots)).toEqual({ missing: 'robot "south" is of wecom, not of slack' });
  });
});

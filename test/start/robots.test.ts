import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRobots } from '../../local/robots.ts';
import { signature } from '../../shared/aws/webhook.ts';
import { temporaryFolder } from './temporary.ts';

const body = JSON.stringify({
  msgtype: 'text',
  text: { content: '李娜，您好！' },
  tierline: { version: 1, deliveryId: 'd', agentId: 'A001', day: '2026-11-01', language: 'zh', items: [] },
});

const started = async () => {
  const data = await temporaryFolder();
  const robots = await startRobots(data);
  onTestFinished(() => robots.close());
  const post = async (secret: string, text = body): Promise<number> => {
    const headers = { 'x-tierline-timestamp': '1', 'x-tierline-signature': signature(secret, '1', text) };
    const { status } = await fetch(`${robots.base}/A001`, { method: 'POST', headers, body: text });
    return status;
  };
  return { data, robots, post };
};

test('a digest that is signed is kept as text', async () => {
  const { data, robots, post } = await started();
  robots.setSecret('s');
  expect(await post('s')).toBe(200);
  expect(await readFile(join(data, 'digests/2026-11-01/A001.webhook.txt'), 'utf8')).toBe('李娜，您好！');
  expect(robots.refused).toEqual([]);
});

test('a digest with another signature is refused and named', async () => {
  const { robots, post } = await started();
  robots.setSecret('s');
  expect(await post('another')).toBe(401);
  expect(robots.refused).toEqual(['/agents/A001: the signature is wrong']);
});

test('before the secret is known everything is refused; an odd body is, too', async () => {
  const { robots, post } = await started();
  expect(await post('')).toBe(401);
  robots.setSecret('s');
  expect(await post('s', '{}')).toBe(400);
  expect(robots.refused.length).toBe(2);
});

test('a second start on the same machine listens on a port of its own, and remembers it', async () => {
  const first = await started();
  const data = await temporaryFolder();
  const second = await startRobots(data);
  expect(second.base).not.toBe(first.robots.base);
  await second.close();
  const again = await startRobots(data);
  onTestFinished(() => again.close());
  expect(again.base).toBe(second.base);
});

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Delivered, usageAlone, writeDumps } from './dumps-folder.ts';
import { begin, patience, realStack, start, temporaryFolder } from './start.ts';
import { storedIn } from './stored.ts';

const folder = await temporaryFolder();
const posts: { delivery: unknown; items: string[] }[] = [];
let onPost: () => boolean = () => true;

const posted = z.object({ tierline: z.object({ items: z.array(z.object({ workId: z.string() })) }) });

/** The agent's robot: it keeps what it gets, and answers unless told not to. */
const robot = createServer((request: IncomingMessage, response) => {
  void text(request).then((body) => {
    const { items } = posted.parse(JSON.parse(body)).tierline;
    posts.push({ delivery: request.headers['x-tierline-delivery'], items: items.map(({ workId }) => workId) });
    if (onPost()) response.end('{"errcode":0}');
  });
});
let assembly: string;

beforeAll(async () => {
  assembly = await realStack();
  await new Promise<void>((resolve) => robot.listen(0, '127.0.0.1', resolve));
}, patience);
afterAll(async () => {
  robot.closeAllConnections();
  await new Promise((resolve) => robot.close(resolve));
  await folder.undo();
});

/** One agent for everything, reached by webhook alone. */
const oneAgent = (): Delivered => {
  const webhook = `http://127.0.0.1:${(robot.address() as AddressInfo).port}/agents/A1`;
  const lines = ['agentId,skills,capacity,channels,webhookUrl', `A1,retention;visit,50,webhook,${webhook}`];
  return { file: 'agents.csv', feed: 'agents', period: '2026-10', source: 'hr', text: `${lines.join('\n')}\n` };
};

test('killed while a digest is on its way: the next start sends it again, and the agent knows it for the same', {
  timeout: patience,
}, async () => {
  const dumps = await writeDumps(join(folder.path, 'dumps'), [...usageAlone(40), oneAgent()]);
  const data = join(folder.path, 'data');
  const args = ['--dumps', dumps, '--assembly', assembly];
  const { process, ended } = begin([...args, '--data', data]);
  onPost = () => !process.kill('SIGKILL');
  expect(await ended).toMatchObject({ signal: 'SIGKILL' });
  expect(posts.length).toBe(1);

  onPost = () => true;
  const night = await start(data, args);
  expect(night.summary.problems).toEqual([]);
  expect(night).toMatchObject({ code: 0, summary: { digests: 1 } });
  expect(posts.length).toBe(2);
  expect(posts[1]).toEqual(posts[0]);
  const { work, lists } = await storedIn(data, assembly);
  expect(posts[1]?.items.toSorted()).toEqual(work.map(({ workId }) => workId));
  expect(lists.map(({ delivered }) => Object.keys(delivered))).toEqual([['webhook']]);

  await start(data, args);
  expect(posts.length).toBe(2);
});

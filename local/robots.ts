import { timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { signature } from '../shared/aws/webhook.ts';

/** Where the agents' robots listen first; another start on the same machine takes a free port. */
const usualPort = 4599;

const digestPosted = z.object({
  text: z.object({ content: z.string() }),
  tierline: z.object({
    agentId: z.string().regex(/^[\w.-]{1,64}$/),
    day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
    language: z.string(),
  }),
});

/** The sample agents' chat robots: they take signed webhooks and keep what they were told. */
export type Robots = {
  /** Where webhooks are posted, without the agent: `http://127.0.0.1:4599/agents`. */
  base: string;
  /** Posts that were refused, with the reason; none when all is well. */
  refused: string[];
  /** Robots check signatures with this secret; until it is set, they refuse everything. */
  setSecret(secret: string): void;
  close(): Promise<void>;
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const isSigned = (request: IncomingMessage, body: string, secret: string): boolean => {
  const timestamp = String(request.headers['x-tierline-timestamp']);
  const given = Buffer.from(String(request.headers['x-tierline-signature']));
  const expected = Buffer.from(signature(secret, timestamp, body));
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Keeps one digest as a text file, `digests/<day>/<agent>.<channel>.txt`; the same one again changes nothing. */
export const keepDigest = async (
  folder: string,
  digest: { day: string; agentId: string; channel: string; text: string },
): Promise<void> => {
  await mkdir(join(folder, digest.day), { recursive: true });
  await writeFile(join(folder, digest.day, `${digest.agentId}.${digest.channel}.txt`), digest.text);
};

/**
 * Starts the robots.
 *
 * @param data the operator's data directory: the port is remembered there, because it stands in the agents' dump
 * @param onDigest told of each digest that was taken
 */
export const startRobots = async (
  data: string,
  onDigest: (digest: { agentId: string; text: string }) => void = () => {},
): Promise<Robots> => {
  const remembered = join(data, 'robots.json');
  const before = z
    .object({ port: z.number() })
    .safeParse(await readFile(remembered, 'utf8').then(JSON.parse, () => undefined));
  const refused: string[] = [];
  let secret: string | undefined;
  const take = async (request: IncomingMessage): Promise<number> => {
    const body = await bodyOf(request);
    if (secret === undefined || !isSigned(request, body, secret)) {
      refused.push(`${request.url}: the signature is wrong`);
      return 401;
    }
    const { text, tierline } = digestPosted.parse(JSON.parse(body));
    await keepDigest(join(data, 'digests'), { ...tierline, channel: 'webhook', text: text.content });
    onDigest({ agentId: tierline.agentId, text: text.content });
    return 200;
  };
  const server = createServer((request, response) => {
    take(request).then(
      (status) => response.writeHead(status).end(status === 200 ? '{"errcode":0}' : ''),
      (error: unknown) => {
        refused.push(`${request.url}: ${error instanceof Error ? error.message : String(error)}`);
        response.writeHead(400).end();
      },
    );
  });
  const wanted = before.success ? before.data.port : usualPort;
  const port = await listen(server, wanted).catch(() => listen(server, 0));
  await mkdir(data, { recursive: true });
  await writeFile(remembered, JSON.stringify({ port }));
  return {
    base: `http://127.0.0.1:${port}/agents`,
    refused,
    setSecret: (value) => {
      secret = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

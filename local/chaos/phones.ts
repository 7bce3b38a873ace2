import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How an agent's robot answers a post. */
export type PhoneAnswer =
  | { kind: 'taken' }
  | { kind: 'slow'; ms: number }
  | { kind: 'busy'; retryAfterSeconds: number }
  | { kind: 'broken' }
  /** It takes the post, but its answer never comes: the connection is cut. */
  | { kind: 'cut' };

/** A post that a robot took. */
export type Post = { agentId: string; deliveryId: string; body: string };

/** The agents' robots of a lane. */
export type Phones = {
  /** Address below which each agent has one. */
  base: string;
  /** What was taken, oldest first. */
  taken: Post[];
  close(): Promise<void>;
};

/** Starts the robots on a free port. @param answerTo asked for each post */
export const startPhones = async (answerTo: (agentId: string) => PhoneAnswer): Promise<Phones> => {
  const taken: Post[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const agentId = request.url?.split('/').at(-1) ?? '';
      const answer = answerTo(agentId);
      if (answer.kind === 'busy')
        return response.writeHead(429, { 'retry-after': String(answer.retryAfterSeconds) }).end();
      if (answer.kind === 'broken') return response.writeHead(500).end();
      taken.push({ agentId, deliveryId: String(request.headers['x-tierline-delivery']), body });
      if (answer.kind === 'cut') return response.destroy();
      if (answer.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, answer.ms));
      return response.end('{"errcode":0}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/agents`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Outcome } from './lambda.ts';
import type { ApiSpec } from './stack.ts';

/** API Gateway reads no body beyond 10 MB. */
const mostBytes = 10_000_000;

/** What a function answers in payload format 2.0. */
type LambdaAnswer = {
  statusCode?: number;
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
};

/** What the door needs of the stack behind it. */
export type BehindDoor = {
  api: ApiSpec;
  invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  now: () => Date;
};

/** Bodies of these types reach a function as text, all others in Base64. */
const isText = (type = ''): boolean => /^text\/|^application\/(json|javascript|xml)|\+(json|xml)\b/.test(type);

/** The stack's HTTP API, on a port of its own that the data folder remembers: links in digests hold it. */
export class Door {
  readonly #server: Server;
  #behind: BehindDoor | undefined;
  #tokens = 0;
  #filledAt = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => refuse(response, 500, 'Internal Server Error'));
    });
  }

  /** Listens where it did last time, or on a free port. */
  static async listen(dataDir: string): Promise<Door> {
    const door = new Door();
    const file = join(dataDir, 'door.json');
    const listen = (port: number) =>
      new Promise<void>((resolve, reject) => {
        door.#server.once('error', reject);
        door.#server.listen(port, '127.0.0.1', () => {
          door.#server.off('error', reject);
          resolve();
        });
      });
    let last = 0;
    try {
      last = Number((JSON.parse(readFileSync(file, 'utf8')) as { port: number }).port);
    } catch {}
    await listen(last).catch(() => listen(0));
    writeFileSync(file, JSON.stringify({ port: (door.#server.address() as AddressInfo).port }));
    return door;
  }

  /** Where it listens. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Begins to answer. */
  open(behind: BehindDoor): void {
    this.#behind = behind;
    this.#tokens = behind.api.burst;
    this.#filledAt = performance.now();
  }

  /** Stops listening, and ends the connections that are open. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The stage's throttling: a bucket of `burst` requests, filled with `rate` a second. */
  #mayPass({ rate, burst }: ApiSpec): boolean {
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const behind = this.#behind;
    if (!behind) return refuse(response, 503, 'Service Unavailable');
    const url = new URL(request.url ?? '/', this.endpoint);
    const method = request.method ?? 'GET';
    const found = routeOf(behind.api, method, url.pathname);
    if (!found) return refuse(response, 404, 'Not Found');
    if (!this.#mayPass(behind.api)) return refuse(response, 429, 'Too Many Requests');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request) {
      bytes += (chunk as Buffer).length;
      if (bytes > mostBytes) return refuse(response, 413, 'Request Too Long');
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : (value ?? ''),
      ]),
    );
    const base64 = body.length > 0 && !isText(request.headers['content-type']);
    const at = behind.now();
    const outcome = await behind.invoke(found.functionName, {
      version: '2.0',
      routeKey: found.routeKey,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      headers,
      ...(url.search !== '' && { queryStringParameters: Object.fromEntries(url.searchParams) }),
      ...(Object.keys(found.parameters).length > 0 && { pathParameters: found.parameters }),
      requestContext: {
        ...{ accountId: '000000000000', apiId: behind.api.name, domainName: url.host, domainPrefix: behind.api.name },
        http: {
          method,
          path: url.pathname,
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: headers['user-agent'] ?? '',
        },
        ...{ requestId: randomUUID(), routeKey: found.routeKey, stage: '$default' },
        ...{ time: at.toUTCString(), timeEpoch: at.getTime() },
      },
      ...(body.length > 0 && { body: body.toString(base64 ? 'base64' : 'utf8') }),
      isBase64Encoded: base64,
    });
    if ('error' in outcome) return refuse(response, 500, 'Internal Server Error');
    const answer = outcome.result as LambdaAnswer;
    response.writeHead(answer.statusCode ?? 200, answer.headers ?? {});
    response.end(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
  }
}

const refuse = (response: ServerResponse, status: number, message: string): void => {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ message }));
};

/** The route of a request, and what stands in the places of its path. */
const routeOf = ({ routes }: ApiSpec, method: string, path: string) => {
  const parts = path.split('/');
  for (const route of routes) {
    if (route.method !== method || route.segments.length !== parts.length) continue;
    const parameters: Record<string, string> = {};
    const fits = route.segments.every((segment, index) => {
      const part = parts[index] ?? '';
      const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
      if (name === undefined) return segment === part;
      try {
        parameters[name] = decodeURIComponent(part);
      } catch {
        return false;
      }
      return part !== '';
    });
    if (fits)
      return { functionName: route.functionName, routeKey: `${method} ${route.segments.join('/')}`, parameters };
  }
  return undefined;
};

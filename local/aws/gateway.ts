import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Arns, type Call, wishesOf } from './actions.ts';
import type { Tables } from './dynamodb.ts';
import { type Answer, AwsError, errorAnswer, notHere, type Service } from './errors.ts';
import type { Fault, Faults } from './faults.ts';
import { allows, type Statement, type Wish } from './iam.ts';
import type { Objects } from './objects.ts';
import { partly } from './partial.ts';
import type { PutEvents } from './put-events.ts';
import type { Queues } from './queues.ts';
import { bodyCall, objectCall } from './request-call.ts';
import { handleS3 } from './s3.ts';
import type { Secrets } from './secrets.ts';
import { handleSqs } from './sqs.ts';
import type { AwsEvent, Stats } from './stats.ts';
import type { Topics } from './topics.ts';
import type { Uploads } from './uploads.ts';

/** Who an access key belongs to; no policy means the operator, who may do everything. */
export type Caller = { name: string; policy?: readonly Statement[] };

/** Everything behind the gateway. */
export type Behind = {
  callers: ReadonlyMap<string, Caller>;
  arns: Arns;
  objects: Objects;
  uploads: Uploads;
  tables: Tables;
  queues: Queues;
  topics: Topics;
  secrets: Secrets;
  events: PutEvents;
  stats: Stats;
  now: () => Date;
  onEvent: (event: AwsEvent) => void;
  faults?: Faults;
  /** Kills the process of a function that holds the session token; all of its processes where none is named. */
  crash: (name: string, session?: string) => void;
};

const SERVICES: readonly string[] = ['s3', 'dynamodb', 'sqs', 'sns', 'secretsmanager', 'events'];
const THROTTLES: Readonly<Record<Service, [string, number]>> = {
  s3: ['SlowDown', 503],
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  sqs: ['RequestThrottled', 400],
  sns: ['Throttling', 400],
  secretsmanager: ['ThrottlingException', 400],
  events: ['ThrottlingException', 400],
};

const DENIALS: Readonly<Record<Service, [string, number]>> = {
  s3: ['AccessDenied', 403],
  dynamodb: ['AccessDeniedException', 400],
  sqs: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  secretsmanager: ['AccessDeniedException', 400],
  events: ['AccessDeniedException', 400],
};

/** The one door to the embedded AWS. */
export class Gateway {
  readonly #server: Server;
  readonly #stopping = new AbortController();
  #behind: Behind | undefined;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // Pooled connections of the SDK stay open between invocations.
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on a free port of the loopback interface. */
  static async listen(): Promise<Gateway> {
    const gateway = new Gateway();
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  /** Where it listens. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Begins to answer. */
  open(behind: Behind): void {
    this.#behind = behind;
  }

  /** Stops listening, and ends the connections that are open. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, key = '', scoped = ''] =
      /Credential=([^/]+)\/[^/]*\/[^/]*\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const service = (SERVICES.includes(scoped) ? scoped : 's3') as Service;
    try {
      const behind = this.#behind;
      if (!behind) throw new AwsError('ServiceUnavailable', 503, 'the embedded AWS is starting');
      const caller = behind.callers.get(key);
      if (!caller) throw new AwsError('InvalidClientTokenId', 403, 'The access key is not of this embedded AWS');
      try {
        if (!SERVICES.includes(scoped)) throw notHere(`the service ${scoped}`);
        const answer = await this.#answer(behind, caller, service, request, response);
        if (answer) send(response, answer);
      } catch (error) {
        if (error instanceof AwsError && /embedded AWS does not know/.test(error.message))
          behind.onEvent({ kind: 'refused', function: caller.name, what: error.message });
        throw error;
      }
    } catch (error) {
      request.resume(); // What is left of the body is not wanted, but the connection is.
      if (response.headersSent || response.destroyed) return void response.destroy();
      const failure = error instanceof AwsError ? error : new AwsError('InternalFailure', 500, String(error));
      send(response, errorAnswer(service, failure));
    }
  }

  async #answer(
    behind: Behind,
    caller: Caller,
    service: Service,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Answer | undefined> {
    const call = service === 's3' ? objectCall(request) : await bodyCall(service, request);
    const { stats } = behind;
    const name = `${service}:${call.operation}`;
    stats.requests[name] = (stats.requests[name] ?? 0) + 1;
    const wishes = wishesOf(call, behind.arns, request.headers['if-match'] !== undefined);

    const permit = (wish: Wish): boolean => {
      if (!caller.policy || allows(caller.policy, wish)) return true;
      const denied = { function: caller.name, ...wish };
      stats.denied.push(denied);
      behind.onEvent({ kind: 'denied', ...denied });
      return false;
    };
    for (const wish of wishes)
      if (!permit(wish))
        throw new AwsError(
          ...DENIALS[service],
          `${caller.name} is not authorized to perform: ${wish.action} on resource: ${wish.resource}`,
        );

    const work = async (): Promise<Answer | undefined> =>
      call.s3
        ? handleS3(behind, call.s3, request, response, (action, resource) => permit({ action, resource }))
        : this.#dispatch(behind, call);
    const fault = behind.faults?.request?.({
      function: caller.policy ? caller.name : '',
      service,
      operation: call.operation,
      resource: wishes[0]?.resource ?? '',
    });
    const session = request.headers['x-amz-security-token']?.toString();
    return fault ? this.#amiss(fault, behind, { caller, session }, call, work, response) : work();
  }

  /** Answers a request that a fault befalls. */
  async #amiss(
    fault: Fault,
    behind: Behind,
    { caller, session }: { caller: Caller; session: string | undefined },
    call: Call,
    work: () => Promise<Answer | undefined>,
    response: ServerResponse,
  ): Promise<Answer | undefined> {
    const { service, operation, input } = call;
    switch (fault.kind) {
      case 'throttle':
        throw new AwsError(...THROTTLES[service], 'injected: throttled');
      case 'error':
        throw new AwsError(service === 's3' ? 'InternalError' : 'InternalFailure', 500, 'injected: internal error');
      case 'partial':
        return jsonAnswer(
          await partly(operation, input, async (part) => {
            const { body } = await this.#dispatch(behind, { ...call, input: part });
            return JSON.parse(body) as Record<string, unknown>;
          }),
        );
      case 'timeout':
        // Done with its answer lost is the nastier half of a time-out; an object that is read has no other.
        if (!fault.undone && operation !== 'GetObject') await work();
        if (fault.afterMs) await new Promise((resolve) => setTimeout(resolve, fault.afterMs));
        response.destroy();
        return undefined;
      case 'crash':
        if (fault.done) await work();
        behind.crash(caller.name, fault.host ? undefined : session);
        response.destroy();
        return undefined;
    }
  }

  async #dispatch(behind: Behind, { service, operation, input }: Call): Promise<Answer> {
    switch (service) {
      case 'dynamodb':
        return jsonAnswer(await dynamodb(behind, operation, input));
      case 'sqs':
        return jsonAnswer(await handleSqs(behind.queues, operation, input, this.#stopping.signal));
      case 'secretsmanager':
        return jsonAnswer(
          operation === 'PutSecretValue'
            ? behind.secrets.put(String(input.SecretId), String(input.SecretString ?? ''))
            : behind.secrets.value(String(input.SecretId)),
        );
      case 'events': {
        const { answer, events } = behind.events.put(input, behind.now());
        for (const { source, detailType, detail } of events)
          behind.onEvent({ kind: 'event', source, detailType, detail });
        return jsonAnswer(answer);
      }
      default: {
        const published = behind.topics.publish(input, behind.now());
        const { topic, subject, message, attributes, messageId } = published;
        behind.onEvent({ kind: 'published', topic, subject, message, attributes });
        const body = `<PublishResponse><PublishResult><MessageId>${messageId}</MessageId></PublishResult></PublishResponse>`;
        return { status: 200, headers: { 'content-type': 'text/xml' }, body };
      }
    }
  }
}

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  // A HEAD and a 304 announce a length that they do not send.
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
};

const jsonAnswer = (body: object): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});

type Capacity = { CapacityUnits: number };

/** Runs an operation of DynamoDB and adds up its capacity units, which the caller sees only where it asked for them. */
const dynamodb = async (
  { tables, stats }: Behind,
  operation: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> => {
  const asked = input.ReturnConsumedCapacity !== undefined && input.ReturnConsumedCapacity !== 'NONE';
  const result = await tables.handle(operation, asked ? input : { ...input, ReturnConsumedCapacity: 'TOTAL' });
  const { ConsumedCapacity: consumed, ...others } = result;
  const units = ([consumed].flat().filter(Boolean) as Capacity[]).reduce(
    (sum, { CapacityUnits }) => sum + CapacityUnits,
    0,
  );
  stats.units[/Put|Update|Delete|BatchWrite/.test(operation) ? 'write' : 'read'] += units;
  return asked ? result : others;
};

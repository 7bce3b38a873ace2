import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readStack } from './assembly.ts';
import { Database } from './database.ts';
import { Tables } from './dynamodb.ts';
import type { EmbeddedAws, StartOptions } from './embedded-aws.ts';
import { checkPattern, matches, objectCreated } from './event-bridge.ts';
import { type Caller, Gateway } from './gateway.ts';
import { operatorKey, writeHere } from './here.ts';
import { Door } from './http-api.ts';
import { ACCOUNT } from './intrinsics.ts';
import { Lambda } from './lambda.ts';
import { addMetrics } from './metrics.ts';
import { Objects } from './objects.ts';
import { asyncQueue, pollEvents, pollQueue } from './pollers.ts';
import { PutEvents } from './put-events.ts';
import { Queues } from './queues.ts';
import { eventOf, type NextAfter, nextAfter } from './schedules.ts';
import { Secrets } from './secrets.ts';
import type { QueueSpec, ScheduleSpec, Stack } from './stack.ts';
import { type ColdStart, noStats } from './stats.ts';
import { Topics } from './topics.ts';
import { Uploads } from './uploads.ts';

export { InUse } from './database.ts';
export type { EmbeddedAws, StartOptions } from './embedded-aws.ts';
export type { Fault, Faults, FaultyCall } from './faults.ts';
export type { PutEvent } from './put-events.ts';
export { AssemblyRefused } from './stack.ts';
export type { AwsEvent, ColdStart, Denied, Invocations, Stats } from './stats.ts';
export type { Published } from './topics.ts';

/** Lambda waits 1 min before its first retry of an event; with its own time for the attempt itself. */
const ASYNC_RETRY_SECONDS = 60;
/** Clocks go no further ahead than this for messages that came back sooner: beyond all leases of workers, short of the next day. */
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Starts the stack of a cloud assembly on this machine.
 * @throws AssemblyRefused naming whatever of the stack cannot be honoured; Error where the data folder is in use.
 */
export const startAws = async (options: StartOptions): Promise<EmbeddedAws> => {
  const { now, onEvent = () => {}, maxConcurrency = 2 } = options;
  const dataDir = resolve(options.dataDir);
  const gateway = await Gateway.listen();
  const { endpoint } = gateway;
  mkdirSync(dataDir, { recursive: true });
  const door = await Door.listen(dataDir);
  let db: Database | undefined;
  try {
    const stack = readStack(resolve(options.assembly), endpoint, door.endpoint);
    const due = new Map(stack.schedules.map((schedule) => [schedule, nextAfter(schedule)]));
    for (const rule of stack.rules) checkPattern(rule);
    db = new Database(dataDir);
    const aws = run(stack, db, { gateway, door }, due, { ...options, dataDir, onEvent, maxConcurrency, now });
    writeHere(dataDir, { assembly: resolve(options.assembly), endpoint, region: stack.region, outputs: stack.outputs });
    return aws;
  } catch (error) {
    db?.close();
    await gateway.close();
    await door.close();
    throw error;
  }
};

const run = (
  stack: Stack,
  db: Database,
  { gateway, door }: { gateway: Gateway; door: Door },
  due: ReadonlyMap<ScheduleSpec, NextAfter>,
  options: StartOptions & Required<Pick<StartOptions, 'onEvent' | 'maxConcurrency'>>,
): EmbeddedAws => {
  const { dataDir, now, onEvent } = options;
  const { region } = stack;
  const stats = noStats();
  const stopping = new AbortController();

  const inner = stack.functions.map(({ name, timeoutSeconds }): QueueSpec => {
    const queue = asyncQueue(name);
    const visibilitySeconds = timeoutSeconds + ASYNC_RETRY_SECONDS;
    return { name: queue, arn: queue, url: queue, visibilitySeconds, delaySeconds: 0, waitSeconds: 0, policy: [] };
  });
  const queues = new Queues(db, [...stack.queues, ...inner], {
    ...options,
    async allEnded() {
      await Promise.all([...lambdas.values()].map((lambda) => lambda.allEnded()));
      return !stopping.signal.aborted;
    },
  });
  const objects = new Objects(db, join(dataDir, 's3'), stack.buckets, now, (object, reason) => {
    // Within the transaction that stores the object: the event can no more be lost than the object itself.
    if (objects.bucket(object.bucket).eventBridge) {
      const event = objectCreated(object, region, reason);
      for (const { pattern, targets } of stack.rules)
        if (matches(pattern, event))
          for (const target of targets) queues.send(queues.named(target), JSON.stringify(event));
    }
    const { bucket, key, size } = object;
    // After the transaction, which a listener that throws must not undo.
    setImmediate(() => onEvent({ kind: 'object', bucket, key, size }));
  });

  const uploads = new Uploads(db, objects, join(dataDir, 's3', '.parts'));
  const tables = new Tables(db, stack.tables);
  const topics = new Topics(
    db,
    stack.topics.map(({ arn }) => arn),
  );
  const secrets = new Secrets(db, stack.secrets);
  const events = new PutEvents(db, stack.rules, region, (arn, body) => queues.send(queues.named(arn), body));

  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const lambdas = new Map<string, Lambda>();
  const callers = new Map<string, Caller>([['LOCALOPERATOR', { name: 'operator' }]]);
  const logs = stack.functions.map((spec) => {
    const { name } = spec;
    const accessKey = `LOCAL${createHash('sha256').update(name).digest('hex').slice(0, 15).toUpperCase()}`;
    callers.set(accessKey, { name, policy: spec.role.policy });
    const log = createWriteStream(join(dataDir, 'logs', `${name}.log`), { flags: 'a' });
    const counts = { count: 0, errors: 0, timeouts: 0, coldStarts: [], durationMs: 0, cpuMs: 0, peakMemoryMb: 0 };
    stats.invocations[name] = counts;
    const onLine = (line: string) => {
      log.write(`${line}\n`);
      addMetrics(stats.metrics, line);
      onEvent({ kind: 'log', function: name, line });
    };
    const onInvoked = (durationMs: number, records: number, coldStart?: ColdStart, error?: string) => {
      const more = { ...(coldStart && { coldStartMs: coldStart.ms }), ...(error !== undefined && { error }) };
      if (!stopping.signal.aborted) onEvent({ kind: 'invoked', function: name, records, durationMs, ...more });
    };
    // With the bundles: every data folder that runs them compiles them no second time.
    const { compileCache = join(options.assembly, '.compiled') } = options;
    const waits = options.retryDelaySeconds === undefined ? undefined : (_: string, waitedMs: number) => waitedMs;
    const clock = options.faults?.clock ?? waits;
    const own = {
      endpoint: gateway.endpoint,
      region,
      accessKey,
      max: options.maxConcurrency,
      compileCache,
      onLine,
      onInvoked,
      ...(clock && { clock: (waitedMs: number) => clock(name, Math.min(waitedMs, LONGEST_WAIT_MS)) }),
    };
    lambdas.set(name, new Lambda(spec, own, counts));
    return log;
  });
  const lambdaOf = (name: string): Lambda => {
    const lambda = lambdas.get(name) ?? lambdas.get(stack.outputs[name] ?? '');
    if (!lambda) throw new Error(`the stack has no function ${name}`);
    return lambda;
  };

  gateway.open({
    ...{ callers, objects, queues, stats, now, onEvent },
    ...(options.faults && { faults: options.faults }),
    arns: (service) => `arn:aws:${service}:${region}:${ACCOUNT}:`,
    ...{ uploads, tables, topics, secrets, events },
    crash: (name, session) => lambdas.get(name)?.kill('injected: crashed', session),
  });

  if (stack.api) door.open({ api: stack.api, invoke: (name, event) => lambdaOf(name).invoke(event), now });

  const { signal } = stopping;
  let broken: unknown;
  const feeding = [...stack.sources.map(({ queue }) => queue), ...inner.map(({ name }) => name)];
  // Whatever could still send a message is a function at work, or will be one as soon as its message is received.
  const nothingElse = (): boolean =>
    options.idleEndsWindows === true &&
    [...lambdas.values()].every(({ running }) => running === 0) &&
    feeding.every((queue) => queues.counts(queue).visible === 0);
  const taking = options.paused
    ? []
    : [
        ...stack.sources.map((source) =>
          pollQueue(source, { queues, lambda: lambdaOf(source.functionName), region, signal, nothingElse }),
        ),
        ...stack.functions.map((spec) => pollEvents(spec, { queues, lambda: lambdaOf(spec.name), signal, now })),
      ];
  const pollers = taking.map((poller) => poller.catch((error: unknown) => (broken ??= error)));

  const givenUp = new Set(
    [
      ...stack.queues.map(({ redrive }) => redrive?.arn),
      ...stack.functions.map(({ asyncFailure }) => asyncFailure?.arn),
    ]
      .filter((arn) => arn !== undefined)
      .map((arn) => queues.named(arn)),
  );
  const fire = async (name: string, at: Date): Promise<void> => {
    const schedule = stack.schedules.find((one) => one.name === name || one.name === stack.outputs[name]);
    if (!schedule)
      throw new Error(`the stack has no schedule ${name}: ${stack.schedules.map((one) => one.name).join(', ')}`);
    queues.send(asyncQueue(schedule.functionName), eventOf(schedule, at, randomUUID()));
  };

  return {
    ...{ endpoint: gateway.endpoint, region, outputs: stack.outputs, fire },
    credentials: operatorKey,
    functions: stack.functions,
    schedules: stack.schedules.map(({ name, expression, timeZone, enabled }) => ({
      name,
      expression,
      timeZone,
      enabled,
    })),
    runSchedules: (from) => {
      const next = new Map(
        [...due].filter(([{ enabled }]) => enabled).map(([schedule, after]) => [schedule, after(from)]),
      );
      const timer = setInterval(() => {
        for (const [schedule, at] of next)
          if (at <= now() && !signal.aborted) {
            next.set(schedule, due.get(schedule)?.(at) ?? at);
            void fire(schedule.name, at);
          }
      }, 500);
      signal.addEventListener('abort', () => clearInterval(timer));
      return () => clearInterval(timer);
    },
    invoke: (name, event) => lambdaOf(name).invoke(event),
    idle: async () => {
      while (!signal.aborted && !queues.empty(feeding)) {
        if (broken) throw broken;
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    deadLetters: () => [...givenUp].map((queue) => ({ queue, messages: queues.peek(queue, 100) })),
    waiting: () => feeding.map((queue) => ({ queue, messages: queues.peek(queue, 100) })),
    published: () => topics.all(),
    events: () => events.all(),
    stats: () => {
      const { units, ...others } = structuredClone(stats);
      return { ...others, units: { ...units, write: units.write + tables.indexUnits } };
    },
    clear: async () => {
      if (!queues.empty(feeding) || [...lambdas.values()].some(({ running }) => running > 0))
        throw new Error('the embedded AWS is still at work: it cannot be emptied');
      db.transaction(() => {
        for (const part of [queues, objects, uploads, tables, topics, events]) part.clear();
      });
    },
    stop: async () => {
      if (signal.aborted) return;
      stopping.abort();
      for (const lambda of lambdas.values()) lambda.kill('the embedded AWS stopped');
      await Promise.all(pollers);
      await gateway.close();
      await door.close();
      await Promise.all(logs.map((log) => new Promise((done) => log.end(done))));
      db.close();
    },
  };
};

import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FunctionSpec } from './stack.ts';
import type { ColdStart, Invocations } from './stats.ts';

/** How an invocation ended. */
export type Outcome = { result: unknown } | { error: string };

/** What a function's processes need besides the template. */
export type LambdaOptions = {
  endpoint: string;
  region: string;
  accessKey: string;
  /** Processes of this function at most. */
  max: number;
  /** Folder where V8 keeps compiled bundles, for faster cold starts; null for none. */
  compileCache: string | null;
  /** By how much the clock of a process is ahead in an invocation, ms; see `Faults`. Where absent, it is this machine's. */
  clock?: (waitedMs: number) => number;
  onLine: (line: string) => void;
  onInvoked: (durationMs: number, records: number, coldStart: ColdStart | undefined, error: string | undefined) => void;
};

type Reply = { ready?: true; cpuMs?: number; id?: string; result?: unknown; error?: string; peakKb?: number };

/** Lambda gives a function 10 s to start before its own timeout counts. */
const INIT_MS = 10_000;
const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));

/** One process of a function: one invocation at a time. */
class Worker {
  readonly #child: ChildProcess;
  readonly #replies = new Map<string, (outcome: Reply) => void>();
  readonly #marks = new Map<string, () => void>();
  #ended: string | undefined;
  /** Session token of its credentials, as Lambda gives each process its own. */
  readonly session = randomUUID();
  /** Resolves to the cold start; to undefined where the process ended instead. */
  readonly ready: Promise<ColdStart | undefined>;

  constructor(spec: FunctionSpec, options: LambdaOptions) {
    const started = performance.now();
    this.#child = fork(BOOTSTRAP, {
      cwd: spec.directory,
      env: { ...environment(spec, options), AWS_SESSION_TOKEN: this.session },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.ready = new Promise((resolve) => {
      const timer = setTimeout(() => this.kill('init timed out after 10 s'), INIT_MS);
      this.#child.on('message', (reply: Reply) => {
        if (reply.ready) {
          clearTimeout(timer);
          resolve({ ms: performance.now() - started, cpuMs: reply.cpuMs ?? 0 });
        } else if (reply.id) this.#replies.get(reply.id)?.(reply);
      });
      this.#child.on('error', (error) => this.kill(error.message));
      this.#child.on('exit', (code, signal) => {
        clearTimeout(timer);
        this.#ended ??= `Runtime exited with ${signal ?? `status ${code}`}`;
        for (const reply of this.#replies.values()) reply({ error: this.#ended });
        for (const mark of this.#marks.values()) mark();
        resolve(undefined);
      });
    });
    const line = (text: string) => {
      const mark = text.startsWith('\u0000') ? this.#marks.get(text.slice(1)) : undefined;
      if (mark) mark();
      else if (text !== '') options.onLine(text);
    };
    for (const stream of [this.#child.stdout, this.#child.stderr])
      if (stream) createInterface({ input: stream }).on('line', line);
  }

  get ended(): string | undefined {
    return this.#ended;
  }

  kill(why: string): void {
    this.#ended ??= why;
    this.#child.kill('SIGKILL');
  }

  async invoke(event: unknown, timeoutSeconds: number, aheadMs: number | undefined): Promise<Reply> {
    const id = randomUUID();
    const deadline = Date.now() + timeoutSeconds * 1000;
    const timer = setTimeout(
      () => this.kill(`Task timed out after ${timeoutSeconds.toFixed(2)} seconds`),
      timeoutSeconds * 1000,
    );
    try {
      const written = new Promise<void>((resolve) => this.#marks.set(id, resolve));
      const reply = await new Promise<Reply>((resolve) => {
        this.#replies.set(id, resolve);
        if (this.#ended) resolve({ error: this.#ended });
        else this.#child.send({ id, event, deadline, aheadMs }, (error) => error && this.kill(error.message));
      });
      if (!this.#ended) await written;
      return reply;
    } finally {
      clearTimeout(timer);
      this.#replies.delete(id);
      this.#marks.delete(id);
    }
  }
}

const environment = (
  spec: FunctionSpec,
  { endpoint, region, accessKey, compileCache, clock }: LambdaOptions,
): NodeJS.ProcessEnv => ({
  ...(clock && { EMBEDDED_CLOCK: 'set by each invocation' }),
  PATH: process.env.PATH,
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  ...(compileCache !== null && { NODE_COMPILE_CACHE: compileCache }),
  ...spec.environment,
  NODE_OPTIONS: [spec.environment.NODE_OPTIONS, `--max-old-space-size=${spec.memoryMb}`].filter(Boolean).join(' '),
  _HANDLER: spec.handler,
  LAMBDA_TASK_ROOT: spec.directory,
  AWS_LAMBDA_FUNCTION_NAME: spec.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  EMBEDDED_FUNCTION_ARN: spec.arn,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: accessKey,
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** Runs one function's bundle in child processes, as many at a time as it may have; warm ones first. */
export class Lambda {
  readonly spec: FunctionSpec;
  readonly #options: LambdaOptions;
  readonly #invocations: Invocations;
  readonly #workers = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #atWork = new Set<Promise<unknown>>();
  #running = 0;

  constructor(spec: FunctionSpec, options: LambdaOptions, invocations: Invocations) {
    this.spec = spec;
    this.#options = { ...options, max: Math.min(options.max, spec.reserved ?? options.max) };
    this.#invocations = invocations;
  }

  /** Processes that it may have at a time. */
  get concurrency(): number {
    return this.#options.max;
  }

  /** Invocations under way. */
  get running(): number {
    return this.#running;
  }

  /** Resolves once the invocations that are under way now have ended, however. */
  async allEnded(): Promise<void> {
    await Promise.allSettled([...this.#atWork]);
  }

  /**
   * Invokes the function with an event of so many records; waits for a free process.
   * @param waitedMs how long the event was hidden after failed attempts, by the template's times
   */
  async invoke(event: unknown, records = 1, waitedMs = 0): Promise<Outcome> {
    // Whoever leaves hands its place on, so that nobody can slip in between.
    if (this.#running >= this.#options.max) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    const run = this.#run(event, records, waitedMs);
    this.#atWork.add(run);
    try {
      return await run;
    } finally {
      this.#atWork.delete(run);
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  async #run(event: unknown, records: number, waitedMs: number): Promise<Outcome> {
    // One that ended while it was idle is no use any more.
    let warm = this.#idle.pop();
    while (warm?.ended) warm = this.#idle.pop();
    const worker = warm ?? new Worker(this.spec, this.#options);
    this.#workers.add(worker);
    const ready = await worker.ready;
    const coldStart = warm ? undefined : ready;
    const started = performance.now();
    const reply = await worker.invoke(event, this.spec.timeoutSeconds, this.#options.clock?.(waitedMs));
    const durationMs = performance.now() - started;

    const counts = this.#invocations;
    counts.count++;
    counts.durationMs += durationMs;
    counts.cpuMs += reply.cpuMs ?? 0;
    if (coldStart) counts.coldStarts.push(coldStart);
    if (reply.error !== undefined) counts.errors++;
    if (reply.error?.startsWith('Task timed out')) counts.timeouts++;
    counts.peakMemoryMb = Math.max(counts.peakMemoryMb, Math.round((reply.peakKb ?? 0) / 1024));
    if (worker.ended) this.#workers.delete(worker);
    else this.#idle.push(worker);
    if (reply.error !== undefined) this.#options.onLine(reply.error);
    this.#options.onInvoked(durationMs, records, coldStart, reply.error);
    return reply.error === undefined ? { result: reply.result } : { error: reply.error };
  }

  /** Ends the process with that session token, or all of the function's, whatever they are doing. */
  kill(why: string, session?: string): void {
    for (const worker of this.#workers)
      if (session === undefined || worker.session === session) {
        worker.kill(why);
        this.#workers.delete(worker);
      }
  }
}

// Runs in a child process: what Lambda's own runtime does around an unmodified bundle, and nothing else.
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Invocation = { id: string; event: unknown; deadline: number; aheadMs?: number };

const { LAMBDA_TASK_ROOT = '', _HANDLER = '', AWS_LAMBDA_FUNCTION_NAME = '' } = process.env;
const [file = '', name = ''] = _HANDLER.split(/\.(?=[^.]*$)/);

// A clock that is wrong, or ahead because time is compressed: the bundle cannot tell it from the machine's.
let aheadMs = 0;
const machineNow = Date.now;
if (process.env.EMBEDDED_CLOCK) {
  const now = () => machineNow() + aheadMs;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given: [], newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

// The embedded AWS is gone, however it went: nobody waits for this process any more.
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C goes to every process; whether this one ends is for the embedded AWS to say, so that the message in
// its hands comes back as untouched instead of failed.
process.on('SIGINT', () => {});

const bundle = ['.mjs', '.js', '.cjs'].map((extension) => join(LAMBDA_TASK_ROOT, file + extension)).find(existsSync);
if (!bundle) throw new Error(`no bundle for handler ${_HANDLER} in the asset`);
const module = (await import(pathToFileURL(bundle).href)) as Record<string, unknown> & {
  default?: Record<string, unknown>;
};
const handler = module[name] ?? module.default?.[name];
if (typeof handler !== 'function') throw new Error(`${_HANDLER} is undefined or not exported`);

/** Processor time of this process, milliseconds. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const invoke = async ({ id, event, deadline, ...clock }: Invocation): Promise<void> => {
  aheadMs = clock.aheadMs ?? 0;
  const context = {
    awsRequestId: id,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: process.env.EMBEDDED_FUNCTION_ARN,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: `/aws/lambda/${AWS_LAMBDA_FUNCTION_NAME}`,
    logStreamName: String(process.pid),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - machineNow(),
  };
  const began = cpuMs();
  let answer: object;
  try {
    // Through JSON, as Lambda hands it on; a handler that answers nothing answers null.
    answer = { result: JSON.parse(JSON.stringify((await handler(event, context)) ?? null)) };
  } catch (error) {
    answer = {
      error: error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error),
    };
  }
  // Everything that the handler wrote lies before this line, so whoever reads the log knows when it is whole.
  process.stdout.write(`\n\u0000${id}\n`);
  process.send?.({ id, ...answer, peakKb: process.resourceUsage().maxRSS, cpuMs: cpuMs() - began });
};

process.on('message', async (invocation) => {
  await invoke(invocation as Invocation);
  // By its own Node would write what it compiled at its end, but this process is killed. What was written once is not again.
  flushCompileCache();
});
process.send?.({ ready: true, cpuMs: cpuMs() });

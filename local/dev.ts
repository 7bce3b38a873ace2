import { join, relative } from 'node:path';
import { emitKeypressEvents, type Key } from 'node:readline';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { startArguments, UsageError } from './arguments.ts';
import { type AwsEvent, startAws } from './aws/index.ts';
import { wallTime } from './calendar.ts';
import { accessTo } from './clients.ts';
import { dropFiles } from './drop.ts';
import { landingFolder } from './landing-folder.ts';
import { composeMappings, composePolicy, type Operator, operatorOf, root } from './operator.ts';
import { patience } from './patience.ts';
import { progressOn } from './progress.ts';
import { startRobots } from './robots.ts';
import { morningOf, schedules } from './steps.ts';
import { painter } from './summary/table.ts';
import { synth } from './synth.ts';
import { teller } from './tell.ts';

/** How often `landing/` is looked at, milliseconds; a file is taken at the second look that finds it unchanged. */
const lookEvery = 500;

const here = (path: string): string => relative(process.cwd(), path) || '.';

/** Resolves when somebody presses q or Ctrl-C; other keys do what they say. */
const keys = (actions: Record<string, () => void>): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    if (!process.stdin.isTTY) return;
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.stdin.on('keypress', (_text: string | undefined, { name, ctrl }: Key) => {
      if (name === 'q' || (ctrl && name === 'c')) resolve();
      else actions[name ?? '']?.();
    });
  });

/**
 * The operator to keep up: one of its own, by this machine's clock; or, where options of `npm start` are given, that of such a
 * start, from the morning after its night on: the links of its digests open.
 */
const operatorAndClock = async (argv: string[]): Promise<{ operator: Operator; now: () => Date }> => {
  const given = await operatorOf(startArguments(argv));
  if (argv.length === 0)
    return { operator: { ...given, name: 'dev', data: join(root, '.tierline', 'dev') }, now: () => new Date() };
  const ahead = morningOf(given, given.now).getTime() - Date.now();
  return { operator: given, now: () => new Date(Date.now() + ahead) };
};

/** `npm run dev`: the stack stays up, takes files dropped in `landing/`, and tells what happens, line by line. */
const main = async (): Promise<void> => {
  const { operator, now } = await operatorAndClock(process.argv.slice(2));
  const paint = painter(process.stdout.isTTY === true);
  const say = (line: string): void => {
    console.log(`${paint('dim', wallTime(now(), operator.timeZone))} ${line}`);
  };
  const progress = progressOn(process.stdout);
  const step = progress.step('Synthesizing the stack', 'stacks');
  const order = {
    policy: await composePolicy(operator),
    mappings: await composeMappings(operator),
    shards: operator.shards,
  };
  const { assembly, found } = await synth(root, operator.assemblies, order);
  step.done(found ? 'nothing changed since the last time' : 'cdk synth');
  const robots = await startRobots(operator.data, ({ agentId, text }) =>
    say(`digest    ${agentId} by webhook: ${text.split('\n')[1] ?? ''}`),
  );
  let listener: (event: AwsEvent) => void = () => {};
  const aws = await startAws({
    assembly,
    dataDir: join(operator.data, 'aws'),
    now,
    onEvent: (event) => listener(event),
    ...patience,
  });
  const access = accessTo(aws);
  const { SecretString } = await access.secrets.send(
    new GetSecretValueCommand({ SecretId: access.names.webhookSecret }),
  );
  robots.setSecret(SecretString ?? '');
  const tell = teller(access.s3, access.names, paint);
  listener = (event) => {
    void tell(event).then(
      (line) => line !== undefined && say(line),
      () => say(`lost sight of ${event.kind}`),
    );
  };

  const landing = join(root, 'landing');
  const look = landingFolder(landing);
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking
      .then(look)
      .then((files) => {
        const arrivals = files.map((file) => ({ ...file, period: '', arrivesAt: now() }));
        return files.length === 0 ? 0 : dropFiles(access.s3, access.names.landing, arrivals, () => {});
      })
      .then(
        () => {},
        (error: unknown) =>
          say(`${paint('red', 'landing')}   ${error instanceof Error ? error.message : String(error)}`),
      );
  }, lookEvery);
  const stopSchedules = aws.runSchedules(now());
  const fire =
    (name: string, schedule: string, at = now) =>
    (): void => {
      say(`asked     ${name}`);
      void aws.fire(schedule, at());
    };

  say(`watching  ${here(landing)}/feed=<feed>/period=<YYYY-MM>/source=<source>/<any file name>`);
  for (const { name, expression, timeZone } of aws.schedules) say(`schedule  ${name}: ${expression} ${timeZone}`);
  say(`endpoint  ${aws.endpoint} (AWS_ENDPOINT_URL), data in ${here(operator.data)}`);
  say(`page      ${aws.outputs.ReplyUrl ?? ''}/r/<link of a digest>`);
  say(process.stdin.isTTY ? 'keys      n: the night now, d: digests now, q: quit' : 'Ctrl-C    quits');
  await keys({
    n: fire('the night', schedules.nightly),
    d: fire('digests', schedules.morning, () => morningOf(operator, now())),
  });

  say('stopping');
  clearInterval(timer);
  stopSchedules();
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
  await looking;
  await aws.stop();
  await robots.close();
};

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n(npm start -- --help shows the options)`);
  process.exitCode = 2;
}

import { join, relative } from 'node:path';
import { emitKeypressEvents, type Key } from 'node:readline';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { startArguments } from './arguments.ts';
import { type AwsEvent, startAws } from './aws/index.ts';
import { wallTime } from './calendar.ts';
import { accessTo } from './clients.ts';
import { dropFiles } from './drop.ts';
import { landingFolder } from './landing-folder.ts';
import { type Operator, operatorOf, root } from './operator.ts';
import { progressOn } from './progress.ts';
import { startRobots } from './robots.ts';
import { schedules } from './steps.ts';
import { painter } from './summary/table.ts';
import { synth } from './synth.ts';
import { teller } from './tell.ts';

/** How often `landing/` is looked at, milliseconds; a file is taken at the second look that finds it unchanged. */
const lookEvery = 500;
/** A failed message is tried again after so many seconds instead of its queue's minutes. */
const retryDelaySeconds = 10;

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

/** `npm run dev`: the stack stays up, takes files dropped in `landing/`, and tells what happens, line by line. */
const main = async (): Promise<void> => {
  const sample = await operatorOf(startArguments([]));
  const operator: Operator = { ...sample, name: 'dev', data: join(root, '.tierline', 'dev') };
  const paint = painter(process.stdout.isTTY === true);
  const say = (line: string): void => {
    console.log(`${paint('dim', wallTime(new Date(), operator.timeZone))} ${line}`);
  };
  const progress = progressOn(process.stdout);
  const step = progress.step('Synthesizing the stack', 'stacks');
  const order = { policy: undefined, mappings: undefined, shards: operator.shards };
  const { assembly, found } = await synth(root, operator.assemblies, order);
  step.done(found ? 'nothing changed since the last time' : 'cdk synth');
  const robots = await startRobots(operator.data, ({ agentId, text }) =>
    say(`digest    ${agentId} by webhook: ${text.split('\n')[1] ?? ''}`),
  );
  let listener: (event: AwsEvent) => void = () => {};
  const aws = await startAws({
    assembly,
    dataDir: join(operator.data, 'aws'),
    now: () => new Date(),
    onEvent: (event) => listener(event),
    retryDelaySeconds,
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
        const now = new Date();
        const arrivals = files.map((file) => ({ ...file, period: '', arrivesAt: now }));
        return files.length === 0 ? 0 : dropFiles(access.s3, access.names.landing, arrivals, () => {});
      })
      .then(
        () => {},
        (error: unknown) =>
          say(`${paint('red', 'landing')}   ${error instanceof Error ? error.message : String(error)}`),
      );
  }, lookEvery);
  const stopSchedules = aws.runSchedules(new Date());
  const fire = (name: string, schedule: string) => (): void => {
    say(`asked     ${name}`);
    void aws.fire(schedule, new Date());
  };

  say(`watching  ${here(landing)}/feed=<feed>/period=<YYYY-MM>/source=<source>/<any file name>`);
  for (const { name, expression, timeZone } of aws.schedules) say(`schedule  ${name}: ${expression} ${timeZone}`);
  say(`endpoint  ${aws.endpoint} (AWS_ENDPOINT_URL), data in ${here(operator.data)}`);
  say(process.stdin.isTTY ? 'keys      n: the night now, d: digests now, q: quit' : 'Ctrl-C    quits');
  await keys({ n: fire('the night', schedules.nightly), d: fire('digests', schedules.morning) });

  say('stopping');
  clearInterval(timer);
  stopSchedules();
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
  await looking;
  await aws.stop();
  await robots.close();
};

await main();

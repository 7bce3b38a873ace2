import { join } from 'node:path';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { StartArguments } from './arguments.ts';
import { type AwsEvent, type Faults, startAws } from './aws/index.ts';
import { firstDayAfter, instantIn, lastFullMonth } from './calendar.ts';
import { type Access, accessTo } from './clients.ts';
import type { Arrival } from './drop.ts';
import { composeMappings, composePolicy, type Operator, root } from './operator.ts';
import { patience } from './patience.ts';
import type { Progress } from './progress.ts';
import { type Robots, startRobots } from './robots.ts';
import { monthNumber } from './sample/months.ts';
import { writeSample } from './sample/write-sample.ts';
import { ingestAll, type Running, scoreAll, tellAgents } from './steps.ts';
import { collectSummary } from './summary/collect.ts';
import type { Summary } from './summary/summary.ts';
import { synth } from './synth.ts';

/** The operator's files, each arriving at midnight after its month, a second after the one before: the same in every start. */
const filesOf = async (
  operator: Operator,
  start: StartArguments,
  robots: Robots,
  progress: Progress,
): Promise<Arrival[]> => {
  const at = (period: string, index: number): Date =>
    new Date(instantIn(firstDayAfter(period), '00:00', operator.timeZone).getTime() + index * 1_000);
  if (operator.dumps)
    return operator.dumps.files.map((file, index) => ({ ...file, arrivesAt: at(file.period, index) }));
  const folder = join(operator.data, 'sample');
  const step = progress.step('Writing the sample', 'files');
  const dumps = await writeSample(
    folder,
    {
      customers: start.customers,
      months: start.months,
      seed: start.seed,
      lastMonth: monthNumber(lastFullMonth(operator.now, operator.timeZone)),
      webhookBase: robots.base,
    },
    (done, of) => step.at(done, of),
  );
  const rows = dumps.reduce((sum, dump) => sum + dump.rows, 0);
  step.done(`${dumps.length} files, ${rows.toLocaleString('en-US')} rows`);
  return dumps.map(({ key, period, md5 }, index) => ({
    ...{ key, period, md5 },
    path: join(folder, key),
    arrivesAt: at(period, index),
  }));
};

const synthesize = async (operator: Operator, progress: Progress): Promise<{ assembly: string; seconds: number }> => {
  if (operator.assembly !== undefined) return { assembly: operator.assembly, seconds: 0 };
  const step = progress.step('Synthesizing the stack', 'stacks');
  const { assembly, found } = await synth(root, operator.assemblies, {
    policy: await composePolicy(operator),
    mappings: await composeMappings(operator),
    shards: operator.shards,
  });
  return { assembly, seconds: step.done(found ? 'nothing changed since the last time' : 'cdk synth') };
};

/** Robots need the secret that signs what they get. */
const giveSecret = async ({ secrets, names }: Access, robots: Robots): Promise<void> => {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: names.webhookSecret }));
  robots.setSecret(SecretString ?? '');
};

/** A stack that is up, with its operator's files at hand. */
export type NightUnderWay = {
  running: Running;
  robots: Robots;
  files: Arrival[];
  /** Cloud assembly that runs. */
  assembly: string;
  /** Seconds that each preparation took. */
  seconds: { synth: number; start: number };
};

/**
 * Makes the stack, brings it up in the embedded AWS, and takes it down again when the work is done.
 *
 * @throws UsageError where the stack cannot be made
 */
export const withNight = async <T>(
  operator: Operator,
  start: StartArguments,
  progress: Progress,
  work: (night: NightUnderWay) => Promise<T>,
  faults?: Faults,
): Promise<T> => {
  const { assembly, seconds: synthSeconds } = await synthesize(operator, progress);
  const robots = await startRobots(operator.data);
  try {
    const files = await filesOf(operator, start, robots, progress);
    let clock = files[0]?.arrivesAt ?? operator.now;
    let listener: (event: AwsEvent) => void = () => {};
    const up = progress.step('Starting the embedded AWS', 'parts');
    const aws = await startAws({
      assembly,
      dataDir: join(operator.data, 'aws'),
      now: () => clock,
      onEvent: (event) => listener(event),
      ...patience,
      idleEndsWindows: true,
      ...(faults && { faults }),
    });
    const seconds = { synth: synthSeconds, start: up.done(aws.endpoint) };
    try {
      const access = accessTo(aws);
      await giveSecret(access, robots);
      const running = {
        ...{ aws, access, operator, progress },
        setClock: (at: Date) => {
          clock = at;
        },
        watch: (next: typeof listener) => {
          listener = next;
        },
      };
      return await work({ running, robots, files, assembly, seconds });
    } finally {
      await aws.stop();
    }
  } finally {
    await robots.close();
  }
};

/**
 * One night of an operator, end to end, in the embedded AWS: whatever an earlier start has done is left as it is, whatever
 * it left undone is finished.
 *
 * @throws UsageError where the stack cannot be made
 */
export const runNight = (
  operator: Operator,
  start: StartArguments,
  progress: Progress,
  faults?: Faults,
): Promise<Summary> => {
  const began = performance.now();
  const night = async ({ running, robots, files, seconds }: NightUnderWay) => {
    const ingested = await ingestAll(running, files);
    const scored = await scoreAll(running);
    const told = await tellAgents(running);
    const nothingDone = ingested.dropped === 0 && !scored.scored && told.sent === 0;
    return collectSummary(running, robots, nothingDone, {
      ...seconds,
      ingest: ingested.seconds,
      score: scored.seconds,
      notify: told.seconds,
      total: (performance.now() - began) / 1_000,
    });
  };
  return withNight(operator, start, progress, night, faults);
};

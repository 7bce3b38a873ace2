import { dynamoLedger } from '../shared/aws/ledger.ts';
import type { RunItem } from '../shared/contracts/items/ledger.ts';
import { runIdOf } from '../shared/domain/night.ts';
import { UsageError } from './arguments.ts';
import type { AwsEvent, EmbeddedAws } from './aws/index.ts';
import { dayIn, instantIn, wallTime } from './calendar.ts';
import type { Access } from './clients.ts';
import { type Arrival, dropFiles } from './drop.ts';
import type { Operator } from './operator.ts';
import type { Progress, Step } from './progress.ts';

/** A night under way. */
export type Running = {
  aws: EmbeddedAws;
  access: Access;
  operator: Operator;
  progress: Progress;
  /** Sets what S3 and the queues take for the time, so that what is stored does not depend on when somebody started. */
  setClock: (at: Date) => void;
  /** Sets who hears what happens in the embedded AWS. */
  watch: (listener: (event: AwsEvent) => void) => void;
};

/** Schedules of the stack, by construct path. */
export const schedules = {
  nightly: 'Score/Nightly/Schedule',
  morning: 'Notify/Morning/Schedule',
  sweep: 'Notify/DueSweep/Schedule',
} as const;

/** The instant of the morning digest on the day of an instant. */
export const morningOf = ({ timeZone, digestAt }: Operator, at: Date): Date =>
  instantIn(dayIn(at, timeZone), digestAt, timeZone);

/** Shows a step's progress by the messages that one function has handled. */
const counting = (name: string, of: number, step: Step) => {
  let done = 0;
  return (event: AwsEvent): void => {
    if (event.kind !== 'invoked' || !event.function.endsWith(name)) return;
    done += event.records;
    step.at(Math.min(done, of), of);
  };
};

/** Drops the files that are not there yet, and waits until all are ingested. */
export const ingestAll = async (
  { aws, access, progress, setClock, watch }: Running,
  files: readonly Arrival[],
): Promise<{ dropped: number; seconds: number }> => {
  const step = progress.step('Dropping and ingesting', 'dumps');
  step.at(0, files.length);
  watch(counting('-ingest', files.length, step));
  const dropped = await dropFiles(access.s3, access.names.landing, files, setClock);
  await aws.idle();
  const note = dropped === files.length ? `${dropped} dumps` : `${dropped} new dumps of ${files.length}`;
  return { dropped, seconds: step.done(note) };
};

/** The night's run. @throws UsageError where a later night was decided already: nights are not scored backwards */
const runOf = async ({ access, operator }: Running): Promise<RunItem | undefined> => {
  const ledger = dynamoLedger(access.dynamo, access.names.ledger);
  const run = await ledger.run(runIdOf(operator.now.toISOString()));
  const [newest] = await ledger.runs(1);
  if (run === undefined && newest && Date.parse(newest.scheduledAt) > operator.now.getTime())
    throw new UsageError(
      `the night of ${wallTime(new Date(newest.scheduledAt), operator.timeZone)} is decided already, and nights are not scored backwards: give a later --now, or begin anew with npm run clean`,
    );
  return run;
};

/** As every quarter of an hour: people are reminded of late work. What waited for this day is left to the plan of the night. */
const sweepAtMidnight = async ({ aws, access, operator, setClock }: Running): Promise<void> => {
  const earlier = await dynamoLedger(access.dynamo, access.names.ledger).runs(1);
  if (earlier.length === 0) return;
  const midnight = instantIn(dayIn(operator.now, operator.timeZone), '00:00', operator.timeZone);
  setClock(midnight);
  await aws.fire(schedules.sweep, midnight);
  await aws.idle();
};

/** Scores everybody and gives out the work, unless an earlier start has. */
export const scoreAll = async (running: Running): Promise<{ scored: boolean; seconds: number }> => {
  const { aws, operator, progress, setClock, watch } = running;
  const step = progress.step('Scoring everybody', 'shards');
  step.at(0, operator.shards);
  const before = await runOf(running);
  if (before?.status === 'completed') return { scored: false, seconds: step.done('done by an earlier start') };
  await sweepAtMidnight(running);
  watch(counting('-score-shard', operator.shards, step));
  setClock(operator.now);
  await aws.fire(schedules.nightly, operator.now);
  await aws.idle();
  const run = await runOf(running);
  return { scored: true, seconds: step.done(`${(run?.counts?.customers ?? 0).toLocaleString('en-US')} customers`) };
};

/** Sends each agent the list of the day; lists that went out before are left alone. */
export const tellAgents = async ({ aws, operator, progress, setClock, watch }: Running) => {
  const step = progress.step('Telling the agents', 'digests');
  let sent = 0;
  watch((event) => {
    if (event.kind !== 'invoked' || !event.function.endsWith('-notify-digest')) return;
    sent += event.records;
    step.at(sent, sent);
  });
  const morning = morningOf(operator, operator.now);
  setClock(morning);
  await aws.fire(schedules.morning, morning);
  await aws.idle();
  return { sent, seconds: step.done(sent === 0 ? 'nothing to send' : `${sent} digests`) };
};

import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type * as z from 'zod';
import { cardDesk } from '../../shared/aws/card-desk.ts';
import { dynamo, s3, sqs } from '../../shared/aws/clients.ts';
import { dynamoDecisions } from '../../shared/aws/decisions.ts';
import { oneByOne, queueHandler, scheduleHandler } from '../../shared/aws/handlers.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { once } from '../../shared/aws/once.ts';
import { policyText } from '../../shared/aws/operator-config.ts';
import { sqsQueue } from '../../shared/aws/queue.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import { log, metrics } from '../../shared/aws/telemetry.ts';
import { dynamoWork } from '../../shared/aws/work.ts';
import { planEnv, shardEnv, trainEnv } from '../../shared/contracts/env.ts';
import { monthlyTraining, nightlyRun } from '../../shared/contracts/messages/schedules.ts';
import { type ShardRequested, shardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { endsSoon } from '../../shared/contracts/working-calendar.ts';
import { localDate } from '../../shared/domain/calendar.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { unbalancedSlices } from '../../shared/domain/work/suppression-ledger.ts';
import { type MeasurePorts, measureShard } from './measure-shard.ts';
import { type PlanPorts, planRun } from './plan-run.ts';
import { type ShardPorts, scoreShard } from './score-shard.ts';
import { type MonthlyPorts, trainMonthly } from './train-monthly.ts';

/** What planning and training work from alike. */
const planning = async (env: z.infer<typeof trainEnv>) => {
  const tables = dynamo();
  const facts = s3ObjectStore(s3(), env.FACTS_BUCKET);
  return {
    ledger: dynamoLedger(tables, env.LEDGER_TABLE),
    runs: runStore(facts),
    cards: cardDesk(tables, env.LEDGER_TABLE, facts),
    policy: parsePolicy(await policyText()),
    timeZone: env.TIME_ZONE,
    shards: env.SHARDS,
  };
};

const planPorts = once(async (): Promise<PlanPorts> => {
  const env = planEnv.parse(process.env);
  return { ...(await planning(env)), shardQueue: sqsQueue(sqs(), env.SHARD_QUEUE_URL) };
});

const monthlyPorts = once((): Promise<MonthlyPorts> => planning(trainEnv.parse(process.env)));

const shardPorts = once((): ShardPorts & MeasurePorts => {
  const env = shardEnv.parse(process.env);
  const tables = dynamo();
  const queues = sqs();
  return {
    ledger: dynamoLedger(tables, env.LEDGER_TABLE),
    runs: runStore(s3ObjectStore(s3(), env.FACTS_BUCKET)),
    shardQueue: sqsQueue(queues, env.SHARD_QUEUE_URL),
    decisions: dynamoDecisions(tables, env.DECISIONS_TABLE),
    work: dynamoWork(tables, env.WORK_TABLE),
    workPlanQueue: sqsQueue(queues, env.WORK_PLAN_QUEUE_URL),
  };
});

/** From the nightly schedule: plans the run. */
export const plan = scheduleHandler(nightlyRun, async (event) => {
  const ports = await planPorts();
  const planned = await planRun(event, ports);
  log.info('run planned', { code: 'RUN_PLANNED', ...planned });
  const { policy, timeZone } = ports;
  const ends = policy.visits && endsSoon(policy.visits.calendar, localDate(event.scheduledAt, timeZone));
  if (ends) log.warn('the calendar of visits ends: give the next year', { code: 'CALENDAR_ENDS', lastDay: ends });
  if (planned.held > 0) metrics.addMetric(metricNames.slicesHeld, MetricUnit.Count, planned.held);
  if (planned.shards !== ports.shards)
    log.warn('facts lie in another number of shards than cdk.json says: theirs counts', {
      ...{ code: 'SHARDS_DIFFER', facts: planned.shards, settings: ports.shards },
    });
  if (planned.state === 'started' && planned.dumps === 0)
    log.warn('no released dump in the window: nobody is scored tonight', { code: 'RUN_WITHOUT_DUMPS' });
});

/** From the monthly schedule: learns a challenger, and looks at the card in force. */
export const train = scheduleHandler(monthlyTraining, async (event) => {
  const { state, why, training, watch } = await trainMonthly(event, await monthlyPorts());
  if (watch) {
    metrics.addMetric(metricNames.cardDrift, MetricUnit.Count, watch.findings.length);
    const told = { card: watch.hash, month: watch.month, findings: watch.findings };
    if (watch.findings.length > 0) log.warn('the card in force has drifted', { code: 'CARD_DRIFTED', ...told });
    else log.info('the card in force stands', { code: 'CARD_STANDS', ...told });
  }
  if (state === 'off') return log.info('the policy learns nothing', { code: 'TRAINING_OFF' });
  metrics.addMetric(metricNames.cardTrained, MetricUnit.Count, training ? 1 : 0);
  if (!training) return log.warn('too little to learn from', { code: 'TRAINING_TOO_LITTLE', why });
  const { hash, isNew, promoted, promotion, data } = training;
  const rows = data.rows.labels.length;
  log.info('card trained', { code: 'CARD_TRAINED', card: hash, isNew, passes: promotion.passes, promoted, rows });
});

/** Measures one shard of a run. */
const measure = async ({ runId, shard: number }: ShardRequested): Promise<void> => {
  const { state, customers, asked } = await measureShard({ runId, shard: number }, shardPorts());
  if (state === 'over') return log.info('shard not needed', { code: 'SHARD_NOT_NEEDED', runId, shard: number, state });
  log.info('shard measured', { code: 'SHARD_MEASURED', runId, shard: number, customers });
  if (asked > 0) log.info('base measured', { code: 'BASE_MEASURED', runId, asked });
};

/** From the shard queue: measures or scores one shard of a run a message. */
export const shard = queueHandler(
  shardRequested,
  oneByOne(async (message) => {
    if (message.step === 'measure') return measure(message);
    const { state, counts, closed } = await scoreShard(message, shardPorts());
    const { runId, shard: number } = message;
    if (!counts) return log.info('shard not needed', { code: 'SHARD_NOT_NEEDED', runId, shard: number, state });
    const { customers, decisionsWritten, candidates, queued } = counts;
    log.info('shard done', {
      code: 'SHARD_DONE',
      runId,
      shard: number,
      customers,
      decisionsWritten,
      candidates,
      queued,
    });
    if (!closed) return;
    const balanced = isBalanced(closed.counts);
    metrics.addMetric(metricNames.runCompleted, MetricUnit.Count, 1);
    metrics.addMetric(metricNames.runUnbalanced, MetricUnit.Count, balanced ? 0 : 1);
    metrics.addMetric(metricNames.playbooksStopped, MetricUnit.Count, closed.stopped.length);
    if (closed.stopped.length > 0)
      log.warn('contact does harm: playbooks stopped', { code: 'PLAYBOOK_STOPPED', runId, playbooks: closed.stopped });
    // Not region by region: a line of a log holds a megabyte, and the ledger has them.
    const { ledger, valueAtRisk: _, ...sums } = closed.counts;
    log.info('run completed', { code: 'RUN_COMPLETED', runId, counts: sums });
    if (!balanced)
      log.error('candidates do not balance', {
        code: 'RUN_UNBALANCED',
        runId,
        slices: unbalancedSlices(ledger ?? {}),
      });
  }),
);

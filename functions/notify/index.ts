import { dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { dynamo, s3, sns, sqs } from '../../shared/aws/clients.ts';
import { httpHandler, oneByOne, queueHandler, scheduleHandler } from '../../shared/aws/handlers.ts';
import { snsLateChannel } from '../../shared/aws/late-channel.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { snsMessageChannel } from '../../shared/aws/message-channel.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { once } from '../../shared/aws/once.ts';
import { policyText } from '../../shared/aws/operator-config.ts';
import { outcomeFacts } from '../../shared/aws/outcome-facts.ts';
import { sqsQueue } from '../../shared/aws/queue.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import { dynamoWork } from '../../shared/aws/work.ts';
import { assignEnv, gatherEnv, messagesEnv, outcomesEnv, planWorkEnv, sweepEnv } from '../../shared/contracts/env.ts';
import { digestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import { objectCreated } from '../../shared/contracts/messages/object-created.ts';
import { outcomesReleased } from '../../shared/contracts/messages/outcomes-released.ts';
import { dueSweep, morningDigest } from '../../shared/contracts/messages/schedules.ts';
import { workPlanRequested } from '../../shared/contracts/messages/work-plan-requested.ts';
import { workRequested } from '../../shared/contracts/messages/work-requested.ts';
import { workSent } from '../../shared/contracts/messages/work-sent.ts';
import { parsePolicyParts } from '../../shared/contracts/policy.ts';
import { listDayOf } from '../../shared/domain/work/list-days.ts';
import { assignWork } from './assign-work.ts';
import { endWork } from './end-work.ts';
import { gatherReplies } from './gather-replies.ts';
import { planWork as planWorkOf } from './plan-work.ts';
import { assignReport, gatherReport, messageReport, outcomesReport, sweepReport, workPlanReport } from './reports.ts';
import { rosters } from './rosters.ts';
import { sendMessage } from './send-message.ts';
import { sweep as sweepDue } from './sweep.ts';
import { wireDigest, wireDigestPlan, wireReply } from './wire-agents.ts';

// Nine functions share this file and each has its own environment, so each is wired when it is first called.

const wirePlanWork = once(async () => {
  const env = planWorkEnv.parse(process.env);
  const queues = sqs();
  const client = dynamo();
  return planWorkOf({
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    runs: runStore(s3ObjectStore(s3(), env.FACTS_BUCKET)),
    work: dynamoWork(client, env.WORK_TABLE),
    agentDays: dynamoAgentDays(client, env.AGENT_DAYS_TABLE),
    queues: {
      'churn-risk': sqsQueue(queues, env.CHURN_RISK_QUEUE_URL),
      'return-visit': sqsQueue(queues, env.RETURN_VISIT_QUEUE_URL),
    },
    messages: sqsQueue(queues, env.CUSTOMER_MESSAGES_QUEUE_URL),
    reportQueue: sqsQueue(queues, env.REPORT_QUEUE_URL),
    listDay: listDayOf(parsePolicyParts(await policyText(), ['visits'])),
    report: workPlanReport,
  });
});

const wireAssign = once(async () => {
  const env = assignEnv.parse(process.env);
  const client = dynamo();
  return assignWork({
    work: dynamoWork(client, env.WORK_TABLE),
    agentDays: dynamoAgentDays(client, env.AGENT_DAYS_TABLE),
    rosterOf: rosters(s3ObjectStore(s3(), env.FACTS_BUCKET)),
    listDay: listDayOf(parsePolicyParts(await policyText(), ['visits'])),
    report: assignReport,
  });
});

const wireSweep = once(async () => {
  const env = sweepEnv.parse(process.env);
  const queues = sqs();
  const client = dynamo();
  const policy = parsePolicyParts(await policyText(), ['workLife', 'digest', 'visits']);
  const { workLife, digest } = policy;
  return sweepDue({
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    work: dynamoWork(client, env.WORK_TABLE),
    late: snsLateChannel(sns(), env.DIGEST_TOPIC_ARN),
    workLife,
    digest,
    listDay: listDayOf(policy),
    rosterOf: rosters(s3ObjectStore(s3(), env.FACTS_BUCKET)),
    queues: {
      'churn-risk': sqsQueue(queues, env.CHURN_RISK_QUEUE_URL),
      'return-visit': sqsQueue(queues, env.RETURN_VISIT_QUEUE_URL),
    },
    timeZone: env.TIME_ZONE,
    waitingFromHour: env.WAITING_FROM_HOUR,
    report: sweepReport,
  });
});

const wireMessages = once(() => {
  const env = messagesEnv.parse(process.env);
  return sendMessage({
    work: dynamoWork(dynamo(), env.WORK_TABLE),
    channel: snsMessageChannel(sns(), env.CUSTOMER_MESSAGES_TOPIC_ARN),
    now: () => Date.now(),
    report: messageReport,
  });
});

const wireOutcomes = once(() => {
  const env = outcomesEnv.parse(process.env);
  const client = dynamo();
  return endWork({
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    work: dynamoWork(client, env.WORK_TABLE),
    outcomesOf: outcomeFacts(s3ObjectStore(s3(), env.FACTS_BUCKET), env.SHARDS),
    report: outcomesReport,
  });
});

const wireGather = once(() => {
  const env = gatherEnv.parse(process.env);
  return gatherReplies({ landing: s3ObjectStore(s3(), env.LANDING_BUCKET), report: gatherReport });
});

/** Gives out the work of a run that has closed; behind the work-plan queue. */
export const planWork = queueHandler(
  workPlanRequested,
  oneByOne(async (message) => (await wirePlanWork())(message)),
);
/** Puts work on agents' lists; behind the churn-risk and return-visit queues. */
export const assign = queueHandler(workSent, async (received) => (await wireAssign())(received));
/** Asks for the digests of the day; behind the morning schedule. */
export const digestPlan = scheduleHandler(morningDigest, async (event) => (await wireDigestPlan())(event));
/** Sends one digest over the first channel that takes it; behind the digest queue. */
export const digest = queueHandler(
  digestRequested,
  oneByOne(async (message) => (await wireDigest())(message)),
);
/** Sends messages to customers; behind the queue of customer messages. */
export const messages = queueHandler(
  workRequested,
  oneByOne((message) => wireMessages()(message)),
);
/** Looks after late work and brings back what waited; behind the sweep schedule. */
export const sweep = scheduleHandler(dueSweep, async (event) => (await wireSweep())(event));
/** Shows a piece of work to its agent, and takes what came of it; behind the HTTP API. */
export const replyPage = httpHandler(async (request) => (await wireReply())(request));
/** Puts replies together as dumps of outcomes; behind the queue of replies. */
export const gather = queueHandler(objectCreated, (received) => wireGather()(received));
/** Ends work by the outcomes of a released dump; behind the outcomes queue. */
export const outcomes = queueHandler(
  outcomesReleased,
  oneByOne((event) => wireOutcomes()(event)),
);

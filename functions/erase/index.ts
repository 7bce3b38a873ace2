import { dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { dynamo, s3, secrets, sqs } from '../../shared/aws/clients.ts';
import { erasureFacts } from '../../shared/aws/erasure-facts.ts';
import { sealOf } from '../../shared/aws/erasure-seal.ts';
import { oneByOne, queueHandler, scheduleHandler } from '../../shared/aws/handlers.ts';
import { keptSecret } from '../../shared/aws/kept-secret.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { once } from '../../shared/aws/once.ts';
import { sqsQueue } from '../../shared/aws/queue.ts';
import { log } from '../../shared/aws/telemetry.ts';
import { dynamoWork } from '../../shared/aws/work.ts';
import { deleteItems } from '../../shared/aws/write-batches.ts';
import { eraseEnv, expireEnv } from '../../shared/contracts/env.ts';
import { eraseMessage } from '../../shared/contracts/messages/erase-requested.ts';
import { factExpiry } from '../../shared/contracts/messages/schedules.ts';
import { eraseShard } from './erase-shard.ts';
import { type ExpiryPorts, expireFacts } from './expire-facts.ts';
import { planErasure } from './plan-erasure.ts';
import type { ErasePorts } from './ports.ts';

// Two functions share this file and each has its own environment, so each is wired when it is first called.

const erasePorts = once((): ErasePorts => {
  const env = eraseEnv.parse(process.env);
  const client = dynamo();
  const objects = s3();
  const facts = s3ObjectStore(objects, env.FACTS_BUCKET);
  const key = keptSecret(secrets(), env.ERASURE_KEY_ARN, 'the key of erasures', () => Date.now());
  return {
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    facts,
    receipts: s3ObjectStore(objects, env.RECEIPTS_BUCKET),
    asked: erasureFacts(facts),
    decisions: { remove: deleteItems(client, env.DECISIONS_TABLE, 'customerId') },
    work: { get: dynamoWork(client, env.WORK_TABLE).get, remove: deleteItems(client, env.WORK_TABLE, 'workId') },
    agentDays: dynamoAgentDays(client, env.AGENT_DAYS_TABLE),
    queue: sqsQueue(sqs(), env.ERASE_QUEUE_URL),
    seal: async () => sealOf(await key()),
    secondLookSeconds: env.SECOND_LOOK_SECONDS,
    shards: env.SHARDS,
  };
});

const expiryPorts = once((): ExpiryPorts => {
  const env = expireEnv.parse(process.env);
  return { facts: s3ObjectStore(s3(), env.FACTS_BUCKET), kept: env.KEPT_MONTHS, timeZone: env.TIME_ZONE };
});

/** From the erase queue: a released dump of erasures, or one look at one shard. */
export const erase = queueHandler(
  eraseMessage,
  oneByOne(async (message) => {
    if ('detail' in message) {
      const order = await planErasure(message, erasePorts());
      const { dumpId } = message.detail;
      const shards = Object.keys(order?.shards ?? {}).length;
      log.info('erasure planned', { code: 'ERASURE_PLANNED', dumpId, shards });
      return;
    }
    const { dumpId, shard, look } = message;
    const erased = await eraseShard(message, erasePorts());
    log.info('shard looked at', { code: 'SHARD_ERASED', dumpId, shard, look, counts: erased?.shard.counts });
    if (erased?.proven) log.info('erasure proven', { code: 'ERASURE_PROVEN', dumpId });
  }),
);

/** From the schedule: facts that are past their time. */
export const expire = scheduleHandler(factExpiry, async (event) => {
  const deleted = await expireFacts(event, expiryPorts());
  log.info('old facts deleted', { code: 'FACTS_EXPIRED', deleted });
});

import { s3 } from '../../shared/aws/clients.ts';
import { oneByOne, queueHandler } from '../../shared/aws/handlers.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { log } from '../../shared/aws/telemetry.ts';
import { reshardEnv } from '../../shared/contracts/env.ts';
import { copyFacts } from '../../shared/contracts/messages/copy-facts.ts';
import { copyFactsOf } from './copy-facts.ts';

const env = reshardEnv.parse(process.env);
const facts = s3ObjectStore(s3(), env.FACTS_BUCKET);

/** From the reshard queue: one part of one feed's month a message. */
export const reshard = queueHandler(
  copyFacts,
  oneByOne(async (message) => {
    const { feed, period, shard, to } = message;
    const copied = await copyFactsOf(message, { facts });
    log.info('facts copied', { code: 'FACTS_COPIED', feed, period, shard, shards: to.shards, ...copied });
  }),
);

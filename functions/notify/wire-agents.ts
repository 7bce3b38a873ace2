import { agentChannels } from '../../shared/aws/agent-channels.ts';
import { dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { snsChannel } from '../../shared/aws/channels.ts';
import { dynamoCircuits } from '../../shared/aws/circuits.ts';
import { dynamo, s3, secrets, sns, sqs } from '../../shared/aws/clients.ts';
import { keptSecret } from '../../shared/aws/kept-secret.ts';
import { landReply } from '../../shared/aws/land-reply.ts';
import { snsLateChannel } from '../../shared/aws/late-channel.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { once } from '../../shared/aws/once.ts';
import { policyText } from '../../shared/aws/operator-config.ts';
import { sqsQueue } from '../../shared/aws/queue.ts';
import { type ReplyLinks, replyLinksOf } from '../../shared/aws/reply-links.ts';
import { dynamoWork } from '../../shared/aws/work.ts';
import { digestEnv, digestPlanEnv, replyEnv } from '../../shared/contracts/env.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import { parsePolicyParts } from '../../shared/contracts/policy.ts';
import { digestLinks } from './digest-links.ts';
import { planDigests } from './plan-digests.ts';
import { reply } from './reply.ts';
import { digestReport, planReport, replyReport } from './reports.ts';
import { rosters } from './rosters.ts';
import { type DigestPorts, sendDigest } from './send-digest.ts';
import { sendNews } from './send-news.ts';

/** What asks for digests, wired when it is first called. */
export const wireDigestPlan = once(async () => {
  const env = digestPlanEnv.parse(process.env);
  const client = dynamo();
  return planDigests({
    agentDays: dynamoAgentDays(client, env.AGENT_DAYS_TABLE),
    work: dynamoWork(client, env.WORK_TABLE),
    queue: sqsQueue(sqs(), env.DIGEST_QUEUE_URL),
    rosterOf: rosters(s3ObjectStore(s3(), env.FACTS_BUCKET)),
    policy: parsePolicyParts(await policyText(), ['digest']).digest,
    timeZone: env.TIME_ZONE,
    digestAt: env.DIGEST_AT,
    report: planReport,
  });
});

/** What tells agents, wired when it is first called. */
export const wireDigest = once(async () => {
  const env = digestEnv.parse(process.env);
  const client = dynamo();
  const topics = sns();
  const vault = secrets();
  const policy = parsePolicyParts(await policyText(), ['digest', 'channels', 'reply']);
  // The one place with a clock: receivers refuse old signatures, and a claim on a list must end by itself. Neither
  // decides what a digest says.
  const now = () => Date.now();
  const ports: DigestPorts = {
    agentDays: dynamoAgentDays(client, env.AGENT_DAYS_TABLE),
    work: dynamoWork(client, env.WORK_TABLE),
    rosterOf: rosters(s3ObjectStore(s3(), env.FACTS_BUCKET)),
    channels: agentChannels({
      sns: snsChannel(topics, env.DIGEST_TOPIC_ARN),
      robots: keptSecret(vault, env.ROBOTS_SECRET_ARN, 'the secret of robots', now),
      secret: keptSecret(vault, env.WEBHOOK_SECRET_ARN, 'the webhook secret', now),
      policy: policy.digest,
      now,
      allowLoopback: env.ALLOW_LOOPBACK_WEBHOOKS,
    }),
    circuits: dynamoCircuits(client, env.CIRCUITS_TABLE, policy.channels),
    queue: sqsQueue(sqs(), env.DIGEST_QUEUE_URL),
    late: snsLateChannel(topics, env.DIGEST_TOPIC_ARN),
    policy,
    linksOf: digestLinks(env.REPLY_URL, linksOf(env.LINK_SECRET_ARN, now), policy.reply),
    timeZone: env.TIME_ZONE,
    now,
    report: digestReport,
  };
  return (request: DigestRequested) => (request.news ? sendNews(ports)(request) : sendDigest(ports)(request));
});

/** Links by the keys of a secret, read anew when it is a few minutes old. */
const linksOf = (secretArn: string, now: () => number): (() => Promise<ReplyLinks>) => {
  const secret = keptSecret(secrets(), secretArn, 'the secret of links', now);
  return async () => replyLinksOf(await secret());
};

/** The page behind links, wired when it is first called. */
export const wireReply = once(async () => {
  const env = replyEnv.parse(process.env);
  const { reply: replyPolicy, currency } = parsePolicyParts(await policyText(), ['reply', 'currency']);
  return reply({
    work: dynamoWork(dynamo(), env.WORK_TABLE),
    // A clock for the age of the keys alone: what counts for links is when the request came.
    links: linksOf(env.LINK_SECRET_ARN, () => Date.now()),
    land: landReply(s3(), env.LANDING_BUCKET),
    policy: { reply: replyPolicy, currency },
    timeZone: env.TIME_ZONE,
    report: replyReport,
  });
});

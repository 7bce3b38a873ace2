import * as z from 'zod';
import { keptMonths } from './kept-months.ts';

/**
 * Environment of each function: infra writes it (typed by these schemas), the function parses it once at cold start.
 * Lambda knows only strings, so numbers are written as text and read as numbers.
 */
const wholeNumber = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(1));

/** Name of a bucket, table, or address of a queue or topic. */
const name = z.string().min(1);

const shared = {
  /** Ledger table: dumps, runs and done shards. */
  LEDGER_TABLE: name,
  /** Facts bucket: facts, snapshots, run manifests and policies by content hash. */
  FACTS_BUCKET: name,
  /** Operator's IANA time zone: business days, agents' days. */
  TIME_ZONE: name,
};

/** `ingest` and its chunk worker, from the ingest queue and the chunk queue. */
export const ingestEnv = z.object({
  LEDGER_TABLE: shared.LEDGER_TABLE,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  /** Receipts bucket: receipts and quarantine files. */
  RECEIPTS_BUCKET: name,
  /** Number of shards that a stack begins with; its facts say how many there are. */
  SHARDS: wholeNumber,
  /** Secret by which erased customers are known again. */
  ERASURE_KEY_ARN: name,
  /** Chunk queue: parts of large dumps. */
  CHUNK_QUEUE_URL: name,
  /** Text above so many bytes is cut into parts of about that size. */
  CHUNK_BYTES: wholeNumber,
  /** The function's own timeout, seconds: what cannot be read in it is refused at once. */
  TIMEOUT_SECONDS: wholeNumber,
});

/** `erase`, from the erase queue. */
export const eraseEnv = z.object({
  LEDGER_TABLE: shared.LEDGER_TABLE,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  RECEIPTS_BUCKET: name,
  DECISIONS_TABLE: name,
  WORK_TABLE: name,
  AGENT_DAYS_TABLE: name,
  SHARDS: wholeNumber,
  /** Secret by which erased customers are known again, and that signs proofs. */
  ERASURE_KEY_ARN: name,
  /** Erase queue: shards, and the second look at each. */
  ERASE_QUEUE_URL: name,
  /** Seconds between the two looks at a shard. */
  SECOND_LOOK_SECONDS: wholeNumber,
});

/** `reshard`, from the reshard queue. */
export const reshardEnv = z.object({ FACTS_BUCKET: shared.FACTS_BUCKET });

/** `erase` expire, from the schedule of facts that are past their time. */
export const expireEnv = z.object({
  FACTS_BUCKET: shared.FACTS_BUCKET,
  TIME_ZONE: shared.TIME_ZONE,
  /** Months for which facts are kept, by feed (JSON). */
  KEPT_MONTHS: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(keptMonths),
});

/** `score` plan, from the nightly schedule. */
export const planEnv = z.object({
  ...shared,
  SHARDS: wholeNumber,
  /** Shard queue. */
  SHARD_QUEUE_URL: name,
});

/** `score` train, from the monthly schedule. */
export const trainEnv = z.object({
  ...shared,
  SHARDS: wholeNumber,
});

/** `score` shard worker, from the shard queue. */
export const shardEnv = z.object({
  ...shared,
  /** Decisions table. */
  DECISIONS_TABLE: name,
  /** Work table: agents are assessed by what became of it. */
  WORK_TABLE: name,
  /** Shard queue: the last worker to measure asks for the decisions. */
  SHARD_QUEUE_URL: name,
  /** Work-plan queue: the worker that closes the run asks for the plan of its work. */
  WORK_PLAN_QUEUE_URL: name,
});

/** `notify` plan of a run's work, from the work-plan queue. */
export const planWorkEnv = z.object({
  LEDGER_TABLE: shared.LEDGER_TABLE,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  /** Work table: what the run withdraws, what waited, and who had the customers before. */
  WORK_TABLE: name,
  /** Agent-days table: what agents have on their lists already. */
  AGENT_DAYS_TABLE: name,
  /** Queue of churn-risk work. */
  CHURN_RISK_QUEUE_URL: name,
  /** Queue of return-visit work. */
  RETURN_VISIT_QUEUE_URL: name,
  /** Queue of messages to customers. */
  CUSTOMER_MESSAGES_QUEUE_URL: name,
  /** Report queue: the work of the run is given out. */
  REPORT_QUEUE_URL: name,
});

/** `report`, from the report queue. */
export const reportEnv = z.object({
  LEDGER_TABLE: shared.LEDGER_TABLE,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  /** Reports bucket. */
  REPORTS_BUCKET: name,
});

/** `notify` assign, from the churn-risk and return-visit queues. */
export const assignEnv = z.object({
  FACTS_BUCKET: shared.FACTS_BUCKET,
  /** Work table. */
  WORK_TABLE: name,
  /** Agent-days table. */
  AGENT_DAYS_TABLE: name,
});

/** `notify` digest plan, from the morning schedule. */
export const digestPlanEnv = z.object({
  /** Agent-days table. */
  AGENT_DAYS_TABLE: name,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  TIME_ZONE: shared.TIME_ZONE,
  /** Digest queue. */
  DIGEST_QUEUE_URL: name,
  /** Work table: lists with urgent work do not wait. */
  WORK_TABLE: name,
  /** The operator's hour of digests, local: `08:30`. */
  DIGEST_AT: name,
});

/** `notify` digest sender, from the digest queue. */
export const digestEnv = z.object({
  FACTS_BUCKET: shared.FACTS_BUCKET,
  TIME_ZONE: shared.TIME_ZONE,
  /** Work table. */
  WORK_TABLE: name,
  /** Agent-days table. */
  AGENT_DAYS_TABLE: name,
  /** Topic of digests; subscribers filter on the attribute `agentId`. */
  DIGEST_TOPIC_ARN: name,
  /** Digest queue: what may work later is asked for again. */
  DIGEST_QUEUE_URL: name,
  /** Table of circuits: addresses that failed. */
  CIRCUITS_TABLE: name,
  /** Secret that signs webhooks. */
  WEBHOOK_SECRET_ARN: name,
  /** Secret that holds the robots' addresses, by name. */
  ROBOTS_SECRET_ARN: name,
  /** Secret with the keys of links. */
  LINK_SECRET_ARN: name,
  /** Where the reply page is, without a slash at the end. */
  REPLY_URL: z.string().min(1),
  /** `true` only in the embedded AWS, where robots listen on this machine. */
  ALLOW_LOOPBACK_WEBHOOKS: z.enum(['true', 'false']).transform((value) => value === 'true'),
});

/** `notify` reply, from the HTTP API. */
export const replyEnv = z.object({
  TIME_ZONE: shared.TIME_ZONE,
  /** Work table. */
  WORK_TABLE: name,
  /** Landing bucket: replies lie there until they are gathered. */
  LANDING_BUCKET: name,
  /** Secret with the keys of links. */
  LINK_SECRET_ARN: name,
});

/** `notify` gather, from the queue of replies. */
export const gatherEnv = z.object({
  /** Landing bucket: replies, and the dumps of outcomes that they become. */
  LANDING_BUCKET: name,
});

/** `notify` outcomes, from the outcomes queue. */
export const outcomesEnv = z.object({
  LEDGER_TABLE: shared.LEDGER_TABLE,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  /** Work table. */
  WORK_TABLE: name,
  /** Number of shards that customers are spread over. */
  SHARDS: wholeNumber,
});

/** `notify` messages, from the queue of customer messages. */
export const messagesEnv = z.object({
  /** Work table. */
  WORK_TABLE: name,
  /** Topic of messages to customers. */
  CUSTOMER_MESSAGES_TOPIC_ARN: name,
});

/** `notify` sweep, from the sweep schedule. */
export const sweepEnv = z.object({
  LEDGER_TABLE: shared.LEDGER_TABLE,
  FACTS_BUCKET: shared.FACTS_BUCKET,
  /** Topic of digests: reminders go there, too. */
  DIGEST_TOPIC_ARN: name,
  TIME_ZONE: shared.TIME_ZONE,
  /** Local hour from which waiting work is given out even without a plan of the night. */
  WAITING_FROM_HOUR: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(0).max(23)),
  /** Work table. */
  WORK_TABLE: name,
  /** Queue of churn-risk work. */
  CHURN_RISK_QUEUE_URL: name,
  /** Queue of return-visit work. */
  RETURN_VISIT_QUEUE_URL: name,
});

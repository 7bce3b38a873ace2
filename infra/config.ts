import { resolve } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { didYouMean } from '../shared/contracts/did-you-mean.ts';
import { feedName, feedNames } from '../shared/contracts/feeds/index.ts';
import { type KeptMonths, keptMonths } from '../shared/contracts/kept-months.ts';
import { problems } from '../shared/contracts/problems.ts';
import { shardCount } from '../shared/contracts/shard-count.ts';
import { timeZone } from '../shared/contracts/time-zone.ts';
import { ConfigError } from './config-error.ts';
import { type OperatorData, readOperatorData } from './operator-data.ts';

/** `cdk -c shards=16` gives text, cdk.json gives a number. */
const writtenNumber = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)], {
  error: 'not a whole number such as 64',
});

const wholeNumber = (range: { min: number; max: number }) =>
  writtenNumber.pipe(
    z
      .number()
      .int({ error: 'not a whole number such as 64' })
      .min(range.min, { error: `below ${range.min}: give ${range.min} to ${range.max}` })
      .max(range.max, { error: `above ${range.max}: give ${range.min} to ${range.max}` }),
  );

const timeOfDay = z
  .string({ error: 'not a time of day such as "02:00"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'not a time of day such as "02:00"' })
  .transform((text) => ({ hour: String(Number(text.slice(0, 2))), minute: String(Number(text.slice(3))) }));

const retentions = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days < 9999,
);

/** Values of `context` in cdk.json, or of `cdk -c name=value`: all that an operator sets. */
export const contextValues = z.object({
  /** Account and region that it goes to; without them, those of the credentials. */
  account: z
    .string()
    .regex(/^\d{12}$/, { error: 'not an AWS account such as "123456789012"' })
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'not a region such as "cn-north-1"' })
    .optional(),
  /** Which deployment this is: part of the stack's name. `local` is the embedded AWS. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,15}$/, {
      error: 'not a stage such as "prod": lower-case letters, digits and -, at most 16',
    })
    .default('dev'),
  /** The policy's file, from the project's folder. */
  policy: z.string().min(1).default('policies/three-dimensions.json'),
  /** Folder of the mappings, from the project's folder. */
  mappings: z.string().min(1).default('policies/mappings'),
  /**
   * Parts that customers are spread over, by hash: the unit of parallel work. What a new stack begins with: once facts are
   * there, `tierline reshard` changes it.
   */
  shards: writtenNumber.pipe(shardCount()).default(64),
  /** Text files above so many MB are cut into parts of about that size, which several readers take in. */
  chunkMb: wholeNumber({ min: 1, max: 4096 }).default(256),
  /** IANA time zone of the operator: schedules and business days. */
  timeZone: timeZone().default('Asia/Shanghai'),
  /** When everybody is scored, in the operator's time zone. */
  nightlyAt: timeOfDay.default({ hour: '2', minute: '0' }),
  /** Day of the month on which a card is learned, at the hour of `nightlyAt`: once the files of the month before have come. */
  trainOnDay: wholeNumber({ min: 1, max: 28 }).default(5),
  /** Shards that are scored at once, each by a function of 1,769 MB; docs/scale.md. SQS takes 2 to 1,000. */
  scoredAtOnce: wholeNumber({ min: 2, max: 1000 }).default(8),
  /** When agents get their lists, in the operator's time zone. */
  digestAt: timeOfDay.default({ hour: '8', minute: '30' }),
  /**
   * Minutes for which a tenth of the calls goes to new code before all do. Where a function's alarm rings meanwhile, all go
   * back to the old code by themselves. 0: at once.
   */
  canaryMinutes: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.literal([0, 5, 10, 15, 30], { error: 'CodeDeploy knows 0, 5, 10, 15 and 30 minutes only' }))
    .default(0),
  /** How often due work is looked for, minutes. */
  sweepEveryMinutes: wholeNumber({ min: 1, max: 1440 }).default(15),
  /** How long logs are kept, days. */
  logRetentionDays: wholeNumber({ min: 1, max: 3653 })
    .refine((days) => retentions.includes(days), {
      error: `CloudWatch keeps logs for ${retentions.join(', ')} days only`,
    })
    .default(30),
  /** How long dumps, receipts and quarantine files are kept, days. */
  dumpRetentionDays: wholeNumber({ min: 31, max: 3650 }).default(400),
  /** Other days for dumps of single feeds: those of erasures name whom nobody should know any more. */
  feedRetentionDays: z.partialRecord(feedName, wholeNumber({ min: 31, max: 3650 })).default({ erasures: 31 }),
  /** How long facts are kept: months that are over, besides the one under way. */
  factRetentionMonths: wholeNumber({ min: 1, max: 240 }).default(36),
  /** Other months for facts of single feeds: `{ "calls": 13 }`. */
  feedFactRetentionMonths: z.partialRecord(feedName, wholeNumber({ min: 1, max: 240 })).default({}),
  /** How long snapshots and all else that runs leave in the facts bucket are kept, days. */
  runRetentionDays: wholeNumber({ min: 31, max: 3650 }).default(400),
  /** Whom alarms tell; without it they only show in CloudWatch. */
  alarmEmail: z.email({ error: 'not an e-mail address' }).optional(),
  /** Where the runbook can be read, for the links in alarms. */
  runbookUrl: z.string().min(1).default('docs/runbook.md'),
  /**
   * Whether people's work depends on it: then CloudFormation refuses to delete the stack, and `tierline teardown` its data. By
   * default only stage `prod` is.
   */
  production: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
      error: 'neither true nor false',
    })
    .optional(),
  /** What `cdk destroy` does with tables and buckets. By default only stage `local` lets them go. */
  removalPolicy: z.enum(['retain', 'destroy'], { error: 'neither "retain" nor "destroy"' }).optional(),
});

/** All that the stack is made of besides its code. */
export type Config = Omit<
  z.output<typeof contextValues>,
  'policy' | 'mappings' | 'production' | 'removalPolicy' | 'factRetentionMonths' | 'feedFactRetentionMonths'
> &
  OperatorData & {
    /** How long facts are kept, by feed. */
    keptMonths: KeptMonths;
    /** Whether people's work depends on it. */
    production: boolean;
    /** What `cdk destroy` does with tables and buckets. */
    removalPolicy: 'retain' | 'destroy';
  };

/** Settings of single stages, which go before the others: `"stages": { "prod": { "canaryMinutes": 10 } }` in cdk.json. */
const stages = z.record(z.string(), z.record(z.string(), z.unknown())).default({});

const known = [...Object.keys(contextValues.shape), 'stages'];

/** A slip of the hand (`timezone`) would silently leave the default in force; the CDK's own keys are no near miss. */
const misspelt = (context: Record<string, unknown>): string[] =>
  Object.keys(context)
    .filter((key) => !known.includes(key) && /^[A-Za-z]+$/.test(key))
    .map((key) => ({ key, meant: didYouMean(key, known) }))
    .filter(({ meant }) => meant.startsWith(' (did'))
    .map(({ key, meant }) => `cdk.json: context.${key}: no such setting${meant}`);

/** Settings of the stage; here every key must be one, because the CDK has none of its own in there. */
const ofStage = (context: Record<string, unknown>, found: string[]): Record<string, unknown> => {
  const parsed = stages.safeParse(context.stages);
  if (!parsed.success) {
    found.push('cdk.json: context.stages: not settings by stage such as { "prod": { "canaryMinutes": 10 } }');
    return {};
  }
  const own = parsed.data[String(context.stage ?? 'dev')] ?? {};
  for (const key of Object.keys(own))
    if (!known.includes(key) || key === 'stage' || key === 'stages')
      found.push(`cdk.json: context.stages.${String(context.stage)}.${key}: no such setting${didYouMean(key, known)}`);
  return own;
};

/**
 * Checks the context values and everything that they name.
 *
 * @param context what cdk.json and `-c` gave
 * @param root the project's folder: relative files are looked for there
 * @throws ConfigError with one line a problem: file, place, what is wrong, what would be right
 */
export const readConfig = (context: Record<string, unknown>, root: string): Config => {
  const found = misspelt(context);
  const parsed = contextValues.safeParse({ ...context, ...ofStage(context, found) });
  if (!parsed.success) found.push(...problems(parsed.error).map((problem) => `cdk.json: context.${problem}`));
  if (!parsed.success || found.length > 0) throw new ConfigError(found);
  const { policy, mappings, production, removalPolicy, factRetentionMonths, feedFactRetentionMonths, ...values } =
    parsed.data;
  const months = feedNames.map((feed) => [feed, feedFactRetentionMonths[feed] ?? factRetentionMonths]);
  const kept = keptMonths.parse(Object.fromEntries(months));
  return {
    ...values,
    keptMonths: kept,
    ...readOperatorData(root, resolve(root, policy), resolve(root, mappings), kept),
    production: production ?? values.stage === 'prod',
    removalPolicy: removalPolicy ?? (values.stage === 'local' ? 'destroy' : 'retain'),
  };
};

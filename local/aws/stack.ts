import type { Statement } from './iam.ts';

/** A DynamoDB table, as CreateTable wants it. */
export type TableSpec = {
  name: string;
  arn: string;
  keySchema: { AttributeName: string; KeyType: string }[];
  attributes: { AttributeName: string; AttributeType: string }[];
  indexes: { IndexName: string; KeySchema: { AttributeName: string; KeyType: string }[]; Projection: Projection }[];
};
type Projection = { ProjectionType: string; NonKeyAttributes?: string[] };

/** An S3 bucket. */
export type BucketSpec = { name: string; arn: string; versioned: boolean; eventBridge: boolean };

/** An SQS queue; times in seconds. */
export type QueueSpec = {
  name: string;
  arn: string;
  url: string;
  visibilitySeconds: number;
  delaySeconds: number;
  waitSeconds: number;
  /** Queue that takes a message after so many receives. */
  redrive?: { arn: string; maxReceives: number };
  policy: Statement[];
};

/** A secret: its first value is stated, or made at the first start. */
export type SecretSpec = { name: string; arn: string; stated?: string; generate: Record<string, unknown> };

/** An IAM role with everything that is attached to it. */
export type RoleSpec = { name: string; arn: string; trust: Statement[]; policy: Statement[] };

/** A Lambda function. */
export type FunctionSpec = {
  name: string;
  arn: string;
  /** Folder of the asset: the bundle, unmodified. */
  directory: string;
  /** `file.export`. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  reserved?: number;
  role: RoleSpec;
  /** Attempts after the first for events that arrive without a queue (from a schedule). */
  asyncRetries: number;
  /** Queue that takes such an event after the last attempt: as it was, or with AWS's record of the failure around it. */
  asyncFailure?: { arn: string; wrapped: boolean };
};

/** A queue that feeds a function. */
export type SourceSpec = {
  queue: string;
  functionName: string;
  batchSize: number;
  windowSeconds: number;
  maxConcurrency?: number;
  partial: boolean;
};

/** A rule of the default event bus, with the queues it feeds. */
export type RuleSpec = { name: string; arn: string; pattern: Record<string, unknown>; targets: string[] };

/** A schedule that invokes a function. */
export type ScheduleSpec = {
  name: string;
  arn: string;
  expression: string;
  timeZone: string;
  enabled: boolean;
  functionName: string;
  /** Text of the event; `<aws.scheduler.scheduled-time>` and its like are filled in when it fires. */
  input: string;
  role: RoleSpec;
};

/** A route of the HTTP API; segments such as `{link}` are places. */
export type Route = { method: string; segments: string[]; functionName: string };

/** The HTTP API, with the throttling of its stage: requests a second, and at once. */
export type ApiSpec = { name: string; routes: Route[]; rate: number; burst: number };

/** Everything of a stack that has behaviour here. */
export type Stack = {
  name: string;
  region: string;
  tables: TableSpec[];
  buckets: BucketSpec[];
  queues: QueueSpec[];
  topics: { name: string; arn: string }[];
  secrets: SecretSpec[];
  functions: FunctionSpec[];
  sources: SourceSpec[];
  rules: RuleSpec[];
  schedules: ScheduleSpec[];
  api?: ApiSpec;
  /** What `Ref` says, by logical id and by construct path without the stack's name; and outputs by their logical id. */
  outputs: Record<string, string>;
};

/** The stack asks for something that the embedded AWS cannot honour: each problem names its resource. */
export class AssemblyRefused extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The embedded AWS cannot honour this stack:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'AssemblyRefused';
    this.problems = problems;
  }
}

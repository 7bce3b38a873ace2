import { join } from 'node:path';
import { Annotations, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { bundling, type FunctionFolder, projectRoot } from './bundling.ts';
import { graduallyLive } from './gradual-deployment.ts';
import type { DeadLetterQueue, PipelineQueue } from './pipeline-queue.ts';

/** An environment schema of `shared/contracts/env.ts`. */
type EnvSchema = z.ZodObject;
/** A variable of such an environment. */
type Variable<S extends EnvSchema> = keyof z.input<S> & string;

/** What a function may do with the rows of a table or an index. */
export type TableAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

/** What a function may do in a bucket. Key patterns end in `*`: names of objects are made at run time. */
export type BucketGrant = {
  /** List the keys of the bucket, and learn that an object is not there (else S3 answers 403). */
  list?: true;
  /** Read objects of these keys. */
  get?: readonly string[];
  /** Read old versions of objects of these keys. */
  getVersion?: readonly string[];
  /** Write objects of these keys. */
  put?: readonly string[];
  /** Delete objects of these keys. */
  delete?: readonly string[];
  /** Give up uploads in parts of these keys. */
  abort?: readonly string[];
};

const bucketActions = {
  get: 's3:GetObject',
  getVersion: 's3:GetObjectVersion',
  put: 's3:PutObject',
  delete: 's3:DeleteObject',
  abort: 's3:AbortMultipartUpload',
} as const;

/** What a function of the pipeline is told. */
export type PipelineFunctionProps<S extends EnvSchema> = {
  /** Folder of `functions/`. */
  folder: FunctionFolder;
  /** Export of its `index.ts`. */
  handler: string;
  /** Its name behind the stack's, and in the runbook: `<name>-errors`. */
  name: string;
  /** Schema of its environment: every variable must be given, here or together with a grant. */
  env: S;
  /** Variables that name no resource. */
  values?: Partial<z.input<S>>;
  /** MB; 1,769 are one whole processor. */
  memoryMb: number;
  timeout: Duration;
  config: Config;
  alarms: Alarms;
  /** Who notices what, in a sentence, when it fails again and again. */
  impact: string;
  /** For functions that schedules call: where an event goes that failed three times. */
  deadLetters?: DeadLetterQueue;
};

/** A role that may write to its own log group, and nothing else: AWS's managed policy allows all log groups. */
const executionRole = (scope: Construct, id: string, logGroup: LogGroup): Role => {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return role;
};

/**
 * A Lambda of the pipeline. A grant and the variable that carries the resource's name are one call, so that neither is
 * there without the other; a variable that nobody gave fails the synth.
 */
export class PipelineFunction<S extends EnvSchema> extends NodejsFunction {
  /** What queues and schedules call: the function itself, or its alias where deployments are gradual. */
  readonly live: IFunction;
  readonly #role: Role;
  readonly #env: Record<string, unknown> = {};

  constructor(scope: Construct, id: string, props: PipelineFunctionProps<S>) {
    const { folder, handler, config, name } = props;
    // Named, as queues are, so that the runbook's commands can be copied.
    const functionName = `${Stack.of(scope).stackName}-${name}`;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: config.logRetentionDays,
      // Logs hold no decisions and no personal data: nothing to keep once the stack is gone.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = executionRole(scope, id, logGroup);
    super(scope, id, {
      entry: join(projectRoot, 'functions', folder, 'index.ts'),
      handler,
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      bundling: bundling(folder, config),
      // Stack traces in the log name the lines of the sources, not of the bundle.
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        // Names the stack in every log line and metric.
        POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName,
      },
      ...(props.deadLetters && { deadLetterQueue: props.deadLetters }),
    });
    this.#role = role;
    for (const [variable, value] of Object.entries(props.values ?? {})) this.#tell(variable, String(value));
    this.node.addValidation({ validate: () => this.#missing(props.env) });
    // One failure is healed by the next attempt; three within a quarter of an hour are not.
    const errors = props.alarms.add(`${name}-errors`, {
      impact: props.impact,
      metric: this.metricErrors({ period: Duration.minutes(15) }),
      atLeast: 3,
    });
    this.live = config.canaryMinutes === 0 ? this : graduallyLive(this, config.canaryMinutes, [errors]);
  }

  /** Lets it do these things with the rows of a table. */
  table(variable: Variable<S>, table: ITable, ...actions: TableAction[]): this {
    return this.#grant(actions, [table.tableArn]).#tell(variable, table.tableName);
  }

  /** Lets it query an index of a table that it may already use. */
  index(table: ITable, index: string): this {
    return this.#grant(['Query'], [`${table.tableArn}/index/${index}`]);
  }

  /** Lets it use objects of a bucket. */
  bucket(variable: Variable<S>, bucket: IBucket, grant: BucketGrant): this {
    return this.objects(bucket, grant).#tell(variable, bucket.bucketName);
  }

  /** Lets it use objects of a bucket whose name comes with each message. */
  objects(bucket: IBucket, { list, ...grants }: BucketGrant): this {
    if (list) this.#allow(['s3:ListBucket'], [bucket.bucketArn]);
    for (const kind of ['get', 'getVersion', 'put', 'delete', 'abort'] as const) {
      for (const pattern of grants[kind] ?? []) {
        this.#allow([bucketActions[kind]], [bucket.arnForObjects(pattern)]);
        this.#acknowledgePattern(bucket, pattern);
      }
    }
    return this;
  }

  /** Lets it send messages to a queue. */
  sends(variable: Variable<S>, { queue }: PipelineQueue): this {
    return this.#allow(['sqs:SendMessage'], [queue.queueArn]).#tell(variable, queue.queueUrl);
  }

  /** Lets it put events on the account's default bus: whoever wants them makes a rule of their own. */
  announces(): this {
    return this.#allow(['events:PutEvents'], [EventBus.fromEventBusName(this, 'DefaultBus', 'default').eventBusArn]);
  }

  /** Lets it publish to a topic. */
  publishes(variable: Variable<S>, topic: ITopic): this {
    return this.#allow(['sns:Publish'], [topic.topicArn]).#tell(variable, topic.topicArn);
  }

  /** Lets it read a secret. */
  secret(variable: Variable<S>, secret: ISecret): this {
    return this.#allow(['secretsmanager:GetSecretValue'], [secret.secretArn]).#tell(variable, secret.secretArn);
  }

  /**
   * Gives it the messages of a queue.
   *
   * @param maxConcurrency how many work at once. The event source holds the others back; a reserved concurrency would
   * throttle them instead, and every throttle counts as a receive on the way to the dead letters.
   */
  consumes(
    source: PipelineQueue,
    batches: Required<Pick<SqsEventSourceProps, 'batchSize' | 'maxConcurrency'>> &
      Pick<SqsEventSourceProps, 'maxBatchingWindow'>,
  ): this {
    if (this.timeout?.toSeconds() !== source.consumerTimeout.toSeconds())
      Annotations.of(this).addError(`The timeout must be the one that queue ${source.name} was made for.`);
    this.live.addEventSource(new SqsEventSource(source.queue, { ...batches, reportBatchItemFailures: true }));
    return this;
  }

  #grant(actions: readonly TableAction[], resources: string[]): this {
    return this.#allow(
      actions.map((action) => `dynamodb:${action}`),
      resources,
    );
  }

  #allow(actions: string[], resources: string[]): this {
    this.#role.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
    return this;
  }

  #tell(variable: string, value: string): this {
    this.#env[variable] = value;
    this.addEnvironment(variable, value);
    return this;
  }

  #missing(env: EnvSchema): string[] {
    const parsed = env.safeParse(this.#env);
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `environment variable ${path.join('.')}: ${message}`);
  }

  #acknowledgePattern(bucket: IBucket, pattern: string): void {
    const { 'Fn::GetAtt': path } = Stack.of(this).resolve(bucket.bucketArn) as { 'Fn::GetAtt': string[] };
    Validations.of(this.#role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${path.join('.')}>/${pattern}]`,
      reason:
        'Names of objects are made at run time from months, shards and runs; the prefix is as narrow as they allow.',
    });
  }
}

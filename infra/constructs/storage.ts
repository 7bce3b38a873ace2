import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { repliesPrefix } from '../../shared/contracts/landed-reply.ts';
import type { Config } from '../config.ts';

const string = (name: string) => ({ name, type: AttributeType.STRING });

/** Index of work by the day on which it is looked at again: waiting, or falling due. */
export const dueIndex = 'due';

/** All that is kept: buckets for dumps, facts and receipts, tables for what must be found at once. */
export class Storage extends Construct {
  /** Where upstream systems drop dumps. */
  readonly landing: Bucket;
  /** Facts, snapshots, run manifests and policies. */
  readonly facts: Bucket;
  /** Receipts and quarantine files, for the upstream systems. */
  readonly receipts: Bucket;
  /** What each night says to managers. Not with the receipts, which upstream systems read. */
  readonly reports: Bucket;
  /** What became of each dump and run. */
  readonly ledger: Table;
  /** The decision on each customer. */
  readonly decisions: Table;
  /** Work of agents. */
  readonly work: Table;
  /** Each agent's list of a day. */
  readonly agentDays: Table;
  /** Addresses of channels that failed. */
  readonly circuits: Table;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    const removalPolicy = config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const secured: BucketProps = {
      removalPolicy,
      // S3's own keys: whoever may read the bucket could use a KMS key too, and upstream systems need no grant on one.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
    };
    const abandoned = { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...secured,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(config.dumpRetentionDays) }],
    });
    /** Dumps and facts are about people: who read them is kept as long as the dumps are. */
    const bucket = (name: string, props: BucketProps): Bucket =>
      new Bucket(this, name, {
        ...secured,
        serverAccessLogsBucket: accessLogs,
        serverAccessLogsPrefix: `${name.toLowerCase()}/`,
        ...props,
      });

    this.landing = bucket('Landing', {
      // A file dropped again under the same name is a new version: a new dump, and the old one can still be read.
      versioned: true,
      lifecycleRules: [
        abandoned,
        {
          id: 'old-dumps',
          // Read once, then only to answer questions. 30 days is S3's least age for this class.
          transitions: [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) }],
          expiration: Duration.days(config.dumpRetentionDays),
          noncurrentVersionExpiration: Duration.days(config.dumpRetentionDays),
        },
        // Of two rules that fit an object, S3 takes the sooner end: a feed may be kept for less, not for longer.
        ...Object.entries(config.feedRetentionDays).flatMap(([feed, days]) =>
          // Replies are outcomes, too: they lie there before they are a dump.
          [`feed=${feed}/`, ...(feed === 'outcomes' ? [repliesPrefix] : [])].map((prefix) => ({
            id: prefix === repliesPrefix ? 'old-replies' : `old-dumps-of-${feed}`,
            prefix,
            expiration: Duration.days(days),
            noncurrentVersionExpiration: Duration.days(days),
          })),
        ),
      ],
    });
    // The property itself: `eventBridgeEnabled` would have a Lambda of the CDK set it after the deployment.
    (this.landing.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    // No old versions: an erased customer must be gone.
    this.facts = bucket('Facts', {
      versioned: false,
      lifecycleRules: [
        abandoned,
        // Facts themselves go by month, not by age: see `functions/erase/expire-facts.ts`.
        ...['snapshots', 'runs'].map((folder) => ({
          id: `old-${folder}`,
          prefix: `${folder}/`,
          expiration: Duration.days(config.runRetentionDays),
        })),
      ],
    });
    this.receipts = bucket('Receipts', {
      lifecycleRules: [abandoned, { id: 'old-receipts', expiration: Duration.days(config.dumpRetentionDays) }],
    });
    this.reports = bucket('Reports', {
      lifecycleRules: [abandoned, { id: 'old-reports', expiration: Duration.days(config.dumpRetentionDays) }],
    });

    const table = (name: string, keys: Pick<TableProps, 'partitionKey' | 'sortKey' | 'timeToLiveAttribute'>): Table =>
      new Table(this, name, {
        ...keys,
        removalPolicy,
        // A night writes for minutes and is quiet for hours: provisioned capacity would stand idle or too small.
        billingMode: BillingMode.PAY_PER_REQUEST,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection: config.removalPolicy === 'retain',
      });
    this.ledger = table('Ledger', {
      ...{ partitionKey: string('pk'), sortKey: string('sk') },
      // Chunks of large dumps have it: up to a thousand rows a dump, which nobody asks for once it is done.
      timeToLiveAttribute: 'expiresAt',
    });
    this.decisions = table('Decisions', { partitionKey: string('customerId') });
    this.work = table('Work', { partitionKey: string('workId') });
    // Keys only: an index is a moment behind, so the sweep reads the items themselves before it asks again.
    this.work.addGlobalSecondaryIndex({
      indexName: dueIndex,
      partitionKey: string('dueShard'),
      sortKey: string('dueAt'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.agentDays = table('AgentDays', { partitionKey: string('day'), sortKey: string('agentId') });
    this.circuits = table('Circuits', { partitionKey: string('address'), timeToLiveAttribute: 'expiresAt' });
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It is the bucket of the access logs: logging its own access would feed on itself.',
    });
  }
}

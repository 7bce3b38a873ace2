import { CfnOutput, Duration, RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { assignTimeoutSeconds } from '../shared/contracts/assign-timeout.ts';
import type { Config } from './config.ts';
import { Alarms } from './constructs/alarms.ts';
import { CustomerMessages } from './constructs/customer-messages.ts';
import { pipelineDashboard } from './constructs/dashboard.ts';
import { Erase } from './constructs/erase.ts';
import { Ingest } from './constructs/ingest.ts';
import { Notify } from './constructs/notify.ts';
import { DeadLetterQueue, PipelineQueue } from './constructs/pipeline-queue.ts';
import { Reply } from './constructs/reply.ts';
import { Report } from './constructs/report.ts';
import { Reshard } from './constructs/reshard.ts';
import { Score } from './constructs/score.ts';
import { Storage } from './constructs/storage.ts';

/** As long as two keys of SHA-256. */
const randomText = { passwordLength: 64, excludePunctuation: true };

/**
 * The whole of tierline: dumps in, agents' lists out. One way, no loops back; functions meet in queues, objects and
 * tables and never call each other.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, {
      stackName: `tierline-${config.stage}`,
      env: { account: config.account, region: config.region },
      terminationProtection: config.production,
      description: 'tierline: scores and tiers customers every night and hands each agent a list of people to call.',
    });
    const alarms = new Alarms(this, 'Alarms', { runbookUrl: config.runbookUrl, email: config.alarmEmail });
    const storage = new Storage(this, 'Storage', config);

    const missedCalls = new DeadLetterQueue(this, 'MissedCalls', {
      name: 'schedules',
      alarms,
      impact: 'A nightly run, a morning digest or a sweep was given up: it will not happen unless it is called again.',
    });

    // S3 landing -> EventBridge -> ingest queue -> ingest -> facts + receipt
    const erasureKey = this.#secret(config, 'ErasureKey', {
      description: 'Knows erased customers again, without their ids, and signs the proofs that they are gone (HMAC).',
      generateSecretString: randomText,
      notRotated: 'Another key would not know those who were erased before: they would come back with the next dump.',
    });
    new Ingest(this, 'Ingest', { config, alarms, storage, erasureKey });

    // released dump of erasures -> erase queue -> shard by shard -> nothing of the customer, and a proof
    new Erase(this, 'Erase', { config, alarms, storage, erasureKey, missedCalls });

    // tierline reshard -> reshard queue -> facts in another number of shards, beside those that nights read
    new Reshard(this, 'Reshard', { config, alarms, storage });

    // EventBridge Scheduler -> plan -> shard queue -> shard -> decisions + work asked for -> work-plan queue
    const workPlan = new PipelineQueue(this, 'WorkPlan', {
      name: 'work-plan',
      alarms,
      consumerTimeout: Duration.minutes(15),
      lateAfter: Duration.hours(1),
      impact: {
        deadLetters: 'The work of a night was not given out: agents have no list in the morning.',
        late: 'The work of the night waits to be given out: the lists of the morning may be incomplete.',
      },
    });
    const churnRisk = this.#workQueue('ChurnRisk', 'churn-risk', 'A customer about to leave', alarms);
    const returnVisit = this.#workQueue('ReturnVisit', 'return-visit', 'A key customer due a visit', alarms);
    const messages = new CustomerMessages(this, 'CustomerMessages', { config, alarms, storage });
    new Score(this, 'Score', { config, alarms, storage, workPlan, missedCalls });

    // work-plan queue -> plan of the night -> work queues -> assign -> agents' days -> digest queue -> digest -> SNS and webhooks
    const digestTopic = new Topic(this, 'DigestTopic', {
      displayName: 'tierline digests',
      enforceSSL: true,
      // The key of SNS itself: free, and whoever may publish to the topic may use it.
      masterKey: Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
    });
    const webhookSecret = this.#secret(config, 'WebhookSecret', {
      description: 'Signs the webhooks of digests (HMAC); the receiving robots hold the same text.',
      generateSecretString: randomText,
      notRotated:
        'The receiving robots hold the same text, so a rotation is agreed with their owners: see the runbook.',
    });
    const robotsSecret = this.#secret(config, 'RobotsSecret', {
      description:
        'Addresses and secrets of the robots of chat services, by the name that the agents feed uses (JSON).',
      // No robots yet; the operator writes them in, and a deployment leaves them there.
      secretStringValue: SecretValue.unsafePlainText('{}'),
      notRotated: 'The chat services make these addresses and secrets, so only their owners can make new ones.',
    });
    // the agent's phone -> HTTP API -> reply page -> replies queue -> gather -> S3 landing: results are dumps like any other
    const linkSecret = this.#secret(config, 'LinkSecret', {
      description:
        'Keys that seal the links of digests: the one in use, and those before it whose links still open (JSON).',
      generateSecretString: {
        ...randomText,
        secretStringTemplate: JSON.stringify({ id: '1' }),
        generateStringKey: 'key',
      },
      notRotated:
        'The old key must open the links of lists that are out, so a new one is put beside it: see the runbook.',
    });
    const { url: replyUrl } = new Reply(this, 'Reply', { config, alarms, storage, linkSecret });
    // the work of a night is given out -> report queue -> report -> the page that managers read
    const report = new Report(this, 'Report', { config, alarms, storage });
    new Notify(this, 'Notify', {
      report: report.queue,
      ...{ config, alarms, storage, workPlan, churnRisk, returnVisit, missedCalls },
      customerMessages: messages.queue,
      ...{ digestTopic, webhookSecret, robotsSecret, linkSecret, replyUrl },
    });

    pipelineDashboard(this, config.runbookUrl);

    this.#outputs({
      StackName: this.stackName,
      DataMayBeDeleted: config.production ? 'no' : 'yes',
      LandingBucket: storage.landing.bucketName,
      ReceiptsBucket: storage.receipts.bucketName,
      ReportsBucket: storage.reports.bucketName,
      FactsBucket: storage.facts.bucketName,
      LedgerTable: storage.ledger.tableName,
      DecisionsTable: storage.decisions.tableName,
      CustomerMessagesTopicArn: messages.topic.topicArn,
      WorkTable: storage.work.tableName,
      AgentDaysTable: storage.agentDays.tableName,
      DigestTopicArn: digestTopic.topicArn,
      WebhookSecretArn: webhookSecret.secretArn,
      RobotsSecretArn: robotsSecret.secretArn,
      LinkSecretArn: linkSecret.secretArn,
      ReplyUrl: replyUrl,
    });
  }

  #workQueue(id: string, name: string, who: string, alarms: Alarms): PipelineQueue {
    return new PipelineQueue(this, id, {
      name,
      alarms,
      consumerTimeout: Duration.seconds(assignTimeoutSeconds),
      lateAfter: Duration.hours(1),
      impact: {
        deadLetters: `${who} was not given to any agent and is not called.`,
        late: `${who} waits for an agent: the lists of the morning may be incomplete.`,
      },
    });
  }

  /** A text that people outside AWS hold, too, or that old data needs: it stays as it is, and where data is kept, it is kept. */
  #secret(config: Config, id: string, props: SecretProps & { description: string; notRotated: string }): Secret {
    const { notRotated, ...others } = props;
    const secret = new Secret(this, id, {
      ...others,
      removalPolicy: config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: notRotated });
    return secret;
  }

  #outputs(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

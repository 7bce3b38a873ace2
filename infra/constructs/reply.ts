import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { gatherEnv, replyEnv } from '../../shared/contracts/env.ts';
import { repliesPrefix, replySource } from '../../shared/contracts/landed-reply.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import type { Config } from '../config.ts';
import { type Alarms, emitted } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';

/** What the reply page is told. */
export type ReplyProps = {
  config: Config;
  alarms: Alarms;
  storage: Storage;
  /** Keys of links. */
  linkSecret: ISecret;
};

/** The one door from outside: an HTTP API before the page that agents open from their lists, and what becomes of their replies. */
export class Reply extends Construct {
  /** Where the page is, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, alarms, storage, linkSecret }: ReplyProps) {
    super(scope, id);
    const page = new PipelineFunction(this, 'Page', {
      folder: 'notify',
      handler: 'replyPage',
      name: 'notify-reply',
      env: replyEnv,
      values: { TIME_ZONE: config.timeZone },
      memoryMb: 512,
      // A person waits; one read and one write take a fraction of a second.
      timeout: Duration.seconds(10),
      config,
      alarms,
      impact: 'Agents cannot open the links of their lists, or their results are not taken.',
    })
      .table('WORK_TABLE', storage.work, 'BatchGetItem')
      // Only to write, and only replies: whoever takes the page over reads no dump, and can put none there.
      .bucket('LANDING_BUCKET', storage.landing, { put: [`${repliesPrefix}*`] })
      .secret('LINK_SECRET_ARN', linkSecret);
    alarms.add('links-forged', {
      impact:
        'Somebody tries links of the reply page that nobody sent: no data is shown, but agents may be slowed down.',
      metric: emitted(this, metricNames.linksForged),
      // A hundred an hour are no slips of a copying hand.
      atLeast: 100,
    });

    const replies = new PipelineQueue(this, 'Replies', {
      name: 'replies',
      alarms,
      consumerTimeout: Duration.minutes(2),
      lateAfter: Duration.hours(1),
      impact: {
        deadLetters: "Agents' replies were taken but do not count: work that is done is still asked for.",
        late: "Agents' replies wait to be taken in: agents are reminded of work that they have done.",
      },
    });
    new Rule(this, 'ReplyLanded', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [storage.landing.bucketName] }, object: { key: [{ prefix: repliesPrefix }] } },
      },
      targets: [new SqsQueue(replies.queue, { deadLetterQueue: replies.deadLetters, maxEventAge: Duration.hours(24) })],
    });
    new PipelineFunction(this, 'Gather', {
      folder: 'notify',
      handler: 'gather',
      name: 'notify-gather-replies',
      env: gatherEnv,
      memoryMb: 512,
      timeout: replies.consumerTimeout,
      config,
      alarms,
      impact: "Agents' replies do not count: work that is done is still asked for, and agents are reminded of it.",
    })
      .bucket('LANDING_BUCKET', storage.landing, {
        // Without it, S3 answers "forbidden" to whoever asks for an object that is not there.
        list: true,
        get: [`${repliesPrefix}*`],
        put: [`feed=outcomes/period=*/source=${replySource}/part=*`],
      })
      // As long as Lambda can wait, and a sixth of what its event has room for: two dumps in five minutes, however many agents reply.
      .consumes(replies, { batchSize: 1_000, maxBatchingWindow: Duration.minutes(5), maxConcurrency: 2 });

    const api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-reply`,
      description: "The page behind the links of agents' digests.",
      createDefaultStage: false,
    });
    const integration = new HttpLambdaIntegration('Integration', page.live);
    for (const [path, methods] of [
      ['/r/{link}', [HttpMethod.GET, HttpMethod.POST]],
      ['/reply/{file}', [HttpMethod.GET]],
    ] as const)
      for (const route of api.addRoutes({ path, methods: [...methods], integration }))
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'The link is the permission: sealed, expiring, for one agent and one piece of work. Phones hold no other.',
        });

    const log = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${Stack.of(this).stackName}-reply`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnStage(this, 'Stage', {
      apiId: api.apiId,
      stageName: '$default',
      autoDeploy: true,
      // Ten thousand agents who all open a link within a quarter of an hour are eleven a second; a burst is a team at nine.
      defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 200 },
      accessLogSettings: {
        destinationArn: log.logGroupArn,
        // The route, not the path: a path holds the link, and a link is a permission.
        format: JSON.stringify({
          requestId: '$context.requestId',
          time: '$context.requestTime',
          route: '$context.routeKey',
          status: '$context.status',
          milliseconds: '$context.responseLatency',
          address: '$context.identity.sourceIp',
        }),
      },
    });
    this.url = api.apiEndpoint;
  }
}

import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ContextAttribute, Schedule, type ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { DeadLetterQueue } from './pipeline-queue.ts';

/** What a timed call is told. */
export type TimedCallProps = {
  /** `kind` of the event: see `shared/contracts/messages/schedules.ts`. */
  kind: string;
  /** When, in the operator's time zone. */
  schedule: ScheduleExpression;
  /** What is called. */
  calls: IFunction;
  /** Where the event goes when the function cannot be reached. */
  deadLetters: DeadLetterQueue;
  description: string;
};

/** A schedule that calls a function with the instant it was due, so that a late or repeated call decides for the same one. */
export class TimedCall extends Construct {
  constructor(scope: Construct, id: string, { kind, schedule, calls, deadLetters, description }: TimedCallProps) {
    super(scope, id);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group } },
      }),
      inlinePolicies: {
        Call: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [calls.functionArn] }),
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
          ],
        }),
      },
    });
    new Schedule(this, 'Schedule', {
      description,
      schedule,
      target: new LambdaInvoke(calls, {
        // Left to itself, the target also lets the role call every version of the function (`:*`).
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: deadLetters,
        input: ScheduleTargetInput.fromObject({ version: 1, kind, scheduledAt: ContextAttribute.scheduledTime }),
        // A call that comes hours late still decides for the instant it was due; after that the next one takes over.
        retryAttempts: 10,
        maxEventAge: Duration.hours(3),
      }),
    });
  }
}

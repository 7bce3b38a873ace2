import { expect, test } from 'vitest';
import {
  dueSweep,
  factExpiry,
  monthlyTraining,
  morningDigest,
  nightlyRun,
} from '../../shared/contracts/messages/schedules.ts';
import { flat, type Statement, synthesize, type Text } from './synthesize.ts';

type Schedule = {
  ScheduleExpression: string;
  ScheduleExpressionTimezone: string;
  State: string;
  Target: {
    Arn: Text;
    Input: string;
    RoleArn: Text;
    DeadLetterConfig?: { Arn: Text };
    RetryPolicy?: { MaximumRetryAttempts: number; MaximumEventAgeInSeconds: number };
  };
};

const schedulesOf = (context: Record<string, unknown> = {}) =>
  new Map(
    synthesize(context)
      .of<Schedule>('AWS::Scheduler::Schedule')
      .map(({ properties }) => [(JSON.parse(properties.Target.Input) as { kind: string }).kind, properties]),
  );

const schedules = schedulesOf();

test.each([
  ['nightly-run', nightlyRun, 'cron(0 2 * * ? *)', /^<ScorePlan/],
  ['monthly-training', monthlyTraining, 'cron(0 2 5 * ? *)', /^<ScoreTrain/],
  ['morning-digest', morningDigest, 'cron(0/15 * * * ? *)', /^<NotifyDigestPlan/],
  ['fact-expiry', factExpiry, 'cron(30 8 * * ? *)', /^<EraseExpire/],
  ['due-sweep', dueSweep, 'rate(15 minutes)', /^<NotifySweep/],
] as const)(
  '%s calls its function in time, with an event that the function understands',
  (kind, schema, when, target) => {
    const schedule = schedules.get(kind);
    expect(schedule?.ScheduleExpression).toBe(when);
    expect(schedule?.State).toBe('ENABLED');
    expect(flat(schedule?.Target.Arn ?? '')).toMatch(target);
    const event = schedule?.Target.Input.replace('<aws.scheduler.scheduled-time>', '2026-11-01T18:00:00Z') ?? '';
    expect(schema.parse(JSON.parse(event)).scheduledAt).toBe('2026-11-01T18:00:00Z');
  },
);

test('the clock is the operator’s, as set', () => {
  const changed = schedulesOf({
    timeZone: 'Asia/Urumqi',
    nightlyAt: '23:05',
    digestAt: '09:00',
    sweepEveryMinutes: '5',
  });
  expect(changed.get('nightly-run')?.ScheduleExpressionTimezone).toBe('Asia/Urumqi');
  expect(changed.get('nightly-run')?.ScheduleExpression).toBe('cron(5 23 * * ? *)');
  expect(changed.get('morning-digest')?.ScheduleExpressionTimezone).toBe('Asia/Urumqi');
  expect(changed.get('morning-digest')?.ScheduleExpression).toBe('cron(0/15 * * * ? *)');
  expect(changed.get('due-sweep')?.ScheduleExpression).toBe('rate(5 minutes)');
});

test('a call that cannot be made is tried again, then kept', () => {
  for (const { Target } of schedules.values()) {
    expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 10_800 });
    expect(flat(Target.DeadLetterConfig?.Arn ?? '')).toMatch(/^<MissedCalls/);
  }
});

test('the roles of schedules trust only schedules of this account, and call one function', () => {
  const { of } = synthesize();
  type Role = {
    AssumeRolePolicyDocument: { Statement: Statement[] };
    Policies?: { PolicyDocument: { Statement: Statement[] } }[];
  };
  const roles = of<Role>('AWS::IAM::Role').filter(({ properties }) => properties.Policies);
  expect(roles).toHaveLength(5);
  for (const { properties } of roles) {
    const [trust] = properties.AssumeRolePolicyDocument.Statement;
    expect(trust?.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
    expect(trust?.Condition?.StringEquals?.['aws:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
    const statements = properties.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements?.map(({ Action }) => Action)).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
  }
});

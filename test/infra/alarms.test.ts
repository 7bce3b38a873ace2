import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { Alarms, emitted } from '../../infra/constructs/alarms.ts';
import { projectRoot } from '../../infra/constructs/bundling.ts';
import { synthesize } from './synthesize.ts';

type Alarm = {
  AlarmName: string;
  AlarmDescription: string;
  MetricName: string;
  Namespace: string;
  Dimensions: { Name: string; Value: unknown }[];
  Threshold: number;
  ComparisonOperator: string;
  EvaluationPeriods: number;
  Period: number;
  TreatMissingData: string;
  AlarmActions?: unknown[];
};

const { of } = synthesize();
const alarms = of<Alarm>('AWS::CloudWatch::Alarm').map(({ properties }) => properties);
const entryOf = ({ AlarmName }: Alarm): string => AlarmName.replace('tierline-dev-', '');
const alarm = (entry: string): Alarm | undefined => alarms.find((one) => entryOf(one) === entry);

const runbook = readFileSync(`${projectRoot}/docs/runbook.md`, 'utf8');
const entries = new Map(
  runbook
    .split('\n## Alarms\n')[1]
    ?.split('\n### ')
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', section]),
);

describe('the runbook', () => {
  test('has an entry for each alarm, and an alarm for each entry', () => {
    expect([...entries.keys()].sort()).toEqual(alarms.map(entryOf).sort());
  });

  test.each([...entries])('%s says what it is, how to look and what to do', (_, section) => {
    expect(section).toMatch(
      /^\*\*Description\.\*\* \S[\s\S]+^\*\*Investigation\.\*\* \S[\s\S]+^\*\*Resolution\.\*\* \S/m,
    );
    expect(section.match(/`[a-z-]+ [^`]+`|`runs`|`ingest-errors`/)).not.toBeNull();
  });

  test('names only queues and functions that there are', () => {
    const functions = of<{ FunctionName: string }>('AWS::Lambda::Function').map(({ properties }) =>
      properties.FunctionName.replace('tierline-dev-', ''),
    );
    const queues = of<{ QueueName: string }>('AWS::SQS::Queue').map(({ properties }) =>
      properties.QueueName.replace('tierline-dev-', ''),
    );
    const used = (command: string): string[] =>
      [...runbook.matchAll(new RegExp(`[\`(](?:${command}) ([a-z][a-z-]+)`, 'g'))].map(([, name = '']) => name);
    expect(used('errors').length + used('peek').length).toBeGreaterThan(30);
    expect(functions).toEqual(expect.arrayContaining([...used('errors'), ...used('call')]));
    expect(queues).toEqual(expect.arrayContaining([...used('waiting|redrive'), ...used('url')]));
    expect(queues).toEqual(
      expect.arrayContaining([...used('peek'), ...used('redrive')].map((name) => `${name}-dead-letters`)),
    );
  });
});

describe('alarms', () => {
  test('each says its impact in a sentence, and where its entry is', () => {
    for (const one of alarms)
      expect(one.AlarmDescription).toMatch(
        new RegExp(`^[A-Z].{20,}\\. What to do: docs/runbook\\.md#${entryOf(one)}$`),
      );
  });

  test('one without a sentence fails the synth', () => {
    const stack = new Stack(new App(), 'Test');
    const metric = emitted(stack, 'RunCompleted');
    new Alarms(stack, 'Alarms', { runbookUrl: 'docs/runbook.md', email: undefined }).add('run', {
      impact: 'bad',
      metric,
    });
    Annotations.fromStack(stack).hasError('*', Match.stringLikeRegexp('Alarm run: say its impact'));
  });

  test('every dead-letter queue rings at its first message, every other queue when messages are late', () => {
    const names = of<{ QueueName: string }>('AWS::SQS::Queue').map(({ properties }) =>
      properties.QueueName.replace('tierline-dev-', ''),
    );
    for (const name of names) {
      const one = alarm(name.endsWith('-dead-letters') ? name : `${name}-late`);
      if (name.endsWith('-dead-letters'))
        expect(one, name).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
      else expect(one, name).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage' });
      expect(one?.TreatMissingData, name).toBe('notBreaching');
    }
  });

  test('silence of runs is bad news, silence of everything else is not', () => {
    expect(alarm('run-not-finished')).toMatchObject({
      Namespace: 'Tierline',
      MetricName: 'RunCompleted',
      Dimensions: [{ Name: 'service', Value: 'tierline-dev' }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 26,
    });
    expect(alarms.filter((one) => one.TreatMissingData === 'breaching').map(entryOf)).toEqual(['run-not-finished']);
  });

  test('watch the ledger’s balance and runs that do not end', () => {
    expect(alarm('ledger-out-of-balance')).toMatchObject({
      Namespace: 'Tierline',
      MetricName: 'RunUnbalanced',
      Threshold: 1,
    });
    expect(alarm('run-overdue')).toMatchObject({ Namespace: 'Tierline', MetricName: 'RunOverdue', Threshold: 1 });
  });

  test('tell the address that is set, and nobody where none is', () => {
    expect(alarms.every(({ AlarmActions }) => AlarmActions === undefined)).toBe(true);
    const told = synthesize({ alarmEmail: 'night-desk@example.com' }).of<Alarm>('AWS::CloudWatch::Alarm');
    expect(told.every(({ properties }) => properties.AlarmActions?.length === 1)).toBe(true);
  });
});

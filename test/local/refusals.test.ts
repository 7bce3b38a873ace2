import { afterAll, describe, expect, test } from 'vitest';
import { readStack } from '../../local/aws/assembly.ts';
import { AssemblyRefused } from '../../local/aws/index.ts';
import { folder, type Resource, type Resources, smallStack, start, writeAssembly } from './fixture.ts';

const place = folder();
afterAll(place.undo);

const read = (change: (resources: Resources) => void = () => {}) => {
  const resources = smallStack();
  change(resources);
  return readStack(writeAssembly(place.path, resources), 'http://127.0.0.1:1', 'http://127.0.0.1:2');
};
const add = (id: string, resource: Resource) => (resources: Resources) => {
  resources[id] = resource;
};
const set =
  (id: string, ...[path, value]: [string, unknown]) =>
  (resources: Resources) => {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = resources[id]?.Properties as Record<string, unknown>;
    for (const step of steps) at = at[step] as Record<string, unknown>;
    at[last] = value;
  };

describe('a stack that can be honoured', () => {
  test('has readable names, the same at every start, and only what has behaviour', () => {
    const stack = read();
    expect(stack).toEqual(read());
    expect(stack.outputs).toMatchObject({
      LandingName: 'small-storage-landing',
      'Storage/Landing': 'small-storage-landing',
      Work: 'Small-Storage-Work',
      Inbox: 'http://127.0.0.1:1/000000000000/Small-Inbox',
    });
    expect(stack.outputs).not.toHaveProperty('Alarm');
    expect(stack.functions[0]?.environment).toMatchObject({ FACTS: 'small-storage-facts', WORK: 'Small-Storage-Work' });
    expect(stack.queues.find(({ name }) => name === 'Small-Inbox')?.redrive).toEqual({
      arn: 'arn:aws:sqs:us-east-1:000000000000:Small-Dead',
      maxReceives: 2,
    });
  });

  test('may name a resource by intrinsic functions', () => {
    const stack = read((resources) => {
      resources.Extra = {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] } },
      };
    });
    expect(stack.queues.map(({ name }) => name)).toContain('b');
  });
});

describe('refused by name', () => {
  test.each<[string, (resources: Resources) => void, string]>([
    [
      'a resource type',
      add('Stream', { Type: 'AWS::Kinesis::Stream', Properties: {} }),
      'AWS::Kinesis::Stream Stream: resource type',
    ],
    ['a property', set('Inbox', 'FifoQueue', true), 'AWS::SQS::Queue Inbox: property FifoQueue'],
    [
      'a table stream',
      set('Work', 'StreamSpecification', {}),
      'AWS::DynamoDB::Table Storage/Work: property StreamSpecification',
    ],
    [
      'an intrinsic function',
      set('Worker', 'Environment.Variables.X', { 'Fn::ImportValue': 'x' }),
      'cannot resolve Fn::ImportValue',
    ],
    [
      'an attribute',
      set('Worker', 'Environment.Variables.X', { 'Fn::GetAtt': ['Work', 'StreamArn'] }),
      'Fn::GetAtt Work.StreamArn',
    ],
    ['a runtime', set('Worker', 'Runtime', 'python3.13'), 'Worker: runtime python3.13'],
    ['code that is no asset', set('Worker', 'Code', { ZipFile: 'x' }), 'Worker: code that is not an asset'],
    [
      'a condition',
      set('InboxPolicy', 'PolicyDocument.Statement.0.Condition', { IpAddress: { 'aws:SourceIp': '::' } }),
      'Inbox/Policy: condition IpAddress',
    ],
    [
      'a rule that feeds no queue',
      set('Landed', 'Targets.0.Arn', 'arn:aws:lambda:x'),
      'Landed: target arn:aws:lambda:x',
    ],
    ['a flexible window', set('Nightly', 'FlexibleTimeWindow.Mode', 'FLEXIBLE'), 'Nightly: flexible time window'],
    [
      'a managed policy',
      set('WorkerRole', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
      'managed policy',
    ],
    ['a batch without a window', set('Source', 'BatchSize', 100), 'batch size 100 needs a batching window'],
    ['a visibility below the timeout', set('Worker', 'Timeout', 60), 'visibility 30 s of the queue is below'],
    [
      'a subscription that would have to be delivered',
      add('Sub', { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sqs' } }),
      'Sub: subscription by sqs',
    ],
    [
      'a notification past EventBridge',
      set('Facts', 'NotificationConfiguration', { QueueConfigurations: [] }),
      'notification QueueConfigurations',
    ],
  ])('%s', (_, change, problem) => {
    expect(() => read(change)).toThrow(AssemblyRefused);
    expect(() => read(change)).toThrow(problem);
  });

  test('every problem at once', () => {
    const change = (resources: Resources) => {
      set('Inbox', 'FifoQueue', true)(resources);
      set('Worker', 'Runtime', 'python3.13')(resources);
    };
    expect(() => read(change)).toThrow(/FifoQueue[\s\S]*python3\.13/);
  });

  test('a filter of a rule and an expression of a schedule, before anything is made', async () => {
    const filter = start(place.path, set('Landed', 'EventPattern', { detail: { size: [{ numeric: ['>', 0] }] } }));
    await expect(filter).rejects.toThrow('AWS::Events::Rule Small-Landed: filter {"numeric":[">",0]}');
    const expression = start(place.path, set('Nightly', 'ScheduleExpression', 'cron(0 2 L * ? *)'));
    await expect(expression).rejects.toThrow(
      'AWS::Scheduler::Schedule Small-Nightly: day of month of cron(0 2 L * ? *)',
    );
  });
});

describe('a grant that AWS itself would miss is named with action and resource', () => {
  const inbox = 'arn:aws:sqs:us-east-1:000000000000:Small-Inbox';
  test.each<[string, (resources: Resources) => void, string]>([
    [
      'a source',
      set('WorkerPolicy', 'PolicyDocument.Statement.0.Action', ['sqs:ReceiveMessage', 'sqs:GetQueueAttributes']),
      `may not do sqs:DeleteMessage on ${inbox}`,
    ],
    [
      'a rule',
      set('InboxPolicy', 'PolicyDocument.Statement.0.Condition.ArnEquals', { 'aws:SourceArn': 'arn:aws:events:other' }),
      `does not let the rule do sqs:SendMessage on ${inbox}`,
    ],
    [
      'a schedule',
      set('SchedulerRole', 'Policies', []),
      'may not do lambda:InvokeFunction on arn:aws:lambda:us-east-1:000000000000:function:Small-Worker',
    ],
    [
      'a failure queue',
      set('WorkerPolicy', 'PolicyDocument.Statement.1.Action', ['sqs:*Attributes']),
      'may not do sqs:SendMessage on its failure destination',
    ],
    [
      'a role that does not trust',
      set('WorkerRole', 'AssumeRolePolicyDocument.Statement.0.Principal.Service', 'ec2.amazonaws.com'),
      'does not trust lambda.amazonaws.com',
    ],
  ])('%s', (_, change, problem) => {
    expect(() => read(change)).toThrow(problem);
  });
});

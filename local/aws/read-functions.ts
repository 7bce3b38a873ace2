import { allows, statements } from './iam.ts';
import { ACCOUNT, type Value } from './intrinsics.ts';
import type { FunctionSpec, QueueSpec, RoleSpec, ScheduleSpec, SourceSpec, Stack } from './stack.ts';
import { harmlessManagedPolicies } from './support.ts';
import type { Found, Reading } from './template.ts';

type Properties = Record<string, Value>;

/** Reads everything that runs: functions with their roles, event sources and schedules; checks the grants these need. */
export const readFunctions = (
  reading: Reading,
  queues: readonly QueueSpec[],
): Pick<Stack, 'functions' | 'sources' | 'schedules'> => {
  const roles = readRoles(reading);
  const functions = readLambdas(reading, roles);
  return {
    functions,
    sources: reading
      .of('AWS::Lambda::EventSourceMapping')
      .flatMap((found) => readSource(reading, found, functions, queues)),
    schedules: reading
      .of('AWS::Scheduler::Schedule')
      .flatMap((found) => readSchedule(reading, found, functions, roles)),
  };
};

const readRoles = ({ of, refuse }: Reading): Map<string, RoleSpec> => {
  const roles = new Map<string, RoleSpec>();
  const compile = (path: string, document: Value) => statements(document, (problem) => refuse(path, problem));
  for (const { name, arn, path, properties } of of('AWS::IAM::Role')) {
    for (const managed of (properties.ManagedPolicyArns ?? []) as string[])
      if (!harmlessManagedPolicies.some((harmless) => managed.endsWith(`:policy/${harmless}`)))
        refuse(path, `managed policy ${managed}`);
    const inline = ((properties.Policies ?? []) as Properties[]).flatMap((one) => compile(path, one.PolicyDocument));
    roles.set(arn, { name, arn, trust: compile(path, properties.AssumeRolePolicyDocument), policy: inline });
  }
  for (const { path, properties } of of('AWS::IAM::Policy'))
    for (const role of roles.values())
      if ((properties.Roles as string[] | undefined)?.includes(role.name))
        role.policy.push(...compile(path, properties.PolicyDocument));
  return roles;
};

const mayAssume = (role: RoleSpec, service: string, context: Record<string, string> = {}): boolean =>
  allows(
    role.trust,
    { action: 'sts:AssumeRole', resource: role.arn },
    { principal: `${service}.amazonaws.com`, context },
  );

const readLambdas = ({ of, refuse, asset }: Reading, roles: Map<string, RoleSpec>): FunctionSpec[] => {
  const invokeConfigs = of('AWS::Lambda::EventInvokeConfig');
  return of('AWS::Lambda::Function').flatMap(({ name, arn, path, properties }) => {
    const directory = asset(String((properties.Code as Properties | undefined)?.S3Key));
    const role = roles.get(String(properties.Role));
    if (!/^nodejs\d+\.x$/.test(String(properties.Runtime))) refuse(path, `runtime ${properties.Runtime}`);
    if (!directory) refuse(path, 'code that is not an asset of this assembly');
    if (!role) refuse(path, 'role from outside of the stack');
    if (!directory || !role) return [];
    if (!mayAssume(role, 'lambda')) refuse(path, `role ${role.name} does not trust lambda.amazonaws.com`);

    const config = invokeConfigs.find((one) => one.properties.FunctionName === name)?.properties;
    const { OnFailure: onFailure, ...others } = (config?.DestinationConfig ?? {}) as Record<string, Properties>;
    for (const kind of Object.keys(others)) refuse(path, `destination ${kind}`);
    const failure = onFailure?.Destination ?? (properties.DeadLetterConfig as Properties | undefined)?.TargetArn;
    if (failure && !String(failure).startsWith('arn:aws:sqs:')) refuse(path, `failure destination ${failure}`);
    if (failure && !allows(role.policy, { action: 'sqs:SendMessage', resource: String(failure) }))
      refuse(path, `role ${role.name} may not do sqs:SendMessage on its failure destination ${failure}`);
    const reserved = properties.ReservedConcurrentExecutions;
    return [
      {
        ...{ name, arn, directory, role },
        handler: String(properties.Handler),
        environment: ((properties.Environment as Properties | undefined)?.Variables ?? {}) as Record<string, string>,
        timeoutSeconds: Number(properties.Timeout ?? 3),
        memoryMb: Number(properties.MemorySize ?? 128),
        ...(reserved !== undefined && { reserved: Number(reserved) }),
        // Lambda's own default: two attempts after the first.
        asyncRetries: Number(config?.MaximumRetryAttempts ?? 2),
        ...(failure && { asyncFailure: { arn: String(failure), wrapped: onFailure !== undefined } }),
      },
    ];
  });
};

const readSource = (
  { refuse }: Reading,
  { path, properties }: Found,
  functions: readonly FunctionSpec[],
  queues: readonly QueueSpec[],
): SourceSpec[] => {
  if (properties.Enabled === false) return [];
  const queue = queues.find(({ arn }) => arn === properties.EventSourceArn);
  const target = functions.find(({ name, arn }) => name === properties.FunctionName || arn === properties.FunctionName);
  if (!queue) refuse(path, `event source ${properties.EventSourceArn}: queues of the stack only`);
  if (!queue || !target) return [];
  const batchSize = Number(properties.BatchSize ?? 10);
  const windowSeconds = Number(properties.MaximumBatchingWindowInSeconds ?? 0);
  const concurrency = (properties.ScalingConfig as Properties | undefined)?.MaximumConcurrency;

  // AWS makes these three checks when it creates the mapping.
  if (batchSize > 10 && windowSeconds < 1)
    refuse(path, `batch size ${batchSize} needs a batching window of 1 s or more`);
  if (queue.visibilitySeconds < target.timeoutSeconds)
    refuse(
      path,
      `visibility ${queue.visibilitySeconds} s of the queue is below the function's timeout ${target.timeoutSeconds} s`,
    );
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])
    if (!allows(target.role.policy, { action, resource: queue.arn }))
      refuse(path, `role ${target.role.name} may not do ${action} on ${queue.arn}`);
  return [
    {
      ...{ queue: queue.name, functionName: target.name, batchSize, windowSeconds },
      ...(concurrency !== undefined && { maxConcurrency: Number(concurrency) }),
      partial: ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures'),
    },
  ];
};

// Scheduler's retry and DLQ are about reaching Lambda at all, which cannot fail here; when the function itself fails,
// AWS obeys the function's own asynchronous retries and failure destination, and so does the embedded AWS.
const TARGET_MEMBERS = ['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig'];

const readSchedule = (
  { refuse }: Reading,
  { name, arn, path, properties }: Found,
  functions: readonly FunctionSpec[],
  roles: Map<string, RoleSpec>,
): ScheduleSpec[] => {
  const target = properties.Target as Properties;
  for (const member of Object.keys(target))
    if (!TARGET_MEMBERS.includes(member)) refuse(path, `target member ${member}`);
  if ((properties.FlexibleTimeWindow as Properties).Mode !== 'OFF') refuse(path, 'flexible time window');
  const invoked = functions.find((one) => one.arn === target.Arn);
  const role = roles.get(String(target.RoleArn));
  if (!invoked) refuse(path, `target ${target.Arn}: schedules invoke functions of the stack only`);
  if (!role) refuse(path, 'role from outside of the stack');
  if (!invoked || !role) return [];
  // For Scheduler the source is the schedule's group, not the schedule.
  const group = arn.replace(':schedule/', ':schedule-group/').replace(/\/[^/]*$/, '');
  if (!mayAssume(role, 'scheduler', { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': group }))
    refuse(path, `role ${role.name} does not trust scheduler.amazonaws.com`);
  const wishes = [{ action: 'lambda:InvokeFunction', resource: invoked.arn }];
  const dlq = (target.DeadLetterConfig as Properties | undefined)?.Arn;
  if (dlq) wishes.push({ action: 'sqs:SendMessage', resource: String(dlq) });
  for (const { action, resource } of wishes)
    if (!allows(role.policy, { action, resource }))
      refuse(path, `role ${role.name} may not do ${action} on ${resource}`);
  return [
    {
      ...{ name, arn, role },
      expression: String(properties.ScheduleExpression),
      timeZone: String(properties.ScheduleExpressionTimezone ?? 'UTC'),
      enabled: properties.State !== 'DISABLED',
      functionName: invoked.name,
      input: String(target.Input ?? '{}'),
    },
  ];
};

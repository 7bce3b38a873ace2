import { ACCOUNT, type Attributes, type Resource, type Value } from './intrinsics.ts';

/** Where a stack lives: parts of its ARNs and queue addresses, and where its HTTP API is. */
export type Place = { stack: string; region: string; endpoint: string; door: string };

/** Construct path of a resource without the stack's name and the CDK's trailing `Resource`; its logical id if unknown. */
export const pathOf = (id: string, resource: Resource): string => {
  const path = resource.Metadata?.['aws:cdk:path'];
  return typeof path === 'string'
    ? path
        .split('/')
        .slice(1)
        .filter((part) => part !== 'Resource')
        .join('/') || id
    : id;
};

const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Events::Rule': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::ApiGatewayV2::Api': 'Name',
};

/**
 * Physical name of a resource: the template's own, or one made of stack and construct path, the same at every start.
 * @param resolve - resolves the name property where the template states one.
 */
export const physicalName = (
  place: Place,
  id: string,
  resource: Resource,
  resolve: (value: Value) => Value,
): string => {
  const stated = resource.Properties?.[NAME_PROPERTY[resource.Type] ?? ''];
  if (stated !== undefined) return String(resolve(stated));
  const name = `${place.stack}-${pathOf(id, resource)}`.replaceAll(/[^A-Za-z0-9-]+/g, '-');
  // Bucket names are lower case and at most 63 characters.
  return resource.Type === 'AWS::S3::Bucket' ? name.toLowerCase().slice(0, 63).replace(/-$/, '') : name;
};

/** ARN of a resource by its type and physical name. */
export const arnOf = ({ region }: Place, type: string, name: string, group = 'default'): string => {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
  switch (type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::DynamoDB::Table':
      return arn('dynamodb', `table/${name}`);
    case 'AWS::SQS::Queue':
      return arn('sqs', name);
    case 'AWS::SNS::Topic':
      return arn('sns', name);
    case 'AWS::SecretsManager::Secret':
      // AWS appends six random characters; policies made with a full ARN see the same ones.
      return arn('secretsmanager', `secret:${name}-Local0`);
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${name}`);
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${ACCOUNT}:role/${name}`;
    case 'AWS::Events::Rule':
      return arn('events', `rule/${name}`);
    case 'AWS::Scheduler::Schedule':
      return arn('scheduler', `schedule/${group}/${name}`);
    case 'AWS::Scheduler::ScheduleGroup':
      return arn('scheduler', `schedule-group/${name}`);
    case 'AWS::Logs::LogGroup':
      return arn('logs', `log-group:${name}:*`);
    default:
      return arn('cloudformation', `resource/${name}`);
  }
};

const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret']);

/** What `Ref` and `Fn::GetAtt` answer; undefined for attributes that the embedded AWS does not have (a table's stream). */
export const attributesOf =
  (place: Place, resources: Record<string, Resource>, resolve: (value: Value) => Value): Attributes =>
  (id, attribute) => {
    const resource = resources[id];
    if (!resource) return undefined;
    const name = physicalName(place, id, resource, resolve);
    const arn = arnOf(place, resource.Type, name);
    if (attribute === undefined) {
      if (resource.Type === 'AWS::SQS::Queue') return `${place.endpoint}/${ACCOUNT}/${name}`;
      return REF_IS_ARN.has(resource.Type) ? arn : name;
    }
    if (attribute === 'Arn' || attribute === 'TopicArn' || attribute === 'Id') return arn;
    if (attribute === 'ApiEndpoint') return place.door;
    if (attribute === 'QueueName' || attribute === 'TopicName') return name;
    return undefined;
  };

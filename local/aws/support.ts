/** How far the embedded AWS goes with a resource type: properties it obeys, and those that it may leave out, with the reason. */
type Support = { obeys: readonly string[]; leavesOut: Readonly<Record<string, string>> };

const rest = 'protects data at rest; local data are plain files on purpose';
const audit = 'keeps history for operators of the real account';
const label = 'names and describes only';
const access = 'who may reach it from outside; nothing outside reaches the loopback gateway';
const patience = 'acts after days; a local night does not live that long';

/** Resource types with behaviour here. A property that is in neither list is refused by name at start. */
export const supported: Readonly<Record<string, Support>> = {
  'AWS::S3::Bucket': {
    obeys: ['BucketName', 'VersioningConfiguration', 'NotificationConfiguration'],
    leavesOut: {
      BucketEncryption: rest,
      PublicAccessBlockConfiguration: access,
      OwnershipControls: access,
      CorsConfiguration: access,
      LoggingConfiguration: audit,
      LifecycleConfiguration: patience,
      Tags: label,
    },
  },
  'AWS::DynamoDB::Table': {
    obeys: ['TableName', 'KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes'],
    leavesOut: {
      BillingMode: 'price and capacity; requests and units are counted, not sold',
      OnDemandThroughput: 'a ceiling of price; throttling comes from injected faults',
      TimeToLiveSpecification: 'AWS itself deletes expired items days late; readers filter them',
      PointInTimeRecoverySpecification: audit,
      ContributorInsightsSpecification: audit,
      SSESpecification: rest,
      DeletionProtectionEnabled: 'tables are deleted with the data folder only',
      TableClass: 'price only',
      Tags: label,
    },
  },
  'AWS::SQS::Queue': {
    obeys: ['QueueName', 'VisibilityTimeout', 'DelaySeconds', 'ReceiveMessageWaitTimeSeconds', 'RedrivePolicy'],
    leavesOut: {
      MessageRetentionPeriod: patience,
      MaximumMessageSize: 'a lower limit of size; the limit of SQS itself is held',
      RedriveAllowPolicy: access,
      SqsManagedSseEnabled: rest,
      Tags: label,
    },
  },
  'AWS::SNS::Topic': {
    obeys: ['TopicName'],
    leavesOut: { DisplayName: label, KmsMasterKeyId: rest, TracingConfig: audit, Tags: label },
  },
  'AWS::SNS::Subscription': {
    obeys: ['Protocol', 'TopicArn', 'Endpoint'],
    leavesOut: {
      FilterPolicy: 'only subscribers outside of the stack are allowed; what is published is kept for all to see',
      FilterPolicyScope: 'as FilterPolicy',
      RawMessageDelivery: 'as FilterPolicy',
    },
  },
  'AWS::SecretsManager::Secret': {
    obeys: ['Name', 'GenerateSecretString', 'SecretString'],
    leavesOut: { Description: label, KmsKeyId: rest, Tags: label },
  },
  'AWS::Lambda::Function': {
    obeys: [
      ...['FunctionName', 'Code', 'Handler', 'Runtime', 'Role', 'Environment', 'Timeout', 'MemorySize'],
      ...['ReservedConcurrentExecutions', 'DeadLetterConfig'],
    ],
    leavesOut: {
      Architectures: 'bundles are JavaScript and WebAssembly',
      EphemeralStorage: 'the disk of this machine is there',
      LoggingConfig: 'lines go to one file a function',
      TracingConfig: audit,
      RecursiveLoop: 'functions never call each other',
      RuntimeManagementConfig: 'Node of this project runs them',
      Description: label,
      Tags: label,
    },
  },
  'AWS::Lambda::Permission': {
    obeys: ['FunctionName', 'Action', 'Principal', 'SourceArn'],
    leavesOut: { SourceAccount: 'there is one account' },
  },
  'AWS::ApiGatewayV2::Api': { obeys: ['Name', 'ProtocolType'], leavesOut: { Description: label, Tags: label } },
  'AWS::ApiGatewayV2::Integration': {
    obeys: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion'],
    leavesOut: { Description: label },
  },
  'AWS::ApiGatewayV2::Route': { obeys: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType'], leavesOut: {} },
  'AWS::ApiGatewayV2::Stage': {
    obeys: ['ApiId', 'StageName', 'AutoDeploy', 'DefaultRouteSettings'],
    leavesOut: { AccessLogSettings: audit, Description: label, Tags: label },
  },
  'AWS::Lambda::EventInvokeConfig': {
    obeys: ['FunctionName', 'MaximumRetryAttempts', 'DestinationConfig'],
    leavesOut: { Qualifier: 'there is one version of a function', MaximumEventAgeInSeconds: patience },
  },
  'AWS::Lambda::EventSourceMapping': {
    obeys: [
      ...['EventSourceArn', 'FunctionName', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'ScalingConfig'],
      ...['FunctionResponseTypes', 'Enabled'],
    ],
    leavesOut: { MetricsConfig: audit, Tags: label },
  },
  'AWS::Events::Rule': {
    obeys: ['Name', 'EventPattern', 'Targets', 'State'],
    leavesOut: { Description: label },
  },
  'AWS::Scheduler::Schedule': {
    obeys: [
      ...['Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'FlexibleTimeWindow', 'State', 'Target'],
      'GroupName',
    ],
    leavesOut: { Description: label },
  },
  'AWS::IAM::Role': {
    obeys: ['RoleName', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns'],
    leavesOut: { Path: label, Description: label, Tags: label },
  },
  'AWS::IAM::Policy': { obeys: ['PolicyName', 'PolicyDocument', 'Roles'], leavesOut: {} },
  'AWS::SQS::QueuePolicy': { obeys: ['Queues', 'PolicyDocument'], leavesOut: {} },
  'AWS::S3::BucketPolicy': { obeys: ['Bucket', 'PolicyDocument'], leavesOut: {} },
  'AWS::SNS::TopicPolicy': { obeys: ['Topics', 'PolicyDocument'], leavesOut: {} },
  'Custom::S3BucketNotifications': {
    obeys: ['ServiceToken', 'BucketName', 'NotificationConfiguration'],
    leavesOut: { Managed: label, SkipDestinationValidation: label },
  },
};

/** Resource types that change nothing of a local night, with the reason. Any other type is refused by name at start. */
export const withoutBehaviour: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'statistics of the CDK',
  'AWS::CloudWatch::Alarm': 'watches metrics; locally the metrics themselves are summed and shown',
  'AWS::CloudWatch::CompositeAlarm': 'as Alarm',
  'AWS::CloudWatch::Dashboard': 'a picture of metrics',
  'AWS::Logs::LogGroup': 'locally one file a function',
  'AWS::Logs::MetricFilter': 'counts log lines for alarms',
  'AWS::Logs::QueryDefinition': 'a saved question to logs',
  'AWS::Scheduler::ScheduleGroup': 'a name for schedules',
  'AWS::SSM::Parameter': 'nothing here reads parameters; the gateway refuses ssm by name',
  'AWS::Budgets::Budget': 'watches the bill',
};

/** Managed policies of AWS whose grants matter to nothing that runs here (logs and traces). */
export const harmlessManagedPolicies: readonly string[] = [
  'service-role/AWSLambdaBasicExecutionRole',
  'AWSXRayDaemonWriteAccess',
  'CloudWatchLambdaInsightsExecutionRolePolicy',
];

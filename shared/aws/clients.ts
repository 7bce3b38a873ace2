import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * SDK clients, made where a function is wired. Region, credentials and (in the embedded AWS) the endpoint come from the
 * environment, as the SDK reads it. Five attempts instead of three: a night's burst is throttled before tables scale up.
 */
const settings = { maxAttempts: 5 };

/** DynamoDB with plain JavaScript values; members that are undefined are left out. */
export const dynamo = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(settings), { marshallOptions: { removeUndefinedValues: true } });

/** S3. */
export const s3 = (): S3Client => new S3Client(settings);

/** EventBridge. */
export const eventBridge = (): EventBridgeClient => new EventBridgeClient(settings);

/** SQS. */
export const sqs = (): SQSClient => new SQSClient(settings);

/** SNS. */
export const sns = (): SNSClient => new SNSClient(settings);

/** Secrets Manager. */
export const secrets = (): SecretsManagerClient => new SecretsManagerClient(settings);

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EmbeddedAws } from './aws/index.ts';

/** Physical names of what the stack declares. */
export type Names = {
  landing: string;
  facts: string;
  receipts: string;
  reports: string;
  ledger: string;
  work: string;
  agentDays: string;
  webhookSecret: string;
};

/** The operator's own access to the embedded AWS: clients, and names from the stack's outputs. */
export type Access = { s3: S3Client; dynamo: DynamoDBDocumentClient; secrets: SecretsManagerClient; names: Names };

/** Clients for an embedded AWS that is up. @throws where the stack has no such output. */
export const accessTo = (aws: EmbeddedAws): Access => {
  const settings = { endpoint: aws.endpoint, credentials: aws.credentials, region: aws.region };
  const name = (output: string): string => {
    const physical = aws.outputs[output];
    if (physical === undefined) throw new Error(`the stack has no output ${output}`);
    return physical;
  };
  return {
    // A file is sent as it is, without a trailing checksum, so that its length is known at once.
    s3: new S3Client({ ...settings, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
    secrets: new SecretsManagerClient(settings),
    names: {
      landing: name('LandingBucket'),
      facts: name('FactsBucket'),
      receipts: name('ReceiptsBucket'),
      reports: name('ReportsBucket'),
      ledger: name('LedgerTable'),
      work: name('WorkTable'),
      agentDays: name('AgentDaysTable'),
      webhookSecret: name('WebhookSecretArn'),
    },
  };
};

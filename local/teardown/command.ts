import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CommandError } from '../commands/command-error.ts';
import type { Paint } from '../summary/table.ts';
import { awsEstate } from './aws-estate.ts';
import { teardown } from './teardown.ts';

const askHere = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
};

/** Options of `tierline teardown`. @throws CommandError where no stack is named */
export const readTeardown = (argv: readonly string[]): { stack: string; given: string | undefined } => {
  const { values } = parseArgs({
    args: [...argv],
    options: { stack: { type: 'string' }, 'yes-delete': { type: 'string' } },
  });
  if (!values.stack)
    throw new CommandError('teardown needs --stack: it is about a deployed stack; npm run clean forgets local data');
  return { stack: values.stack, given: values['yes-delete'] };
};

/**
 * `tierline teardown --stack NAME`: deletes a deployed stack with all its data, by the credentials and the region of the
 * environment.
 *
 * @throws CommandError where nothing may be deleted, or nobody said so
 */
export const teardownCommand = async (argv: readonly string[], paint: Paint): Promise<string[]> => {
  const { stack, given } = readTeardown(argv);
  const clients = {
    cloudFormation: new CloudFormationClient({}),
    ...{ s3: new S3Client({}), dynamo: new DynamoDBClient({}), sqs: new SQSClient({}) },
    secrets: new SecretsManagerClient({}),
  };
  const word = { given, ask: process.stdin.isTTY ? askHere : undefined, say: (line: string) => console.error(line) };
  try {
    return await teardown(stack, awsEstate(stack, clients), word, paint);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${reason}. What is deleted is deleted: mend it, and call teardown once more`);
  }
};

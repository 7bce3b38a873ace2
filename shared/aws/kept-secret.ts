import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a secret is used before it is read again, so that a changed one is taken up: 5 minutes. */
const secretAge = 5 * 60_000;

/**
 * A secret's text, read when it is first needed.
 *
 * @param what what it is called where it is empty
 * @param now milliseconds since 1970
 */
export const keptSecret = (
  client: SecretsManagerClient,
  arn: string,
  what: string,
  now: () => number,
): (() => Promise<string>) => {
  let kept: { value: string; at: number } | undefined;
  return async () => {
    if (kept && now() - kept.at < secretAge) return kept.value;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!SecretString) throw new Error(`${what} is empty`);
    kept = { value: SecretString, at: now() };
    return kept.value;
  };
};

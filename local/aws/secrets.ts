import { randomInt } from 'node:crypto';
import type { Database } from './database.ts';
import { AwsError } from './errors.ts';
import { AssemblyRefused, type SecretSpec } from './stack.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const OPTIONS = [
  'PasswordLength',
  'ExcludeCharacters',
  'ExcludePunctuation',
  'SecretStringTemplate',
  'GenerateStringKey',
];

const firstValue = ({ name, stated, generate: options }: SecretSpec): string => {
  if (stated !== undefined) return stated;
  for (const option of Object.keys(options))
    if (!OPTIONS.includes(option))
      throw new AssemblyRefused([`AWS::SecretsManager::Secret ${name}: GenerateSecretString.${option}`]);
  const excluded = String(options.ExcludeCharacters ?? '');
  const alphabet = [...(options.ExcludePunctuation ? LETTERS : LETTERS + PUNCTUATION)].filter(
    (c) => !excluded.includes(c),
  );
  const length = Number(options.PasswordLength ?? 32);
  const password = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  const template = options.SecretStringTemplate;
  if (template === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(String(template)) as object), [String(options.GenerateStringKey)]: password });
};

/** Secrets Manager: first values are made once, and all are kept in the data folder. */
export class Secrets {
  readonly #db: Database;
  readonly #specs: readonly SecretSpec[];

  constructor(db: Database, specs: readonly SecretSpec[]) {
    this.#db = db;
    this.#specs = specs;
    db.define('CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT)');
    for (const spec of specs) db.run('INSERT OR IGNORE INTO secrets VALUES (?, ?)', spec.name, firstValue(spec));
  }

  /**
   * The secret's value, by ARN or name.
   * @throws AwsError where there is none.
   */
  value(secretId: string): Record<string, unknown> {
    const spec = this.#find(secretId);
    const row = this.#db.get<{ value: string }>('SELECT value FROM secrets WHERE name = ?', spec.name);
    return { ...described(spec), SecretString: row?.value ?? '', VersionStages: ['AWSCURRENT'] };
  }

  /**
   * Gives the secret another value.
   * @throws AwsError where there is no such secret, or the text is empty or longer than Secrets Manager keeps.
   */
  put(secretId: string, text: string): Record<string, unknown> {
    const spec = this.#find(secretId);
    if (text === '' || Buffer.byteLength(text) > 65_536)
      throw new AwsError('InvalidParameterException', 400, 'SecretString must be 1 to 65536 bytes');
    this.#db.run('UPDATE secrets SET value = ? WHERE name = ?', text, spec.name);
    return { ...described(spec), VersionStages: ['AWSCURRENT'] };
  }

  #find(secretId: string): SecretSpec {
    const spec = this.#specs.find(({ name, arn }) => name === secretId || arn === secretId);
    if (!spec) throw new AwsError('ResourceNotFoundException', 400, "Secrets Manager can't find the specified secret.");
    return spec;
  }
}

const described = ({ name, arn }: SecretSpec) => ({ ARN: arn, Name: name, VersionId: 'local' });

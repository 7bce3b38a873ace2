import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mapping, mapping } from '../contracts/mapping.ts';

/**
 * The operator's data as `cdk deploy` packed it beside the code: `config/policy.json` and `config/mappings/*.json`.
 * Both were checked at synth; they are parsed again here because a function trusts nothing that it has not parsed.
 */
const folder = (): string => join(process.env.LAMBDA_TASK_ROOT ?? '.', 'config');

/** Text of the policy in force, as it was deployed. */
export const policyText = (): Promise<string> => readFile(join(folder(), 'policy.json'), 'utf8');

/** All mappings. */
export const mappings = async (): Promise<Mapping[]> => {
  const names = (await readdir(join(folder(), 'mappings'))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => mapping.parse(JSON.parse(await readFile(join(folder(), 'mappings', name), 'utf8')))),
  );
};

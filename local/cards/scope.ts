import { readFile } from 'node:fs/promises';
import type { TrainingScope } from '../../shared/aws/read-training-rows.ts';
import { type Policy, PolicyError, parsePolicy } from '../../shared/contracts/policy.ts';
import { withoutLearnedCards } from '../../shared/domain/policy/learned-policy.ts';
import { CommandError } from '../commands/command-error.ts';
import type { Target } from '../commands/target.ts';

const policyIn = async (file: string): Promise<Policy> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`no policy file ${file}`);
  });
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicyError) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
};

/**
 * What a training on this stack would learn from: all facts that are there, by the policy of the newest run, or by a draft.
 *
 * @throws CommandError where no night was decided yet, or the policy has no section `learning`
 */
export const scopeOf = async (target: Target, policyFile: string | undefined): Promise<TrainingScope> => {
  const [run] = await target.ledger.runs(1);
  if (!run) throw new CommandError('no night was decided here yet: npm start decides one');
  const manifest = await target.runs.manifest(run.runId);
  const policy = policyFile
    ? await policyIn(policyFile)
    : withoutLearnedCards(await target.runs.policy(manifest.policy));
  if (!policy.learning)
    throw new CommandError(
      `the policy ${policy.name} ${policy.edition} has no section "learning": policies/three-dimensions.json shows one`,
    );
  const months = (await target.desk.all()).flatMap(({ status, period }) =>
    status === 'released' && /^\d{4}-\d{2}$/.test(period) ? [period] : [],
  );
  const through = months.sort().at(-1);
  if (!through) throw new CommandError('there are no released dumps: npm start drops some');
  return { policy, learning: policy.learning, timeZone: manifest.timeZone, shards: run.shards, through };
};

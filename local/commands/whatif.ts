import { writeFile } from 'node:fs/promises';
import { policyHash } from '../../shared/aws/run-store.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { UsageError } from '../arguments.ts';
import { policyFile, readPolicy } from '../operator.ts';
import type { Progress } from '../progress.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { whatIfPage } from '../whatif/page.ts';
import { runWhatIf } from '../whatif/run-what-if.ts';
import { sectionLines } from '../whatif/text.ts';
import { whatIfSections } from '../whatif/what-if-sections.ts';
import type { Answer } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

/** The draft as a run would freeze it: with the learned cards that are in force. */
const readDraft = (given: string, { learnedCards }: Policy): Policy => {
  try {
    const { policy } = readPolicy(policyFile(given));
    return learnedCards ? { ...policy, learnedCards } : policy;
  } catch (error) {
    if (error instanceof UsageError) throw new CommandError(error.message);
    throw error;
  }
};

/** `whatif`: what a draft policy would change on a night that is over. Nothing is written but the page that was asked for. */
export const whatIf = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  given: { policy: string; run: string | undefined; html: string | undefined; lang: Lang },
  paint: Paint,
  progress: Progress,
): Promise<Answer> => {
  const { run, manifest } = await runOf(target, given.run);
  if (run.status !== 'completed')
    throw new CommandError(`run ${run.runId} is ${run.status}: a draft is tried on a completed one`);
  const frozen = await target.runs.policy(manifest.policy);
  const read = readDraft(given.policy, frozen);
  const policies = {
    policy: compilePolicy(frozen, manifest.policy),
    draft: compilePolicy(read, policyHash(read)),
  };
  const found = await runWhatIf(target.runs, manifest, policies, progress);
  const sections = whatIfSections(found, { policy: policies.policy.policy, draft: policies.draft.policy });
  if (given.html !== undefined) await writeFile(given.html, whatIfPage(found, sections, given.lang));
  const { draft, policy } = found;
  const head = `${draft.label[given.lang]} ${draft.edition} (${draft.hash.slice(0, 8)}) · ${policy.label[given.lang]} ${policy.edition} (${policy.hash.slice(0, 8)}) · ${run.runId}`;
  return {
    lines: [
      paint('bold', head),
      ...sectionLines(sections, given.lang, paint),
      ...(given.html === undefined ? [] : ['', given.html]),
    ],
    json: found,
  };
};

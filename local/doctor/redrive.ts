import { deadLettersOf } from '../../shared/aws/queue-desk.ts';
import { nearestWord } from '../../shared/contracts/did-you-mean.ts';
import { shardsLeft } from '../../shared/domain/shards-left.ts';
import type { Answer } from '../commands/answer.ts';
import { CommandError } from '../commands/command-error.ts';
import { runOf } from '../commands/run-of.ts';
import type { Target } from '../commands/target.ts';

/** The dead letters of schedules: events of functions, not messages of a queue. SQS has nowhere to put them back. */
const schedules = 'schedules';

/**
 * `redrive QUEUE`: has the dead letters of a queue worked on once more.
 *
 * @throws CommandError where there is no such queue, or nothing to put back
 */
export const redrive = async ({ queues }: Target, name: string): Promise<Answer> => {
  const states = await queues.all();
  const able = states
    .map((state) => state.name)
    .filter((one) => states.some((state) => state.name === deadLettersOf(one)));
  if (name === schedules)
    throw new CommandError(
      'what schedules gave up are calls, not messages: docs/runbook.md#schedules-dead-letters has the commands that call again',
    );
  if (!able.includes(name)) {
    const near = nearestWord(name, able);
    throw new CommandError(`no queue "${name}"${near ? ` (did you mean "${near}"?)` : ''}: ${able.join(', ')}`);
  }
  const dead = states.find((state) => state.name === deadLettersOf(name));
  if (!dead?.waiting) throw new CommandError(`"${name}" has no dead letters`);
  const moved = await queues.redrive(name);
  return {
    lines: [`${moved} messages go back to "${name}": doctor shows what is left of them`],
    json: { queue: name, moved },
  };
};

/**
 * `runs retry RUN`: asks once more for the shards that a run under way still waits for. Shards that are done twice count once.
 *
 * @throws CommandError for a run that is over
 */
export const retryRun = async (target: Target, given: string): Promise<Answer> => {
  const { run } = await runOf(target, given);
  if (run.status !== 'running')
    throw new CommandError(
      run.status === 'completed'
        ? `run ${run.runId} is finished: there is nothing to ask for`
        : `run ${run.runId} was given up, and a later one took over: runs list shows it`,
    );
  const requests = shardsLeft(run);
  await (await target.queues.to('shards')).send(requests);
  return {
    lines: [
      `${requests.length} of ${run.shards} shards of run ${run.runId} are asked for once more (step: ${run.step ?? 'decide'})`,
    ],
    json: { runId: run.runId, step: run.step ?? 'decide', asked: requests.length },
  };
};

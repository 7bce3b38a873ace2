import { readTrainingRows } from '../../shared/aws/read-training-rows.ts';
import { trainCard } from '../../shared/aws/train-card.ts';
import type { CardMover } from '../../shared/domain/explain/card-moves.ts';
import { CannotLearn } from '../../shared/learn/trouble.ts';
import { type Answer, facts } from '../commands/answer.ts';
import { CommandError } from '../commands/command-error.ts';
import type { Target } from '../commands/target.ts';
import type { Progress } from '../progress.ts';
import { count, type Paint } from '../summary/table.ts';
import { backtestLines } from './backtest-lines.ts';
import { designAnswer } from './design-lines.ts';
import { scopeOf } from './scope.ts';

/** What `train` is told where it learns from the facts. */
export type TrainFacts = { dryRun: boolean; policy: string | undefined };

/** `train` and `train --dry-run`. @throws CommandError where the facts do not suffice, with what is missing */
export const trainFacts = async (
  target: Target,
  { dryRun, policy }: TrainFacts,
  mover: CardMover,
  paint: Paint,
  progress: Progress,
): Promise<Answer> => {
  const scope = await scopeOf(target, policy);
  const step = progress.step(dryRun ? 'Reading the facts' : 'Training', 'steps');
  if (dryRun) {
    const data = await readTrainingRows(scope, target);
    step.done(`${count(data.rows.labels.length)} rows`);
    return designAnswer(scope, data, paint);
  }
  try {
    const { hash, card, isNew, promotion, promoted, data, watch } = await trainCard(scope, mover, target, {
      onProgress: (done, of) => step.at(done, of),
    });
    step.done(`${count(data.rows.labels.length)} rows`);
    const design = designAnswer(scope, data, paint);
    const [verdict] = promoted
      ? ['it is in force from the next run on, by the policy’s rule']
      : [`cards promote ${hash.slice(0, 8)} puts it in force`];
    const about = facts(
      [
        ['card', `${hash}${isNew ? '' : ' (made before: the same facts and policy give the same card)'}`],
        [
          'terms',
          `${card.card.features.length} features, ${card.card.pairs.length} pairs, ${count(JSON.stringify(card.card).length)} bytes`,
        ],
        ['rule', promotion.passes ? 'would promote it' : 'would not promote it'],
        ...promotion.conditions.map(({ holds, words }): [string, string] => ['', `${holds ? '+' : '-'} ${words}`]),
        ...(watch
          ? [
              [
                'in force',
                watch.findings.length === 0 ? 'stands as at its training' : watch.findings.join('; '),
              ] as const,
            ]
          : []),
        ['next', `${verdict}; cards show ${hash.slice(0, 8)} --html FILE draws it`],
      ],
      paint,
    );
    const notes = card.notes.map(({ column, words }) => paint('dim', `${column}: ${words}`));
    return {
      lines: [...design.lines, '', ...backtestLines(card.backtest, paint), '', ...about, ...notes],
      json: { hash, isNew, promoted, promotion, watch, design: design.json, backtest: card.backtest, card: card.card },
    };
  } catch (error) {
    if (error instanceof CannotLearn) throw new CommandError(`nothing was learned: ${error.message}`);
    throw error;
  }
};

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import * as z from 'zod';
import { addEdited } from '../../shared/aws/train-card.ts';
import type { CardInForce, CardMove } from '../../shared/contracts/items/card.ts';
import { scorecard } from '../../shared/contracts/policy/scorecard.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { type CardMover, promotion, rollBack } from '../../shared/domain/explain/card-moves.ts';
import { CannotLearn } from '../../shared/learn/trouble.ts';
import { type Answer, facts, tableOf, theOne } from '../commands/answer.ts';
import { CommandError } from '../commands/command-error.ts';
import type { Target } from '../commands/target.ts';
import type { Progress } from '../progress.ts';
import { count, type Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { backtestLines } from './backtest-lines.ts';
import { findCard } from './find-card.ts';
import { cardPage } from './page/card-page.ts';
import { scopeOf } from './scope.ts';

const nameOf = (hash: string | null): string => hash?.slice(0, 8) ?? 'hand-written';
const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

/** `cards list`. */
export const listCards = async (target: Target, paint: Paint): Promise<Answer> => {
  const { learning } = await scopeOf(target, undefined);
  const items = await target.cards.cards(learning.mayReplace);
  const now = await target.cards.inForce(learning.mayReplace);
  const watches = await target.cards.watches(learning.mayReplace);
  const rows = items.map(({ hash, madeBy, parent, through, auroc, rival, passes, at, by }) => [
    ...[hash.slice(0, 8), hash === now.hash ? 'in force' : '', madeBy, nameOf(parent), through],
    ...[three(auroc), three(rival), passes ? 'yes' : 'no', at.slice(0, 10), by],
  ]);
  const header = ['CARD', '', 'MADE BY', 'FROM', 'FACTS TO', 'AUROC', 'RIVAL', 'RULE', 'ON', 'BY'];
  const align = ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'left', 'left', 'left'] as const;
  const moves = now.history.map(({ at, by, did, to }) => `${at}  ${did} to ${nameOf(to)} by ${by}`);
  const [watch] = watches;
  return {
    lines: [
      `${learning.mayReplace}: the ${now.hash === null ? 'hand-written card' : `learned card ${nameOf(now.hash)}`} is in force`,
      ...moves,
      ...(watch
        ? [
            `${watch.month}  ${nameOf(watch.hash)} ${watch.findings.length === 0 ? 'stands as at its training' : `has drifted: ${watch.findings.join('; ')}`}`,
          ]
        : []),
      ...(rows.length === 0
        ? ['no learned cards yet: train makes one']
        : ['', ...tableOf(header, rows, [...align], [8, 8, 8, 12, 8, 7, 7, 4, 10, 12], paint)]),
    ],
    json: { inForce: now, cards: items, watches },
  };
};

/** `cards show`, with the page where it is asked for. */
export const showCard = async (
  target: Target,
  { card: given, html, lang }: { card: string; html: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { policy, learning } = await scopeOf(target, undefined);
  const found = await findCard(target, policy, given);
  const { document, card, hash } = found;
  const before = document?.parent
    ? await findCard(target, policy, document.parent)
    : document
      ? await findCard(target, policy, `${document.replaces}@policy`)
      : null;
  if (html) {
    await mkdir(dirname(html), { recursive: true });
    await writeFile(html, cardPage(found, before, lang));
  }
  const [latest] = (await target.cards.watches(learning.mayReplace)).filter((watch) => watch.hash === hash);
  const about = facts(
    [
      ['card', `${found.name}${hash ? `, ${hash}` : ''}`],
      ['terms', `${card.features.length} features, ${card.pairs.length} pairs, ${card.link.type}`],
      ...(document
        ? ([
            ['made by', `${document.madeBy}, from ${nameOf(document.parent)}`],
            [
              'facts',
              `${document.design.first} to ${document.design.last}, cuts ${document.design.cuts.map(({ month }) => month).join(', ')}`,
            ],
            ['rows', document.design.cuts.map(({ rows, gone }) => `${count(rows)} (${count(gone)} left)`).join(', ')],
          ] as const)
        : []),
      ['drift', latest && (latest.findings.length === 0 ? `none in ${latest.month}` : latest.findings.join('; '))],
      ['page', html && relative(process.cwd(), html)],
    ],
    paint,
  );
  const strongest = [...(document?.curves ?? [])]
    .sort((left, right) => right.importance - left.importance)
    .slice(0, 10)
    .map(({ feature, importance }) => [feature, importance.toFixed(3)]);
  return {
    lines: [
      ...about,
      ...(document ? ['', ...backtestLines(document.backtest, paint)] : []),
      ...(strongest.length > 0
        ? ['', ...tableOf(['STRONGEST FEATURES', 'MOVES POINTS BY'], strongest, ['left', 'right'], [], paint)]
        : []),
    ],
    json: document ? { hash, ...document } : card,
  };
};

const moved = async (target: Target, before: CardInForce, move: CardMove, words: string): Promise<Answer> => {
  if (!(await target.cards.move(before, move)))
    throw new CommandError('somebody else changed the card in force just now: cards list shows it');
  return { lines: [words], json: { ...before, hash: move.to, history: [...before.history, move] } };
};

/** `cards promote`. */
export const promoteCard = async (target: Target, given: string, mover: CardMover): Promise<Answer> => {
  const { learning } = await scopeOf(target, undefined);
  const { hash } = theOne(given, await target.cards.cards(learning.mayReplace), ({ hash: one }) => one, 'card');
  const before = await target.cards.inForce(learning.mayReplace);
  const move = promotion(before, hash, mover);
  if (!move) throw new CommandError(`card ${nameOf(hash)} is in force already`);
  return moved(
    target,
    before,
    move,
    `card ${nameOf(hash)} takes the place of ${nameOf(before.hash)} for ${learning.mayReplace}; the next run decides by it, and cards rollback takes it back`,
  );
};

/** `cards rollback`. */
export const rollBackCard = async (target: Target, mover: CardMover): Promise<Answer> => {
  const { learning } = await scopeOf(target, undefined);
  const before = await target.cards.inForce(learning.mayReplace);
  const move = rollBack(before, mover);
  if (!move)
    throw new CommandError(
      `the hand-written card is in force for ${learning.mayReplace}: there is nothing to roll back`,
    );
  return moved(
    target,
    before,
    move,
    `${move.to === null ? 'the hand-written card' : `card ${nameOf(move.to)}`} is in force again in place of ${nameOf(before.hash)}; the next run decides by it`,
  );
};

const editedFile = z.object({ hash: z.string().min(1), card: scorecard });

/** `cards add`: takes in what `cards show --json` printed, with the `card` in it edited by a person. */
export const addCard = async (
  target: Target,
  file: string,
  mover: CardMover,
  paint: Paint,
  progress: Progress,
): Promise<Answer> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`no file ${file}: cards show CARD --json > ${file} makes one to edit`);
  });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = editedFile.safeParse(given);
  if (!parsed.success)
    throw new CommandError(
      `${file}:\n${problems(parsed.error)
        .map((line) => `  ${line}`)
        .join('\n')}`,
    );
  const scope = await scopeOf(target, undefined);
  const parent = theOne(
    parsed.data.hash,
    await target.cards.cards(scope.learning.mayReplace),
    ({ hash }) => hash,
    'card',
  );
  const step = progress.step('Judging the card', 'steps');
  try {
    const made = await addEdited(scope, { card: parsed.data.card, parent: parent.hash }, mover, target);
    step.done(nameOf(made.hash));
    const rival = made.card.backtest.cards.find(({ who }) => who === 'parent');
    const cost = rival?.behind ? -rival.behind.value : Number.NaN;
    return {
      lines: [
        ...backtestLines(made.card.backtest, paint),
        '',
        `card ${made.hash}${made.isNew ? '' : ' (it was there before)'}: the edit ${cost > 0 ? `cost ${cost.toFixed(4)}` : `gained ${(-cost).toFixed(4)}`} of AUROC against ${nameOf(parent.hash)}; cards promote ${nameOf(made.hash)} puts it in force`,
      ],
      json: { hash: made.hash, isNew: made.isNew, promotion: made.promotion, backtest: made.card.backtest },
    };
  } catch (error) {
    if (error instanceof CannotLearn) throw new CommandError(`it cannot be judged: ${error.message}`);
    throw error;
  }
};

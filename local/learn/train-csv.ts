import { readFile, writeFile } from 'node:fs/promises';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { type Card, card as cardContract } from '../../shared/learn/card.ts';
import type { Derived } from '../../shared/learn/derived.ts';
import { inferColumns } from '../../shared/learn/infer-columns.ts';
import { type TrainOptions, train } from '../../shared/learn/train.ts';
import { CannotLearn } from '../../shared/learn/trouble.ts';
import { inWholePoints } from '../../shared/learn/whole-points.ts';
import { facts, wrapped } from '../commands/answer.ts';
import { CommandError } from '../commands/command-error.ts';
import type { Progress } from '../progress.ts';
import { count, type Paint } from '../summary/table.ts';
import { judge, type Trial, type TrialFigures, trialFigures } from './judge-card.ts';
import { labelsOf } from './labels.ts';
import { drawn, foldsFrom, type Protocol } from './protocol.ts';
import { type Cells, readCells } from './read-cells.ts';

/** What to learn from, and how to judge it. */
export type TrainCsv = {
  csv: string;
  label: string;
  positive: string | undefined;
  drop: readonly string[];
  prior: string | undefined;
  folds: string | undefined;
  protocol: Protocol;
  pairs: number | undefined;
  /** Whether the card may hold the file's columns alone, none that is worked out from others. */
  plain?: boolean;
  /** Whole points that double the odds; undefined for points in log-odds. */
  points: number | undefined;
  seed: number;
  json: string | undefined;
  out: string | undefined;
};

/** A card from a file: bare, or as the document of a learned one holds it. @throws CommandError where it is none */
export const readCard = async (file: string): Promise<Card> => {
  try {
    const parsed = JSON.parse(await readFile(file, 'utf8'));
    return cardContract.parse(parsed?.card ?? parsed);
  } catch (error) {
    throw new CommandError(`${file} is no card: ${error instanceof Error ? error.message : error}`);
  }
};

const columnNamed = (columns: readonly Cells[], name: string): Cells => {
  const found = columns.find((column) => column.name === name);
  const names = columns.map((column) => column.name);
  if (!found) throw new CommandError(`there is no column "${name}"${didYouMean(name, names.slice(0, 40))}`);
  return found;
};

/** Held-out rows that stand, cell by cell, among the rows learned from as well. */
const seenBefore = (columns: readonly Cells[], rows: Int32Array, test: readonly (readonly number[])[]): number => {
  const keys = Array.from(rows, (row) => columns.map(({ cells }) => cells[row]).join('\u0000'));
  return test.reduce((sum, held) => {
    const out = new Set(held);
    const learned = new Set(keys.filter((_, row) => !out.has(row)));
    return sum + held.filter((row) => learned.has(keys[row] as string)).length;
  }, 0);
};

/** A column that the card works out, for a person. */
const workedOutWords = (one: Derived): string => {
  if (one.type === 'sum') return `${one.feature}: worked out from its columns; with --plain there is no such sum`;
  if (one.type === 'profiles')
    return `${one.feature}: the card holds ${one.lists.reduce((sum, { rows }) => sum + rows.length, 0)} rows of this table, cell by cell, and points for rows equal to one; with --plain it holds none`;
  return `${one.feature}: worked out by rules, of which the first that holds counts: ${one.rules.map(({ is }) => is).join('; ')}`;
};

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(5)}`;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const figureLines = (figures: TrialFigures, captured: readonly number[], paint: Paint): string[] =>
  facts(
    [
      ['rows', `${count(figures.rows)}, of them ${count(figures.positives)} positive`],
      ['AUROC', `${figures.auroc.mean.toFixed(4)} +- ${figures.auroc.sd.toFixed(4)}`],
      ['log-loss, Brier', `${figures.logLoss.toFixed(4)}, ${figures.brier.toFixed(4)}`],
      ['calibration', `slope ${figures.slope.toFixed(3)}, expected error ${figures.ece.toFixed(4)}`],
      ['lift, top 10 %', figures.lift10.toFixed(2)],
      ['captured', `${captured.map(percent).join(', ')} of the positives in the top 1, 5, 10 %`],
      ['training', `${figures.seconds.toFixed(2)} s on all rows`],
      ['card', `${figures.terms} terms, of them ${figures.pairs} pairs; ${count(figures.bytes)} bytes`],
      ...(figures.rounding
        ? ([
            [
              'whole points',
              `AUROC ${signed(figures.rounding.auroc)}, log-loss ${signed(figures.rounding.logLoss)} against points as learned`,
            ],
          ] as const)
        : []),
    ],
    paint,
  );

/**
 * `train --csv`: learns a card from any table, and judges the way it was learned by rows held out.
 *
 * @throws CommandError where there is nothing to learn from, or the file cannot be read
 */
export const trainCsv = async (given: TrainCsv, progress: Progress, paint: Paint): Promise<string[]> => {
  const columns = await readCells(given.csv);
  const { labels, rows, positive } = labelsOf(columnNamed(columns, given.label), given.positive);
  for (const name of given.drop) columnNamed(columns, name);
  const whole = rows.length === columns[0]?.cells.length;
  const used = columns
    .filter(({ name }) => name !== given.label && !given.drop.includes(name))
    .map(({ name, cells }) => ({ name, cells: whole ? cells : Array.from(rows, (row) => cells[row] as string) }));
  const { table, notes } = inferColumns(used);
  const prior = given.prior === undefined ? undefined : await readCard(given.prior);
  const test = given.folds ? await foldsFrom(given.folds, labels.length) : drawn(given.protocol, labels, given.seed);
  const options: TrainOptions = {
    label: { en: `${given.label}: ${positive}`, zh: `${given.label}：${positive}` },
    seed: given.seed,
    ...(prior ? { prior } : {}),
    ...(given.plain ? { mayDerive: false } : {}),
    ...(given.pairs === undefined ? {} : { pairs: given.pairs }),
  };
  const trial: Trial = { table, labels, test, options, ...(given.points ? { doubling: given.points } : {}) };
  try {
    const all = progress.step('Learning from all rows', 'steps');
    const began = performance.now();
    const trained = train(table, labels, { ...options, onProgress: all.at });
    const seconds = (performance.now() - began) / 1000;
    const card = given.points ? inWholePoints(trained.card, given.points) : trained.card;
    all.done(`${card.features.length} features, ${card.pairs.length} pairs`);
    const step = progress.step('Judging by rows held out', 'sets');
    const judged = judge(trial, (done) => step.at(done, test.length));
    step.done(`${test.length} sets`);
    const figures = trialFigures(trial, judged, card, seconds);
    if (given.json !== undefined) await writeFile(given.json, `${JSON.stringify(figures, null, 2)}\n`);
    if (given.out !== undefined) await writeFile(given.out, `${JSON.stringify(card)}\n`);
    const seen = seenBefore(columns, rows, test);
    const said = [
      ...(whole ? [] : [`${(columns[0]?.cells.length ?? 0) - rows.length} rows without a label were left out`]),
      ...(seen > 0
        ? [`${seen} of the held-out rows stand, cell by cell, among the rows learned from as well: figures flatter`]
        : []),
      ...(prior ? [`made from: ${trained.report.from}`] : []),
      ...(card.derived ?? []).map(workedOutWords),
      ...[...notes, ...trained.report.notes].map(({ column, words }) => (column ? `${column}: ${words}` : words)),
    ];
    return [
      ...figureLines(
        figures,
        judged.together.tops.map(({ captured }) => captured),
        paint,
      ),
      ...(said.length > 0 ? ['', ...said.flatMap((words) => wrapped(words, 4, '  - '))] : []),
    ];
  } catch (error) {
    if (error instanceof CannotLearn) throw new CommandError(error.message);
    throw error;
  }
};

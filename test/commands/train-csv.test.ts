import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFileCommand } from '../../local/learn/file-command.ts';
import { scoreCsv } from '../../local/learn/score-csv.ts';
import { readCard, type TrainCsv, trainCsv } from '../../local/learn/train-csv.ts';
import { progressOn } from '../../local/progress.ts';
import { painter } from '../../local/summary/table.ts';
import { base } from '../learn/tables.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tierline-train-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { table, labels } = base(600);
/** A file of the made-up base: an id, blanks, a word among numbers, a date, and rows without a label. */
const written = async (
  name: string,
  change: (line: string, row: number) => string = (line) => line,
): Promise<string> => {
  const file = join(folder, name);
  const plan = table.texts.get('plan');
  const lines = Array.from(labels, (label, row) => {
    const cells = [...table.numbers.values()].map((values) => (Number.isNaN(values[row]) ? 'NA' : values[row]));
    const day = `${(row % 12) + 1}/${(row % 28) + 1}/2014`;
    return change(
      [`C${row}`, ...cells, plan?.values[plan.codes[row] as number], day, label ? 'Yes' : 'No'].join(','),
      row,
    );
  });
  await writeFile(
    file,
    `${[`customer,${[...table.numbers.keys()].join(',')},plan,joined,churn`, ...lines].join('\n')}\n`,
  );
  return file;
};
const progress = progressOn({ isTTY: false, write: () => true } as never);
const learn = async (given: Partial<TrainCsv> & { csv: string }): Promise<string> =>
  (
    await trainCsv(
      {
        ...{ label: 'churn', positive: undefined, drop: [], prior: undefined, folds: undefined, protocol: 'cv5' },
        ...{ pairs: undefined, points: undefined, seed: 1, json: undefined, out: undefined, ...given },
      },
      progress,
      painter(false),
    )
  ).join('\n');

describe('train --csv', () => {
  test('prints figures, says what it did to columns, and keeps figures and card', async () => {
    const [json, out] = [join(folder, 'figures.json'), join(folder, 'card.json')];
    const said = await learn({ csv: await written('a.csv'), json, out });
    expect(said).toMatch(/AUROC +0\.\d{4} \+- 0\.\d{4}/);
    expect(said).toContain('customer: dropped: an id, with 600 different values in 600 rows');
    expect(said).toContain('joined: a date: turned into days since 1970');
    const figures = JSON.parse(await readFile(json, 'utf8'));
    expect(Object.keys(figures)).toEqual(
      'rows positives auroc logLoss brier slope ece lift10 seconds terms pairs bytes'.split(' '),
    );
    expect(figures).toMatchObject({ rows: 600, auroc: { mean: expect.any(Number), sd: expect.any(Number) } });
    const card = await readCard(out);
    expect(figures.terms).toBe(card.features.length + card.pairs.length);
    const [header, first] = await scoreCsv({ card: out, csv: join(folder, 'a.csv'), reasons: true, out: undefined });
    expect(header).toBe('row,score,probability,reasons');
    expect(first).toMatch(/^0,-?\d+(\.\d+)?,0\.\d+,"?[a-z]+/);
  });

  test('whole points are kept in the card, and what they cost is said', async () => {
    const [json, out] = [join(folder, 'whole.json'), join(folder, 'whole-card.json')];
    const said = await learn({ csv: await written('w.csv'), points: 20, pairs: 0, json, out });
    expect(said).toMatch(/whole points +AUROC [+-]0\.\d{5}, log-loss [+-]0\.\d{5} against points as learned/);
    const { rounding } = JSON.parse(await readFile(json, 'utf8'));
    expect(Math.abs(rounding.auroc)).toBeLessThan(0.005);
    expect(Math.abs(rounding.logLoss)).toBeLessThan(0.005);
    const card = await readCard(out);
    expect(card.features.every(({ missing }) => Number.isInteger(missing.points))).toBe(true);
    await expect(runFileCommand(['train', '--csv', 'w.csv', '--label', 'churn', '--points', '0'])).rejects.toThrow(
      '--points',
    );
  });

  test('rows without a label are left out; the same row on both sides of a fold is said', async () => {
    const csv = await written('b.csv', (line, row) =>
      row < 10
        ? line.replace(/(Yes|No)$/, '')
        : row % 2
          ? line
          : line.replace(/^C\d+.*$/, 'C0,1,5,2,0.5,home,1/1/2014,No'),
    );
    const said = await learn({ csv });
    expect(said).toContain('10 rows without a label were left out');
    expect(said).toMatch(/\d+ of the held-out rows stand, cell by cell, among the rows learned from/);
  });

  test('what cannot be done is said', async () => {
    const csv = await written('c.csv');
    await expect(learn({ csv, label: 'chrun' })).rejects.toThrow('there is no column "chrun" (did you mean "churn"?)');
    await expect(learn({ csv, label: 'plan' })).rejects.toThrow('--positive is needed: "plan" is "home", "abroad"');
    await expect(learn({ csv, positive: 'yes' })).rejects.toThrow('"churn" never is "yes" (did you mean "Yes"?)');
    const one = await written('d.csv', (line) => line.replace(/No$/, 'Yes'));
    await expect(learn({ csv: one })).rejects.toThrow('all 600 rows have the same label');
    const short = await written('e.csv', (line, row) => (row === 7 ? 'C7,1' : line));
    await expect(learn({ csv: short })).rejects.toThrow('line 9 has 2 cells where the header has 8');
    const folds = join(folder, 'folds.json');
    await writeFile(folds, '{"test":[[0,600]]}');
    await expect(learn({ csv, folds })).rejects.toThrow('is for at least 601 rows, but the table has 600');
    await expect(runFileCommand(['train', '--csv', csv, '--lable', 'x'])).rejects.toThrow('did you mean "--label"');
  });
});

test('score works out what a card derives, and says which of its sources a file has not', async () => {
  const [card, csv, short] = ['bill.json', 'bill.csv', 'short.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const bins = [
    { below: 30, points: -1 },
    { from: 30, points: 2 },
  ];
  const feature = { feature: '2 voice + data', weight: 1, bins, missing: { points: 5 } };
  const of = [
    { column: 'voice', times: 2 },
    { column: 'data', times: 1 },
  ];
  await writeFile(
    card,
    JSON.stringify({
      ...{ label: { en: 'Leaving', zh: '离网' }, base: 1, link: { type: 'points' }, features: [feature], pairs: [] },
      derived: [{ type: 'sum', feature: '2 voice + data', of }],
    }),
  );
  await writeFile(csv, 'voice,data\n10,9\n10,10\n12,NA\n');
  await writeFile(short, 'voice\n10\n');
  expect(await scoreCsv({ card, csv, reasons: true, out: undefined })).toEqual([
    'row,score,reasons',
    '0,0,2 voice + data -1.000',
    '1,3,2 voice + data +2.000',
    '2,6,2 voice + data +5.000',
  ]);
  await expect(scoreCsv({ card, csv: short, reasons: false, out: undefined })).rejects.toThrow(/has no column data,/);
});

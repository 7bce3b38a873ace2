import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCells } from '../../local/learn/read-cells.ts';
import { stratifiedFolds } from '../../shared/learn/folds.ts';
import { duplicates, knownProfiles, strongInteractions, wide } from './made-up-churn.ts';

/** A labelled table and the rows that every learner is judged by. */
export type Dataset = { name: string; csv: string; label: string; positive: string; test: number[][] };

/** Where other people's data lies. */
export const dataFolder = resolve(
  process.env.TIERLINE_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
);

const foldsIn = async (name: string): Promise<number[][]> =>
  JSON.parse(await readFile(join(dataFolder, name), 'utf8')).test;

const amount = (cell: string): number => (cell === '' ? Number.NaN : Number(cell));

/**
 * The panel as a table to learn from: no column of September, but for who left (no calls and no data in September); and for each
 * measure, its August and how far that is from the mean of June and July: a fall is what a base of prepaid customers shows first.
 */
const panelTable = async (folder: string): Promise<string> => {
  const columns = await readCells(join(dataFolder, 'panel_1000x226.csv'));
  const byName = new Map(columns.map(({ name, cells }) => [name, cells]));
  const of = (name: string): string[] => byName.get(name) ?? [];
  const september = ['total_ic_mou_9', 'total_og_mou_9', 'vol_2g_mb_9', 'vol_3g_mb_9'].map(of);
  const rows = of('customer_id').length;
  const churn = Array.from({ length: rows }, (_, row) =>
    september.every((cells) => Number(cells[row]) === 0) ? '1' : '0',
  );
  const table = new Map<string, string[]>();
  for (const { name, cells } of columns) {
    if (name.endsWith('_9') || name.startsWith('sep_')) continue;
    const measure = name.slice(0, -2);
    const [june, july, august] = [6, 7, 8].map((month) => byName.get(`${measure}_${month}`));
    const isSeries = /_[678]$/.test(name) && june && july && august && !name.includes('date');
    if (!isSeries) table.set(name, cells);
    else if (name.endsWith('_8')) {
      table.set(name, cells);
      const change = cells.map((cell, row) => {
        const value = amount(cell) - (amount(june[row] as string) + amount(july[row] as string)) / 2;
        return Number.isNaN(value) ? '' : String(Math.round(value * 1e4) / 1e4);
      });
      table.set(`${measure}_change`, change);
    }
  }
  table.set('churn', churn);
  const lines = Array.from({ length: rows }, (_, row) => [...table.values()].map((cells) => cells[row]).join(','));
  const file = join(folder, 'panel.csv');
  await writeFile(file, `${[[...table.keys()].join(','), ...lines].join('\n')}\n`);
  return file;
};

/** A made-up table as a file, with five folds of it. */
const madeUp = async (folder: string, name: string, rows: Record<string, string | number>[]): Promise<Dataset> => {
  const csv = join(folder, `${name.replaceAll(' ', '-')}.csv`);
  const lines = rows.map((row) => Object.values(row).join(','));
  await writeFile(csv, `${[Object.keys(rows[0] ?? {}).join(','), ...lines].join('\n')}\n`);
  const fold = stratifiedFolds(
    rows.map(({ churn }) => Number(churn)),
    5,
    1,
  );
  const test = [0, 1, 2, 3, 4].map((own) => [...fold.keys()].filter((row) => fold[row] === own));
  return { name: `made up, ${name}`, csv, label: 'churn', positive: '1', test };
};

/** Draws of each kind of made-up table: one alone is luck. */
const kinds = [
  { name: 'strong interactions', rows: (seed: number) => strongInteractions(seed, 'faint'), seeds: [1, 21] },
  { name: 'clear interactions', rows: (seed: number) => strongInteractions(seed, 'clear'), seeds: [21, 22] },
  { name: 'duplicates', rows: duplicates, seeds: [2, 21] },
  { name: 'known profiles', rows: knownProfiles, seeds: [21, 22] },
];

/** Tables that need no other people's data. @param large whether the one of 51,047 rows is wanted, too */
export const madeUpDatasets = async (folder: string, large: boolean): Promise<Dataset[]> => {
  const draws = kinds.flatMap(({ name, rows, seeds }) =>
    seeds.map((seed) => ({ name: `${name} ${seed}`, rows, seed })),
  );
  const found: Dataset[] = [];
  for (const { name, rows, seed } of draws) found.push(await madeUp(folder, name, rows(seed)));
  return large ? [...found, await madeUp(folder, 'wide', wide())] : found;
};

/** The labelled files on their folds; none, where the folder is missing. */
export const datasets = async (folder: string): Promise<Dataset[]> => {
  if (!existsSync(dataFolder)) return [];
  const ibm = { csv: join(dataFolder, 'ibm_telco_7043.csv'), label: 'Churn', positive: 'Yes' };
  return [
    { name: 'IBM, shuffle3', ...ibm, test: await foldsIn('ibm_telco_7043.shuffle3.json') },
    { name: 'IBM, cv5', ...ibm, test: await foldsIn('ibm_telco_7043.cv5.json') },
    {
      name: 'panel, cv5',
      csv: await panelTable(folder),
      label: 'churn',
      positive: '1',
      test: await foldsIn('panel_1000x226.cv5.json'),
    },
  ];
};

import { writeFile } from 'node:fs/promises';
import type { Card } from '../../shared/learn/card.ts';
import { sourcesOf } from '../../shared/learn/derived.ts';
import { coded, numbersOf } from '../../shared/learn/infer-columns.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import type { Table } from '../../shared/learn/table.ts';
import type { Row } from '../../shared/learn/value.ts';
import { CommandError } from '../commands/command-error.ts';
import { type Cells, readCells } from './read-cells.ts';
import { readCard } from './train-csv.ts';

/** The columns that a card asks for, as it reads them. @throws CommandError where one is missing */
const tableFor = ({ features, derived = [] }: Card, columns: readonly Cells[], file: string): Table => {
  const byName = new Map(columns.map(({ name, cells }) => [name, cells]));
  const made = new Set(derived.map(({ feature }) => feature));
  const wanted = [
    ...features
      .filter(({ feature }) => !made.has(feature))
      .map(({ feature, bins }) => ({ column: feature, isNumber: bins !== undefined })),
    ...derived.flatMap(sourcesOf).filter(({ column }) => !made.has(column)),
  ];
  const missing = [...new Set(wanted.map(({ column }) => column).filter((column) => !byName.has(column)))];
  if (missing.length > 0) throw new CommandError(`${file} has no column ${missing.join(', ')}, which the card scores`);
  return {
    rows: columns[0]?.cells.length ?? 0,
    numbers: new Map(
      wanted.filter(({ isNumber }) => isNumber).map(({ column }) => [column, numbersOf(byName.get(column) ?? [])]),
    ),
    texts: new Map(
      wanted.filter(({ isNumber }) => !isNumber).map(({ column }) => [column, coded(byName.get(column) ?? [])]),
    ),
  };
};

const rowAt = ({ numbers, texts }: Table, row: number): Row => ({
  ...Object.fromEntries([...numbers].map(([name, values]) => [name, values[row]])),
  ...Object.fromEntries([...texts].map(([name, { codes, values }]) => [name, values[codes[row] as number] ?? null])),
});

/** Reasons that an agent reads. */
const mostReasons = 3;
const signed = (points: number): string => `${points < 0 ? '-' : '+'}${Math.abs(points).toFixed(3)}`;
const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** `score`: a line a row of the file, from 0: its score, its probability, and why. @throws CommandError where card and file do not fit */
export const scoreCsv = async (given: {
  card: string;
  csv: string;
  reasons: boolean;
  out: string | undefined;
}): Promise<string[]> => {
  const card = await readCard(given.card);
  const table = tableFor(card, await readCells(given.csv), given.csv);
  const { scores, probability, reasons } = scorer(card);
  const header = ['row', 'score', ...(probability ? ['probability'] : []), ...(given.reasons ? ['reasons'] : [])];
  const lines = Array.from(scores(table), (score, row) =>
    [
      row,
      Number(score.toFixed(6)),
      ...(probability ? [Number(probability(score).toFixed(6))] : []),
      ...(given.reasons
        ? [
            quoted(
              reasons(rowAt(table, row), mostReasons)
                .map(({ features, points }) => `${features.join(' x ')} ${signed(points)}`)
                .join('; '),
            ),
          ]
        : []),
    ].join(','),
  );
  if (given.out === undefined) return [header.join(','), ...lines];
  await writeFile(given.out, `${[header.join(','), ...lines].join('\n')}\n`);
  return [`${lines.length} rows scored into ${given.out}`];
};

import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { CommandError } from '../commands/command-error.ts';
import { type Cells, isBlankLabel } from './read-cells.ts';

/** Words that say that somebody left. */
const yes = /^(1|1\.0|y|yes|t|true\.?|churn(ed)?|left|gone|leaver|是)$/i;

/** Values of a column in the order of their first row, with their rows. */
const countedValues = (cells: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const cell of cells) if (!isBlankLabel(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return counts;
};

/** The value that is told. @throws CommandError where it is not given and not plain */
const positiveOf = ({ name, cells }: Cells, given: string | undefined): string => {
  const values = [...countedValues(cells).keys()];
  if (given !== undefined) {
    if (!values.includes(given))
      throw new CommandError(`"${name}" never is "${given}"${didYouMean(given, values.slice(0, 20))}`);
    return given;
  }
  const [found, ...others] = values.filter((value) => yes.test(value));
  if (found !== undefined && others.length === 0 && values.length <= 2) return found;
  const shown = values
    .slice(0, 5)
    .map((value) => `"${value}"`)
    .join(', ');
  throw new CommandError(
    `--positive is needed: "${name}" is ${shown}${values.length > 5 ? ` and ${values.length - 5} more` : ''}; say which of them is to be told`,
  );
};

/** Labels, and the rows that have one. @throws CommandError where the label cannot be read */
export const labelsOf = (
  column: Cells,
  given: string | undefined,
): { labels: Float64Array; rows: Int32Array; positive: string } => {
  const positive = positiveOf(column, given);
  const rows = Int32Array.from([...column.cells.keys()].filter((row) => !isBlankLabel(column.cells[row] as string)));
  return { labels: Float64Array.from(rows, (row) => (column.cells[row] === positive ? 1 : 0)), rows, positive };
};

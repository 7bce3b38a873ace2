import { type DecisionTable, isOfFacts } from './decision-table.ts';
import { type Coded, wordAt } from './shard-table.ts';

/** A customer of whom two tables of decisions say different things. */
export type RowDifference = {
  customerId: string;
  /** Columns that differ; empty for a customer whom only one of the tables knows. */
  columns: string[];
  /** Table that knows the customer, where only one does. */
  onlyIn: 'stored' | 'again' | null;
};

/** A column that is missing says nothing of anybody. */
const sameWord = (left: Coded | undefined, row: number, right: Coded | undefined, other: number): boolean =>
  (left ? wordAt(left, row) : null) === (right ? wordAt(right, other) : null);

const sameNumber = (left: Float64Array | undefined, row: number, right: Float64Array | undefined, other: number) =>
  Object.is(left?.[row] ?? Number.NaN, right?.[other] ?? Number.NaN);

/**
 * Customers of whom two tables of decisions say different things, by id.
 *
 * @param rows rows of `again` that count
 */
export const tableDifferences = (stored: DecisionTable, again: DecisionTable, rows: Int32Array): RowDifference[] => {
  const rowOf = new Map(Array.from(rows, (row) => [again.ids.at(row) as string, row]));
  // What facts say is no decision, and earlier editions did not keep it.
  const names = (of: 'numbers' | 'words'): string[] =>
    [...new Set([...stored[of].names, ...again[of].names])].filter((name) => !isOfFacts(name));
  const [numbers, words] = [names('numbers'), names('words')];
  const found: RowDifference[] = [];
  for (const [row, customerId] of [...stored.ids].entries()) {
    const other = rowOf.get(customerId);
    rowOf.delete(customerId);
    if (other === undefined) {
      found.push({ customerId, columns: [], onlyIn: 'stored' });
      continue;
    }
    const columns = [
      ...words.filter((name) => !sameWord(stored.words.get(name), row, again.words.get(name), other)),
      ...numbers.filter((name) => !sameNumber(stored.numbers.get(name), row, again.numbers.get(name), other)),
    ];
    if (columns.length > 0) found.push({ customerId, columns, onlyIn: null });
  }
  for (const customerId of rowOf.keys()) found.push({ customerId, columns: [], onlyIn: 'again' });
  return found.sort((left, right) => (left.customerId < right.customerId ? -1 : 1));
};

import type { Expression, Value } from './expression.ts';

/**
 * Most columns that a loop reads. A processor fetches ahead of a loop that reads up to 32 columns (pages of one stream each,
 * Intel 64 and IA-32 Architectures Optimization Reference Manual, "Data Prefetching"); one that reads a hundred waits for each.
 */
const mostColumns = 24;

/** Names of the columns that an expression reads of nearly every customer. */
const columnsOf = (whole: Expression): Set<string> => {
  const columns = new Set<string>();
  const seen = new Set<Expression>();
  const look = (expression: Expression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.of === 'source') columns.add(expression.source.name);
    else if (expression.of === 'rarely') for (const place of [0, 2]) look(expression.parts[place] as Expression);
    else if ('parts' in expression) expression.parts.forEach(look);
  };
  look(whole);
  return columns;
};

/** Names of the outputs that are computed in one loop each: those that read the same columns, as long as these are few. */
export const loopsOf = (outputs: ReadonlyMap<string, Value>): string[][] => {
  const loops: { columns: Set<string>; names: string[] }[] = [];
  for (const [name, value] of outputs) {
    const columns = columnsOf(value);
    const near = loops
      .map((loop) => ({ loop, shared: columns.intersection(loop.columns).size }))
      .filter(({ loop, shared }) => shared > 0 && loop.columns.size + columns.size - shared <= mostColumns)
      .reduce<{ loop?: (typeof loops)[number]; shared: number }>(
        (best, one) => (one.shared > best.shared ? one : best),
        { shared: 0 },
      );
    if (near.loop) {
      near.loop.names.push(name);
      near.loop.columns = near.loop.columns.union(columns);
    } else loops.push({ columns, names: [name] });
  }
  return loops.map(({ names }) => names);
};

import type { Expression, Value } from './expression.ts';

/**
 * Most columns that a loop reads. A processor fetches ahead in a few dozen pages at once, in which what is written must fit, too;
 * a loop over a hundred columns waits for each. Anything from 8 to 48 came to the same, none to twice as much (decision 18).
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
    const shared = (loop: (typeof loops)[number]): number => columns.intersection(loop.columns).size;
    const [nearest] = loops
      .filter((loop) => shared(loop) > 0 && columns.union(loop.columns).size <= mostColumns)
      .sort((left, right) => shared(right) - shared(left));
    if (nearest) {
      nearest.names.push(name);
      nearest.columns = columns.union(nearest.columns);
    } else loops.push({ columns, names: [name] });
  }
  return loops.map(({ names }) => names);
};

/**
 * Matches as many rows to columns as there are of the fewer, so that the sum of the costs is least: exact, by dynamic
 * programming over the sets of columns taken. Made for a dozen of each; its cost doubles with every column.
 *
 * @param costs by row, then by column
 * @returns column of each row; -1 for a row that goes without
 */
export const leastCostMatch = (costs: readonly (readonly number[])[]): number[] => {
  const columns = costs[0]?.length ?? 0;
  if (costs.length > columns) {
    const turned = Array.from({ length: columns }, (_, column) => costs.map((row) => row[column] as number));
    const rows = new Array<number>(costs.length).fill(-1);
    leastCostMatch(turned).forEach((row, column) => {
      rows[row] = column;
    });
    return rows;
  }
  /** Least cost of matching the first rows to exactly these columns, by set; and the last row's column then. */
  let least = new Map([[0, { cost: 0, taken: [] as number[] }]]);
  for (const row of costs) {
    const next: typeof least = new Map();
    for (const [set, { cost, taken }] of least)
      row.forEach((more, column) => {
        if (set & (1 << column)) return;
        const found = next.get(set | (1 << column));
        if (!found || cost + more < found.cost)
          next.set(set | (1 << column), { cost: cost + more, taken: [...taken, column] });
      });
    least = next;
  }
  let best: { cost: number; taken: number[] } | undefined;
  for (const found of least.values()) if (!best || found.cost < best.cost) best = found;
  return best?.taken ?? [];
};

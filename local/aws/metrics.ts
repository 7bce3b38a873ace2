type Emf = { _aws?: { CloudWatchMetrics?: { Metrics?: { Name: string }[] }[] } } & Record<string, unknown>;

/** Adds what a log line in CloudWatch's Embedded Metric Format says to the sums, by the metric's name. */
export const addMetrics = (sums: Record<string, number>, line: string): void => {
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return;
  let record: Emf;
  try {
    record = JSON.parse(line) as Emf;
  } catch {
    return; // A line that only looks like one, or was cut by a kill: it is in the log all the same.
  }
  for (const { Metrics = [] } of record._aws?.CloudWatchMetrics ?? [])
    for (const { Name } of Metrics) {
      const values = [record[Name]].flat().filter((value) => typeof value === 'number');
      sums[Name] = values.reduce((sum, value) => sum + value, sums[Name] ?? 0);
    }
};

import { DuckDBInstance } from '@duckdb/node-api';
import type { Policy } from '../../shared/contracts/policy.ts';
import { compared } from './sql.ts';

/** What two results say of the same customers. */
export type Compared = { customers: number; maxDifference: number };

/**
 * Compares tierline's snapshots with DuckDB's result, cell by cell.
 *
 * @throws where customers, missing values or tiers differ
 */
export const compare = async (snapshots: string, theirs: string, policy: Policy): Promise<Compared> => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const { numbers, words } = compared(policy);
  const wrong = [
    ...numbers.map((name) => `count(*) FILTER ((a.${name} IS NULL) <> (b.${name} IS NULL)) AS ${name}`),
    ...words.map((name) => `count(*) FILTER (a.${name} IS DISTINCT FROM b.${name}) AS ${name}`),
  ];
  // Relative where numbers are large: a share of money and a day count are held to the same.
  const apart = numbers.map((name) => `max(abs(a.${name} - b.${name}) / greatest(1, abs(b.${name})))`);
  const answer = await connection.runAndReadAll(`
    SELECT count(*) AS customers, count(*) FILTER (a.customerId IS NULL OR b.customerId IS NULL) AS alone,
      greatest(${apart.join(', ')}) AS apart, ${wrong.join(', ')}
    FROM read_parquet('${snapshots}') a FULL JOIN read_parquet('${theirs}') b USING (customerId)`);
  const { customers, apart: most, ...rest } = answer.getRowObjects()[0] as Record<string, bigint | number>;
  const differing = Object.entries(rest).filter(([, count]) => Number(count) > 0);
  if (differing.length > 0)
    throw new Error(`tierline and DuckDB differ: ${differing.map(([name, count]) => `${name} ${count}`).join(', ')}`);
  return { customers: Number(customers), maxDifference: Number(most) };
};

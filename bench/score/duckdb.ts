import { DuckDBInstance } from '@duckdb/node-api';
import { cpuNs } from './measure.ts';
import { benchPolicy } from './policy.ts';
import { statements } from './sql.ts';

/** The same features, points and tiers in DuckDB's words, one thread, as in a small function. */
const [folder = '', out = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'false' });
const connection = await instance.connect();
const start = cpuNs();
for (const statement of statements(folder, out, benchPolicy())) await connection.run(statement);
console.log(JSON.stringify({ cpuNs: cpuNs() - start }));

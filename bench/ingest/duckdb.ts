import { mkdir } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Loader, shards } from './loader.ts';

/**
 * The same job in DuckDB's words: typed read, rejects kept, Parquet by shard. One thread, as in a small function; level 1 of
 * zstd, which is tierline's, and here both quicker and smaller than DuckDB's own 3.
 */
export const load: Loader = async (file, out) => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const types = [
    ...["'customerId': 'VARCHAR'", "'period': 'VARCHAR'", "'region': 'VARCHAR'"],
    ...["'voiceMinutes': 'DOUBLE'", "'incomingMinutes': 'DOUBLE'"],
    ...["'longDistanceMinutes': 'DOUBLE'", "'internationalMinutes': 'DOUBLE'", "'roamingMinutes': 'DOUBLE'"],
    ...["'dataMb': 'DOUBLE'", "'smsCount': 'BIGINT'", "'activeDays': 'BIGINT'"],
  ];
  await mkdir(out, { recursive: true });
  await connection.run(`
    COPY (
      SELECT *, hash(customerId) % ${shards} AS shard
      FROM read_csv('${file}', header = true, columns = { ${types.join(', ')} }, store_rejects = true, rejects_limit = 0)
    ) TO '${out}/facts' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARTITION_BY (shard))`);
  await connection.run(`COPY (SELECT * FROM reject_errors) TO '${out}/rejects.csv'`);
  const counts = await connection.runAndReadAll(`
    SELECT (SELECT count(*) FROM read_parquet('${out}/facts/*/*.parquet')) AS accepted,
           (SELECT count(DISTINCT line) FROM reject_errors) AS refused`);
  const [row] = counts.getRowObjects();
  return { accepted: Number(row?.accepted), refused: Number(row?.refused) };
};

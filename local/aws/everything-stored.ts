import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readParquet } from '../../shared/dump/parquet.ts';

/** A place where something is stored: a file below `s3/`, a row of the database, a log; and what lies there as text. */
export type StoredText = { place: string; text: string };

/** Files and rows that are not the stack's own: what was delivered to it, and what it sent to others. */
const landing = /landing/i;
const sent = 'published';

/**
 * All that an embedded AWS stores but what was delivered to it and what it sent: objects, Parquet decoded besides, rows of
 * the database, logs. For searches that must find nothing.
 *
 * @param dataDir its folder; the embedded AWS must be down, because it shares its database with nobody
 */
export async function* everythingStored(dataDir: string): AsyncGenerator<StoredText> {
  const s3 = join(dataDir, 's3');
  for (const entry of await readdir(s3, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || landing.test(path.slice(s3.length))) continue;
    const bytes = await readFile(path);
    const place = path.slice(s3.length);
    yield { place, text: bytes.toString('utf8') };
    if (bytes.subarray(0, 4).toString() === 'PAR1') yield { place, text: JSON.stringify(readParquet(bytes)) };
  }
  const database = new DatabaseSync(join(dataDir, 'state.sqlite'), { readOnly: true });
  try {
    for (const { name } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all())
      if (name !== sent)
        for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate())
          yield { place: `table ${name}`, text: JSON.stringify(Object.values(row).map(String)) };
  } finally {
    database.close();
  }
  for (const file of await readdir(join(dataDir, 'logs')))
    yield { place: `log ${file}`, text: await readFile(join(dataDir, 'logs', file), 'utf8') };
}

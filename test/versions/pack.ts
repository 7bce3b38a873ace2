import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import type { Packed } from './unpack.ts';

/**
 * `node test/versions/pack.ts --data DIR --messages FILE --to FILE`: what a version of tierline left behind after a night, for
 * later versions to be tried on. Once a release:
 *
 * 1. `npm start -- --customers 60 --months 2 --data DIR` of the version that is being released;
 * 2. this script. `--messages` is a file of JSON lines, `{ queue, body }`, one message of each kind at least.
 */
const { values } = parseArgs({
  options: { data: { type: 'string' }, messages: { type: 'string' }, to: { type: 'string' } },
});
const { data, messages, to } = values;
if (!data || !messages || !to) throw new Error('--data, --messages and --to are needed');

const aws = join(data, 'aws');
const root = join(aws, 's3');
const database = new DatabaseSync(join(aws, 'state.sqlite'));
// Files of the machine that packs are found on the machine that unpacks.
for (const { file } of database.prepare('SELECT DISTINCT file FROM objects').all())
  database
    .prepare('UPDATE objects SET file = ? WHERE file = ?')
    .run(String(file).startsWith('/') ? relative(root, String(file)) : String(file), String(file));
database.exec('VACUUM');
database.close();

const files: Packed['files'] = {};
for (const entry of await readdir(aws, { recursive: true, withFileTypes: true })) {
  const path = relative(aws, join(entry.parentPath, entry.name));
  if (entry.isFile() && (path.startsWith('s3/') || path === 'state.sqlite'))
    files[path] = (await readFile(join(aws, path))).toString('base64');
}
const kept = new Map<string, { queue: string; body: string }[]>();
for (const line of (await readFile(messages, 'utf8')).trim().split('\n')) {
  const message = JSON.parse(line) as { queue: string; body: string };
  kept.set(message.queue, [...(kept.get(message.queue) ?? []), message].slice(0, 3));
}
const packed: Packed = { files, messages: [...kept.values()].flat() };
await writeFile(to, zstdCompressSync(JSON.stringify(packed)));

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** `npm run clean`: removes all local data. What was dropped in `landing/` by hand stays. */
const folder = join(import.meta.dirname, '..', '.tierline');
const entries = await readdir(folder).catch(() => []);
for (const entry of entries) await rm(join(folder, entry), { recursive: true, force: true });
console.log(entries.length === 0 ? '.tierline/ was empty.' : `Removed from .tierline/: ${entries.sort().join(', ')}`);

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file below the landing folder that may be dropped: it has not changed since it was last looked at. */
export type Landed = { key: string; path: string; md5: string };

const md5Of = async (path: string): Promise<string> => {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/**
 * Looks at a folder again and again. Each look answers the files that are new or changed, and that two looks in a row
 * found the same: a file that is still being copied is left until it is whole. Hidden files are not looked at.
 */
export const landingFolder = (folder: string) => {
  const seen = new Map<string, string>();
  const given = new Map<string, string>();
  return async (): Promise<Landed[]> => {
    await mkdir(folder, { recursive: true });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const landed: Landed[] = [];
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith('.') || entry.name.endsWith('.part')) continue;
      const path = join(entry.parentPath, entry.name);
      const found = await stat(path).catch(() => undefined);
      if (!found) continue;
      const state = `${found.size} ${found.mtimeMs}`;
      const settled = seen.get(path) === state;
      seen.set(path, state);
      if (!settled || given.get(path) === state) continue;
      given.set(path, state);
      landed.push({ key: relative(folder, path).split(sep).join('/'), path, md5: await md5Of(path) });
    }
    return landed.sort((a, b) => (a.key < b.key ? -1 : 1));
  };
};

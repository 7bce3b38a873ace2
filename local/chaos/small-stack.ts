import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { root } from '../operator.ts';
import { synth } from '../synth.ts';

/** Two shards: the least in which one can be done without the other. */
const shards = 2;
/** Files of a few kilobytes are cut, so that a small operator's dumps go through the chunks' fan-in, too. */
const chunkBytes = 2_500;

/**
 * The project's stack for a small operator: as synthesized, but for the number of shards, the size of chunks, and stack traces,
 * which name places in the bundle: each process that dies young would read the source map for its first error anew.
 *
 * @param folder where it is kept, by the hash of what it was made of
 */
export const smallStack = async (folder: string): Promise<string> => {
  const order = { policy: undefined, mappings: undefined, shards };
  const { assembly } = await synth(root, join(root, '.tierline', 'assemblies'), order);
  const small = join(folder, `${basename(assembly)}-small-${chunkBytes}`);
  if (existsSync(small)) return small;
  const part = `${small}.part`;
  await mkdir(folder, { recursive: true });
  await rm(part, { recursive: true, force: true });
  await cp(assembly, part, { recursive: true });
  const template = join(part, 'Tierline.template.json');
  const text = await readFile(template, 'utf8');
  await writeFile(
    template,
    text
      .replaceAll(/"CHUNK_BYTES": ?"\d+"/g, `"CHUNK_BYTES":"${chunkBytes}"`)
      .replaceAll(/"NODE_OPTIONS": ?"--enable-source-maps",?/g, ''),
  );
  await rename(part, small);
  return small;
};

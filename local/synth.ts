import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { delimiter, dirname, join, relative } from 'node:path';
import { UsageError } from './arguments.ts';

/** What the stack is made with here; everything else is as `cdk.json` says. */
export type SynthOrder = {
  /** Policy file, or undefined for the one of `cdk.json`. */
  policy: string | undefined;
  /** Folder of mappings, or undefined for the one of `cdk.json`. */
  mappings: string | undefined;
  /** Number of shards. */
  shards: number;
};

/** Everything that a synth reads, from the project's folder. */
const inputs = [
  'infra',
  'functions',
  'shared',
  'policies',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Files of a folder, or a file alone, by their name in it. */
const filesBelow = async (path: string): Promise<{ name: string; path: string }[]> => {
  if (!existsSync(path)) return [];
  if (!(await stat(path)).isDirectory()) return [{ name: '', path }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort().map((file) => ({ name: relative(path, file), path: file }));
};

/** Hash of what the files hold, wherever they are: mappings of one text give one assembly. @param paths by what they are for */
const hashOf = async (paths: Record<string, string | undefined>, settings: string[]): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify([settings, process.version]));
  for (const [use, path] of Object.entries(paths))
    for (const file of path === undefined ? [] : await filesBelow(path)) {
      const bytes = await readFile(file.path);
      hash.update(JSON.stringify([use, file.name, bytes.length])).update(bytes);
    }
  return hash.digest('hex').slice(0, 16);
};

const run = (root: string, args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args], {
      cwd: root,
      // `cdk.json` starts the app with `node`: this very Node, whatever else the machine has.
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new UsageError(`the stack cannot be synthesized:\n${said.trim()}`));
    });
  });

/**
 * Makes the cloud assembly, or finds the one that the same sources and settings made before.
 *
 * @param root the project's folder
 * @param cache folder of assemblies by hash
 * @returns the assembly's folder, and whether it was there
 */
export const synth = async (
  root: string,
  cache: string,
  order: SynthOrder,
): Promise<{ assembly: string; found: boolean }> => {
  const { policy, mappings, shards } = order;
  const settings = ['stage=local', `shards=${shards}`];
  const sources = Object.fromEntries(inputs.map((input) => [input, join(root, input)]));
  const assembly = join(cache, await hashOf({ ...sources, policy, mappings }, settings));
  const isThere = (): boolean => existsSync(join(assembly, 'manifest.json'));
  if (isThere()) return { assembly, found: true };
  const context = [...settings, ...(policy ? [`policy=${policy}`] : []), ...(mappings ? [`mappings=${mappings}`] : [])];
  await mkdir(cache, { recursive: true });
  // A folder of its own: two starts at the same time make the same assembly, and either will do.
  const part = await mkdtemp(`${assembly}.part-`);
  try {
    await run(root, [
      ...['synth', '--quiet', '--no-lookups', '--output', part],
      ...context.flatMap((value) => ['--context', value]),
    ]);
    await rename(part, assembly);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (!isThere()) throw error;
  }
  return { assembly, found: false };
};

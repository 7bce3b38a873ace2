import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
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

const filesBelow = async (path: string): Promise<string[]> => {
  if (!existsSync(path)) return [];
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

const hashOf = async (paths: string[], context: string[]): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify([context, process.version]));
  const files = (await Promise.all(paths.map(filesBelow))).flat().sort();
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(await readFile(file));
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
  const context = ['stage=local', `shards=${order.shards}`];
  if (order.policy) context.push(`policy=${order.policy}`);
  if (order.mappings) context.push(`mappings=${order.mappings}`);
  const own = [order.policy, order.mappings].filter((path) => path !== undefined);
  const hash = await hashOf([...inputs.map((input) => join(root, input)), ...own], context);
  const assembly = join(cache, hash);
  if (existsSync(join(assembly, 'manifest.json'))) return { assembly, found: true };
  const part = `${assembly}.part`;
  await mkdir(cache, { recursive: true });
  await rm(part, { recursive: true, force: true });
  await run(root, [
    'synth',
    '--quiet',
    '--no-lookups',
    '--output',
    part,
    ...context.flatMap((value) => ['--context', value]),
  ]);
  await rename(part, assembly);
  return { assembly, found: false };
};

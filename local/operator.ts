import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import { didYouMean } from '../shared/contracts/did-you-mean.ts';
import { type Policy, PolicyError, parsePolicy } from '../shared/contracts/policy.ts';
import { policyTextOf } from '../shared/contracts/policy-file.ts';
import { type StartArguments, UsageError } from './arguments.ts';
import { firstDayAfter, instantIn } from './calendar.ts';
import { type RealDumps, readDumps } from './dumps/read-dumps.ts';

/** The project's folder. */
export const root = join(import.meta.dirname, '..');

/** What `cdk.json` says that a night here must know. */
const cdkContext = z.object({
  context: z.object({ timeZone: z.string(), policy: z.string(), digestAt: z.string(), nightlyAt: z.string() }),
});

/** An operator of this machine: the sample, or a folder of real files. */
export type Operator = {
  /** Name of the data directory. */
  name: string;
  /** The data directory. */
  data: string;
  /** Cloud assemblies of all operators, by hash. */
  assemblies: string;
  /** The cloud assembly to run, where one was named; the stack is not synthesized then. */
  assembly: string | undefined;
  /** IANA time zone. */
  timeZone: string;
  /** Time of day of the morning digest, in that zone: `08:30`. */
  digestAt: string;
  /** The night. */
  now: Date;
  /** Text of the policy where one was named, and what the policy in force says. */
  policyText: string | undefined;
  policy: Policy;
  /** Number of shards; fixed for an operator, because facts are kept by shard. */
  shards: number;
  /** Real files, or undefined for the sample. */
  dumps: RealDumps | undefined;
};

/** First night of the sample: right after the month that its story is told around. */
const sampleNight = '2026-11-01';

/** A policy's file: what `--policy` names, or the ready-made policy of that name. @throws UsageError */
export const policyFile = (given: string): string => {
  if (!/^[a-z0-9-]+$/.test(given)) return resolve(given);
  const folder = join(root, 'policies');
  const readyMade = readdirSync(folder).filter((file) => file.endsWith('.json'));
  if (!readyMade.includes(`${given}.json`)) {
    const names = readyMade.map((file) => basename(file, '.json'));
    throw new UsageError(`no policy "${given}" in policies/${didYouMean(given, names)}`);
  }
  return join(folder, `${given}.json`);
};

/** A policy, and its text as one document. @throws UsageError with every problem */
export const readPolicy = (path: string): { policy: Policy; text: string } => {
  if (!existsSync(path)) throw new UsageError(`no policy file ${path}`);
  try {
    const text = policyTextOf(
      path,
      (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
      (folder) => (existsSync(folder) ? readdirSync(folder) : []),
    );
    return { policy: parsePolicy(text), text };
  } catch (error) {
    if (error instanceof PolicyError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
};

/** Shards so that one holds some 6,000 customers: a power of two, 8 to 256. */
const shardsFor = (customers: number): number =>
  Math.min(256, Math.max(8, 2 ** Math.ceil(Math.log2(customers / 6_250))));

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/**
 * Finds out which operator a start is about, and checks all that it names.
 *
 * @throws UsageError
 */
export const operatorOf = async (start: StartArguments): Promise<Operator> => {
  const { context } = cdkContext.parse(JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
  const file = start.policy === undefined ? resolve(root, context.policy) : policyFile(start.policy);
  const { policy, text } = readPolicy(file);
  const dumps = start.dumps === undefined ? undefined : await readDumps(start.dumps, join(root, 'policies/mappings'));
  const what = dumps
    ? `dumps-${dumps.hash.slice(0, 8)}`
    : `sample-${start.customers}x${start.months}-seed${start.seed}`;
  // Another text of the policy is another operator: the night that was decided by the old one stays as it is.
  const name = start.policy ? `${what}-${basename(file, '.json')}-${short(text)}` : what;
  const periods = dumps?.files.map(({ period }) => period).sort() ?? [];
  const night = dumps ? firstDayAfter(periods.at(-1) ?? '') : sampleNight;
  return {
    name,
    data: start.data ?? join(root, '.tierline', name),
    assemblies: join(root, '.tierline', 'assemblies'),
    assembly: start.assembly,
    timeZone: context.timeZone,
    digestAt: context.digestAt,
    now: start.now ?? instantIn(night, context.nightlyAt, context.timeZone),
    policyText: start.policy === undefined ? undefined : text,
    policy,
    shards: dumps ? 8 : shardsFor(start.customers),
    dumps,
  };
};

/** Writes the policy that was named to the data directory, as one document; undefined where that of the project holds. */
export const composePolicy = async ({ policyText, data }: Operator): Promise<string | undefined> => {
  if (policyText === undefined) return undefined;
  const file = join(data, 'policy.json');
  await mkdir(data, { recursive: true });
  await writeFile(file, policyText);
  return file;
};

/** Writes the mappings in use to the data directory, whence the stack takes them; undefined where those of the project do. */
export const composeMappings = async ({ dumps, data }: Operator): Promise<string | undefined> => {
  if (!dumps) return undefined;
  const folder = join(data, 'mappings');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const mapping of dumps.mappings)
    await writeFile(join(folder, `${mapping.name}.json`), `${JSON.stringify(mapping, null, 2)}\n`);
  return folder;
};

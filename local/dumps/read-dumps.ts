import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { type Mapping, mapping } from '../../shared/contracts/mapping.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { UsageError } from '../arguments.ts';
import { type DumpEntry, parseDumpsFile } from './dumps-file.ts';

/** The mapping of whatever no other mapping names: the contract's own columns. */
const standard = 'standard';

/** A file on the way to the landing bucket. */
export type LandingFile = {
  /** Key in the landing bucket. */
  key: string;
  /** Where the file is. */
  path: string;
  /** Month that the key names, `YYYY-MM`. */
  period: string;
  /** MD5 of its bytes, hexadecimal: S3's entity tag of an object put at once. */
  md5: string;
};

/** A folder of real files, checked. */
export type RealDumps = {
  /** In the order of `dumps.json`. */
  files: LandingFile[];
  /** Mappings in use, each with the sources that use it. */
  mappings: Mapping[];
  /** Hash of what makes this operator: the folder, its `dumps.json` and the mappings. */
  hash: string;
};

const md5Of = async (path: string): Promise<string> => {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const readMapping = async (path: string): Promise<Mapping> => {
  try {
    const read = mapping.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (read.success) return read.data;
    throw new UsageError(`the mapping ${path} is not valid:\n  ${problems(read.error).join('\n  ')}`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`the mapping ${path} is not JSON: ${error.message}`);
    throw error;
  }
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The mapping that an entry names: a JSON file of its own folder first, then one of the project. */
const mappingOf = async (entry: DumpEntry, folder: string, builtIn: string): Promise<Mapping> => {
  const name = entry.mapping ?? standard;
  if (name.endsWith('.json')) {
    const path = join(folder, name);
    if (!(await exists(path))) throw new UsageError(`${entry.file}: no mapping file ${name} in ${folder}`);
    return readMapping(path);
  }
  const known = (await readdir(builtIn))
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'));
  if (known.includes(name)) return readMapping(join(builtIn, `${name}.json`));
  if (name === standard) return mapping.parse({ version: 1, name: standard });
  throw new UsageError(`${entry.file}: no mapping "${name}"${didYouMean(name, known)}`);
};

type Chosen = { entry: DumpEntry; mapping: Mapping };

/** Every mapping that is named, once, with the sources that use it; and the standard one, which names nobody. */
const mappingsInUse = (chosen: readonly Chosen[]): Mapping[] => {
  const used = Map.groupBy(chosen, ({ mapping: use }) => use.name);
  const named = [...used.values()].map((uses): Mapping => {
    const first = (uses[0] as Chosen).mapping;
    const other = uses.find((use) => JSON.stringify(use.mapping) !== JSON.stringify(first));
    if (other) throw new UsageError(`${other.entry.file}: two different mappings are called ${first.name}`);
    if (first.name === standard) return { ...first, sources: [] };
    return { ...first, sources: [...new Set(uses.map(({ entry }) => entry.source))].sort() };
  });
  return used.has(standard) ? named : [...named, mapping.parse({ version: 1, name: standard })];
};

/** The mapping that ingest will choose for a source's files of a feed: one that names the source and fills the feed. */
const willRead = (mappings: readonly Mapping[], source: string, feed: string): Mapping | undefined =>
  mappings.find(
    ({ sources, fills }) => sources.includes(source) && (!fills || fills.some((fill) => fill.feed === feed)),
  ) ?? mappings.find(({ name }) => name === standard);

/** Each dump lands on a key of its own, and is read by the mapping that its entry names. */
const checkChoices = (chosen: readonly Chosen[], mappings: readonly Mapping[]): void => {
  const keys = new Set<string>();
  for (const { entry, mapping: use } of chosen) {
    const fills = use.fills?.map((fill) => fill.feed);
    if (fills && !fills.includes(entry.feed))
      throw new UsageError(`${entry.file}: the mapping ${use.name} fills ${fills.join(', ')}, not ${entry.feed}`);
    const read = willRead(mappings, entry.source, entry.feed)?.name;
    if (read !== use.name)
      throw new UsageError(
        `${entry.file}: the ${entry.feed} files of source "${entry.source}" have two mappings, ${use.name} and ${read}: give one of the systems another source`,
      );
    const key = keyOf(entry);
    if (keys.has(key)) throw new UsageError(`${entry.file}: a dump before it lands on the same key, ${key}`);
    keys.add(key);
  }
};

const keyOf = (entry: DumpEntry): string =>
  `feed=${entry.feed}/period=${entry.period}/source=${entry.source}/${entry.part === undefined ? '' : `part=${entry.part}/`}${basename(entry.file)}`;

/**
 * Reads `dumps.json` of a folder and everything that it names.
 *
 * @param folder the folder of the files
 * @param builtIn the project's own mappings
 * @throws UsageError that says which file, feed or mapping is wrong, and what would be right
 */
export const readDumps = async (folder: string, builtIn: string): Promise<RealDumps> => {
  const path = join(folder, 'dumps.json');
  if (!(await exists(path)))
    throw new UsageError(`no dumps.json in ${folder}: it says what each file is (see README, --dumps)`);
  const text = await readFile(path, 'utf8');
  const entries = parseDumpsFile(text, path);
  for (const entry of entries)
    if (!(await exists(join(folder, entry.file)))) {
      const there = (await readdir(folder)).filter((name) => !name.endsWith('.json'));
      throw new UsageError(`no file ${entry.file} in ${folder}${didYouMean(entry.file, there)}`);
    }
  const chosen: Chosen[] = [];
  for (const entry of entries) chosen.push({ entry, mapping: await mappingOf(entry, folder, builtIn) });
  const mappings = mappingsInUse(chosen);
  checkChoices(chosen, mappings);
  const files: LandingFile[] = [];
  for (const entry of entries) {
    const file = join(folder, entry.file);
    files.push({ key: keyOf(entry), path: file, period: entry.period, md5: await md5Of(file) });
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([folder, text, mappings]))
    .digest('hex');
  return { files, mappings, hash };
};

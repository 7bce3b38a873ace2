import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { didYouMean } from '../shared/contracts/did-you-mean.ts';
import { type FeedName, feedNames } from '../shared/contracts/feeds/index.ts';
import { type KeptMonths, monthsLookedBack } from '../shared/contracts/kept-months.ts';
import { type Mapping, mapping } from '../shared/contracts/mapping.ts';
import { type Policy, PolicyError, parsePolicy } from '../shared/contracts/policy.ts';
import { policyTextOf } from '../shared/contracts/policy-file.ts';
import { problems } from '../shared/contracts/problems.ts';
import { ConfigError } from './config-error.ts';

/** Files of the operator that travel inside the bundles; all were read and hold. */
export type OperatorData = {
  /** The policy, absolute path. */
  policyFile: string;
  /** The mappings, absolute paths, sorted; their base names differ, so they fit in one folder. */
  mappingFiles: string[];
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The file's text; `found` gets the reason where there is none, with the names of its neighbours. */
const text = (root: string, file: string, setting: string, found: string[]): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const folder = join(file, '..');
    const there = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(folder).filter((name) => name.endsWith('.json'))
      : [];
    const meant = didYouMean(relative(folder, file), there);
    found.push(
      `${relative(root, file)}: cannot be read${meant}: ${reason(error)}. Name it with "${setting}" in cdk.json`,
    );
    return undefined;
  }
};

/** A policy's text as the one document that it is, whatever it extends. @throws PolicyError */
export const readPolicyText = (file: string): string =>
  policyTextOf(
    file,
    (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  );

/** Feeds whose facts are gone before the policy has looked at them: a line for those that lack the same. */
const keptTooShort = (name: string, policy: Policy, kept: KeptMonths): string[] => {
  const short = feedNames.filter((feed) => kept[feed] < monthsLookedBack(feed, policy));
  const alike = Map.groupBy(short, (feed) => JSON.stringify([kept[feed], monthsLookedBack(feed, policy)]));
  return [...alike.values()].map((feeds) => {
    const [feed] = feeds as [FeedName];
    const needed = monthsLookedBack(feed, policy);
    const by = needed > policy.windowMonths ? '"windowMonths" and "learning"' : '"windowMonths"';
    return `cdk.json: context.factRetentionMonths: facts of ${feeds.join(', ')} are kept for ${kept[feed]} months, but ${name} looks back ${needed} (${by}): give at least ${needed}, for single feeds in "feedFactRetentionMonths"`;
  });
};

const checkPolicy = (root: string, file: string, kept: KeptMonths): string[] => {
  const found: string[] = [];
  if (text(root, file, 'policy', found) === undefined) return found;
  try {
    return keptTooShort(relative(root, file), parsePolicy(readPolicyText(file)), kept);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map((problem) => `${relative(root, file)}: ${problem}`);
  }
};

const checkMapping = (root: string, file: string, found: string[]): Mapping | undefined => {
  const name = relative(root, file);
  const mappingText = text(root, file, 'mappings', found);
  if (mappingText === undefined) return undefined;
  let given: unknown;
  try {
    given = JSON.parse(mappingText);
  } catch (error) {
    found.push(`${name}: not JSON: ${reason(error)}`);
    return undefined;
  }
  const parsed = mapping.safeParse(given);
  if (!parsed.success) {
    found.push(...problems(parsed.error).map((problem) => `${name}: ${problem}`));
    return undefined;
  }
  if (!file.endsWith(`/${parsed.data.name}.json`) && !file.endsWith(`\\${parsed.data.name}.json`))
    found.push(`${name}: name: is "${parsed.data.name}": a mapping's file is <name>.json, so rename one of the two`);
  return parsed.data;
};

/** A file is read by the one mapping of its source and feed, so no source may have two for one feed. */
const sharedSources = (root: string, read: readonly { file: string; mapping: Mapping }[]): string[] => {
  const owners = new Map<string, string>();
  return read.flatMap(({ file, mapping: { sources, fills } }) =>
    sources.flatMap((source) => {
      const name = relative(root, file);
      // Ingest chooses by source and feed; a mapping without fills takes every feed of its sources.
      const feeds = new Set(fills?.map(({ feed }) => feed) ?? feedNames);
      const claims = [...feeds].map((feed) => ({ feed, owner: owners.get(`${source}/${feed}`) }));
      for (const { feed, owner } of claims) owners.set(`${source}/${feed}`, owner ?? name);
      const taken = claims.filter(({ owner }) => owner !== undefined);
      if (taken.length === 0) return [];
      const [{ owner } = { owner: '' }] = taken;
      const what = taken.length === feedNames.length ? '' : ` for ${taken.map(({ feed }) => feed).join(', ')}`;
      return [`${name}: sources: "${source}" is claimed${what} by ${owner} too: leave it in one of them`];
    }),
  );
};

/**
 * Reads and checks the policy and every mapping, so that a wrong one fails the synth and not the night.
 *
 * @param root folder that messages name files from
 * @param kept how long facts are kept: no shorter than the policy looks back
 * @throws ConfigError with all problems at once
 */
export const readOperatorData = (
  root: string,
  policyFile: string,
  mappingFolder: string,
  kept: KeptMonths,
): OperatorData => {
  const found = checkPolicy(root, policyFile, kept);
  if (!statSync(mappingFolder, { throwIfNoEntry: false })?.isDirectory())
    throw new ConfigError([
      ...found,
      `${relative(root, mappingFolder)}: not a folder: name the folder of the mappings with "mappings" in cdk.json`,
    ]);
  const mappingFiles = readdirSync(mappingFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(mappingFolder, name));
  const read = mappingFiles.flatMap((file) => {
    const one = checkMapping(root, file, found);
    return one === undefined ? [] : [{ file, mapping: one }];
  });
  found.push(...sharedSources(root, read));
  if (found.length > 0) throw new ConfigError(found);
  return { policyFile, mappingFiles };
};

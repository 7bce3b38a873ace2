import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { UsageError } from '../arguments.ts';
import { root } from '../operator.ts';
import { allKinds, type FaultKind, faultKinds } from './fault-kinds.ts';

/** What `npm run chaos` was asked for. */
export type ChaosArguments = {
  /** Seeds in the order in which they begin. */
  seeds: readonly number[];
  /** What may go wrong. */
  kinds: ReadonlySet<FaultKind>;
  /** Where the figures go as JSON. */
  json: string | undefined;
  /** Stacks that play at the same time. */
  lanes: number;
  /** Where data is kept: of lanes while they play, and of seeds that broke something. */
  data: string;
  help: boolean;
};

/** Seeds where nobody says how many: CI's. */
const usualSeeds = 100;
const mostLanes = 8;

/** What `npm run chaos -- --help` prints. */
export const usage = `npm run chaos [-- OPTION ...]      two nights and the day between them, disturbed, once for each seed

  --seeds N       so many seeds, one after the other           (${usualSeeds})
  --from N        the first of them, to go on where a run ended (1)
  --seed N        that seed alone
  --faults LIST   only these kinds, separated by commas        (all)
${allKinds.map((kind) => `                    ${kind.padEnd(13)} ${faultKinds[kind]}`).join('\n')}
  --json FILE     writes the figures as JSON, too, after each seed
  --lanes N       stacks that play at the same time, 1 to ${mostLanes}    (as many as there are processors)
  --data DIR      where data is kept                           (.tierline/chaos)
  --help          this page`;

const options = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  json: { type: 'string' },
  lanes: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const wholeNumber = (name: string, text: string | undefined, fallback: number, low: number, high: number): number => {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < low || Number(text) > high)
    throw new UsageError(`--${name} takes a whole number from ${low} to ${high}, not "${text}"`);
  return Number(text);
};

const kindsIn = (text: string | undefined): Set<FaultKind> => {
  if (text === undefined) return new Set(allKinds);
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!(allKinds as readonly string[]).includes(name))
      throw new UsageError(
        `--faults: no kind "${name}"${didYouMean(name, allKinds)}; the kinds are ${allKinds.join(', ')}`,
      );
  return new Set(names as FaultKind[]);
};

/**
 * Reads the command line of `npm run chaos`; paths become absolute.
 *
 * @throws UsageError for an unknown option or a value that is none
 */
export const chaosArguments = (argv: string[]): ChaosArguments => {
  const known = Object.keys(options).map((name) => `--${name}`);
  const { tokens, values } = parseArgs({ args: argv, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional')
      throw new UsageError(`"${token.value}" belongs to no option${didYouMean(`--${token.value}`, known)}`);
    if (token.kind !== 'option') continue;
    if (!(token.name in options)) throw new UsageError(`no option ${token.rawName}${didYouMean(token.rawName, known)}`);
    if (token.name !== 'help' && !token.value) throw new UsageError(`${token.rawName} needs a value`);
  }
  const text = values as Partial<Record<keyof typeof options, string>>;
  if (text.seed !== undefined && (text.seeds ?? text.from) !== undefined)
    throw new UsageError('--seed names one seed, --seeds and --from a row of them: give the one or the other');
  const count = wholeNumber('seeds', text.seeds, usualSeeds, 1, 1_000_000);
  const from = wholeNumber('from', text.from, 1, 0, 998_999_999);
  const seeds =
    text.seed === undefined
      ? Array.from({ length: count }, (_, index) => from + index)
      : [wholeNumber('seed', text.seed, 0, 0, 999_999_999)];
  return {
    seeds,
    kinds: kindsIn(text.faults),
    json: text.json === undefined ? undefined : resolve(text.json),
    lanes: Math.min(
      seeds.length,
      wholeNumber('lanes', text.lanes, Math.min(mostLanes, availableParallelism()), 1, mostLanes),
    ),
    data: text.data === undefined ? join(root, '.tierline', 'chaos') : resolve(text.data),
    help: values.help === true,
  };
};

import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../shared/contracts/did-you-mean.ts';

/** What somebody asked for that cannot be had; the message says what would be right. */
export class UsageError extends Error {}

/** What `npm start` was asked for. */
export type StartArguments = {
  /** Customers of the sample operator. */
  customers: number;
  /** Full months of history. */
  months: number;
  /** Makes another sample operator. */
  seed: number;
  /** The night, or undefined for the one that fits the data. */
  now: Date | undefined;
  /** Name of a ready-made policy, or policy file, or undefined for the one of `cdk.json`. */
  policy: string | undefined;
  /** Folder with a `dumps.json`, or undefined for the sample. */
  dumps: string | undefined;
  /** Where the summary goes as JSON. */
  json: string | undefined;
  /** Data directory, or undefined for one below `.tierline/`. */
  data: string | undefined;
  /** Cloud assembly to run as it is, or undefined for one synthesized of the sources. */
  assembly: string | undefined;
  /** Language of the summary. */
  lang: 'en' | 'zh';
  /** Print the usage and do nothing. */
  help: boolean;
};

/** What `npm start -- --help` prints. */
export const usage = `npm start [-- OPTION ...]      one night, end to end, on this machine

  --customers N   customers of the sample operator, 1 to 2000000           (10000)
  --months N      full months of history, 1 to 24                          (7)
  --seed N        another number, another sample operator                  (1)
  --now ISO       the night, with its offset: 2026-12-01T02:00+08:00       (2026-11-01T02:00+08:00)
  --policy P      ready-made policy by name (pyramid), or a file           (the one of cdk.json)
  --dumps DIR     real files instead of the sample: DIR holds a dumps.json
  --json FILE     writes the summary as JSON, too
  --lang en|zh    language of the summary                                  (en)
  --data DIR      where the data is kept                                   (.tierline/<operator>)
  --assembly DIR  runs this cloud assembly as it is: cdk synth -c stage=local -o DIR
  --help          this page`;

const options = {
  customers: { type: 'string' },
  months: { type: 'string' },
  seed: { type: 'string' },
  now: { type: 'string' },
  policy: { type: 'string' },
  dumps: { type: 'string' },
  json: { type: 'string' },
  lang: { type: 'string' },
  data: { type: 'string' },
  assembly: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options'];

const wholeNumber = (name: string, text: string | undefined, fallback: number, low: number, high: number): number => {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high)
    throw new UsageError(`--${name} takes a whole number from ${low} to ${high}, not "${text}"`);
  return value;
};

/** The instant that an ISO 8601 text with an offset names. @throws UsageError */
export const instantOf = (text: string): Date => {
  const date = new Date(text);
  // Without an offset it would mean another instant on each machine.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(date.getTime()))
    throw new UsageError(`--now takes an instant with its offset, such as 2026-11-01T02:00+08:00, not "${text}"`);
  return date;
};

/**
 * Reads the command line of `npm start`; paths become absolute.
 *
 * @throws UsageError for an unknown option or a value that is none
 */
export const startArguments = (argv: string[]): StartArguments => {
  const known = Object.keys(options).map((name) => `--${name}`);
  const { values, tokens, positionals } = parseArgs({
    args: argv,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const text: Partial<Record<string, string>> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!(token.name in options)) throw new UsageError(`no option ${token.rawName}${didYouMean(token.rawName, known)}`);
    if (token.name === 'help') continue;
    if (token.value === undefined || token.value === '') throw new UsageError(`${token.rawName} needs a value`);
    text[token.name] = token.value;
  }
  if (positionals.length > 0)
    throw new UsageError(`"${positionals[0]}" belongs to no option${didYouMean(`--${positionals[0]}`, known)}`);
  const lang = text.lang ?? 'en';
  if (lang !== 'en' && lang !== 'zh') throw new UsageError(`--lang takes en or zh, not "${lang}"`);
  const path = (name: string): string | undefined => (text[name] === undefined ? undefined : resolve(text[name]));
  return {
    customers: wholeNumber('customers', text.customers, 10_000, 1, 2_000_000),
    months: wholeNumber('months', text.months, 7, 1, 24),
    seed: wholeNumber('seed', text.seed, 1, 0, 4_294_967_295),
    now: text.now === undefined ? undefined : instantOf(text.now),
    policy: text.policy,
    dumps: path('dumps'),
    json: path('json'),
    data: path('data'),
    assembly: path('assembly'),
    lang,
    help: values.help === true,
  };
};

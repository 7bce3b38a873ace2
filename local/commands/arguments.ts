import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { calendarMonth } from '../../shared/contracts/field.ts';
import { type DumpStatus, dumpStatus } from '../../shared/contracts/items/ledger.ts';
import { CommandError } from './command-error.ts';

/** What `npm run tierline -- help` prints. */
export const help = `npm run --silent tierline -- COMMAND [OPTION ...]

  dumps list [--period YYYY-MM] [--status S]   what was delivered, and what became of it
  dumps show ID                                one dump: counts, reasons, what is held and why
  dumps release ID [--slice REGION]            lets a held dump, or one slice of it, count
  dumps retract ID                             takes a dump back: its facts no longer count
  runs list                                    the last nights
  runs show ID                                 one night: counts, dumps, what was held
  quarantine show ID [--limit N]               refused rows of a dump, masked           (20)
  help                                         this page

  --data DIR      the data of npm start on this machine                       (the folder used last)
  --stack NAME    a deployed stack instead, by the AWS credentials and region of the environment
  --json          JSON for a program instead of a table for a person

The next run sees what was released or retracted. An ID may be shortened, as long as only one
begins with it. Exit code: 0 done, 1 not done, with the reason on stderr.`;

/** Where the command is done, and how it answers. */
export type Common = { data: string | undefined; stack: string | undefined; json: boolean };

/** A command as it was given. */
export type Command = Common &
  (
    | { name: 'help' }
    | { name: 'dumps list'; period: string | undefined; status: DumpStatus | undefined }
    | { name: 'dumps show' | 'dumps retract' | 'runs show'; id: string }
    | { name: 'dumps release'; id: string; slice: string | undefined }
    | { name: 'runs list' }
    | { name: 'quarantine show'; id: string; limit: number }
  );

/** Options that only one command knows. */
const own: Record<string, string[]> = {
  'dumps list': ['period', 'status'],
  'dumps release': ['slice'],
  'quarantine show': ['limit'],
};
const names = [
  'dumps list',
  'dumps show',
  'dumps release',
  'dumps retract',
  'runs list',
  'runs show',
  'quarantine show',
];
const text = { type: 'string' } as const;
const options = {
  ...{ period: text, status: text, slice: text, limit: text, data: text, stack: text },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options'];

const known = (command: string): string[] => [...(own[command] ?? []), 'data', 'stack', 'json', 'help'];

const monthOf = (given: string | undefined): string | undefined => {
  if (given !== undefined && given !== 'unknown' && !calendarMonth().safeParse(given).success)
    throw new CommandError(`--period takes a month such as 2026-10, or unknown, not "${given}"`);
  return given;
};

const statusOf = (given: string | undefined): DumpStatus | undefined => {
  if (given === undefined) return undefined;
  const parsed = dumpStatus.safeParse(given);
  if (!parsed.success) throw new CommandError(`no status "${given}"${didYouMean(given, dumpStatus.options)}`);
  return parsed.data;
};

const limitOf = (given: string | undefined): number => {
  if (given === undefined) return 20;
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new CommandError(`--limit takes a number of rows from 1 to 999999, not "${given}"`);
  return Number(given);
};

/**
 * Reads the command line of `npm run tierline`.
 *
 * @throws CommandError for what is no command, with the nearest one
 */
export const readCommand = (argv: string[]): Command => {
  const { values, positionals, tokens } = parseArgs({
    ...{ args: argv, options, strict: false, allowPositionals: true, tokens: true },
  });
  const given: Partial<Record<string, string>> = {};
  const used: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    used.push(token.name);
    if (token.name === 'json' || token.name === 'help') continue;
    if (!(token.name in options)) break;
    if (token.value === undefined || token.value === '') throw new CommandError(`${token.rawName} needs a value`);
    given[token.name] = token.value;
  }
  const [group = 'help', action = '', id, more] = positionals;
  const name = group === 'help' ? 'help' : `${group} ${action}`.trim();
  const common: Common = {
    data: given.data === undefined ? undefined : resolve(given.data),
    stack: given.stack,
    json: values.json === true,
  };
  if (name === 'help' || values.help === true) return { ...common, name: 'help' };
  if (!names.includes(name)) throw new CommandError(`no command "${name}"${didYouMean(name, names)}`);
  const odd = used.find((option) => !known(name).includes(option));
  if (odd !== undefined)
    throw new CommandError(
      `${name} has no option --${odd}${didYouMean(
        `--${odd}`,
        known(name).map((one) => `--${one}`),
      )}`,
    );
  if (given.data !== undefined && given.stack !== undefined)
    throw new CommandError('--data is on this machine, --stack is deployed: give one of them');
  const isList = name.endsWith(' list');
  const extra = isList ? id : more;
  if (extra !== undefined) throw new CommandError(`"${extra}" belongs to no option of ${name}`);
  if (name === 'dumps list') return { ...common, name, period: monthOf(given.period), status: statusOf(given.status) };
  if (name === 'runs list') return { ...common, name };
  if (id === undefined)
    throw new CommandError(
      `${name} needs the id of a ${group === 'runs' ? 'run' : 'dump'}: ${group === 'runs' ? 'runs' : 'dumps'} list shows them`,
    );
  if (name === 'dumps release') return { ...common, name, id, slice: given.slice };
  if (name === 'quarantine show') return { ...common, name, id, limit: limitOf(given.limit) };
  return { ...common, name: name as 'dumps show' | 'dumps retract' | 'runs show', id };
};

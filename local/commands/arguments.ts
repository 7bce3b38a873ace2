import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { calendarDate, calendarMonth } from '../../shared/contracts/field.ts';
import { type DumpStatus, dumpStatus } from '../../shared/contracts/items/ledger.ts';
import type { ReshardStep } from '../reshard/reshard.ts';
import type { Lang } from '../summary/words.ts';
import { CommandError } from './command-error.ts';

/** Where the command is done, and how it answers. */
export type Common = { data: string | undefined; stack: string | undefined; json: boolean; lang: Lang };

/** A command as it was given. */
export type Command = Common &
  (
    | { name: 'help' }
    | { name: 'dumps list'; period: string | undefined; status: DumpStatus | undefined }
    | { name: 'dumps show' | 'dumps retract' | 'runs show' | 'runs moves' | 'runs retry'; id: string }
    | { name: 'dumps release'; id: string; slice: string | undefined }
    | { name: 'runs list' | 'doctor' }
    | { name: 'redrive'; queue: string }
    | ({ name: 'reshard' } & ReshardStep)
    | { name: 'quarantine show'; id: string; limit: number }
    | { name: 'explain' | 'why-not'; customerId: string; run: string | undefined }
    | { name: 'history'; customerId: string; limit: number }
    | { name: 'replay'; run: string }
    | { name: 'visits'; run: string | undefined; day: string | undefined }
    | { name: 'promises'; run: string | undefined; day: string | undefined }
    | { name: 'waivers'; run: string | undefined }
    | { name: 'report'; run: string | undefined; out: string | undefined }
    | { name: 'train'; dryRun: boolean; policy: string | undefined }
    | { name: 'cards list' | 'cards rollback' }
    | { name: 'cards show'; card: string; html: string | undefined }
    | { name: 'cards promote' | 'cards add'; card: string }
    | { name: 'agents'; agent: string | undefined; run: string | undefined }
    | { name: 'guard list' }
    | { name: 'guard show'; playbook: string }
    | { name: 'guard resume'; playbook: string; why: string }
    | { name: 'whatif'; policy: string; run: string | undefined; html: string | undefined }
  );

type Name = Exclude<Command['name'], 'help'>;

/** What a command's own word names, and the options that only it knows. */
const commands: Record<
  Name,
  { of: 'dump' | 'run' | 'customer' | 'card' | 'queue' | 'playbook' | 'agent' | null; options: readonly string[] }
> = {
  'dumps list': { of: null, options: ['period', 'status'] },
  'dumps show': { of: 'dump', options: [] },
  'dumps release': { of: 'dump', options: ['slice'] },
  'dumps retract': { of: 'dump', options: [] },
  'runs list': { of: null, options: [] },
  'runs show': { of: 'run', options: [] },
  'runs moves': { of: 'run', options: [] },
  'runs retry': { of: 'run', options: [] },
  'quarantine show': { of: 'dump', options: ['limit'] },
  explain: { of: 'customer', options: ['run'] },
  'why-not': { of: 'customer', options: ['run'] },
  history: { of: 'customer', options: ['limit'] },
  replay: { of: null, options: ['at'] },
  visits: { of: null, options: ['run', 'day'] },
  promises: { of: null, options: ['run', 'day'] },
  waivers: { of: null, options: ['run'] },
  report: { of: null, options: ['run', 'out'] },
  train: { of: null, options: ['dry-run', 'policy'] },
  'cards list': { of: null, options: [] },
  'cards show': { of: 'card', options: ['html'] },
  'cards promote': { of: 'card', options: [] },
  'cards rollback': { of: null, options: [] },
  'cards add': { of: 'card', options: [] },
  redrive: { of: 'queue', options: [] },
  doctor: { of: null, options: [] },
  reshard: { of: null, options: ['to', 'switch', 'back', 'finish'] },
  agents: { of: 'agent', options: ['run'] },
  'guard list': { of: null, options: [] },
  'guard show': { of: 'playbook', options: [] },
  'guard resume': { of: 'playbook', options: ['why'] },
  whatif: { of: null, options: ['policy', 'run', 'html'] },
};
const names = Object.keys(commands) as Name[];
const isName = (name: string): name is Name => Object.hasOwn(commands, name);

const text = { type: 'string' } as const;
const options = {
  ...{ period: text, status: text, slice: text, limit: text, run: text, at: text, policy: text, html: text, why: text },
  ...{ data: text, stack: text, lang: text, day: text, to: text, out: text },
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  switch: { type: 'boolean' },
  back: { type: 'boolean' },
  finish: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options'];

const known = (name: Name): string[] => [...commands[name].options, 'data', 'stack', 'lang', 'json', 'help'];

const monthOf = (given: string | undefined): string | undefined => {
  if (given !== undefined && given !== 'unknown' && !calendarMonth().safeParse(given).success)
    throw new CommandError(`--period takes a month such as 2026-10, or unknown, not "${given}"`);
  return given;
};

const dayOf = (given: string | undefined): string | undefined => {
  if (given !== undefined && !calendarDate().safeParse(given).success)
    throw new CommandError(`--day takes a date such as 2026-10-12, not "${given}"`);
  return given;
};

const statusOf = (given: string | undefined): DumpStatus | undefined => {
  if (given === undefined) return undefined;
  const parsed = dumpStatus.safeParse(given);
  if (!parsed.success) throw new CommandError(`no status "${given}"${didYouMean(given, dumpStatus.options)}`);
  return parsed.data;
};

const limitOf = (given: string | undefined, what: string, usual: number): number => {
  if (given === undefined) return usual;
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new CommandError(`--limit takes a number of ${what} from 1 to 999999, not "${given}"`);
  return Number(given);
};

const langOf = (given: string | undefined): Lang => {
  if (given === undefined || given === 'en' || given === 'zh') return given ?? 'en';
  throw new CommandError(`--lang takes en or zh, not "${given}"`);
};

const path = (given: string | undefined): string | undefined => (given === undefined ? undefined : resolve(given));

/** The command's name, and the words that stand behind it. */
const nameIn = (positionals: readonly string[]): { name: Name; words: readonly string[] } => {
  const [group = '', action] = positionals;
  if (isName(group)) return { name: group, words: positionals.slice(1) };
  const name = action === undefined ? group : `${group} ${action}`;
  if (!isName(name)) throw new CommandError(`no command "${name}"${didYouMean(name, names)}`);
  return { name, words: positionals.slice(2) };
};

/** What a command asks for that has no id in a list of its own. */
const wanted: Record<string, string> = {
  customer: 'id of a customer',
  queue: 'name of a queue: doctor shows those with dead letters',
  playbook: 'name of a playbook: guard list shows them',
};

/** The one word that the command is about. */
const wordOf = (name: Name, words: readonly string[]): string => {
  const { of } = commands[name];
  const extra = words[of === null ? 0 : 1];
  if (extra !== undefined) throw new CommandError(`"${extra}" belongs to no option of ${name}`);
  if (of === null) return '';
  const [word] = words;
  // Without one, all are meant.
  if (of === 'agent') return word ?? '';
  if (word === undefined)
    throw new CommandError(`${name} needs the ${wanted[of] ?? `id of a ${of}: ${of}s list shows them`}`);
  return word;
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
    if (!(token.name in options)) break;
    if (options[token.name as keyof typeof options].type === 'boolean') continue;
    if (token.value === undefined || token.value === '') throw new CommandError(`${token.rawName} needs a value`);
    given[token.name] = token.value;
  }
  const common: Common = {
    data: path(given.data),
    stack: given.stack,
    json: values.json === true,
    lang: langOf(given.lang),
  };
  const [first = 'help'] = positionals;
  if (first === 'help' || values.help === true) return { ...common, name: 'help' };
  const { name, words } = nameIn(positionals);
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
  const id = wordOf(name, words);
  switch (name) {
    case 'dumps list':
      return { ...common, name, period: monthOf(given.period), status: statusOf(given.status) };
    case 'runs list':
    case 'doctor':
      return { ...common, name };
    case 'reshard': {
      const steps = (['switch', 'back', 'finish'] as const).filter((step) => values[step] === true);
      if (steps.length + (given.to === undefined ? 0 : 1) > 1)
        throw new CommandError('reshard takes one step at a time: --to N, --switch, --back or --finish');
      return { ...common, name, to: given.to, step: steps[0] };
    }
    case 'redrive':
      return { ...common, name, queue: id };
    case 'dumps release':
      return { ...common, name, id, slice: given.slice };
    case 'quarantine show':
      return { ...common, name, id, limit: limitOf(given.limit, 'rows', 20) };
    case 'explain':
    case 'why-not':
      return { ...common, name, customerId: id, run: given.run };
    case 'history':
      return { ...common, name, customerId: id, limit: limitOf(given.limit, 'nights', 31) };
    case 'replay':
      if (given.at === undefined)
        throw new CommandError('replay needs --at: the date of a night such as 2026-11-01, or the id of a run');
      return { ...common, name, run: given.at };
    case 'visits':
    case 'promises':
      return { ...common, name, run: given.run, day: dayOf(given.day) };
    case 'waivers':
      return { ...common, name, run: given.run };
    case 'report':
      return { ...common, name, run: given.run, out: path(given.out) };
    case 'train':
      return { ...common, name, dryRun: values['dry-run'] === true, policy: path(given.policy) };
    case 'cards list':
    case 'cards rollback':
    case 'guard list':
      return { ...common, name };
    case 'agents':
      return { ...common, name, agent: id === '' ? undefined : id, run: given.run };
    case 'guard show':
      return { ...common, name, playbook: id };
    case 'guard resume':
      if (given.why === undefined)
        throw new CommandError(
          'guard resume needs --why: the reason is kept with the word, and read when it stops again',
        );
      return { ...common, name, playbook: id, why: given.why };
    case 'cards show':
      return { ...common, name, card: id, html: path(given.html) };
    case 'cards promote':
    case 'cards add':
      return { ...common, name, card: id };
    case 'whatif':
      if (given.policy === undefined) throw new CommandError('whatif needs --policy: the file of the draft');
      return { ...common, name, policy: given.policy, run: given.run, html: path(given.html) };
    default:
      return { ...common, name, id };
  }
};

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { CommandError } from '../commands/command-error.ts';
import { progressOn } from '../progress.ts';
import { painter } from '../summary/table.ts';
import { fileHelp } from './file-help.ts';
import { type Protocol, protocols } from './protocol.ts';
import { scoreCsv } from './score-csv.ts';
import { trainCsv } from './train-csv.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  train: {
    ...{ csv: text, label: text, positive: text, drop: text, prior: text, folds: text, protocol: text },
    ...{ pairs: text, plain: flag, points: text, seed: text, json: text, out: text, help: flag },
  },
  score: { card: text, csv: text, reasons: flag, out: text, help: flag },
} as const;
type Name = keyof typeof options;

/** Commands on files need no operator's data: `score`, and `train` with `--csv`. */
export const isFileCommand = (argv: readonly string[]): boolean =>
  argv[0] === 'score' || (argv[0] === 'train' && argv.some((word) => word === '--csv' || word.startsWith('--csv=')));

const read = (name: Name, argv: string[]): Record<string, string | boolean | undefined> => {
  const known = Object.keys(options[name]).map((option) => `--${option}`);
  for (const word of argv) {
    const option = word.split('=')[0] ?? '';
    if (option.startsWith('--') && !known.includes(option))
      throw new CommandError(`${name} has no option ${option}${didYouMean(option, known)}`);
  }
  try {
    const { values } = parseArgs({ args: argv, options: options[name] as ParseArgsConfig['options'] & {} });
    return values as Record<string, string | boolean | undefined>;
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
};

const wordOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const needed = (name: Name, option: string, value: string | boolean | undefined): string => {
  if (typeof value !== 'string' || value === '') throw new CommandError(`${name} needs --${option}`);
  return value;
};

const wholeNumber = (
  option: string,
  value: string | boolean | undefined,
  usual: number | undefined,
): number | undefined => {
  if (value === undefined) return usual;
  if (!/^\d{1,9}$/.test(String(value))) throw new CommandError(`--${option} takes a whole number, not "${value}"`);
  return Number(value);
};

/** Whole points that double the odds, where they are asked for. */
const doublingOf = (value: string | boolean | undefined): number | undefined => {
  const points = wholeNumber('points', value, undefined);
  if (points === 0) throw new CommandError('--points says how many points double the odds: 1 or more, 20 is usual');
  return points;
};

const protocolOf = (value: string | boolean | undefined): Protocol => {
  const found = protocols.find((protocol) => protocol === (value ?? 'cv5'));
  if (!found) throw new CommandError(`no protocol "${value}"${didYouMean(String(value), protocols)}`);
  return found;
};

/** Does a command on files. Answers the exit code. @throws CommandError with the reason where it cannot be done */
export const runFileCommand = async ([name, ...argv]: string[]): Promise<number> => {
  const values = read(name as Name, argv);
  if (values.help === true) {
    console.log(fileHelp);
    return 0;
  }
  if (name === 'score') {
    const lines = await scoreCsv({
      card: needed(name, 'card', values.card),
      csv: needed(name, 'csv', values.csv),
      reasons: values.reasons === true,
      out: wordOf(values.out),
    });
    console.log(lines.join('\n'));
    return 0;
  }
  if (values.folds !== undefined && values.protocol !== undefined)
    throw new CommandError('--folds says which rows to judge by, --protocol draws them: give one of them');
  const progress = progressOn(process.stderr);
  try {
    const paint = painter(process.stdout.isTTY === true && !process.env.NO_COLOR);
    const lines = await trainCsv(
      {
        csv: needed('train', 'csv', values.csv),
        label: needed('train', 'label', values.label),
        positive: wordOf(values.positive),
        drop: (wordOf(values.drop) ?? '').split(',').filter((column) => column !== ''),
        prior: wordOf(values.prior),
        folds: wordOf(values.folds),
        protocol: protocolOf(values.protocol),
        pairs: wholeNumber('pairs', values.pairs, undefined),
        plain: values.plain === true,
        points: doublingOf(values.points),
        seed: wholeNumber('seed', values.seed, 1) as number,
        json: wordOf(values.json),
        out: wordOf(values.out),
      },
      progress,
      paint,
    );
    console.log(lines.join('\n'));
    return 0;
  } finally {
    progress.stop();
  }
};

import { expect, test } from 'vitest';
import { instantOf, startArguments } from '../../local/arguments.ts';

test('without options: 10,000 customers, 6 months, seed 1', () => {
  expect(startArguments([])).toMatchObject({
    customers: 10_000,
    months: 7,
    seed: 1,
    now: undefined,
    lang: 'en',
    help: false,
  });
});

test('values come as --name value and --name=value; paths become absolute', () => {
  const given = startArguments([
    '--customers',
    '2000',
    '--seed=9',
    '--json',
    'out.json',
    '--now',
    '2026-12-01T02:00+08:00',
  ]);
  expect(given).toMatchObject({ customers: 2_000, seed: 9, json: `${process.cwd()}/out.json` });
  expect(given.now?.toISOString()).toBe('2026-11-30T18:00:00.000Z');
});

test.each([
  [['--custmers', '10'], 'no option --custmers (did you mean "--customers"?)'],
  [
    ['--frobnicate'],
    'no option --frobnicate (there are: --customers, --months, --seed, --now, --policy, --dumps, --json, --lang, --data, --assembly, --help)',
  ],
  [['seed', '3'], '"seed" belongs to no option (did you mean "--seed"?)'],
  [['--customers', '10k'], '--customers takes a whole number from 1 to 2000000, not "10k"'],
  [['--customers', '0'], '--customers takes a whole number from 1 to 2000000, not "0"'],
  [['--months', '25'], '--months takes a whole number from 1 to 24, not "25"'],
  [['--seed', '-1'], '--seed takes a whole number from 0 to 4294967295, not "-1"'],
  [['--json'], '--json needs a value'],
  [['--lang', 'fr'], '--lang takes en or zh, not "fr"'],
  [['--now', '2026-11-01'], '--now takes an instant with its offset, such as 2026-11-01T02:00+08:00, not "2026-11-01"'],
])('%j is refused with what would be right', (argv, message) => {
  expect(() => startArguments(argv)).toThrow(message);
});

test('an instant without its offset is refused: it would be another one on each machine', () => {
  expect(() => instantOf('2026-11-01T02:00')).toThrow('takes an instant with its offset');
});

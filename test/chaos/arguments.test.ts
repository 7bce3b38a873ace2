import { describe, expect, test } from 'vitest';
import { UsageError } from '../../local/arguments.ts';
import { chaosArguments, usage } from '../../local/chaos/arguments.ts';
import { allKinds, noFaults } from '../../local/chaos/fault-kinds.ts';
import { brokenLines, figureLines, figuresOf } from '../../local/chaos/figures.ts';

const said = (argv: string[]): string => {
  try {
    chaosArguments(argv);
    return 'nothing';
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
};

describe('the command line', () => {
  test('without options, a hundred seeds of every kind', () => {
    const { seeds, kinds, json } = chaosArguments([]);
    expect([seeds.length, seeds[0], seeds.at(-1), json]).toEqual([100, 1, 100, undefined]);
    expect(kinds).toEqual(new Set(allKinds));
  });

  test('a run that goes on where another one ended', () => {
    expect(chaosArguments(['--from', '417', '--seeds', '3']).seeds).toEqual([417, 418, 419]);
  });

  test('one seed again, on one lane; some kinds', () => {
    const { seeds, kinds, lanes } = chaosArguments(['--seed', '417', '--faults', 'crash, skew', '--lanes=4']);
    expect([seeds, [...kinds], lanes]).toEqual([[417], ['crash', 'skew'], 1]);
  });

  test.each([
    [['--seeds', '0'], '--seeds takes a whole number from 1 to 1000000, not "0"'],
    [['--seeds', 'many'], '--seeds takes a whole number'],
    [['--seed', '1', '--seeds', '2'], 'give the one or the other'],
    [['--seed', '1', '--from', '2'], 'give the one or the other'],
    [['--from', '-1'], '--from takes a whole number from 0'],
    [['--faults', 'crsh'], 'no kind "crsh" (did you mean "crash"?)'],
    [['--faults', ''], '--faults needs a value'],
    [['--lanes', '99'], '--lanes takes a whole number from 1 to 8'],
    [['--sedes', '3'], 'no option --sedes (did you mean "--seeds"?)'],
    [['100'], '"100" belongs to no option'],
  ])('%j is refused with what would be right', (argv, words) => {
    expect(said(argv)).toContain(words);
  });

  test('its help names every option and kind', () => {
    for (const word of ['--seeds', '--from', '--seed', '--faults', '--json', '--lanes', '--data', ...allKinds])
      expect(usage).toContain(word);
  });
});

describe('the figures', () => {
  const result = {
    seed: 7,
    faults: { ...noFaults(), crash: 2 },
    violations: [],
    unfinished: undefined,
    redriven: 1,
    kept: undefined,
  };
  const bad = {
    ...{ ...result, seed: 8, kept: '/data/seed-8', unfinished: undefined },
    violations: [
      { kind: 'lost', what: 'a row' },
      { kind: 'doubled', what: 'a call' },
      { kind: 'lost', what: 'another row' },
    ] as const,
  };

  test('add up faults by kind, and what broke; no seed that is well is named', () => {
    const figures = figuresOf([
      result,
      { ...bad, violations: [...bad.violations] },
      { ...result, seed: 9, unfinished: 'stuck' },
    ]);
    expect(figures).toMatchObject({ seeds: 3, lost: 2, doubled: 1, unbalanced: 0, unfinished: 1, redriven: 3 });
    expect(figures.faults).toEqual({ ...noFaults(), crash: 6 });
    expect(figures.broken.map(({ seed, what }) => [seed, what.length])).toEqual([
      [8, 3],
      [9, 1],
    ]);
    expect(figureLines(figures, (_, text) => text).join('\n')).toMatch(/crash +6 [\s\S]*lost +2\n/);
  });

  test('a seed that broke is told with the command that plays it again, and where its data is', () => {
    const [one] = figuresOf([{ ...bad, violations: [...bad.violations] }]).broken;
    expect(one && brokenLines(one, (_, text) => text)).toEqual([
      'seed 8: npm run chaos -- --seed 8   (its data: /data/seed-8)',
      ...['    lost: a row', '    doubled: a call', '    lost: another row'],
    ]);
  });
});

import { count, type Paint, table } from '../summary/table.ts';
import { allKinds, type FaultCounts, faultKinds, noFaults } from './fault-kinds.ts';
import { type ViolationKind, violationKinds } from './invariants/violation.ts';
import type { SeedResult } from './play-seeds.ts';

/** What all seeds came to; the same for a person and for a program. */
export type ChaosFigures = {
  seeds: number;
  /** Faults injected, by kind. */
  faults: FaultCounts;
} & Record<ViolationKind, number> & {
    /** Seeds whose nights did not end. */
    unfinished: number;
    /** Messages that were given up and put back, as the runbook says. */
    redriven: number;
    /** Seeds in which something broke, and what. */
    broken: { seed: number; what: string[]; kept: string | undefined }[];
  };

/** Adds results up. */
export const figuresOf = (results: readonly SeedResult[]): ChaosFigures => {
  const faults = noFaults();
  const broken = Object.fromEntries(violationKinds.map((kind) => [kind, 0])) as Record<ViolationKind, number>;
  for (const result of results) {
    for (const kind of allKinds) faults[kind] += result.faults[kind];
    for (const { kind } of result.violations) broken[kind]++;
  }
  return {
    seeds: results.length,
    faults,
    ...broken,
    unfinished: results.filter(({ unfinished }) => unfinished !== undefined).length,
    redriven: results.reduce((sum, { redriven }) => sum + redriven, 0),
    broken: results
      .filter(({ violations, unfinished }) => violations.length > 0 || unfinished !== undefined)
      .map(({ seed, violations, unfinished, kept }) => ({
        seed,
        what: [
          ...(unfinished === undefined ? [] : [`unfinished: ${unfinished}`]),
          ...violations.map(({ kind, what }) => `${kind}: ${what}`),
        ],
        kept,
      })),
  };
};

/** Of a seed in which much broke, the first: one cause often has many consequences. */
const mostShown = 8;

/** What broke in a seed, and how to see it again. */
export const brokenLines = ({ seed, what, kept }: ChaosFigures['broken'][number], paint: Paint): string[] => [
  `${paint('red', `seed ${seed}`)}: npm run chaos -- --seed ${seed}${kept === undefined ? '' : `   (its data: ${kept})`}`,
  ...what.slice(0, mostShown).map((line) => `    ${line}`),
  ...(what.length > mostShown ? [`    and ${what.length - mostShown} more`] : []),
];

/** The picture at the end: what was injected, and what came of it. */
export const figureLines = (figures: ChaosFigures, paint: Paint): string[] => {
  const { faults, seeds, redriven } = figures;
  const outcomes = [...violationKinds, 'unfinished'] as const;
  const words: Record<(typeof outcomes)[number], string> = {
    lost: 'lost',
    doubled: 'doubled',
    unbalanced: 'unbalanced',
    kept: 'kept of the erased',
    different: 'other than undisturbed',
    unfinished: 'unfinished nights',
  };
  const total = allKinds.reduce((sum, kind) => sum + faults[kind], 0);
  return [
    '',
    paint('bold', `${count(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}: two nights each, and the day between them`),
    '',
    ...table(
      [
        ...allKinds.map((kind) => [kind, count(faults[kind]), faultKinds[kind]]),
        ['', count(total), 'faults in all'],
        ['', count(redriven), 'messages given up and put back (tierline redrive)'],
      ],
      ['left', 'right', 'left'],
    ),
    '',
    ...table(
      outcomes.map((name) => [words[name], paint(figures[name] === 0 ? 'green' : 'red', count(figures[name]))]),
      ['left', 'right'],
    ),
  ];
};

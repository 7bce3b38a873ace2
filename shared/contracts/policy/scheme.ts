import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { featureName } from '../features.ts';
import { label } from '../field.ts';
import { condition } from './condition.ts';
import { classificationMethod } from './method.ts';
import { movement } from './movement.ts';

const tier = {
  /** What decisions, counts and conditions call it. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
  /** What a person reads. */
  label: label(),
};

/** One tier, or one band: everything from `from` on that no better one takes. */
export const threshold = z.strictObject({
  ...tier,
  /** Least points or value, included; left out in the last one, which takes everybody else. */
  from: z.number().optional(),
});
/** One tier, or one band. */
export type Threshold = z.infer<typeof threshold>;

/** A list, best first, whose last member takes the rest: only that one leaves `edge` out. Names differ. */
const bestFirst = <Edge extends string, S extends z.ZodType<{ name: string } & { [edge in Edge]?: unknown }>>(
  item: S,
  edge: Edge,
) =>
  z
    .array(item)
    .min(1, { error: 'none given: give at least one' })
    .superRefine((list, context) => {
      const problem = (index: number, message: string) => context.addIssue({ code: 'custom', path: [index], message });
      list.forEach((one, index) => {
        if (list.findIndex(({ name }) => name === one.name) < index)
          problem(index, `"${one.name}" is there twice: names must differ`);
        const given = one[edge];
        const isLast = index === list.length - 1;
        if (isLast && given !== undefined)
          problem(
            index,
            edge === 'from'
              ? `gap: fewer than ${given} points belong to nothing; leave "from" of the last one out`
              : `gap: who is in no tier belongs to nothing; leave "${edge}" of the last one out`,
          );
        if (!isLast && given === undefined)
          problem(index, `"${one.name}" takes everybody, so that those after it get nobody: give "${edge}"`);
      });
    });

/** Tiers or bands, best (or most at risk) first, with falling thresholds; the last takes the rest. */
export const thresholds = bestFirst(threshold, 'from').superRefine((list, context) => {
  list.forEach(({ from }, index) => {
    const before = list[index - 1];
    if (before?.from !== undefined && from !== undefined && from >= before.from)
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `not sorted: from ${from} stands after from ${before.from}; write the highest first`,
      });
  });
});

/** Tiers by the share of the customers that each takes, best first; the last takes the rest. */
const shares = bestFirst(
  z.strictObject({
    ...tier,
    /** Part of the group's customers, 0 to 1; left out in the last one, which takes the rest. */
    share: z
      .number()
      .gt(0, { error: 'a share of 0 takes nobody: give more, or remove the tier' })
      .lt(1, { error: 'a share of 1 or more takes everybody: give less' })
      .optional(),
  }),
  'share',
).superRefine((list, context) => {
  let sum = 0;
  list.forEach(({ share = 0 }, index) => {
    const before = sum;
    sum += share;
    // A part of a millionth: 0.1 + 0.2 + 0.7 is a little more than 1 in binary.
    if (sum > 1 - 1e-9 && before <= 1 - 1e-9)
      context.addIssue({
        code: 'custom',
        path: [index, 'share'],
        message: `the shares up to here are ${Number(sum.toFixed(6))}: nobody is left for the tiers after it; they must stay below 1`,
      });
  });
});

/** Tiers by conditions: the first that holds; the last takes the rest. */
const ruled = bestFirst(
  z.strictObject({
    ...tier,
    /** Who belongs to it; left out in the last one, which takes everybody else. */
    when: condition.optional(),
  }),
  'when',
).superRefine((list, context) => {
  const texts = list.map(({ when }) => JSON.stringify(when));
  texts.forEach((text, index) => {
    const first = texts.indexOf(text);
    if (first < index && list[index]?.when)
      context.addIssue({
        code: 'custom',
        path: [index, 'when'],
        message: `nobody can ever reach it: "${list[first]?.name}" has the same condition and stands before it`,
      });
  });
});

const common = {
  /** What it grades. */
  label: label(),
  /** Classification method that makes the result. */
  method: classificationMethod,
  /** Whom it grades; all others have no tier of it. Left out: everybody. */
  appliesTo: condition.optional(),
  /** How customers move between its tiers. */
  movement,
  /** What the red and the black list do to the tier. */
  lists: z
    .strictObject({
      /** A red-listed customer is never demoted. */
      redKeepsTier: z.boolean().default(true),
      /** Tier of every black-listed customer; left out: the scheme decides as for all. */
      blackTier: z.string().optional(),
    })
    .prefault({}),
};

/** What a number comes from: a card's points, or a feature. */
const graded = {
  /** Scorecard whose points decide. */
  card: z.string().min(1).optional(),
  /** Or feature whose value decides; a missing value is in the last tier. */
  feature: featureName().optional(),
};

const byThresholds = z.strictObject({ kind: z.literal('thresholds'), ...common, ...graded, tiers: thresholds });
const byPercentiles = z.strictObject({
  kind: z.literal('percentiles'),
  ...common,
  ...graded,
  /** Each of these groups is cut by itself; none: the whole base is one. */
  groupBy: z
    .array(z.enum(['region', 'segment'], { error: 'neither region nor segment' }))
    .max(2)
    .refine((list) => new Set(list).size === list.length, { error: 'the same group twice: name it once' })
    .default([]),
  /** A group with fewer customers takes the edges of the wider one: without the region, then without the segment. */
  leastCustomers: z.number().int().min(1),
  tiers: shares,
});
const byRules = z.strictObject({ kind: z.literal('rules'), ...common, tiers: ruled });

const kinds = ['thresholds', 'percentiles', 'rules'];

/** How a customer gets a tier. Several schemes stand side by side; each gives a customer one tier, or none. */
export const scheme = z
  .discriminatedUnion('kind', [byThresholds, byPercentiles, byRules], {
    error: ({ input }) => {
      const kind = (input as { kind?: unknown } | undefined)?.kind;
      return kind === undefined
        ? `missing: say how tiers are given, one of ${kinds.join(', ')}`
        : `unknown kind ${JSON.stringify(kind)}${didYouMean(String(kind), kinds)}`;
    },
  })
  .superRefine((given, context) => {
    const { movement: moves, tiers } = given;
    const problem = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (given.kind !== 'rules' && (given.card === undefined) === (given.feature === undefined))
      problem(['card'], 'give either "card" (its points decide) or "feature" (its value decides)');
    const widths = widthsOf(given);
    for (const way of ['demotion', 'promotion'] as const) {
      const { margin } = moves[way];
      const path = ['movement', way, 'margin'];
      if (margin > 0 && given.kind === 'rules') problem(path, 'rules have no edges, so no margin: remove it');
      const narrow = widths.find(({ width }) => width > 0 && margin >= width);
      if (margin > 0 && narrow)
        problem(path, `${margin} is as wide as the tier "${narrow.name}", which is ${narrow.width} wide: give less`);
    }
    if (moves.steps !== undefined && moves.steps >= tiers.length)
      problem(['movement', 'steps'], `there are ${tiers.length} tiers: give less than that, or leave it out`);
  });
/** How a customer gets a tier. */
export type Scheme = z.infer<typeof scheme>;

/** Widths of the tiers that have two edges, in what the scheme grades by. */
const widthsOf = (given: z.infer<typeof byThresholds | typeof byPercentiles | typeof byRules>) => {
  if (given.kind === 'thresholds')
    return given.tiers.flatMap(({ name, from }, index) => {
      const above = given.tiers[index - 1]?.from;
      return from === undefined || above === undefined ? [] : [{ name, width: above - from }];
    });
  if (given.kind === 'percentiles')
    return given.tiers.flatMap(({ name, share }) => (share === undefined ? [] : [{ name, width: share }]));
  return [];
};

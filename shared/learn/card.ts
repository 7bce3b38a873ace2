import * as z from 'zod';
import { scorecardOf } from '../contracts/policy/scorecard.ts';
import { derived, neededOf, sourcesOf } from './derived.ts';

/**
 * A scorecard over the columns of any table, in the contract of the hand-written ones. A card learned from a file may besides work
 * columns out from others; the nightly policy's features are those of its catalogue, so its cards have none.
 */
export const card = scorecardOf(z.string().min(1))
  .safeExtend({
    /** Columns that are worked out before points are looked up, in the order given: each from the file's columns and those before it. */
    derived: z.array(derived).optional(),
  })
  .superRefine(({ features, derived: list = [] }, context) => {
    const names = list.map(({ feature }) => feature);
    const needed = neededOf(list, new Set(features.map(({ feature }) => feature)));
    list.forEach((one, index) => {
      const problem = (message: string) => context.addIssue({ code: 'custom', path: ['derived', index], message });
      if (names.indexOf(one.feature) < index) problem(`"${one.feature}" is derived twice: leave one`);
      const scored = features.find(({ feature }) => feature === one.feature);
      if (!needed.includes(one))
        problem(`"${one.feature}" is derived, but nothing is scored by it: remove it, or score it`);
      if (scored && (scored.bins !== undefined) !== (one.type === 'sum'))
        problem(
          `"${one.feature}" is a ${one.type === 'sum' ? 'sum, which has "bins"' : 'word by rules, which has "categories"'}`,
        );
      const source = sourcesOf(one).find(({ column }) => names.indexOf(column) >= index);
      if (source) problem(`"${source.column}" is derived only afterwards: name columns of the file, or those before`);
    });
  });
/** A scorecard over the columns of any table. */
export type Card = z.infer<typeof card>;
/** How one feature of a card gives points. */
export type CardFeature = Card['features'][number];

import * as z from 'zod';
import { label } from '../field.ts';

/** One bin of a feature: values from `from` (included; all where left out) to below `below` (all where left out). */
export const bin = z.strictObject({
  /** Least value, in the feature's unit. */
  from: z.number().optional(),
  /** Least value that belongs to the next bin. */
  below: z.number().optional(),
  /** Points that it gives. */
  points: z.number(),
  /** What an agent reads instead of the catalogue's words; `{value}` and `{currency}` are filled in. */
  label: label().optional(),
});
/** One bin of a feature. */
export type Bin = z.infer<typeof bin>;

const side = (value: number | undefined, none: string): string => (value === undefined ? none : String(value));
const span = ({ from, below }: Bin): string => `[${side(from, '-infinity')}, ${side(below, 'infinity')})`;

/** Bins cover every number once, in ascending order: a value between two bins would otherwise get no points. */
export const bins = z
  .array(bin)
  .min(1, { error: 'no bins: give at least one' })
  .superRefine((list, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    list.forEach((item, index) => {
      const { from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = item;
      if (from >= below) problem([index], `bin ${span(item)} holds no value: "from" must be less than "below"`);
      const before = list[index - 1];
      if (!before) {
        if (item.from !== undefined)
          problem([0, 'from'], `gap: values below ${item.from} belong to no bin; leave "from" of the first bin out`);
      } else if (before.below === undefined)
        problem([index], `overlap: ${span(before)} before it has no end; set its "below" to ${side(item.from, '...')}`);
      else if (item.from === undefined)
        problem(
          [index],
          `overlap: it has no beginning but ${span(before)} stands before it; set "from" to ${before.below}`,
        );
      else if (before.from !== undefined && item.from <= before.from)
        problem([index], `not sorted: ${span(item)} stands after ${span(before)}; write the bins in ascending order`);
      else if (item.from > before.below)
        problem(
          [index, 'from'],
          `gap: values from ${before.below} to ${item.from} belong to no bin; set "from" to ${before.below}`,
        );
      else if (item.from < before.below)
        problem(
          [index, 'from'],
          `overlap: values from ${item.from} to ${before.below} belong to two bins; set "from" to ${before.below}`,
        );
      if (index === list.length - 1 && item.below !== undefined)
        problem(
          [index, 'below'],
          `gap: values from ${item.below} on belong to no bin; leave "below" of the last bin out`,
        );
    });
  });

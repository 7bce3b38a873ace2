import * as z from 'zod';
import { label } from '../field.ts';
import { condition } from './condition.ts';

/** A watch list: customers that are not yet what they may become, such as potential key customers. */
export const watchList = z.strictObject({
  /** What a person calls it. */
  label: label(),
  /** Who is on it. */
  when: condition,
});

/** How customers are kept, by value tier, stage and brand: one rule of several, of which the first that holds counts. */
export const upkeepRule = z.strictObject({
  /** What decisions and playbooks call it. */
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
  /** What a person reads. */
  label: label(),
  /** Who is kept so; left out in the last one: everybody else. */
  when: condition.optional(),
});

/** Rules of upkeep: the first that holds counts; after one without a condition nobody is left. */
export const upkeep = z.array(upkeepRule).superRefine((list, context) => {
  list.forEach(({ name, when }, index) => {
    if (list.findIndex((other) => other.name === name) < index)
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `"${name}" is there twice: names must differ`,
      });
    if (when === undefined && index < list.length - 1)
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `"${name}" takes everybody, so that those after it get nobody: give "when"`,
      });
  });
});

import * as z from 'zod';
import { label } from '../field.ts';
import { condition } from './condition.ts';

/** Key customers: those of any kind. */
export const keyCustomers = z
  .strictObject({
    /** What a person calls them. */
    label: label(),
    /** Kinds; several may hold for one customer, and the decision says which did. */
    kinds: z
      .array(
        z.strictObject({
          /** What decisions and conditions call it. */
          name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
          /** What a person reads. */
          label: label(),
          /** Who is of this kind. */
          when: condition,
        }),
      )
      // A bit a kind.
      .max(30, { error: 'more than 30 kinds: join some with "any"' })
      .superRefine((list, context) => {
        list.forEach(({ name }, index) => {
          if (list.findIndex((other) => other.name === name) < index)
            context.addIssue({ code: 'custom', path: [index, 'name'], message: `"${name}" is there twice` });
        });
      }),
    /** Customers of several kinds at once: the special grade. Left out: there is none. */
    special: z
      .strictObject({
        /** What a person calls them. */
        label: label(),
        /** Kinds that must hold at once. */
        kinds: z.number().int().min(2),
      })
      .optional(),
  })
  .superRefine(({ kinds, special }, context) => {
    if (special && special.kinds > kinds.length)
      context.addIssue({
        code: 'custom',
        path: ['special', 'kinds'],
        message: `nobody can ever be of ${special.kinds} kinds: there are ${kinds.length}`,
      });
  });

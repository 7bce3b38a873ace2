import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { label } from '../field.ts';
import { condition } from './condition.ts';

/** Stages of a customer's life and how one leads to another, as data. */
export const lifecycle = z
  .strictObject({
    /** Stages by name. */
    stages: z.record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
      label(),
    ),
    /** Stage of a customer whom no transition has moved yet. */
    initial: z.string(),
    /** In order: the first that starts at the customer's stage and holds is taken. */
    transitions: z.array(
      z.strictObject({
        /** Stages that it starts at. */
        from: z.array(z.string()).min(1),
        /** Stage that it leads to. */
        to: z.string(),
        /** When. It may not ask for the stage, which `from` names. */
        when: condition,
      }),
    ),
  })
  .superRefine(({ stages, initial, transitions }, context) => {
    const known = Object.keys(stages);
    const check = (stage: string, path: (string | number)[]) => {
      if (!known.includes(stage))
        context.addIssue({ code: 'custom', path, message: `unknown stage "${stage}"${didYouMean(stage, known)}` });
    };
    check(initial, ['initial']);
    transitions.forEach(({ from, to }, index) => {
      from.forEach((stage, at) => {
        check(stage, ['transitions', index, 'from', at]);
      });
      check(to, ['transitions', index, 'to']);
    });
    const reached = new Set([initial]);
    for (const _ of known)
      for (const { from, to } of transitions) if (from.some((stage) => reached.has(stage))) reached.add(to);
    for (const stage of known)
      if (!reached.has(stage))
        context.addIssue({
          code: 'custom',
          path: ['stages', stage],
          message: `no customer can ever reach "${stage}": add a transition to it or remove it`,
        });
  });
/** Stages of a customer's life and how one leads to another. */
export type Lifecycle = z.infer<typeof lifecycle>;

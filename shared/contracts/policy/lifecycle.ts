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
    /** Stages that nothing leads out of, on purpose: who is lost stays lost. */
    final: z.array(z.string()).default([]),
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
  .superRefine(({ stages, initial, final, transitions }, context) => {
    const known = Object.keys(stages);
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const check = (stage: string, path: (string | number)[]) => {
      if (!known.includes(stage)) problem(path, `unknown stage "${stage}"${didYouMean(stage, known)}`);
    };
    check(initial, ['initial']);
    final.forEach((stage, at) => {
      check(stage, ['final', at]);
    });
    transitions.forEach(({ from, to }, index) => {
      from.forEach((stage, at) => {
        check(stage, ['transitions', index, 'from', at]);
        if (stage === to)
          problem(['transitions', index, 'from', at], `leads from "${stage}" to itself: remove "${stage}"`);
        if (final.includes(stage))
          problem(
            ['transitions', index, 'from', at],
            `"${stage}" is final, so nothing may lead out of it: remove it here or from "final"`,
          );
      });
      check(to, ['transitions', index, 'to']);
    });
    const reached = new Set([initial]);
    for (const _ of known)
      for (const { from, to } of transitions) if (from.some((stage) => reached.has(stage))) reached.add(to);
    for (const stage of known) {
      if (!reached.has(stage))
        problem(['stages', stage], `no customer can ever reach "${stage}": add a transition to it or remove it`);
      // A life of one stage has nowhere to go, and needs no word for it.
      const isLeft = known.length === 1 || transitions.some(({ from, to }) => to !== stage && from.includes(stage));
      if (!isLeft && !final.includes(stage))
        problem(
          ['stages', stage],
          `dead end: no customer can ever leave "${stage}"; add a transition out of it, or name it in "final"`,
        );
    }
  });
/** Stages of a customer's life and how one leads to another. */
export type Lifecycle = z.infer<typeof lifecycle>;

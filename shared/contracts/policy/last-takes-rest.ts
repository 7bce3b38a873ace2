import type * as z from 'zod';

/** Whether only the last member leaves `when` out: the one that takes the rest. */
export const lastTakesRest = (list: readonly { name: string; when?: unknown }[], context: z.RefinementCtx): void => {
  list.forEach((one, index) => {
    const problem = (message: string) => context.addIssue({ code: 'custom', path: [index], message });
    const last = index === list.length - 1;
    if (last && one.when !== undefined) problem(`"${one.name}" leaves somebody over: leave "when" of the last one out`);
    if (!last && one.when === undefined)
      problem(`"${one.name}" takes everybody, so that those after it get nobody: give "when"`);
    if (list.findIndex((other) => other.name === one.name) < index)
      problem(`"${one.name}" is there twice: names must differ`);
  });
};

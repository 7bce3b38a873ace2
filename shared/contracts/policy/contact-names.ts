import type * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { Policy } from '../policy.ts';

/**
 * Refuses names in playbooks and holds that the policy does not know, and a playbook's name that another one or a
 * programme has: the ledger and the hold-outs tell them apart by it.
 */
export const checkContactNames = (
  { programmes, schemes, skills, contact }: Policy,
  context: z.RefinementCtx<Policy>,
): void => {
  const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const known = (what: string, name: string, all: readonly string[], path: (string | number)[]) => {
    if (!all.includes(name)) problem(path, `unknown ${what} "${name}"${didYouMean(name, all)}`);
  };
  const tiers = Object.values(schemes)[0]?.tiers.map(({ name }) => name) ?? [];
  const names = new Set<string>();
  for (const [programme, { playbooks }] of Object.entries(programmes))
    playbooks.forEach(({ name, skill, dueByTier }, index) => {
      const path = ['programmes', programme, 'playbooks', index];
      if (names.has(name)) problem([...path, 'name'], `another programme has a playbook "${name}": names must differ`);
      if (name !== programme && Object.hasOwn(programmes, name))
        problem([...path, 'name'], `a programme is called "${name}": names must differ`);
      names.add(name);
      if (skill !== undefined) known('skill', skill, Object.keys(skills), [...path, 'skill']);
      for (const tier of Object.keys(dueByTier)) known('tier', tier, tiers, [...path, 'dueByTier', tier]);
    });
  contact?.holds.forEach(({ except }, index) => {
    except.forEach((programme, at) => {
      known('programme', programme, Object.keys(programmes), ['contact', 'holds', index, 'except', at]);
    });
  });
};

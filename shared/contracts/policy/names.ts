import type * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { Policy } from '../policy.ts';
import type { Condition } from './condition.ts';

type Path = (string | number)[];
/** What a condition may speak of at its place: what is decided later is not known yet. */
type Scope = { stage: boolean; keyCustomer: boolean };

/** Refuses names that the policy itself does not hold: cards, tiers, bands, stages, skills. */
export const checkNames = (policy: Policy, context: z.RefinementCtx<Policy>): void => {
  const problem = (path: Path, message: string) => context.addIssue({ code: 'custom', path, message });
  const known = (what: string, name: string, all: readonly string[], path: Path) => {
    if (!all.includes(name)) problem(path, `unknown ${what} "${name}"${didYouMean(name, all)}`);
  };
  const cards = Object.keys(policy.scorecards);
  const stages = Object.keys(policy.lifecycle.stages);
  const bands = policy.risk.bands.map(({ name }) => name);
  const schemes = Object.keys(policy.schemes);

  const checkCondition = (given: Condition, path: Path, scope: Scope): void => {
    given.all?.forEach((part, index) => {
      checkCondition(part, [...path, 'all', index], scope);
    });
    given.any?.forEach((part, index) => {
      checkCondition(part, [...path, 'any', index], scope);
    });
    if (given.not) checkCondition(given.not, [...path, 'not'], scope);
    given.band?.forEach((band, index) => {
      known('risk band', band, bands, [...path, 'band', index]);
    });
    given.stage?.forEach((stage, index) => {
      known('stage', stage, stages, [...path, 'stage', index]);
    });
    if (given.stage && !scope.stage) problem([...path, 'stage'], 'the stage is decided later: it cannot be asked here');
    if (given.keyCustomer !== undefined && !scope.keyCustomer)
      problem(
        [...path, 'keyCustomer'],
        'key customers are decided here: use features, tiers, bands, lists or segments',
      );
    if (given.scheme !== undefined) known('scheme', given.scheme, schemes, [...path, 'scheme']);
    const tiers = policy.schemes[given.scheme ?? schemes[0] ?? '']?.tiers.map(({ name }) => name) ?? [];
    given.tier?.forEach((tier, index) => {
      known('tier', tier, tiers, [...path, 'tier', index]);
    });
  };

  for (const [name, { card, tiers, lists }] of Object.entries(policy.schemes)) {
    known('scorecard', card, cards, ['schemes', name, 'card']);
    const tierNames = tiers.map((tier) => tier.name);
    if (lists.blackTier !== undefined)
      known('tier', lists.blackTier, tierNames, ['schemes', name, 'lists', 'blackTier']);
  }
  known('scorecard', policy.risk.card, cards, ['risk', 'card']);
  policy.keyCustomers.kinds.forEach(({ when }, index) => {
    checkCondition(when, ['keyCustomers', 'kinds', index, 'when'], { stage: false, keyCustomer: false });
  });
  policy.lifecycle.transitions.forEach(({ when }, index) => {
    checkCondition(when, ['lifecycle', 'transitions', index, 'when'], { stage: false, keyCustomer: true });
  });
  const everything = { stage: true, keyCustomer: true };
  policy.suppress.forEach(({ when }, index) => {
    checkCondition(when, ['suppress', index, 'when'], everything);
  });
  for (const [name, { when, skill, priority, suppress }] of Object.entries(policy.programmes)) {
    const path = ['programmes', name];
    checkCondition(when, [...path, 'when'], everything);
    known('skill', skill, Object.keys(policy.skills), [...path, 'skill']);
    known('scorecard', priority, cards, [...path, 'priority']);
    suppress.forEach((rule, index) => {
      checkCondition(rule.when, [...path, 'suppress', index, 'when'], everything);
    });
  }
};

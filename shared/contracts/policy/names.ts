import type * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { Policy } from '../policy.ts';
import type { Condition } from './condition.ts';
import { conditionsOf, decisionOrder } from './decision-order.ts';
import { laterConditions, type Step } from './later-conditions.ts';
import { unreachable } from './reach.ts';

type Path = (string | number)[];
/** What a condition may speak of at its place, besides features, lists and segments: what is decided later is not known yet. */
type Scope = {
  tier: boolean;
  keyCustomer: boolean;
  stage: boolean;
  behaviour: boolean;
  conduct: boolean;
  reason: boolean;
  track: boolean;
  former: boolean;
  watch: boolean;
};

const nothing: Scope = {
  tier: false,
  keyCustomer: false,
  stage: false,
  behaviour: false,
  conduct: false,
  reason: false,
  track: false,
  former: false,
  watch: false,
};
/** While schemes, key customers and stages are decided. */
const early: Scope = { ...nothing, tier: true, keyCustomer: true, behaviour: true };
/** Whatever is decided of a customer. */
const everything: Scope = {
  ...early,
  stage: true,
  conduct: true,
  reason: true,
  track: true,
  former: true,
  watch: true,
};
const scopes: Record<Step, Scope> = {
  measure: nothing,
  conduct: { ...early, stage: true },
  reasons: { ...early, stage: true, conduct: true },
  tracks: { ...early, stage: true, conduct: true, reason: true },
  former: { ...early, stage: true, conduct: true, reason: true, track: true },
  offers: everything,
};

/** What is not known yet, by member of a condition. */
const later = {
  tier: 'the share of each tier is measured before any tier is decided: use features, lists or segments',
  keyCustomer: 'key customers are decided here: use features, tiers, bands, lists or segments',
  stage: 'the stage is decided later: it cannot be asked here',
  watch: 'watch lists are decided later: they cannot be asked here',
  behaviour: 'behaviour segments are made of what is measured here: use features, lists or segments',
  conduct: 'conduct is decided later: it cannot be asked here',
  reason: 'kind and cause of churn are decided later: they cannot be asked here',
  track: 'how a customer is kept is decided later: it cannot be asked here',
  former: 'who has left is decided later: it cannot be asked here',
} as const;

/** Refuses names that the policy itself does not hold, questions that come too early, and what can never be. */
export const checkNames = (policy: Policy, context: z.RefinementCtx<Policy>): void => {
  const problem = (path: Path, message: string) => context.addIssue({ code: 'custom', path, message });
  const known = (what: string, name: string, all: readonly string[], path: Path) => {
    if (!all.includes(name)) problem(path, `unknown ${what} "${name}"${didYouMean(name, all)}`);
  };
  const cards = Object.keys(policy.scorecards);
  const stages = Object.keys(policy.lifecycle.stages);
  const bands = policy.risk.bands.map(({ name }) => name);
  const schemes = Object.keys(policy.schemes);
  const kinds = policy.keyCustomers.kinds.map(({ name }) => name);
  const lists = Object.keys(policy.watchLists);
  const churnKinds = Object.keys(policy.churn?.kinds ?? {});
  const churnCauses = Object.keys(policy.churn?.causes ?? {});
  const tiersOf = (scheme: string): string[] => policy.schemes[scheme]?.tiers.map(({ name }) => name) ?? [];

  const checkCondition = (given: Condition, path: Path, scope: Scope): void => {
    given.all?.forEach((part, index) => {
      checkCondition(part, [...path, 'all', index], scope);
    });
    given.any?.forEach((part, index) => {
      checkCondition(part, [...path, 'any', index], scope);
    });
    if (given.not) checkCondition(given.not, [...path, 'not'], scope);
    type Named = 'band' | 'tier' | 'stage' | 'keyKinds' | 'watch' | 'conduct' | 'churnKind' | 'churnCause' | 'track';
    const each = (member: Named, what: string, all: readonly string[]) =>
      given[member]?.forEach((name, index) => {
        known(what, name, all, [...path, member, index]);
      });
    each('band', 'risk band', bands);
    if (given.band && !scope.tier) problem([...path, 'band'], later.tier);
    each('stage', 'stage', stages);
    if (given.stage && !scope.stage) problem([...path, 'stage'], later.stage);
    each('keyKinds', 'kind of key customer', kinds);
    if (given.specialGrade !== undefined && !policy.keyCustomers.special)
      problem([...path, 'specialGrade'], 'there is no special grade: give "keyCustomers.special"');
    for (const member of ['keyCustomer', 'keyKinds', 'specialGrade'] as const)
      if (given[member] !== undefined && !scope.keyCustomer)
        problem([...path, member], scope.tier ? later.keyCustomer : later.tier);
    each('watch', 'watch list', lists);
    if (given.watch && !scope.watch) problem([...path, 'watch'], later.watch);
    if (given.scheme !== undefined) known('scheme', given.scheme, schemes, [...path, 'scheme']);
    each('tier', 'tier', tiersOf(given.scheme ?? schemes[0] ?? ''));
    if (given.tier && !scope.tier) problem([...path, 'tier'], later.tier);
    if (given.behaviour && !policy.segments)
      problem([...path, 'behaviour'], 'there are no behaviour segments: give "segments"');
    if (given.behaviour && !scope.behaviour) problem([...path, 'behaviour'], later.behaviour);
    each('conduct', 'pattern of conduct', policy.churn?.conduct.map(({ name }) => name) ?? []);
    if (given.conduct && !scope.conduct) problem([...path, 'conduct'], later.conduct);
    each('churnKind', 'kind of churn', churnKinds);
    each('churnCause', 'cause of churn', churnCauses);
    for (const member of ['churnKind', 'churnCause'] as const)
      if (given[member] && !scope.reason) problem([...path, member], later.reason);
    each('track', 'track', policy.churn?.tracks.map(({ name }) => name) ?? []);
    if (given.track && !scope.track) problem([...path, 'track'], later.track);
    if (given.former && !policy.former)
      problem([...path, 'former'], 'there is no archive of former customers: give "former"');
    if (given.former && !scope.former) problem([...path, 'former'], later.former);
    given.former?.tier?.forEach((tier, index) => {
      known('tier', tier, tiersOf(policy.former?.scheme ?? schemes[0] ?? ''), [...path, 'former', 'tier', index]);
    });
    given.former?.kind?.forEach((kind, index) => {
      known('kind of churn', kind, churnKinds, [...path, 'former', 'kind', index]);
    });
    given.former?.cause?.forEach((cause, index) => {
      known('cause of churn', cause, churnCauses, [...path, 'former', 'cause', index]);
    });
  };

  const atSchemes = (isMeasured: boolean): Scope => (isMeasured ? nothing : early);
  for (const [name, scheme] of Object.entries(policy.schemes)) {
    const path = ['schemes', name];
    if (scheme.kind !== 'rules' && scheme.card !== undefined) known('scorecard', scheme.card, cards, [...path, 'card']);
    if (scheme.lists.blackTier !== undefined)
      known('tier', scheme.lists.blackTier, tiersOf(name), [...path, 'lists', 'blackTier']);
    scheme.movement.demotion.events.forEach(({ to }, index) => {
      if (to !== undefined) known('tier', to, tiersOf(name), [...path, 'movement', 'demotion', 'events', index, 'to']);
    });
    for (const { when, path: place } of conditionsOf(scheme))
      checkCondition(when, [...path, ...place], atSchemes(scheme.kind === 'percentiles' && place[0] === 'appliesTo'));
  }
  known('scorecard', policy.risk.card, cards, ['risk', 'card']);
  if (policy.learning) {
    const { mayReplace, bands: least, ...rules } = policy.learning;
    known('scorecard', mayReplace, cards, ['learning', 'mayReplace']);
    for (const band of Object.keys(least)) known('risk band', band, bands, ['learning', 'bands', band]);
    bands.slice(0, -1).forEach((band, index) => {
      const before = least[bands[index - 1] ?? ''] ?? Number.POSITIVE_INFINITY;
      const from = least[band];
      if (from === undefined) problem(['learning', 'bands'], `no least probability of band "${band}": give one`);
      else if (from >= before)
        problem(['learning', 'bands', band], `not falling: ${from} stands after ${before}, the better band's`);
    });
    const last = bands.at(-1) ?? '';
    if (least[last] !== undefined)
      problem(['learning', 'bands', last], `"${last}" takes everybody else: give it no probability`);
    if (rules.observedMonths > policy.windowMonths)
      problem(
        ['learning', 'observedMonths'],
        `a night looks at ${policy.windowMonths} months only ("windowMonths"): give at most as many`,
      );
    if (rules.testCuts >= rules.cuts)
      problem(['learning', 'testCuts'], `leaves none of ${rules.cuts} cuts to train on: give fewer than "cuts"`);
  }
  policy.keyCustomers.kinds.forEach(({ when }, index) => {
    checkCondition(when, ['keyCustomers', 'kinds', index, 'when'], { ...early, keyCustomer: false });
  });
  policy.lifecycle.transitions.forEach(({ when }, index) => {
    checkCondition(when, ['lifecycle', 'transitions', index, 'when'], early);
  });
  for (const [name, { when }] of Object.entries(policy.watchLists))
    checkCondition(when, ['watchLists', name, 'when'], { ...everything, watch: false });
  if (policy.guard.left) checkCondition(policy.guard.left, ['guard', 'left'], everything);
  if (policy.former?.scheme !== undefined) known('scheme', policy.former.scheme, schemes, ['former', 'scheme']);
  for (const { when, path, step } of laterConditions(policy)) checkCondition(when, path, scopes[step]);
  if (policy.churn && !policy.churn.calibration && policy.scorecards[policy.risk.card]?.link.type === 'points')
    problem(
      ['churn', 'calibration'],
      `missing: the card "${policy.risk.card}" gives points, so say what probability they mean (or give it a logistic "link")`,
    );
  policy.upkeep.forEach(({ when }, index) => {
    if (when) checkCondition(when, ['upkeep', index, 'when'], everything);
  });
  policy.promises?.entitlements.forEach(({ when }, index) => {
    if (when) checkCondition(when, ['promises', 'entitlements', index, 'when'], everything);
  });
  policy.suppress.forEach(({ when, except }, index) => {
    checkCondition(when, ['suppress', index, 'when'], everything);
    except.forEach((programme, at) => {
      known('programme', programme, Object.keys(policy.programmes), ['suppress', index, 'except', at]);
    });
  });
  policy.visits?.cadences.forEach(({ when }, index) => {
    if (when) checkCondition(when, ['visits', 'cadences', index, 'when'], everything);
  });
  for (const [name, { when, still, skill, priority, suppress, playbooks }] of Object.entries(policy.programmes)) {
    const path = ['programmes', name];
    playbooks.forEach((playbook, index) => {
      if (playbook.when) checkCondition(playbook.when, [...path, 'playbooks', index, 'when'], everything);
    });
    checkCondition(when, [...path, 'when'], everything);
    if (still) checkCondition(still, [...path, 'still'], everything);
    known('skill', skill, Object.keys(policy.skills), [...path, 'skill']);
    known('scorecard', priority, cards, [...path, 'priority']);
    suppress.forEach((rule, index) => {
      checkCondition(rule.when, [...path, 'suppress', index, 'when'], everything);
      if (rule.except.length > 0)
        problem([...path, 'suppress', index, 'except'], 'this rule is of one programme only: leave "except" out');
    });
  }
  policy.contact?.holds.forEach(({ when }, index) => {
    if (when) checkCondition(when, ['contact', 'holds', index, 'when'], everything);
  });
  const { circle } = decisionOrder(policy);
  if (circle) {
    const [start = ''] = circle;
    problem(
      start in policy.schemes ? ['schemes', start] : [start],
      `decided in a circle: ${circle.join(' needs ')}; let one of them ask for something else`,
    );
  }
  for (const { path, message } of unreachable(policy)) problem(path, message);
};

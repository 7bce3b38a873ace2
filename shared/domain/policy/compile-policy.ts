import { isTextFeature, type TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import { decisionOrder } from '../../contracts/policy/decision-order.ts';
import type { Programme, Suppression } from '../../contracts/policy/programme.ts';
import { type Entitlement, type PromiseList, promiseList } from '../../contracts/policy/promises.ts';
import type { Policy } from '../../contracts/policy.ts';
import { type Card, compileCard } from '../cards/scorecards.ts';
import { type CompiledOutlook, compileOutlook } from '../decide/outlook.ts';
import { type CompiledScheme, compileScheme } from '../schemes/compile-scheme.ts';
import { type CompiledContact, type CompiledPlaybook, compileContact, compilePlaybooks } from './compile-contact.ts';
import { type CompiledCadence, type CompiledVisits, compileCadence, compileVisits } from './compile-visits.ts';
import { type CompiledCondition, compileCondition, type RuleNames } from './conditions.ts';
import { riskCardHash, withLearnedCards } from './learned-policy.ts';

/** A rule that keeps work away, ready to be asked; `rule` is its place in the policy. */
type CompiledSuppression = { code: string; rule: string; holds: CompiledCondition };

/** A programme, ready to be asked. */
export type CompiledProgramme = {
  name: string;
  rules: Programme;
  isCandidate: CompiledCondition;
  /** The policy's rules for all programmes, then its own. */
  suppress: readonly CompiledSuppression[];
  /** How the candidates are contacted: the first that is meant; there is always one. */
  playbooks: readonly CompiledPlaybook[];
  /** Card that orders the work. */
  priority: Card;
  /** How often the customers are visited; null where the programme asks at once. */
  visit: CompiledCadence | null;
};

/** A policy with all names resolved and all conditions turned into functions; made once, asked for every customer. */
export type CompiledPolicy = {
  /** Content hash of the policy. */
  hash: string;
  /** The policy itself. */
  policy: Policy;
  /** Features that anything reads. */
  numbers: readonly FeatureName[];
  /** Features that anything reads and whose values are words; those that every policy needs are among them. */
  texts: readonly TextFeatureName[];
  /** All scorecards: the risk card first, then those of the schemes, then the others. */
  cards: readonly Card[];
  /** Features that the cards read: a snapshot keeps their values. */
  scored: { numbers: readonly FeatureName[]; texts: readonly TextFeatureName[] };
  /** Cards whose points a decision explains: that of the risk, then that of the first scheme. */
  explained: readonly Card[];
  /** Schemes; the first leads. */
  schemes: readonly CompiledScheme[];
  /** Names of the schemes, and `keyCustomers`, in the order in which they are decided. */
  order: readonly string[];
  /** Card of the churn risk. */
  risk: Card;
  /** Content hash of that card. */
  riskCard: string;
  /** Kinds of key customers. */
  keyCustomers: readonly CompiledCondition[];
  /** Transitions of the lifecycle. */
  transitions: readonly { from: ReadonlySet<string>; to: string; when: CompiledCondition }[];
  /** Watch lists. */
  watchLists: readonly { name: string; holds: CompiledCondition }[];
  /** Rules of upkeep; the first that holds counts, one without a condition always does. */
  upkeep: readonly { name: string; holds: CompiledCondition | undefined }[];
  /** What is promised to whom; null where nothing is. */
  promises: PromiseList | null;
  /** What desks give whom; the first that holds counts. */
  entitlements: readonly { rule: Entitlement; holds: CompiledCondition | undefined }[];
  /** Segments, churn, former customers and offers. */
  outlook: CompiledOutlook;
  /** Programmes, churn-risk first: whom an agent must keep is not merely visited. */
  programmes: readonly CompiledProgramme[];
  /** When customers may be contacted; null where the policy does not say. */
  contact: CompiledContact | null;
  /** Calendar and rules of visits; null where the policy has none. */
  visits: CompiledVisits | null;
  /** Who counts as having left; null where neither the harm guard nor the assessment of agents asks. */
  hasLeft: CompiledCondition | null;
  /** Feature that is what a customer pays a month. */
  charge: FeatureName;
};

/** Whether any playbook leaves somebody alone on purpose. */
const holdsOut = ({ programmes }: Policy): boolean =>
  Object.values(programmes).some(
    ({ holdOut, playbooks }) => holdOut.share > 0 || playbooks.some((playbook) => (playbook.holdOut?.share ?? 0) > 0),
  );

/** Who counts as having left. */
const leftOf = ({ guard, former }: Policy): Condition => guard.left ?? former?.left ?? { feature: 'closed', from: 1 };

/** What conditions of a policy speak of without saying it. */
export const ruleNamesOf = (policy: Policy): RuleNames => ({
  firstScheme: Object.keys(policy.schemes)[0] ?? '',
  keyKinds: policy.keyCustomers.kinds.map(({ name }) => name),
  specialKinds: policy.keyCustomers.special?.kinds ?? Number.POSITIVE_INFINITY,
  watchLists: Object.keys(policy.watchLists),
  churnRules: policy.churn?.rules ?? [],
});

/** The playbook that a candidate goes by. @throws where the policy has none of the name */
export const playbookOf = (
  { programmes }: Pick<CompiledPolicy, 'programmes'>,
  { programme, playbook }: { programme: string; playbook: string },
): CompiledPlaybook => {
  const found = programmes.find(({ name }) => name === programme)?.playbooks.find(({ name }) => name === playbook);
  if (!found) throw new Error(`the policy has no playbook "${playbook}" of programme "${programme}"`);
  return found;
};

/**
 * Prepares a policy.
 *
 * @param given as `parsePolicy` gives it: its names are known to hold together
 * @param hash content hash that decisions carry
 */
export const compilePolicy = (given: Policy, hash: string): CompiledPolicy => {
  const policy = withLearnedCards(given);
  const used = new Set<FeatureName | TextFeatureName>();
  const names = ruleNamesOf(policy);
  const test = (condition: Condition): CompiledCondition =>
    compileCondition(condition, names, (name) => used.add(name));
  const { steps: order } = decisionOrder(policy) as { steps: readonly string[] };
  // The managers' report says what customers pay, whatever the rules ask for.
  const charge = policy.churn?.value.charge ?? 'arpu';
  used.add(charge);
  // Lists and groups are asked for by schemes without a condition that says so.
  for (const name of ['list', 'segment', 'region'] as const) used.add(name);
  const suppressions = (list: readonly Suppression[], path: string): CompiledSuppression[] =>
    list.map(({ code, when }, index) => ({ code, rule: `${path}[${index}]`, holds: test(when) }));
  const ofAll = suppressions(policy.suppress, 'suppress');

  const cards = new Map(
    cardOrder(policy).map((name) => {
      const scorecard = policy.scorecards[name];
      if (!scorecard) throw new Error(`the policy has no scorecard "${name}"`);
      for (const { feature } of scorecard.features) used.add(feature);
      return [name, compileCard(name, scorecard, policy.currency)];
    }),
  );
  const card = (name: string): Card => cards.get(name) as Card;

  const compiled = {
    hash,
    policy,
    cards: [...cards.values()],
    scored: byKind(new Set([...cards.values()].flatMap(({ lines }) => lines.map(({ feature }) => feature)))),
    explained: [...new Set([policy.risk.card, leadCard(policy)])].flatMap((name) => (name ? [card(name)] : [])),
    schemes: Object.entries(policy.schemes).map(([name, scheme]) => {
      if (scheme.kind !== 'rules' && scheme.feature !== undefined) used.add(scheme.feature);
      return compileScheme(name, scheme, test);
    }),
    order,
    risk: card(policy.risk.card),
    riskCard: riskCardHash(given),
    keyCustomers: policy.keyCustomers.kinds.map(({ when }) => test(when)),
    transitions: policy.lifecycle.transitions.map(({ from, to, when }) => ({
      from: new Set(from),
      to,
      when: test(when),
    })),
    watchLists: Object.entries(policy.watchLists).map(([name, { when }]) => ({ name, holds: test(when) })),
    outlook: compileOutlook(policy, test, (name) => used.add(name)),
    upkeep: policy.upkeep.map(({ name, when }) => ({ name, holds: when && test(when) })),
    promises: promiseList(policy.promises),
    entitlements: (policy.promises?.entitlements ?? []).map((rule) => ({ rule, holds: rule.when && test(rule.when) })),
    programmes: Object.entries(policy.programmes)
      .map(([name, rules]) => ({
        name,
        rules,
        isCandidate: test(rules.when),
        suppress: [
          ...ofAll.filter((_, index) => !policy.suppress[index]?.except.includes(name)),
          ...suppressions(rules.suppress, `programmes.${name}.suppress`),
        ],
        playbooks: compilePlaybooks(name, rules, test),
        priority: card(rules.priority),
        visit: compileCadence(rules, policy.visits, test),
      }))
      .sort((left, right) => Number(right.rules.kind === 'churn-risk') - Number(left.rules.kind === 'churn-risk')),
    contact: compileContact(policy, test),
    hasLeft: holdsOut(policy) || policy.assessment ? test(leftOf(policy)) : null,
    charge,
  };
  return {
    ...compiled,
    visits: compileVisits(policy),
    ...byKind(used),
  };
};

const byKind = (names: ReadonlySet<FeatureName | TextFeatureName>) => ({
  numbers: [...names].filter((name): name is FeatureName => !isTextFeature(name)),
  texts: [...names].filter(isTextFeature),
});

/** Card of the first scheme; undefined where it grades by something else. */
const leadCard = ({ schemes }: Policy): string | undefined => {
  const [lead] = Object.values(schemes);
  return lead && lead.kind !== 'rules' ? lead.card : undefined;
};

const cardOrder = (policy: Policy): string[] => [
  ...new Set([
    policy.risk.card,
    ...Object.values(policy.schemes).flatMap((scheme) =>
      scheme.kind !== 'rules' && scheme.card !== undefined ? [scheme.card] : [],
    ),
    ...Object.keys(policy.scorecards),
  ]),
];

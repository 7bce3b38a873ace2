import type { Label } from '../../contracts/field.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { Programme } from '../../contracts/policy/programme.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { RuleColumns } from '../decide/shard-table.ts';
import { ruleNamesOf } from '../policy/compile-policy.ts';
import { compileCondition } from '../policy/conditions.ts';
import { type Candidate, type Fate, type GovernStep, governSteps } from '../work/candidate.ts';
import { conditionWords } from './condition-words.ts';
import { reasonWords } from './explain-decision.ts';

/** What one step said. */
export type StepVerdict = { step: GovernStep; label: Label; said: 'passed' | 'stopped' | 'not-asked' };

/** What one programme made of a customer. */
export type WhyNot = {
  programme: string;
  label: Label;
  /** `none`: no candidate at all. */
  became: Candidate['became'] | 'none';
  /** How the customer would have been contacted; null for no candidate. */
  playbook: { name: string; label: Label } | null;
  /** The steps in their order; empty for no candidate. */
  steps: StepVerdict[];
  /** Code and words of what stopped it, the rule's place in the policy, and when it could be asked again; null where nothing did. */
  reason: string | null;
  words: Label | null;
  rule: string | null;
  until: string | null;
  /** For no candidate: what would have to hold and does not; null where the facts of the night are gone. */
  missing: Label[] | null;
};

const stepLabels: Record<GovernStep, Label> = {
  eligible: { en: 'eligible', zh: '资格' },
  'visit-day': { en: 'day of the visit', zh: '回访日' },
  hold: { en: 'operational hold', zh: '运营暂停' },
  merge: { en: 'other work about the customer', zh: '任务合并' },
  cap: { en: 'contact caps', zh: '接触上限' },
  'cool-down': { en: 'cool-down', zh: '静默期' },
  guard: { en: 'harm guard', zh: '伤害防护' },
  'hold-out': { en: 'hold-out', zh: '对照组' },
  capacity: { en: 'capacity, at assignment', zh: '坐席容量（派单时）' },
};

/** What a programme asks for besides its condition; none of the period's kind. */
const besides = ({ keeps, cadence }: Programme): Label[] => [
  ...(keeps === undefined ? [] : [{ en: `an open promise "${keeps}"`, zh: `未兑现的承诺“${keeps}”` }]),
  ...(cadence ? [{ en: 'a visit that is due in this window', zh: '本窗口内应做的回访' }] : []),
];

/** The parts of a condition that do not hold; the least that would have to change. */
const failing = (given: Condition, holds: (part: Condition) => boolean): Condition[] => {
  if (holds(given)) return [];
  return given.all ? given.all.flatMap((part) => failing(part, holds)) : [given];
};

const stepsOf = ({ became, step }: Fate): StepVerdict[] => {
  const stopped = step === undefined ? -1 : governSteps.indexOf(step);
  return governSteps.map((one, place) => ({
    step: one,
    label: stepLabels[one],
    said:
      place === stopped
        ? 'stopped'
        : // What an agent's day has room for is seen when the whole run's work is given out.
          (became === 'queued' ? one === 'capacity' : place > stopped)
          ? 'not-asked'
          : 'passed',
  }));
};

/**
 * Why a programme did not have a customer contacted, or that it did.
 *
 * @param fate what became of the candidate; null where there was none
 * @param again what the facts of the night say of the customer in a row; null where they are gone
 */
export const whyNot = (
  policy: Policy,
  programme: string,
  fate: Fate | null,
  again: { columns: RuleColumns; row: number } | null,
): WhyNot => {
  const rules = policy.programmes[programme];
  const label = rules?.label ?? { en: programme, zh: programme };
  if (fate) {
    const { became, playbook, reason = null, rule = null, until = null } = fate;
    const called = rules?.playbooks.find(({ name }) => name === playbook)?.label ?? label;
    return {
      ...{ programme, label, became, playbook: { name: playbook, label: called } },
      ...{ steps: stepsOf(fate), reason, rule, until, missing: null },
      words: reason === null ? null : reasonWords(reason, programme, policy),
    };
  }
  const names = ruleNamesOf(policy);
  const missing =
    again && rules
      ? failing(rules.when, (part) => compileCondition(part, names, () => {})(again.columns)(again.row))
      : null;
  return {
    ...{ programme, label, became: 'none', playbook: null, steps: [], reason: null, words: null, rule: null },
    until: null,
    // Where all of the condition holds, it is the rest that is missing.
    missing:
      missing?.length === 0 && rules ? besides(rules) : (missing?.map((part) => conditionWords(part, policy)) ?? null),
  };
};

/** Those that were candidates first, then those that came nearest to being one. */
export const nearestFirst = (found: readonly WhyNot[]): WhyNot[] => {
  const far = ({ became, missing }: WhyNot): number =>
    became === 'none' ? 1 + (missing?.length ?? Number.POSITIVE_INFINITY) : 0;
  return [...found].sort((left, right) => {
    const [one, other] = [far(left), far(right)];
    return one === other ? 0 : one - other;
  });
};

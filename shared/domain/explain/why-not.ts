import { type Label, plainLabel } from '../../contracts/field.ts';
import type { WaitsFor } from '../../contracts/items/work.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { Programme } from '../../contracts/policy/programme.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { RuleColumns } from '../decide/shard-table.ts';
import { ruleNamesOf } from '../policy/compile-policy.ts';
import { compileCondition } from '../policy/conditions.ts';
import { type Candidate, type Fate, type GovernStep, governSteps } from '../work/candidate.ts';
import { conditionWords } from './condition-words.ts';
import { reasonWords } from './explain-decision.ts';
import type { WorkPlaced } from './work-placed.ts';

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
  /** Where the night put the work, asked for tonight or standing open; null where it gave out none. */
  placed: WorkPlaced | null;
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

/** Who is queued came as far as capacity, which is asked when the work of the whole run is given out. */
const stepsOf = ({ became, step }: Fate, placed: WorkPlaced | null): StepVerdict[] => {
  const stopped = step === undefined ? -1 : governSteps.indexOf(step);
  const capacity = placed === null ? 'not-asked' : 'until' in placed ? 'stopped' : 'passed';
  return governSteps.map((one, place) => ({
    step: one,
    label: stepLabels[one],
    said:
      place === stopped
        ? 'stopped'
        : became === 'queued'
          ? one === 'capacity'
            ? capacity
            : 'passed'
          : place > stopped
            ? 'not-asked'
            : 'passed',
  }));
};

/** Agents who are named of those that were full: enough to see who is short of room. */
const mostNamed = 5;

const shortages: Record<WaitsFor, Label> = {
  room: { en: 'nobody who could do it had room', zh: '能承接的客户经理均已满额' },
  skill: { en: 'no agent has the skill', zh: '没有具备该技能的客户经理' },
  language: { en: 'no agent with the skill speaks the language', zh: '没有会该语言的客户经理' },
  tier: { en: 'no agent with skill and language serves the tier', zh: '没有服务该等级的客户经理' },
  customer: { en: 'the customer may not be contacted yet', zh: '该客户暂不可接触' },
};

/** Why work waits, in words: who was full, or what keeps the customer from being contacted. */
export const waitWords = (
  { waitsFor, full, paused }: Extract<WorkPlaced, { until: string }>,
  programme: string,
  policy: Policy,
): Label => {
  const { en, zh } = shortages[waitsFor];
  const named = full.slice(0, mostNamed).map(({ agentId, given, capacity }) => `${agentId} (${given}/${capacity})`);
  const more = full.length - named.length;
  const others = more > 0 ? { en: ` and ${more} more`, zh: `等 ${full.length} 人` } : { en: '', zh: '' };
  if (named.length > 0)
    return { en: `${en}: ${named.join(', ')}${others.en}`, zh: `${zh}：${named.join('、')}${others.zh}` };
  const why = paused && reasonWords(paused.reason, programme, policy);
  return why ? { en: `${en}: ${why.en}`, zh: `${zh}：${why.zh}` } : { en, zh };
};

/**
 * Why a programme did not have a customer contacted, or that it did.
 *
 * @param fate what became of the candidate; null where there was none
 * @param again what the facts of the night say of the customer in a row; null where they are gone
 * @param placed where the night put the work; null where it gave out none, or nothing yet
 */
export const whyNot = (
  policy: Policy,
  programme: string,
  fate: Fate | null,
  again: { columns: RuleColumns; row: number } | null,
  placed: WorkPlaced | null = null,
): WhyNot => {
  const rules = policy.programmes[programme];
  const label = rules?.label ?? plainLabel(programme);
  if (fate) {
    const { became, playbook, reason = null, rule = null, until = null } = fate;
    const called = rules?.playbooks.find(({ name }) => name === playbook)?.label ?? label;
    const known = { programme, label, playbook: { name: playbook, label: called }, placed, missing: null };
    const steps = stepsOf(fate, placed);
    if (became === 'queued' && placed && 'until' in placed)
      return {
        ...{ ...known, steps, became: 'deferred', reason: `waits-for-${placed.waitsFor}`, rule: null },
        ...{ until: placed.until, words: waitWords(placed, programme, policy) },
      };
    const words = reason === null ? null : reasonWords(reason, programme, policy);
    return { ...known, steps, became, reason, rule, until, words };
  }
  const names = ruleNamesOf(policy);
  const missing =
    again && rules
      ? failing(rules.when, (part) => compileCondition(part, names, () => {})(again.columns)(again.row))
      : null;
  return {
    ...{ programme, label, became: 'none', playbook: null, steps: [], reason: null, words: null, rule: null },
    ...{ until: null, placed },
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

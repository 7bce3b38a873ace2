import { type Label, plainLabel } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Night } from '../night.ts';
import { type Candidate, ownReasons } from '../work/candidate.ts';
import { conditionWords } from './condition-words.ts';
import { type ExplainedCard, explainCard, type ValueOf } from './explain-card.ts';
import { type ExplainedWord, explainOutlook } from './explain-outlook.ts';
import { type ExplainedScheme, explainScheme, type SchemeOfCustomer, tierOnly } from './explain-scheme.ts';

/** What became of one programme's candidate, in words. */
export type ExplainedWork = {
  programme: string;
  label: Label;
  became: Candidate['became'];
  /** Code of the rule that kept it away, and the rule in words; null where none did. */
  reason: string | null;
  words: Label | null;
};

/** One customer's decision as a person reads it. */
export type ExplainedDecision = {
  /** Every score, point by point; the sums are the stored scores. */
  cards: ExplainedCard[];
  /** Every scheme's tier, why it is held, and what would move it. */
  schemes: ExplainedScheme[];
  /** Risk, why the customer may leave, what is at stake, how the customer is kept: as far as the policy asks. */
  outlook: ExplainedWord[];
  stage: {
    stage: string;
    label: Label;
    since: string;
    /** Stage of the night before; null for a first decision. */
    before: string | null;
    /** Tonight's way into the stage, where it moved by a transition; else null. */
    because: Label | null;
    /** Ways out of it: the stage, and when. */
    ways: { to: string; label: Label; when: Label }[];
  };
  /** Kinds of key customers that hold, and by which rule. */
  keyKinds: { name: string; label: Label; when: Label }[];
  /** Watch lists that the customer is on. */
  watch: { name: string; label: Label; since: string; when: Label }[];
  /** Tonight's candidates for work; null where the facts of the night are not all there any more. */
  work: ExplainedWork[] | null;
};

/** Words of the engine's own reasons. */
const own: Record<string, Label> = {
  [ownReasons.alreadyOpen]: { en: 'the same work stands open already', zh: '同一任务仍未结' },
  [ownReasons.recentlyAsked]: { en: 'it was asked for a few days ago', zh: '近日刚派单' },
  [ownReasons.merged]: { en: 'other work about the customer goes first', zh: '该客户的其他任务优先' },
  [ownReasons.cap]: { en: 'as many contacts as allowed lie within the days', zh: '期间内接触次数已达上限' },
  [ownReasons.coolDown]: { en: 'left in peace after the last contact', zh: '上次接触后的静默期' },
  [ownReasons.visitDay]: { en: 'the day of the visit has not come', zh: '未到回访日' },
  [ownReasons.stoppedByGuard]: { en: 'the playbook is stopped: contact did harm', zh: '话术已停用：接触有害' },
  [ownReasons.heldOut]: { en: 'left alone on purpose, to measure what contact is worth', zh: '对照组：有意不接触' },
};

const explainStage = (before: Decision | null, after: Decision, policy: Policy): ExplainedDecision['stage'] => {
  const { stages, transitions } = policy.lifecycle;
  const nameOf = (stage: string): Label => stages[stage] ?? plainLabel(stage);
  const taken = transitions.filter(
    ({ from, to }) => before !== null && from.includes(before.stage) && to === after.stage,
  );
  const moved = before !== null && before.stage !== after.stage;
  return {
    stage: after.stage,
    label: nameOf(after.stage),
    since: after.stageSince,
    before: before?.stage ?? null,
    because: moved && taken[0] ? conditionWords(taken[0].when, policy) : null,
    ways: transitions
      .filter(({ from }) => from.includes(after.stage))
      .map(({ to, when }) => ({ to, label: nameOf(to), when: conditionWords(when, policy) })),
  };
};

/** What a reason's code means: of the engine, or of the policy's rule. */
export const reasonWords = (reason: string, programme: string, policy: Policy): Label => {
  const ofProgramme = policy.programmes[programme]?.suppress ?? [];
  const rules = [...(policy.contact?.holds ?? []), ...policy.suppress, ...ofProgramme];
  return own[reason] ?? rules.find(({ code }) => code === reason)?.label ?? plainLabel(reason);
};

const explainWork = (candidate: Candidate, policy: Policy): ExplainedWork => {
  const { programme, became } = candidate;
  const rules = policy.programmes[programme];
  const reason = candidate.became === 'suppressed' || candidate.became === 'deferred' ? candidate.reason : null;
  const words =
    reason === ownReasons.visitDay && 'until' in candidate && candidate.until !== null
      ? { en: `its day is ${candidate.until}`, zh: `安排在 ${candidate.until}` }
      : reason === null
        ? null
        : reasonWords(reason, programme, policy);
  return { programme, label: rules?.label ?? plainLabel(programme), became, reason, words };
};

/**
 * Takes a decision apart.
 *
 * @param after tonight's decision; `before` that of the night before, null for a first one
 * @param valueIn the values that the cards read
 * @param schemes what each scheme knows of the customer; empty where the facts of the night are not all there any more
 * @param candidates tonight's candidates for work; null likewise
 */
export const explainDecision = (
  { before, after }: { before: Decision | null; after: Decision },
  { policy, night }: { policy: Policy; night: Night },
  valueIn: ValueOf,
  schemes: readonly SchemeOfCustomer[],
  candidates: readonly Candidate[] | null,
): ExplainedDecision => {
  const cards = Object.entries(policy.scorecards).map(([name, card]) =>
    explainCard(name, card, valueIn, policy.currency),
  );
  const { kinds } = policy.keyCustomers;
  return {
    cards,
    schemes: Object.entries(policy.schemes).map(([name, scheme]) => {
      const known = schemes.find(({ compiled }) => compiled.name === name);
      return known ? explainScheme(known, { before, after, cards, policy, night }) : tierOnly(name, scheme, after);
    }),
    outlook: explainOutlook(after, policy),
    stage: explainStage(before, after, policy),
    keyKinds: kinds
      .filter(({ name }) => after.keyKinds.includes(name))
      .map(({ name, label, when }) => ({ name, label, when: conditionWords(when, policy) })),
    watch: Object.entries(policy.watchLists)
      .filter(([name]) => after.watch[name] !== undefined)
      .map(([name, { label, when }]) => ({
        ...{ name, label, when: conditionWords(when, policy) },
        since: after.watch[name] as string,
      })),
    work: candidates?.map((candidate) => explainWork(candidate, policy)) ?? null,
  };
};

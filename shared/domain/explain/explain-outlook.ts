import { type Label, plainLabel } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { Policy } from '../../contracts/policy.ts';
import { conditionWords } from './condition-words.ts';
import { writtenValue } from './written-value.ts';

/** One thing that a decision says of what may come of a customer. */
export type ExplainedWord = {
  /** What it is about. */
  what: Label;
  /** What is said. */
  says: Label;
  /** Rule of the policy that says so; null for numbers, and for what takes the rest. */
  when: Label | null;
};

const whats = {
  band: { en: 'Risk band', zh: '风险等级' },
  probability: { en: 'Probability of leaving', zh: '离网概率' },
  lifetimeValue: { en: 'Lifetime value', zh: '客户终身价值' },
  valueAtRisk: { en: 'Value at risk', zh: '风险价值' },
  reason: { en: 'Why the customer may leave', zh: '可能离网原因' },
  kind: { en: 'Kind of churn', zh: '离网类型' },
  cause: { en: 'Cause', zh: '离网原因类别' },
  conduct: { en: 'Conduct', zh: '行为特征' },
  track: { en: 'Track', zh: '挽留方式' },
  upkeep: { en: 'Upkeep', zh: '维系方式' },
  behaviour: { en: 'Behaviour segment', zh: '行为细分' },
  offers: { en: 'Offers', zh: '推荐业务' },
} as const;

type Rule = { name: string; label: Label; when?: Condition | undefined };

/** What is said of what may come of a customer: the risk, why, what is at stake, and how the customer is kept. */
export const explainOutlook = (decision: Decision, policy: Policy): ExplainedWord[] => {
  const { churn, segments, offers } = policy;
  const said: ExplainedWord[] = [];
  const say = (what: keyof typeof whats, says: Label | undefined, when: Label | null = null): void => {
    if (says) said.push({ what: whats[what], says, when });
  };
  const rule = (what: keyof typeof whats, name: string | null | undefined, rules: readonly Rule[] = []): void => {
    if (name == null) return;
    const found = rules.find((one) => one.name === name);
    say(what, found?.label ?? plainLabel(name), found?.when ? conditionWords(found.when, policy) : null);
  };
  const money = (value: number | null | undefined): Label | undefined =>
    value == null ? undefined : writtenValue(Math.round(value), 'currency', policy.currency);

  rule('band', decision.risk.band, policy.risk.bands);
  const outlook = decision.churn;
  if (outlook) {
    say('probability', writtenValue(outlook.probability, 'share', policy.currency));
    say('lifetimeValue', money(outlook.lifetimeValue));
    say('valueAtRisk', money(outlook.valueAtRisk));
    rule('reason', outlook.reason, churn?.rules);
    if (outlook.kind !== null) say('kind', churn?.kinds[outlook.kind]);
    if (outlook.cause !== null) say('cause', churn?.causes[outlook.cause]);
    rule('conduct', outlook.conduct, churn?.conduct);
    rule('track', outlook.track, churn?.tracks);
  }
  rule('upkeep', decision.upkeep, policy.upkeep);
  const segment = decision.behaviour?.segment;
  if (segment !== undefined) say('behaviour', segments?.names[segment] ?? plainLabel(segment));
  const named = (decision.offers ?? []).map(
    (name): Label => offers?.list.find((one) => one.name === name)?.label ?? plainLabel(name),
  );
  if (named.length > 0)
    say('offers', { en: named.map(({ en }) => en).join(', '), zh: named.map(({ zh }) => zh).join('、') });
  return said;
};

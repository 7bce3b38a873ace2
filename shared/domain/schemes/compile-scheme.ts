import type { conditionsOf } from '../../contracts/policy/decision-order.ts';
import type { Scheme } from '../../contracts/policy/scheme.ts';
import type { CompiledCondition } from '../policy/conditions.ts';
import { type MoveRules, moveRulesOf } from './move-tier.ts';
import type { Place } from './tiers.ts';

/** A scheme with its conditions prepared, once a policy. */
export type CompiledScheme = {
  name: string;
  scheme: Scheme;
  moves: MoveRules;
  appliesTo: CompiledCondition | undefined;
  /** Of rules: the condition of each tier but the last. */
  rules: readonly CompiledCondition[];
  events: readonly { when: CompiledCondition; to: Place; steps: number }[];
  clean: CompiledCondition | undefined;
};

/** Prepares a scheme. @param test prepares a condition */
export const compileScheme = (
  name: string,
  scheme: Scheme,
  test: (when: Parameters<typeof conditionsOf>[0]['appliesTo'] & object) => CompiledCondition,
): CompiledScheme => ({
  name,
  scheme,
  moves: moveRulesOf(scheme),
  appliesTo: scheme.appliesTo && test(scheme.appliesTo),
  rules: scheme.kind === 'rules' ? scheme.tiers.flatMap(({ when }) => (when ? [test(when)] : [])) : [],
  events: scheme.movement.demotion.events.map(({ when, to, steps }) => ({
    when: test(when),
    to: scheme.tiers.findIndex((tier) => tier.name === to),
    steps: steps ?? 0,
  })),
  clean: scheme.movement.promotion.clean && test(scheme.movement.promotion.clean.when),
});

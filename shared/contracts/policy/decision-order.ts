import type { Policy } from '../policy.ts';
import type { Condition } from './condition.ts';
import type { Scheme } from './scheme.ts';

/** Stands among the schemes' names for the key customers, whose kinds may ask for tiers and be asked for by rules. */
export const keyCustomersStep = 'keyCustomers';

/** Every condition of a scheme, with its place in it. */
export const conditionsOf = (scheme: Scheme): { when: Condition; path: (string | number)[] }[] => [
  ...(scheme.appliesTo ? [{ when: scheme.appliesTo, path: ['appliesTo'] }] : []),
  ...(scheme.kind === 'rules'
    ? scheme.tiers.flatMap(({ when }, index) => (when ? [{ when, path: ['tiers', index, 'when'] }] : []))
    : []),
  ...scheme.movement.demotion.events.map(({ when }, index) => ({
    when,
    path: ['movement', 'demotion', 'events', index, 'when'],
  })),
  ...(scheme.movement.promotion.clean
    ? [{ when: scheme.movement.promotion.clean.when, path: ['movement', 'promotion', 'clean', 'when'] }]
    : []),
];

/** Every part of a condition, itself included. */
export const partsOf = (given: Condition): Condition[] => [
  given,
  ...[...(given.all ?? []), ...(given.any ?? []), ...(given.not ? [given.not] : [])].flatMap(partsOf),
];

/** What must be known before a condition can be asked: schemes, and key customers. */
const needsOf = (given: Condition, firstScheme: string): string[] =>
  partsOf(given).flatMap((part) => [
    ...(part.tier ? [part.scheme ?? firstScheme] : []),
    ...(part.keyCustomer !== undefined || part.keyKinds || part.specialGrade !== undefined ? [keyCustomersStep] : []),
  ]);

/** The order in which schemes and key customers are decided, or the circle that keeps them from having one. */
export type DecisionOrder = { steps: readonly string[]; circle?: undefined } | { circle: readonly string[] };

/**
 * The order in which a policy's schemes and key customers are decided: as they are written, but each after what it asks
 * for.
 */
export const decisionOrder = ({ schemes, keyCustomers }: Pick<Policy, 'schemes' | 'keyCustomers'>): DecisionOrder => {
  const names = Object.keys(schemes);
  const [firstScheme = ''] = names;
  const needs = new Map(
    Object.entries(schemes).map(([name, scheme]) => [
      name,
      conditionsOf(scheme).flatMap(({ when }) => needsOf(when, firstScheme)),
    ]),
  );
  needs.set(
    keyCustomersStep,
    keyCustomers.kinds.flatMap(({ when }) => needsOf(when, firstScheme)),
  );
  const steps: string[] = [];
  const visit = (step: string, above: readonly string[]): readonly string[] | undefined => {
    if (steps.includes(step) || !needs.has(step)) return undefined;
    if (above.includes(step)) return [...above.slice(above.indexOf(step)), step];
    for (const needed of needs.get(step) ?? []) {
      const circle = visit(needed, [...above, step]);
      if (circle) return circle;
    }
    steps.push(step);
    return undefined;
  };
  for (const step of [...names, keyCustomersStep]) {
    const circle = visit(step, []);
    if (circle) return { circle };
  }
  return { steps };
};

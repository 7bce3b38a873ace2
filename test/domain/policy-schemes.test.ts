import { describe, expect, test } from 'vitest';
import { classificationMethods } from '../../shared/contracts/policy/method.ts';
import { type Policy, PolicyError, parsePolicy } from '../../shared/contracts/policy.ts';
import { policyNames, readyMade } from '../policies/policy-files.ts';

type Json = Record<string, unknown>;

/** The problems of a ready-made policy after a change to it. */
const problemsAfter = (
  name: string,
  change: (policy: Policy & { schemes: Record<string, Json> }) => unknown,
): string[] => {
  const policy = structuredClone(readyMade(name)) as Policy & { schemes: Record<string, Json> };
  change(policy);
  try {
    parsePolicy(JSON.stringify(policy));
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
};
const label = { en: 'X', zh: 'X' };

describe('schemes that do not hold together are refused by place, fault and remedy', () => {
  test('a kind or a method that nobody knows, and none', () => {
    expect(
      problemsAfter('pyramid', ({ schemes }) => Object.assign(schemes.pyramid ?? {}, { kind: 'percentile' })),
    ).toEqual(['schemes.pyramid.kind: unknown kind "percentile" (did you mean "percentiles"?)']);
    expect(problemsAfter('abc', ({ schemes }) => Object.assign(schemes.abc ?? {}, { method: 'statik' }))).toEqual([
      'schemes.abc.method: unknown method "statik" (did you mean "static"?)',
    ]);
    expect(problemsAfter('abc', ({ schemes }) => delete (schemes.abc as Json).method).join()).toMatch(
      /^schemes\.abc\.method: missing: say how the result is made, one of static, behaviour/,
    );
  });

  test('a feature that does not exist', () => {
    expect(
      problemsAfter('abc', ({ schemes }) => Object.assign(schemes.abc ?? {}, { feature: 'spendLastMonht' })),
    ).toEqual(['schemes.abc.feature: unknown feature "spendLastMonht" (did you mean "spendLastMonth"?)']);
  });

  test('both a card and a feature, and neither', () => {
    const wanted = 'schemes.abc.card: give either "card" (its points decide) or "feature" (its value decides)';
    expect(problemsAfter('abc', ({ schemes }) => Object.assign(schemes.abc ?? {}, { card: 'value' }))).toContain(
      wanted,
    );
    expect(problemsAfter('abc', ({ schemes }) => delete (schemes.abc as Json).feature)).toEqual([wanted]);
  });

  test('shares that leave nobody for the tiers after them', () => {
    const problems = problemsAfter('pyramid', ({ schemes }) => {
      const { tiers } = schemes.pyramid as { tiers: { share?: number }[] };
      for (const tier of tiers) if (tier.share !== undefined) tier.share = 0.4;
    });
    expect(problems).toEqual([
      'schemes.pyramid.tiers[2].share: the shares up to here are 1.2: nobody is left for the tiers after it; they must stay below 1',
    ]);
  });

  test('a margin as wide as a tier, of points and of shares; and of rules, which have no edges', () => {
    const demotion = (margin: number) => ({ movement: { demotion: { margin } } });
    expect(problemsAfter('abc', ({ schemes }) => Object.assign(schemes.abc ?? {}, demotion(90)))).toEqual([
      'schemes.abc.movement.demotion.margin: 90 is as wide as the tier "b", which is 90 wide: give less',
    ]);
    expect(problemsAfter('pyramid', ({ schemes }) => Object.assign(schemes.pyramid ?? {}, demotion(0.02)))).toEqual([
      'schemes.pyramid.movement.demotion.margin: 0.02 is as wide as the tier "platinum", which is 0.01 wide: give less',
    ]);
    expect(
      problemsAfter('high-value', ({ schemes }) => Object.assign(schemes['high-value'] ?? {}, demotion(1))),
    ).toEqual(['schemes.high-value.movement.demotion.margin: rules have no edges, so no margin: remove it']);
  });

  test('tiers that nobody can ever reach: more points than the card has, fewer than it has, the same rule twice', () => {
    const tiersOf = (policy: { schemes: Record<string, Json> }, scheme: string) =>
      policy.schemes[scheme]?.tiers as { from?: number; when?: object }[];
    expect(
      problemsAfter('inspection-grades', (policy) =>
        Object.assign(tiersOf(policy, 'inspection')[0] ?? {}, { from: 101 }),
      ),
    ).toEqual([
      'schemes.inspection.tiers[0]: nobody can ever reach "a": the scorecard "conduct" is at most 100, not 101',
    ]);
    expect(
      problemsAfter('consumer-grades', (policy) => Object.assign(tiersOf(policy, 'stars')[3] ?? {}, { from: 0 })),
    ).toEqual([
      'schemes.stars.tiers[4]: nobody is left for "star-1": the scorecard "loyalty" is at least 0, which is from 0 already',
    ]);
    expect(
      problemsAfter('key-customer', (policy) =>
        Object.assign(tiersOf(policy, 'key-customer')[1] ?? {}, { when: { specialGrade: true } }),
      ),
    ).toEqual([
      'schemes.key-customer.tiers[1].when: nobody can ever reach it: "special" has the same condition and stands before it',
    ]);
  });

  test('schemes that need each other', () => {
    const problems = problemsAfter('high-value', ({ schemes }) => {
      Object.assign(schemes['three-dimensions'] ?? {}, { appliesTo: { tier: ['high-value'] } });
      Object.assign(schemes['high-value'] ?? {}, { appliesTo: { tier: ['high'], scheme: 'three-dimensions' } });
    });
    expect(problems).toEqual([
      'schemes.high-value: decided in a circle: high-value needs three-dimensions needs high-value; let one of them ask for something else',
    ]);
    expect(
      problemsAfter('key-customer', ({ keyCustomers }) =>
        Object.assign(keyCustomers.kinds[0] ?? {}, { when: { tier: ['key'] } }),
      ).join(),
    ).toContain('key-customer needs keyCustomers needs key-customer');
  });

  test('percentiles of those who have another tier: nobody has one before the base is measured', () => {
    expect(
      problemsAfter('pyramid', ({ schemes }) =>
        Object.assign(schemes.pyramid ?? {}, { appliesTo: { tier: ['high'], scheme: 'three-dimensions' } }),
      ),
    ).toEqual([
      'schemes.pyramid.appliesTo.tier: the share of each tier is measured before any tier is decided: use features, lists or segments',
    ]);
  });

  test('an event to a tier that is not there, or to none; a clean time without a length', () => {
    const event = { label, when: { list: ['black'] } };
    expect(
      problemsAfter('abc', ({ schemes }) =>
        Object.assign(schemes.abc ?? {}, { movement: { demotion: { events: [{ ...event, to: 'd' }] } } }),
      ),
    ).toEqual(['schemes.abc.movement.demotion.events[0].to: unknown tier "d" (did you mean "a"?)']);
    expect(
      problemsAfter('abc', ({ schemes }) =>
        Object.assign(schemes.abc ?? {}, {
          movement: { demotion: { events: [event] }, promotion: { clean: { when: { list: ['red'] } } } },
        }),
      ),
    ).toEqual([
      'schemes.abc.movement.demotion.events[0]: give either "to" (a tier) or "steps" (how many tiers down)',
      'schemes.abc.movement.promotion.clean: give either "months" or "days"',
    ]);
  });

  test('kinds of key customers, watch lists and upkeep by names that are not there', () => {
    const programme = (when: object) => (policy: Policy) =>
      Object.assign(policy.programmes['potential-visit'] ?? {}, { when });
    expect(problemsAfter('key-customer', programme({ watch: ['potential-kye'] }))).toEqual([
      'programmes.potential-visit.when.watch[0]: unknown watch list "potential-kye" (did you mean "potential-key"?)',
    ]);
    expect(problemsAfter('key-customer', programme({ keyKinds: ['strategik'] }))).toEqual([
      'programmes.potential-visit.when.keyKinds[0]: unknown kind of key customer "strategik" (did you mean "strategic"?)',
    ]);
    expect(
      problemsAfter('key-customer', ({ keyCustomers }) => Object.assign(keyCustomers.special ?? {}, { kinds: 5 })),
    ).toEqual(['keyCustomers.special.kinds: nobody can ever be of 5 kinds: there are 4']);
    expect(problemsAfter('abc', ({ upkeep }) => delete upkeep[0]?.when)).toEqual([
      'upkeep[0]: "account-manager" takes everybody, so that those after it get nobody: give "when"',
    ]);
  });

  test('words where numbers are, and numbers where words are', () => {
    const upkeep = (when: object) => (policy: Policy) => Object.assign(policy.upkeep[0] ?? {}, { when });
    expect(problemsAfter('abc', upkeep({ feature: 'brand', from: 3 }))).toEqual([
      'upkeep[0].when: the values of "brand" are words: give "is" instead of "from" and "below"',
    ]);
    expect(problemsAfter('abc', upkeep({ feature: 'arpu', is: ['much'] }))).toEqual([
      'upkeep[0].when: the values of "arpu" are numbers: give "from" and "below" instead of "is"',
    ]);
  });
});

describe('a lifecycle', () => {
  test('with a stage that nothing leads out of must say that it is final', () => {
    expect(problemsAfter('consumer-grades', ({ lifecycle }) => void lifecycle.final.splice(0))).toEqual([
      'lifecycle.stages.lost: dead end: no customer can ever leave "lost"; add a transition out of it, or name it in "final"',
    ]);
  });

  test('may not lead out of a final stage, nor from a stage to itself', () => {
    expect(
      problemsAfter('consumer-grades', ({ lifecycle }) =>
        lifecycle.transitions.push({ from: ['lost', 'new'], to: 'new', when: { list: ['red'] } }),
      ),
    ).toEqual([
      'lifecycle.transitions[3].from[0]: "lost" is final, so nothing may lead out of it: remove it here or from "final"',
      'lifecycle.transitions[3].from[1]: leads from "new" to itself: remove "new"',
    ]);
  });

  test('has a stage that is not there, with what was probably meant', () => {
    expect(problemsAfter('consumer-grades', ({ lifecycle }) => lifecycle.final.push('losst'))).toEqual([
      'lifecycle.final[1]: unknown stage "losst" (did you mean "lost"?)',
    ]);
  });

  test('is told in each of the four vocabularies by some ready-made policy', () => {
    const told = new Set(policyNames.map((name) => Object.keys(readyMade(name).lifecycle.stages).join('-')));
    for (const vocabulary of [
      'identification-growth-stable-warning',
      'potential-new-satisfied-retained-old',
      'potential-stable-declining',
      'new-growth-stable-lost',
    ])
      expect(told).toContain(vocabulary);
  });
});

test('each ready-made scheme names the method that makes its result, in both languages', () => {
  for (const name of policyNames)
    for (const { method, label: title } of Object.values(readyMade(name).schemes)) {
      expect(classificationMethods[method].zh).not.toBe('');
      expect(title.zh).not.toBe('');
    }
});

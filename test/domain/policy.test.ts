import { describe, expect, test } from 'vitest';
import { canonicalPolicy, PolicyError, parsePolicy, parsePolicyParts } from '../../shared/contracts/policy.ts';
import { defaultPolicyText } from './customer.ts';

/** The problems of the default policy after a change to its JSON. */
const problemsAfter = (change: (policy: ReturnType<typeof document>) => void): string[] => {
  const policy = document();
  change(policy);
  try {
    parsePolicy(JSON.stringify(policy));
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
};

const document = () => {
  type Bin = { from?: number; below?: number; points: number };
  type Scored = { feature: string; bins: Bin[] };
  return JSON.parse(defaultPolicyText) as {
    [other: string]: unknown;
    scorecards: Record<string, { features: Scored[] }>;
    schemes: Record<string, { card: string; tiers: { from?: number }[]; lists: { blackTier?: string } }>;
    risk: { card: string; bands: { from?: number }[] };
    lifecycle: {
      initial: string;
      stages: Record<string, object>;
      transitions: { from: string[]; to: string; when: object }[];
    };
    keyCustomers: { kinds: { when: object }[] };
    programmes: Record<string, { skill: string; priority: string; when: object; period: string }>;
  };
};

const arpu = (policy: ReturnType<typeof document>) =>
  policy.scorecards.value?.features[0] as {
    feature: string;
    bins: { from?: number; below?: number; points: number }[];
  };

describe('a policy that does not hold together is refused by place, fault and remedy', () => {
  test('the default policy holds', () => {
    expect(problemsAfter(() => {})).toEqual([]);
  });

  test('a gap between bins', () => {
    expect(problemsAfter((policy) => Object.assign(arpu(policy).bins[2] ?? {}, { from: 65 }))).toEqual([
      'scorecards.value.features[0].bins[2].from: gap: values from 60 to 65 belong to no bin; set "from" to 60',
    ]);
  });

  test('an overlap of bins', () => {
    expect(problemsAfter((policy) => Object.assign(arpu(policy).bins[2] ?? {}, { from: 55 }))).toEqual([
      'scorecards.value.features[0].bins[2].from: overlap: values from 55 to 60 belong to two bins; set "from" to 60',
    ]);
  });

  test('values below the first bin, and above the last', () => {
    const found = problemsAfter((policy) => {
      Object.assign(arpu(policy).bins[0] ?? {}, { from: 0 });
      Object.assign(arpu(policy).bins.at(-1) ?? {}, { below: 1000 });
    });
    expect(found).toEqual([
      'scorecards.value.features[0].bins[0].from: gap: values below 0 belong to no bin; leave "from" of the first bin out',
      'scorecards.value.features[0].bins[6].below: gap: values from 1000 on belong to no bin; leave "below" of the last bin out',
    ]);
  });

  test('bins out of order', () => {
    expect(
      problemsAfter((policy) => void arpu(policy).bins.splice(1, 2, ...arpu(policy).bins.slice(1, 3).reverse())).join(),
    ).toContain(
      'scorecards.value.features[0].bins[2]: not sorted: [30, 60) stands after [60, 100); write the bins in ascending order',
    );
  });

  test('a bin that holds no value', () => {
    expect(problemsAfter((policy) => Object.assign(arpu(policy).bins[1] ?? {}, { below: 30 })).join()).toContain(
      'bins[1]: bin [30, 30) holds no value: "from" must be less than "below"',
    );
  });

  test('an unknown feature, with what was probably meant', () => {
    expect(problemsAfter((policy) => Object.assign(arpu(policy), { feature: 'tenureMonth' }))).toContain(
      'scorecards.value.features[0].feature: unknown feature "tenureMonth" (did you mean "tenureMonths"?)',
    );
  });

  test('a feature twice in a card', () => {
    expect(problemsAfter((policy) => policy.scorecards.value?.features.push(structuredClone(arpu(policy))))).toEqual([
      'scorecards.value.features[3].feature: "arpu" is in this card twice: put all of its bins in one place',
    ]);
  });

  test('an unknown tier, stage, band, skill and scorecard', () => {
    const found = problemsAfter((policy) => {
      const retention = policy.programmes.retention;
      Object.assign(retention ?? {}, { skill: 'retenton', priority: 'churm' });
      Object.assign(retention ?? {}, { when: { any: [{ tier: ['hihg'] }, { stage: ['warnin'] }, { band: ['hig'] }] } });
    });
    expect(found).toEqual([
      'programmes.retention.when.any[0].tier[0]: unknown tier "hihg" (did you mean "high"?)',
      'programmes.retention.when.any[1].stage[0]: unknown stage "warnin" (did you mean "warning"?)',
      'programmes.retention.when.any[2].band[0]: unknown risk band "hig" (did you mean "high"?)',
      'programmes.retention.skill: unknown skill "retenton" (did you mean "retention"?)',
      'programmes.retention.priority: unknown scorecard "churm" (did you mean "churn"?)',
    ]);
  });

  test('a transition to a stage that is not there, and a stage that nothing leads to', () => {
    expect(problemsAfter((policy) => Object.assign(policy.lifecycle.transitions[0] ?? {}, { to: 'lost' }))).toEqual([
      'lifecycle.transitions[0].to: unknown stage "lost" (there are: identification, growth, stable, warning)',
      'lifecycle.stages.warning: no customer can ever reach "warning": add a transition to it or remove it',
    ]);
  });

  test('a condition that says two things, and one that asks what is decided later', () => {
    expect(
      problemsAfter((policy) =>
        Object.assign(policy.programmes.retention ?? {}, { when: { band: ['high'], keyCustomer: true } }),
      ).join(),
    ).toContain('programmes.retention.when: a condition says exactly one thing, this one says band and keyCustomer');
    expect(
      problemsAfter((policy) => Object.assign(policy.keyCustomers.kinds[0] ?? {}, { when: { stage: ['stable'] } })),
    ).toEqual(['keyCustomers.kinds[0].when.stage: the stage is decided later: it cannot be asked here']);
  });

  test('tiers out of order, and a last tier that leaves customers out', () => {
    const found = problemsAfter((policy) => {
      Object.assign(policy.schemes['three-dimensions']?.tiers[1] ?? {}, { from: 90 });
      Object.assign(policy.risk.bands.at(-1) ?? {}, { from: 1 });
    });
    expect(found).toEqual([
      'schemes.three-dimensions.tiers[1]: not sorted: from 90 stands after from 75; write the highest first',
      'risk.bands[2]: gap: fewer than 1 points belong to nothing; leave "from" of the last one out',
    ]);
  });

  test('a member that no policy has, and text that is no JSON', () => {
    expect(problemsAfter((policy) => Object.assign(policy, { scorecard: {} }))).toEqual([
      'nothing here is called "scorecard": correct the spelling or remove it',
    ]);
    expect(() => parsePolicy('{')).toThrow('not JSON');
  });
});

test('the canonical text does not depend on the layout of the file', () => {
  const policy = parsePolicy(defaultPolicyText);
  expect(canonicalPolicy(parsePolicy(JSON.stringify(JSON.parse(defaultPolicyText), null, 7)))).toBe(
    canonicalPolicy(policy),
  );
  expect(parsePolicy(canonicalPolicy(policy))).toEqual(policy);
});

test('parts of a policy are those of the whole, and a part that is wrong is named', () => {
  const { digest, visits, currency } = parsePolicy(defaultPolicyText);
  expect(parsePolicyParts(defaultPolicyText, ['digest', 'visits', 'currency'])).toEqual({ digest, visits, currency });
  const wrong = JSON.stringify({ ...document(), currency: 7 });
  expect(() => parsePolicyParts(wrong, ['currency'])).toThrow(/currency: .*expected string/);
  expect(parsePolicyParts(wrong, ['digest'])).toEqual({ digest });
});

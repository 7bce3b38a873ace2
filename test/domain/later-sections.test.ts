import { describe, expect, test } from 'vitest';
import { PolicyError, parsePolicy } from '../../shared/contracts/policy.ts';
import { sectionOf } from '../churn/base.ts';
import { defaultPolicyText } from './customer.ts';

const label = { en: 'x', zh: 'x' };

/** A policy with sections on segments, churn, former customers and offers. */
const sections = {
  segments: { label, features: [{ feature: 'arpu' }], count: 3 },
  churn: sectionOf(),
  former: { left: { feature: 'closed', from: 1 }, charge: 'spendMean', silentDays: 'daysSincePayment' },
  offers: {
    list: [{ name: 'one', label, say: label, when: { feature: 'arpu', from: 1 } }],
    association: {
      items: ['a', 'b'].map((name) => ({ name, label, when: { feature: 'arpu', from: 1 } })),
    },
  },
};

/** Sets a member of a document: `churn.rules.0.when`. */
const set = (document: Record<string, unknown>, path: string, value: unknown): void => {
  const steps = path.split('.');
  const last = steps.pop() as string;
  const place = steps.reduce((at, step) => at[step] as Record<string, unknown>, document);
  if (value === undefined) delete place[last];
  else place[last] = value;
};

/** What is wrong with the policy after some changes; nothing where it stands. */
const problemsOf = (changes: Record<string, unknown>): string => {
  const document = { ...(JSON.parse(defaultPolicyText) as Record<string, unknown>), ...structuredClone(sections) };
  // The programme that asks for the archive is of this test's own.
  set(document, 'suppress', []);
  set(document, 'programmes', {});
  for (const section of ['visits', 'contact', 'promises']) set(document, section, undefined);
  for (const [path, value] of Object.entries(changes)) set(document, path, value);
  try {
    parsePolicy(JSON.stringify(document));
    return '';
  } catch (error) {
    if (error instanceof PolicyError) return error.problems.join('\n');
    throw error;
  }
};

describe('what the sections of a policy may ask for', () => {
  test('they stand', () => {
    expect(problemsOf({})).toBe('');
  });

  const programme = {
    label,
    kind: 'return-visit',
    skill: 'visit',
    period: 'month',
    dueInDays: 1,
    priority: 'value',
  };
  test.each([
    [{ behaviour: ['s1'] }],
    [{ conduct: ['flea'] }],
    [{ churnKind: ['malicious'] }],
    [{ churnCause: ['unknown'] }],
    [{ track: ['low-cost'] }],
    [{ former: { tier: ['high'], kind: ['malicious'], cause: ['arrears'], daysFrom: 90 } }],
  ])('a programme may ask for %j', (when) => {
    expect(problemsOf({ 'programmes.one': { ...programme, when } })).toBe('');
  });

  test.each([
    [{ conduct: ['flee'] }, 'unknown pattern of conduct "flee" (did you mean "flea"?)'],
    [{ churnKind: ['malicios'] }, 'did you mean "malicious"'],
    [{ churnCause: ['arears'] }, 'did you mean "arrears"'],
    [{ track: ['low-costs'] }, 'did you mean "low-cost"'],
    [{ former: { tier: ['hi'] } }, 'unknown tier "hi"'],
    [{ former: { kind: ['malicios'] } }, 'did you mean "malicious"'],
    [{ former: { cause: ['arears'] } }, 'did you mean "arrears"'],
    [{ former: { daysFrom: 3, daysBelow: 3 } }, 'never holds'],
  ])('a programme that asks for %j: %s', (when, words) => {
    expect(problemsOf({ 'programmes.one': { ...programme, when } })).toContain(words);
  });

  test.each([
    ['schemes.three-dimensions.appliesTo', { track: ['low-cost'] }, 'how a customer is kept is decided later'],
    ['keyCustomers.kinds.0.when', { former: {} }, 'who has left is decided later'],
    ['churn.conduct.0.when', { conduct: ['loyal'] }, 'conduct is decided later'],
    ['churn.rules.0.when', { churnKind: ['natural'] }, 'kind and cause of churn are decided later'],
    ['churn.asked', { track: ['low-cost'] }, 'how a customer is kept is decided later'],
    ['churn.tracks.0.when', { former: {} }, 'who has left is decided later'],
    ['former.left', { former: {} }, 'who has left is decided later'],
    ['former.left', { watch: ['x'] }, 'watch lists are decided later'],
    ['offers.association.of', { tier: ['high'] }, 'measured before any tier is decided'],
    ['offers.association.items.0.when', { behaviour: ['s1'] }, 'behaviour segments are made of what is measured here'],
    ['offers.association.items.0.when', { conduct: ['flea'] }, 'conduct is decided later'],
  ])('%s may not ask for %j: %s', (path, when, words) => {
    const problems = problemsOf({ [path]: when });
    expect(problems).toContain(path.replace(/\.(\d+)\./g, '[$1].'));
    expect(problems).toContain(words);
  });

  test.each([
    ['schemes.three-dimensions.appliesTo', { behaviour: ['s1'] }],
    ['churn.rules.0.when', { conduct: ['flea'] }],
    ['churn.tracks.0.when', { churnKind: ['malicious'] }],
    ['former.left', { track: ['low-cost'] }],
    ['offers.list.0.unless', { former: {} }],
  ])('%s may ask for %j', (path, when) => {
    expect(problemsOf({ [path]: when })).toBe('');
  });

  test('what is asked for must be there', () => {
    const asks = (when: object) => ({ 'programmes.one': { ...programme, when } });
    expect(problemsOf({ segments: undefined, ...asks({ behaviour: ['s1'] }) })).toContain(
      'there are no behaviour segments',
    );
    expect(problemsOf({ former: undefined, ...asks({ former: {} }) })).toContain(
      'there is no archive of former customers',
    );
    expect(problemsOf({ churn: undefined, ...asks({ track: ['low-cost'] }) })).toContain(
      'unknown track "low-cost" (there are none)',
    );
  });

  test('points of the risk card need a table of what they mean, a logistic card has its own', () => {
    expect(problemsOf({ 'churn.calibration': undefined })).toContain(
      'churn.calibration: missing: the card "churn" gives points',
    );
    const link = { type: 'logistic', offset: 30, factor: 10 };
    expect(problemsOf({ 'churn.calibration': undefined, 'scorecards.churn.link': link })).toBe('');
  });

  test("the archive remembers a scheme's tier", () => {
    expect(problemsOf({ 'former.scheme': 'three-dimension' })).toContain('did you mean "three-dimensions"');
    expect(problemsOf({ 'former.scheme': 'three-dimensions' })).toBe('');
  });

  test('a rule for all programmes may leave some out, by name', () => {
    const rule = { code: 'closed', label, when: { feature: 'closed', from: 1 } };
    const one = { ...programme, when: { former: {} } };
    expect(problemsOf({ 'programmes.win-back': one, suppress: [{ ...rule, except: ['win-back'] }] })).toBe('');
    expect(problemsOf({ 'programmes.win-back': one, suppress: [{ ...rule, except: ['winback'] }] })).toContain(
      'did you mean "win-back"',
    );
    expect(problemsOf({ 'programmes.win-back': { ...one, suppress: [{ ...rule, except: ['win-back'] }] } })).toContain(
      'leave "except" out',
    );
  });
});

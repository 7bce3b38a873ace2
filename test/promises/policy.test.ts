import { describe, expect, test } from 'vitest';
import { type Policy, PolicyError, parsePolicy } from '../../shared/contracts/policy.ts';
import { defaultPolicyText } from '../domain/customer.ts';

/** What is wrong with the default policy after a change. */
const problemsOf = (change: (policy: Policy) => void): string[] => {
  const policy = parsePolicy(defaultPolicyText);
  change(policy);
  try {
    parsePolicy(JSON.stringify(policy));
    return [];
  } catch (error) {
    return error instanceof PolicyError ? error.problems : [String(error)];
  }
};
const made = (policy: Policy) => policy.promises?.made ?? {};

describe('a policy whose promises do not hold together is refused by name', () => {
  test.each<[string, (policy: Policy) => void, string]>([
    [
      'a tier that is not there',
      (policy) => Object.assign(made(policy)['call-back']?.terms[0] ?? {}, { tier: ['midd'] }),
      'promises.made.call-back.terms[0].tier[0]: unknown tier "midd" (did you mean "mid"?)',
    ],
    [
      'a kind of key customer that is not there',
      (policy) => Object.assign(made(policy).response?.terms[0] ?? {}, { keyKinds: ['grup'] }),
      'promises.made.response.terms[0].keyKinds[0]: unknown kind of key customer "grup" (did you mean "group"?)',
    ],
    [
      'a scheme that is not there',
      (policy) => Object.assign(policy.promises ?? {}, { scheme: 'three-dimension' }),
      'promises.scheme: unknown scheme "three-dimension" (did you mean "three-dimensions"?)',
    ],
    [
      'a programme that keeps a promise nobody made',
      (policy) => Object.assign(policy.programmes['call-back'] ?? {}, { keeps: 'call-bak' }),
      'programmes.call-back.keeps: unknown promise "call-bak" (did you mean "call-back"?)',
    ],
    [
      'two programmes that keep the same one',
      (policy) => Object.assign(policy.programmes['balance-warning'] ?? {}, { keeps: 'call-back' }),
      'programmes.balance-warning.keeps: "call-back" keeps that promise: its work would be asked for twice',
    ],
    [
      'a term behind one for everybody',
      (policy) => void made(policy).repair?.terms.push({ townHours: 1, countryHours: 1, share: 1 } as never),
      'promises.made.repair.terms[0]: is made to everybody, so that those after it are made to nobody: put it last',
    ],
    [
      'levels that do not fall',
      (policy) => {
        const [term] = (made(policy)['balance-warning']?.terms ?? []) as { levels: { below: number }[] }[];
        term?.levels.reverse();
      },
      'promises.made.balance-warning.terms[0].levels: levels must fall: the highest first',
    ],
    [
      'more days than the window holds',
      (policy) => Object.assign(policy.promises ?? {}, { countDays: 366 }),
      'promises.countDays: a night looks at 12 months only ("windowMonths"), which may be 308 whole days: give at most as many',
    ],
    [
      'a tier that goes by how promises were kept, which are made by tier',
      (policy) =>
        void policy.scorecards.value?.features.push({
          feature: 'brokenPromises',
          bins: [
            { below: 1, points: 0 },
            { from: 1, points: -5 },
          ],
          missing: { points: 0 },
        } as never),
      'promises are made by tier: "brokenPromises" is not known here',
    ],
  ])('%s', (_, change, problem) => {
    expect(problemsOf(change).join('\n')).toContain(problem);
  });
});

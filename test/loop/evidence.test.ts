import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgedOutcome } from '../../shared/contracts/agent-figures.ts';
import { assessmentPolicy } from '../../shared/contracts/policy/assessment.ts';
import { type Claim, type CustomerCall, type CustomerFacts, judge } from '../../shared/domain/work/loop/evidence.ts';

const policy = assessmentPolicy.parse({});
const claim = (given: Partial<Claim> = {}): Claim => ({
  ...{ workId: 'w', agentId: 'A1', result: 'kept', doneAt: '2026-11-02T09:00:00Z', named: [] },
  ...given,
});
const call = (given: Partial<CustomerCall> = {}): CustomerCall => ({
  ...{ callId: 'K1', agentId: 'A1', at: '2026-11-02T08:30:00Z', answered: true, waitedSeconds: null, rating: null },
  ...given,
});
const facts = (given: Partial<CustomerFacts> = {}): CustomerFacts => ({
  ...{ calls: [], bills: new Map(), hasLeft: false },
  ...given,
});
const verdictOf = (of: Partial<Claim>, known: Partial<CustomerFacts>) => judge(claim(of), facts(known), policy).verdict;
const paid = new Map([['2026-12', 80]]);

describe('a claimed save', () => {
  test('is verified by an answered call and by the bill of the month after', () => {
    expect(judge(claim(), facts({ calls: [call()], bills: paid }), policy)).toEqual({
      ...{ workId: 'w', agentId: 'A1', result: 'kept', doneAt: '2026-11-02T09:00:00Z', verdict: 'verified' },
      facts: [
        { kind: 'call', speaks: 'for', of: 'K1', says: 'answered' },
        { kind: 'bill', speaks: 'for', of: '2026-12', says: '80' },
      ],
    });
  });

  test('is unverified until that bill comes; the month’s own bill says nothing', () => {
    expect(verdictOf({}, { calls: [call()] })).toBe('unverified');
    expect(verdictOf({}, { calls: [call()], bills: new Map([['2026-11', 80]]) })).toBe('unverified');
    expect(verdictOf({}, { bills: paid })).toBe('unverified');
  });

  test('is contradicted where the customer has left, or pays nothing any more, though the bill before was paid', () => {
    expect(verdictOf({}, { calls: [call()], bills: paid, hasLeft: true })).toBe('contradicted');
    expect(verdictOf({}, { calls: [call()], bills: new Map([['2026-12', 0]]) })).toBe('contradicted');
    expect(
      verdictOf(
        {},
        {
          calls: [call()],
          bills: new Map([
            ['2026-12', 0],
            ['2027-01', 90],
          ]),
        },
      ),
    ).toBe('contradicted');
  });
});

describe('the call about a claim', () => {
  test.each([
    ['an hour after what was reported', { at: '2026-11-02T10:00:00Z' }, 'verified'],
    ['36 hours before', { at: '2026-10-31T21:00:00Z' }, 'verified'],
    ['longer ago', { at: '2026-10-31T20:59:59Z' }, 'unverified'],
    ['later', { at: '2026-11-02T10:00:01Z' }, 'unverified'],
    ['of another agent', { agentId: 'A2' }, 'unverified'],
    ['of nobody knows whom', { agentId: null }, 'verified'],
    ['that nobody answered', { answered: false }, 'contradicted'],
    ['with an offset, by its instant', { at: '2026-11-02T16:30:00+08:00' }, 'verified'],
  ] as const)('%s: %j: %s', (_, given, expected) => {
    expect(verdictOf({ result: 'refused' }, { calls: [call(given)] })).toBe(expected);
  });

  test('tried in vain and then reached is reached', () => {
    const calls = [call({ answered: false }), call({ callId: 'K2' })];
    expect(verdictOf({ result: 'undecided' }, { calls })).toBe('verified');
    expect(verdictOf({ result: 'not-reached' }, { calls })).toBe('contradicted');
    expect(verdictOf({ result: 'not-reached' }, { calls: calls.slice(0, 1) })).toBe('verified');
  });

  test('a visit is shown by a call or by a form that is named; a named call is looked up, not believed', () => {
    expect(verdictOf({ result: 'visited', named: ['FORM-9'] }, {})).toBe('verified');
    expect(verdictOf({ result: 'visited', named: ['K1'] }, { calls: [call({ at: '2026-10-02T08:00:00Z' })] })).toBe(
      'unverified',
    );
    // A call in vain before the visit does not speak against it.
    expect(verdictOf({ result: 'visited', named: ['FORM-9'] }, { calls: [call({ answered: false })] })).toBe(
      'verified',
    );
    expect(verdictOf({ result: 'visited' }, { calls: [call({ answered: false })] })).toBe('contradicted');
  });

  test('what must show a result is the operator’s to say', () => {
    const byBill = assessmentPolicy.parse({ needs: { kept: { all: ['bill'] } } });
    expect(judge(claim(), facts({ bills: paid }), byBill).verdict).toBe('verified');
    const byRating = assessmentPolicy.parse({ needs: { kept: { any: ['rating'] } } });
    expect(judge(claim(), facts({ calls: [call({ rating: 4 })] }), byRating).facts).toContainEqual({
      ...{ kind: 'rating', speaks: 'for', of: 'K1', says: '4' },
    });
    expect(assessmentPolicy.safeParse({ needs: { kept: { all: ['call'], any: ['bill'] } } }).error?.message).toContain(
      'either \\"all\\" or \\"any\\"',
    );
    expect(assessmentPolicy.safeParse({ needs: { kept: { all: ['phone'] } } }).success).toBe(false);
  });
});

test('a claim is judged by the facts alone: more facts for it never make it less true, and their order does not matter', () => {
  const calls = fc.array(
    fc.record({
      ...{ callId: fc.constantFrom('K1', 'K2', 'K3'), agentId: fc.constantFrom('A1', 'A2', null) },
      at: fc.constantFrom('2026-11-02T08:30:00Z', '2026-10-20T08:30:00Z'),
      ...{ answered: fc.boolean(), waitedSeconds: fc.constant(null), rating: fc.constantFrom(null, 3) },
    }),
    { maxLength: 4 },
  );
  const bills = fc
    .dictionary(fc.constantFrom('2026-11', '2026-12', '2027-01'), fc.constantFrom(0, 50))
    .map((record) => new Map(Object.entries(record)));
  const result = fc.constantFrom('kept' as const, 'visited' as const, 'leaving' as const, 'not-reached' as const);
  fc.assert(
    fc.property(calls, bills, fc.boolean(), result, (someCalls, someBills, hasLeft, claimed) => {
      const of = (given: CustomerCall[]) =>
        judge(claim({ result: claimed }), { calls: given, bills: someBills, hasLeft }, policy);
      const found = of(someCalls);
      expect(judgedOutcome.parse(found)).toEqual(found);
      expect(of([...someCalls].reverse()).verdict).toBe(found.verdict);
      if (claimed === 'kept' && hasLeft) expect(found.verdict).toBe('contradicted');
      if (found.verdict === 'verified') expect(found.facts.some(({ speaks }) => speaks === 'for')).toBe(true);
      if (claimed !== 'not-reached' && found.verdict !== 'contradicted')
        expect(of([...someCalls, call({ callId: 'K9' })]).verdict).not.toBe('contradicted');
    }),
  );
});

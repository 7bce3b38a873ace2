import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentCounts, type ShardAgents } from '../../shared/contracts/agent-figures.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import { assessmentPolicy } from '../../shared/contracts/policy/assessment.ts';
import { assess, figuresOf, noAgentCounts } from '../../shared/domain/work/loop/assessment.ts';
import { type CustomerLoop, countAgents } from '../../shared/domain/work/loop/count-agents.ts';
import { anItem } from '../notify/factories.ts';

const policy = assessmentPolicy.parse({});
const now = '2026-12-05T18:00:00Z';
const doneAt = '2026-11-02T09:00:00Z';
const done = (given: Partial<WorkItem> = {}): WorkItem =>
  anItem({
    ...{ workId: 'w', state: 'done', dueAt: '2026-11-03T10:00:00Z' },
    steps: [{ event: 'finish', at: doneAt, by: 'A1' }],
    outcome: { result: 'kept', churnKind: null, churnCause: null, doneAt, dumpId: 'd' },
    churn: { probability: 0.5, valueAtRisk: 123.45, reason: null, conduct: null },
    ...given,
  });
const customer = (given: Partial<CustomerLoop> = {}): CustomerLoop => ({
  ...{ work: [], calls: [], bills: new Map([['2026-12', 50]]), hasLeft: false, named: new Map() },
  ...given,
});
const call = { callId: 'K', agentId: 'A1', at: '2026-11-02T08:30:00Z', answered: true, waitedSeconds: 12, rating: 4 };
const countOf = (customers: CustomerLoop[], agentId = 'A1') => countAgents(customers, policy, now).agents[agentId];

describe('what agents did', () => {
  test('a save in time that the facts bear out counts with its value, and the call with its wait and rating', () => {
    expect(countOf([customer({ work: [done()], calls: [call] })])).toEqual({
      ...noAgentCounts(),
      ...{ assigned: 1, due: 1, done: 1, doneInTime: 1, verified: 1, saves: 1, savesVerified: 1, valueKept: 12_345 },
      ...{ calls: 1, callsInTime: 1, ratings: 1, ratingSum: 400 },
    });
  });

  test('a save that nothing bears out keeps nothing', () => {
    expect(countOf([customer({ work: [done()], calls: [call], hasLeft: true })])).toMatchObject({
      ...{ done: 1, contradicted: 1, saves: 1, savesVerified: 0, valueKept: 0 },
    });
  });

  test.each<[string, Partial<WorkItem>, object]>([
    ['done late', { dueAt: '2026-11-01T10:00:00Z' }, { due: 1, done: 1, doneInTime: 0 }],
    ['not done and late', { state: 'overdue', outcome: undefined, steps: [] }, { due: 1, overdue: 1, done: 0 }],
    [
      'not due yet',
      { state: 'open', outcome: undefined, steps: [], dueAt: '2026-12-09T10:00:00Z' },
      { assigned: 1, due: 0 },
    ],
  ])('%s', (_, given, expected) => {
    expect(countOf([customer({ work: [done(given)] })])).toMatchObject(expected);
  });

  test('withdrawn work and work that waits is nobody’s', () => {
    const none = { steps: [], outcome: undefined };
    const work = [
      done({ ...none, state: 'withdrawn' }),
      done({ ...none, state: 'open', status: 'waiting', agentId: null }),
    ];
    expect(countAgents([customer({ work })], policy, now)).toEqual({ agents: {}, judged: [] });
  });

  test('what one lets lie and the deputy does counts against the one and for the other', () => {
    const work = [
      done({ escalatedFrom: 'A1', steps: [{ event: 'finish', at: '2026-11-09T09:00:00Z', by: 'A2' }], agentId: 'A2' }),
    ];
    expect(countOf([customer({ work })])).toMatchObject({ assigned: 1, due: 1, escalated: 1, done: 0, overdue: 0 });
    expect(countOf([customer({ work })], 'A2')).toMatchObject({ assigned: 1, due: 1, done: 1, doneInTime: 1 });
    const open = [{ ...(work[0] as WorkItem), state: 'escalated' as const, outcome: undefined, steps: [] }];
    expect(countOf([customer({ work: open })], 'A2')).toMatchObject({ assigned: 1, due: 0, overdue: 0 });
  });

  test('counts add up to the same however customers lie in shards', () => {
    const one = fc.record({
      late: fc.boolean(),
      left: fc.boolean(),
      by: fc.constantFrom('A1', 'A2'),
      rating: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (given, shards) => {
        const customers = given.map(({ late, left, by, rating }, index) =>
          customer({
            hasLeft: left,
            calls: [{ ...call, agentId: by, rating }],
            work: [
              done({
                workId: `w${index}`,
                dueAt: late ? '2026-11-01T10:00:00Z' : '2026-11-03T10:00:00Z',
                steps: [{ event: 'finish', at: doneAt, by }],
              }),
            ],
          }),
        );
        const shard = (part: CustomerLoop[]): ShardAgents => ({ version: 1, ...countAgents(part, policy, now) });
        const parts = Array.from({ length: shards }, (_, at) =>
          shard(customers.filter((_, index) => index % shards === at)),
        );
        expect(figuresOf('r', parts.reverse(), policy)).toEqual(figuresOf('r', [shard(customers)], policy));
      }),
    );
  });
});

describe('an assessment', () => {
  const counts = (given: object) => agentCounts.parse(given);
  test('is ability, work and effect, weighted as the policy says', () => {
    const given = counts({
      calls: 10,
      callsInTime: 9,
      ratings: 2,
      ratingSum: 900,
      due: 8,
      doneInTime: 6,
      verified: 3,
      contradicted: 1,
      unverified: 5,
    });
    // Ability: (0.9 + (4.5 - 1) / 4) / 2; work: 6 / 8; effect: 3 / 4, what is not judged yet left out.
    expect(assess(given, policy)).toMatchObject({ ability: 88.8, work: 75, effect: 75, total: 79.1 });
    const onlyWork = assessmentPolicy.parse({ weights: { ability: 0, work: 1, effect: 0 } });
    expect(assess(given, onlyWork).total).toBe(75);
  });

  test('leaves out what nothing is known of, and divides by nothing', () => {
    expect(assess(noAgentCounts(), policy)).toMatchObject({ ability: null, work: null, effect: null, total: null });
    expect(assess(counts({ due: 4, doneInTime: 2 }), policy)).toMatchObject({ effect: null, total: 50 });
    expect(assessmentPolicy.safeParse({ weights: { ability: 0, work: 0, effect: 0 } }).error?.message).toContain(
      'all weights are 0',
    );
  });
});

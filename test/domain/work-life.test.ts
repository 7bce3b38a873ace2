import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import {
  type WorkState,
  workActor,
  workEvent,
  workLife,
  workLifePolicy,
  workState,
} from '../../shared/contracts/work-life.ts';
import { byWork, type Outcome, takeOutcome } from '../../shared/domain/work/outcomes.ts';
import { isOver, lateAction, stepOf } from '../../shared/domain/work/work-life.ts';
import { anItem } from '../notify/factories.ts';
import { defaultPolicyText } from './customer.ts';
import { type LifeTable, lifeProblems } from './life-problems.ts';

describe('the table of a life', () => {
  test('holds: every state is reached, each leads to an end, every event may be caused by somebody', () => {
    expect(lifeProblems(workLife)).toEqual([]);
    expect(Object.keys(workLife.states).sort()).toEqual([...workState.options].sort());
    expect(Object.keys(workLife.may).sort()).toEqual([...workEvent.options].sort());
  });

  const label = { en: 'x', zh: 'x' };
  const good: LifeTable = {
    first: 'a',
    states: { a: { label, on: { go: 'b' } }, b: { label, final: true, on: {} } },
    may: { go: ['agent'] },
  };
  test.each<[string, LifeTable]>([
    ['c: nothing leads to it', { ...good, states: { ...good.states, c: { label, final: true, on: {} } } }],
    [
      'c: it leads to no end',
      {
        ...good,
        states: { ...good.states, a: { label, on: { go: 'b', stay: 'c' } }, c: { label, on: { stay: 'c' } } },
        may: { ...good.may, stay: ['agent'] },
      },
    ],
    [
      'b is an end, but something happens in it',
      { ...good, states: { a: good.states.a as never, b: { label, final: true, on: { go: 'a' } } } },
    ],
    ['a: nobody may go', { ...good, may: {} }],
    ['a: go leads to "z", which is no state', { ...good, states: { ...good.states, a: { label, on: { go: 'z' } } } }],
    ['stop: happens nowhere', { ...good, may: { ...good.may, stop: ['agent'] } }],
    ['it begins in "z", which is no state', { ...good, first: 'z' }],
  ])('%s', (problem, table) => {
    expect(lifeProblems(table)).toContain(problem);
  });
});

describe('a step', () => {
  test('is what the table says, by whom it says, and never out of an end', () => {
    const any = <T extends string>(of: readonly T[]) => fc.constantFrom(...of);
    fc.assert(
      fc.property(any(workState.options), any(workEvent.options), any(workActor.options), (state, event, actor) => {
        const step = stepOf(state, event, actor);
        if ('became' in step) {
          expect(isOver(state)).toBe(false);
          expect((workLife.may[event] as readonly string[]).includes(actor)).toBe(true);
        } else if (isOver(state)) expect(step.refused === 'over' || step.refused === 'forbidden').toBe(true);
      }),
    );
  });

  test.each([
    ['open', 'finish', 'agent', { became: 'done' }],
    ['sent', 'escalate', 'tierline', { refused: 'impossible' }],
    ['overdue', 'escalate', 'agent', { refused: 'forbidden' }],
    ['overdue', 'attempt', 'agent', { became: 'overdue' }],
    ['done', 'finish', 'agent', { refused: 'over' }],
  ] as const)('%s and %s by %s', (state, event, actor, expected) => {
    expect(stepOf(state, event, actor)).toEqual(expected);
  });
});

test('hours for a tier that the policy has not are refused, with the one that was meant', () => {
  const wrong = { ...JSON.parse(defaultPolicyText), workLife: { tiers: { hihg: 4 } } };
  expect(() => parsePolicy(JSON.stringify(wrong))).toThrow(
    'workLife.tiers.hihg: unknown tier "hihg" (did you mean "high"?)',
  );
  expect(parsePolicy(JSON.stringify({ ...wrong, workLife: { tiers: { high: 4 } } })).workLife.tiers).toEqual({
    high: 4,
  });
});

describe('late work', () => {
  const policy = workLifePolicy.parse({ escalateAfterHours: 24, tiers: { high: 4 } });
  const item = (state: WorkState, tier = 'mid') => anItem({ workId: 'w', state, tier, dueAt: '2026-11-03T10:00:00Z' });
  test.each([
    ['before it is due', 'open', 'mid', '2026-11-03T09:59:59Z', 'nothing'],
    ['when it falls due', 'open', 'mid', '2026-11-03T10:00:00Z', 'remind'],
    ['though somebody has begun', 'in-progress', 'mid', '2026-11-03T10:00:00Z', 'remind'],
    ['once reminded, for a day', 'overdue', 'mid', '2026-11-04T09:59:59Z', 'nothing'],
    ['a day later', 'overdue', 'mid', '2026-11-04T10:00:00Z', 'escalate'],
    ['of the best customers after four hours', 'overdue', 'high', '2026-11-03T14:00:00Z', 'escalate'],
    ['only once', 'escalated', 'mid', '2026-11-09T10:00:00Z', 'nothing'],
    ['never when it is done', 'done', 'mid', '2026-11-09T10:00:00Z', 'nothing'],
  ] as const)('%s: %s %s at %s: %s', (_, state, tier, now, expected) => {
    expect(lateAction(item(state, tier), now, policy, false)).toBe(expected);
  });

  test('of an agent who has left goes on at once when it falls due, and waiting work is nobody’s fault', () => {
    expect(lateAction(item('open'), '2026-11-03T10:00:00Z', policy, true)).toBe('escalate');
    expect(lateAction(item('open'), '2026-11-03T09:00:00Z', policy, true)).toBe('nothing');
    const waiting = { ...item('open'), status: 'waiting' as const, agentId: null };
    expect(lateAction(waiting, '2026-11-09T10:00:00Z', policy, true)).toBe('nothing');
  });

  test('hours with an offset: the clock that is put back does not make an hour late', () => {
    // Berlin, 25 October 2026: 02:30 comes twice.
    const due = anItem({ workId: 'w', dueAt: '2026-10-25T02:30:00+01:00' });
    expect(lateAction(due, '2026-10-25T02:30:00+02:00', policy, false)).toBe('nothing');
    expect(lateAction(due, '2026-10-25T02:30:00+01:00', policy, false)).toBe('remind');
  });
});

describe('outcomes', () => {
  const outcome = (given: Partial<Outcome> = {}): Outcome => ({
    ...{
      workId: 'w',
      result: 'kept',
      doneAt: '2026-11-02T03:00:00Z',
      agentId: 'A1',
      churnKind: null,
      churnCause: null,
    },
    ...given,
  });
  const open = anItem({ workId: 'w', dueShard: 'late:2026-11-03#1' });

  test('end the work: it leaves the due index, and says how it ended', () => {
    const { item, fate } = takeOutcome(open, outcome({ result: 'leaving', churnCause: 'price' }), 'd1');
    expect(fate).toBe('ended');
    expect(item).toMatchObject({
      state: 'done',
      dueShard: null,
      outcome: { result: 'leaving', churnCause: 'price', dumpId: 'd1' },
    });
    expect(item.steps).toEqual([{ event: 'finish', at: '2026-11-02T03:00:00Z', by: 'A1' }]);
  });

  test('the same again changes nothing, also out of another dump', () => {
    const { item } = takeOutcome(open, outcome(), 'd1');
    expect(takeOutcome(item, outcome(), 'd2')).toEqual({ item, fate: 'repeated' });
  });

  test('of two outcomes of one piece of work the first stands', () => {
    const { item } = takeOutcome(open, outcome(), 'd1');
    expect(takeOutcome(item, outcome({ result: 'leaving', doneAt: '2026-11-02T05:00:00Z' }), 'd1')).toEqual({
      item,
      fate: 'closed',
    });
  });

  test('an attempt leaves it to be done, and late work late', () => {
    const tried = takeOutcome(open, outcome({ result: 'not-reached' }), 'd1');
    expect([tried.fate, tried.item.state, tried.item.dueShard]).toEqual(['moved', 'in-progress', 'late:2026-11-03#1']);
    expect(takeOutcome(tried.item, outcome({ result: 'not-reached' }), 'd1').fate).toBe('repeated');
    expect(takeOutcome({ ...open, state: 'overdue' }, outcome({ result: 'undecided' }), 'd1').item.state).toBe(
      'overdue',
    );
  });

  test('who takes a matter on owns it, and nobody after; who only tried does not', () => {
    const taken = takeOutcome(open, outcome({ result: 'taken', agentId: 'A7' }), 'd1').item;
    expect(taken).toMatchObject({ state: 'acknowledged', ownerId: 'A7' });
    const again = outcome({ result: 'undecided', agentId: 'A8', doneAt: '2026-11-02T05:00:00Z' });
    expect(takeOutcome(taken, again, 'd1').item.ownerId).toBe('A7');
    expect(takeOutcome(open, outcome({ result: 'taken', agentId: null }), 'd1').item.ownerId).toBe('A1');
    expect(takeOutcome(open, outcome({ result: 'not-reached' }), 'd1').item.ownerId).toBeUndefined();
  });

  test('however outcomes come, twice, in any order, in any number of dumps, the work ends as the first one says', () => {
    const some = fc.array(
      fc.record({
        result: fc.constantFrom('kept' as const, 'leaving' as const, 'not-reached' as const, 'taken' as const),
        minute: fc.integer({ min: 10, max: 59 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, (given) => {
        const all = given.map(({ result, minute }) => outcome({ result, doneAt: `2026-11-02T03:${minute}:00Z` }));
        const play = (rounds: number) => {
          let item = open;
          for (let round = 0; round < rounds; round++)
            for (const one of byWork(all).get('w') ?? []) item = takeOutcome(item, one, 'd').item;
          return item;
        };
        expect(play(3)).toEqual(play(1));
        const first = (byWork(all).get('w') ?? []).find(({ result }) => result === 'kept' || result === 'leaving');
        expect(play(1).outcome?.doneAt).toBe(first?.doneAt);
      }),
    );
  });
});

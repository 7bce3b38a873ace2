import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withdrawWork } from '../../functions/notify/withdraw-work.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import { withdraw } from '../../shared/domain/work/withdraw.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import { assignOnce, Death, life, Tables, Turns } from './doubles.ts';
import { anAgent, anItem, aRequest, day, seeded, shuffled } from './factories.ts';

const [first, second, third, fourth] = ['01', '02', '03', '04'].map((night) => `2026-11-${night}T18-00-00Z`) as [
  ...[string, string, string, string],
];
const at = '2026-11-02T18:00:00.000Z';
const laterDay = '2026-11-04';
const word = { runId: second, at };
const roster = [anAgent({ agentId: 'A1', capacity: 2 }), anAgent({ agentId: 'A2', capacity: 2 })];
const gone = (...workIds: string[]) => workIds.map((workId) => ({ workId, why: 'vanished' as const }));
const ports = (tables: Tables) => ({ work: tables, agentDays: tables });
const asked = async (requests = [aRequest({ workId: 'w', runId: first })]) => {
  const tables = new Tables();
  const turns = new Turns(() => 0);
  await turns.drive(assignOnce(tables, roster, requests, turns));
  return tables;
};

describe('work whose reason has vanished', () => {
  test('is withdrawn: off the due index, and in nobody’s digest', async () => {
    const tables = await asked();
    expect(await withdrawWork(ports(tables), gone('w'), word)).toEqual({ withdrawn: 1 });
    expect(tables.items.get('w')).toMatchObject({
      ...{ state: 'withdrawn', dueShard: null, withdrawn: word },
      steps: [{ event: 'withdraw', at, by: 'tierline' }],
    });
    expect(isOver('withdrawn')).toBe(true);
    expect(await withdrawWork(ports(tables), gone('w', 'w'), word)).toEqual({ withdrawn: 1 });
  });

  const step = (event: 'attempt' | 'acknowledge' | 'fall-due') => ({ event, at, by: 'A1' });
  test.each<[string, Partial<WorkItem>, string]>([
    ['that waits', { status: 'waiting', agentId: null, dueShard: '2026-11-02#1' }, 'withdrawn'],
    ['that the agent has taken', { state: 'acknowledged', steps: [step('acknowledge')] }, 'withdrawn'],
    ['that is late', { state: 'overdue', steps: [step('fall-due')] }, 'withdrawn'],
    ['that an agent has begun', { state: 'in-progress', steps: [step('attempt')] }, 'begun'],
    ['that was tried, and is late', { state: 'overdue', steps: [step('attempt'), step('fall-due')] }, 'begun'],
    ['that is done', { state: 'done' }, 'over'],
  ])('work %s', (_, given, fate) => {
    const item = anItem({ workId: 'w', ...given });
    const after = withdraw(item, word);
    expect(after.fate).toBe(fate);
    if (fate !== 'withdrawn') expect(after.item).toBe(item);
  });

  test('work that nobody has put anywhere is counted, not made', async () => {
    const tables = new Tables();
    expect(await withdrawWork(ports(tables), gone('w'), word)).toEqual({ unknown: 1 });
    expect(tables.items.size).toBe(0);
  });

  test('an item that never keeps still sends the plan back', async () => {
    const tables = await asked();
    tables.advance = async () => false;
    await expect(withdrawWork(ports(tables), gone('w'), word)).rejects.toThrow('1 work items kept changing');
  });

  test('asked for again by a later night, it begins anew under its id; old requests and old words change nothing', async () => {
    const tables = await asked();
    await withdrawWork(ports(tables), gone('w'), word);
    const ask = async (again?: string) => {
      const turns = new Turns(() => 0);
      const request = aRequest({ workId: 'w', runId: third, ...(again && { again }) });
      await turns.drive(assignOnce(tables, roster, [request], turns));
      return tables.items.get('w')?.state;
    };
    expect(await ask()).toBe('withdrawn');
    expect(await ask(second)).toBe('withdrawn');
    expect(await ask(third)).toBe('open');
    expect(tables.items.get('w')).toMatchObject({ status: 'assigned', steps: [], withdrawn: { runId: second } });
    expect(await withdrawWork(ports(tables), gone('w'), word)).toEqual({ 'asked-again': 1 });
    expect(await withdrawWork(ports(tables), gone('w'), { runId: fourth, at })).toEqual({ withdrawn: 1 });
    expect(await ask(third)).toBe('withdrawn');
  });

  test('with every message twice, in any order, and workers that die anywhere, the last night’s word holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.boolean(), async (seed, isAgain) => {
        const random = seeded(seed);
        const turns = new Turns(random);
        const tables = new Tables();
        const surviving = async (work: (death?: number) => Promise<unknown>): Promise<void> => {
          for (let lives = 0; lives < 30; lives++)
            try {
              const left = (await work(lives < 2 ? Math.ceil(random() * 8) : undefined)) as unknown[];
              if (left.length === 0) return;
            } catch (error) {
              // Two at work on one item may send the message back; what else is thrown is a fault.
              if (!(error instanceof Death) && !/kept changing/.test(String(error))) throw error;
            }
          throw new Error('never came to an end');
        };
        const ask = (runId: string, on: string, again?: string) => () =>
          surviving((death) => {
            const request = aRequest({ workId: 'w', runId, day: on, ...(again && { again }) });
            return assignOnce(tables, roster, [request], turns, death);
          });
        const back = (runId: string) => () =>
          surviving((death) => {
            const { port, within } = life(tables, turns, death);
            const taken = withdrawWork(ports(port), gone('w'), { runId, at });
            return within(taken.then(({ unknown }) => (unknown ? ['unknown'] : [])));
          });
        const nights = [ask(first, day), back(second), ...(isAgain ? [ask(third, laterDay, third)] : [])];
        // Each night's word comes twice, among all that was said before it.
        for (const [index, tonight] of nights.entries()) {
          const all = shuffled([...nights.slice(0, index + 1), tonight], random);
          await turns.drive(Promise.all(all.map((job) => job())));
          expect(tables.items.get('w')?.state).toBe(index === 1 ? 'withdrawn' : 'open');
        }
        expect(tables.items.size).toBe(1);
        if (isAgain) expect(tables.days.get(`${laterDay} ${tables.items.get('w')?.agentId}`)?.workIds.size).toBe(1);
      }),
      { numRuns: 150 },
    );
  });
});

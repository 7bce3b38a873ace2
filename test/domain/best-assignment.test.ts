import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Desk, fits, namedFits, poolFit, type Task } from '../../shared/domain/work/agent-fit.ts';
import { assign } from '../../shared/domain/work/assign.ts';
import { type BestAssignment, bestAssignment } from '../../shared/domain/work/best-assignment.ts';
import { anAgent, aRequest } from '../notify/factories.ts';

const aTask = (given: Partial<Task> & { workId: string }): Task => ({
  ...{ priority: 0, skill: 'retention', region: null, language: null, tier: null, ownerId: null, managerId: null },
  previousId: null,
  ...given,
});
const aDesk = (given: Partial<Desk> & { agentId: string }): Desk => ({
  ...{ capacity: 5, load: 0, closed: false, skills: ['retention'], regions: [], languages: [], tiers: [] },
  deputyId: null,
  ...given,
});
const tomorrow = '2026-11-02';
const best = (tasks: Task[], desks: Desk[]) => bestAssignment(tasks, desks, tomorrow);
const who = ({ assigned, deferred }: BestAssignment) =>
  Object.fromEntries([
    ...assigned.map(({ task, agentId, fit }) => [task.workId, `${agentId} ${fit}`]),
    ...deferred.map(({ task, until }) => [task.workId, until]),
  ]);

/** Small operators in which everything collides. */
const word = (...words: string[]) => fc.constantFrom(...words);
const some = (...words: string[]) => fc.subarray(words);
const desksOf = (most: number) =>
  fc
    .array(
      fc.record({
        capacity: fc.integer({ min: 0, max: 3 }),
        load: fc.integer({ min: 0, max: 1 }),
        closed: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
        skills: some('retention', 'visit'),
        regions: some('n', 's'),
        languages: some('zh', 'en'),
        tiers: some('high', 'mid'),
        deputyId: fc.option(word('A0', 'A1', 'A2')),
      }),
      { maxLength: most },
    )
    .map((all) => all.map((one, index): Desk => ({ ...one, agentId: `A${index}` })));
const tasksOf = (most: number) =>
  fc
    .array(
      fc.record({
        priority: fc.integer({ min: -1, max: 4 }),
        skill: word('retention', 'visit'),
        region: fc.option(word('n', 's')),
        language: fc.option(word('zh', 'en')),
        tier: fc.option(word('high', 'mid')),
        ownerId: fc.option(word('A0', 'A1', 'gone'), { freq: 2 }),
        managerId: fc.option(word('A0', 'A1', 'A2', 'gone')),
        previousId: fc.option(word('A0', 'A1', 'A2', 'A3', 'gone')),
      }),
      { maxLength: most },
    )
    .map((all) => all.map((one, index): Task => ({ ...one, workId: `w${index}` })));

const fitOf = (task: Task, desk: Desk, desks: readonly Desk[]) =>
  namedFits(task, new Map(desks.map((one) => [one.agentId, one]))).get(desk.agentId) ?? poolFit(task, desk);
const roomOf = ({ capacity, load, closed }: Desk) => (closed ? 0 : Math.max(0, capacity - load));

/** `urgency`: places of the work that is done in the order of urgency (priority, then id), the most urgent first. */
type Worth = { urgency: number[]; cost: number };
const worthOf = (picked: readonly { task: Task; desk: Desk; fit: number }[], order: readonly Task[]): Worth => {
  const given = new Map<Desk, number>();
  let unevenness = 0;
  for (const { desk } of picked) {
    const load = desk.load + (given.get(desk) ?? 0);
    unevenness += Math.floor((20 * load) / desk.capacity);
    given.set(desk, (given.get(desk) ?? 0) + 1);
  }
  const urgency = picked.map(({ task }) => order.indexOf(task)).sort((a, b) => a - b);
  const fit = picked.reduce((sum, one) => sum + one.fit, 0);
  const kept = picked.filter(({ task, desk, fit: why }) => why > 0 && task.previousId === desk.agentId).length;
  return { urgency, cost: 40 * fit + 2 * unevenness - kept };
};
/** Below 0 where the first is better: more and more urgent work, then better fits and evener loads, and who stays with whom. */
const compare = (a: Worth, b: Worth): number => {
  const length = Math.max(a.urgency.length, b.urgency.length);
  for (let at = 0; at < length; at++) {
    const [one = Number.POSITIVE_INFINITY, two = Number.POSITIVE_INFINITY] = [a.urgency[at], b.urgency[at]];
    if (one !== two) return one - two;
  }
  return a.cost - b.cost;
};

const byUrgency = (tasks: readonly Task[]): Task[] =>
  [...tasks].sort((a, b) => b.priority - a.priority || (a.workId < b.workId ? -1 : 1));

/** Every way to give every task to somebody or nobody. */
const bruteForce = (tasks: readonly Task[], desks: readonly Desk[]): Worth => {
  const order = byUrgency(tasks);
  let found: Worth = { urgency: [], cost: 0 };
  const taken = new Map<Desk, number>();
  const picked: { task: Task; desk: Desk; fit: number }[] = [];
  const go = (at: number): void => {
    const task = tasks[at];
    if (!task) {
      const value = worthOf(picked, order);
      if (compare(value, found) < 0) found = value;
      return;
    }
    go(at + 1);
    for (const desk of desks) {
      const fit = fitOf(task, desk, desks);
      const used = taken.get(desk) ?? 0;
      if (!fit || used >= roomOf(desk)) continue;
      taken.set(desk, used + 1);
      picked.push({ task, desk, fit: fits.indexOf(fit) });
      go(at + 1);
      picked.pop();
      taken.set(desk, used);
    }
  };
  go(0);
  return found;
};

describe('the best assignment', () => {
  test('is what brute force finds: as much and as urgent work, as good fits, as even loads', () => {
    fc.assert(
      fc.property(tasksOf(6), desksOf(4), (tasks, desks) => {
        const byId = new Map(desks.map((desk) => [desk.agentId, desk]));
        const { assigned } = best(tasks, desks);
        const value = worthOf(
          assigned.map(({ task, agentId, fit }) => ({ task, desk: byId.get(agentId) as Desk, fit: fits.indexOf(fit) })),
          byUrgency(tasks),
        );
        expect(compare(value, bruteForce(tasks, desks))).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test('no agent above capacity or on a closed list, only who fits and by the best reason, every task once', () => {
    fc.assert(
      fc.property(tasksOf(60), desksOf(8), (tasks, desks) => {
        const { assigned, deferred } = best(tasks, desks);
        for (const desk of desks)
          expect(assigned.filter(({ agentId }) => agentId === desk.agentId).length).toBeLessThanOrEqual(roomOf(desk));
        for (const { task, agentId, fit } of assigned) {
          const desk = desks.find((one) => one.agentId === agentId) as Desk;
          const own = fitOf(task, desk, desks);
          expect(own).toBe(fit);
        }
        expect([...assigned, ...deferred].map(({ task }) => task.workId).sort()).toEqual(
          tasks.map(({ workId }) => workId).sort(),
        );
        for (const { until } of deferred) expect(until).toBe(tomorrow);
      }),
    );
  });

  test('what is left over stays left over: asked again beside what was given out, nothing more is', () => {
    fc.assert(
      fc.property(tasksOf(40), desksOf(6), (tasks, desks) => {
        const { assigned, deferred } = best(tasks, desks);
        const filled = desks.map((desk) => ({
          ...desk,
          load: desk.load + assigned.filter(({ agentId }) => agentId === desk.agentId).length,
        }));
        const left = deferred.map(({ task }) => task);
        expect(best(left, filled)).toEqual({ assigned: [], deferred });
      }),
    );
  });

  test('is the same in whatever order tasks and agents come', () => {
    fc.assert(
      fc.property(tasksOf(30), desksOf(6), (tasks, desks) => {
        expect(best([...tasks].reverse(), [...desks].reverse())).toEqual(best(tasks, desks));
      }),
    );
  });

  test('it never gives out less than greedy does, and sometimes more', () => {
    let more = 0;
    fc.assert(
      fc.property(tasksOf(12), desksOf(5), (given, desks) => {
        const tasks = given.map((task) => ({ ...task, ownerId: null, language: null, tier: null }));
        const roster = desks.map(({ agentId, capacity, skills, regions, deputyId }) =>
          anAgent({ agentId, capacity, skills: [...skills], regions: [...regions], deputyId }),
        );
        const lists = desks.map(({ agentId, load, closed }) => ({
          ...{ agentId, closed },
          workIds: new Set(Array.from({ length: load }, (_, one) => `${agentId}-${one}`)),
        }));
        const requests = tasks.map(({ workId, priority, skill, region, managerId }) =>
          aRequest({ workId, priority, skill, region, managerId }),
        );
        const free = desks.map((desk) => ({ ...desk, languages: [], tiers: [] }));
        const greedy = assign(requests, lists, roster, '2026-11-02').assigned.length;
        const found = best(tasks, free).assigned.length;
        expect(found).toBeGreaterThanOrEqual(greedy);
        if (found > greedy) more++;
      }),
      { numRuns: 300 },
    );
    // Otherwise the comparison says nothing.
    expect(more).toBeGreaterThan(0);
  });

  test('greedy fills the specialist with what others could do; the best leaves the specialist to who needs one', () => {
    const desks = [
      aDesk({ agentId: 'A1', capacity: 1, skills: ['retention', 'vip'] }),
      aDesk({ agentId: 'A2', capacity: 1, load: 0 }),
    ];
    const tasks = [
      aTask({ workId: 'urgent', priority: 9, managerId: 'A1' }),
      aTask({ workId: 'vip', priority: 1, skill: 'vip' }),
    ];
    expect(who(best(tasks, desks))).toEqual({ urgent: 'A2 skill', vip: 'A1 skill' });
  });

  test('who took the matter first comes before the manager, and the manager before the deputy', () => {
    const desks = [
      aDesk({ agentId: 'A1', capacity: 1, deputyId: 'A3' }),
      aDesk({ agentId: 'A2', capacity: 1, skills: [] }),
      aDesk({ agentId: 'A3', capacity: 1, skills: [] }),
    ];
    const tasks = [
      aTask({ workId: 'owned', ownerId: 'A2', managerId: 'A1' }),
      aTask({ workId: 'managed', priority: 2, managerId: 'A1' }),
      aTask({ workId: 'stood-in', priority: 1, managerId: 'A1' }),
    ];
    expect(who(best(tasks, desks))).toEqual({
      owned: 'A2 owner',
      managed: 'A1 manager',
      'stood-in': 'A3 deputy',
    });
  });

  test('language and tier must fit, the region may; nobody of the skill means tomorrow', () => {
    const desks = [
      aDesk({ agentId: 'A1', languages: ['en'], regions: ['n'], tiers: ['high'] }),
      aDesk({ agentId: 'A2', languages: ['zh'], regions: ['s'] }),
    ];
    const tasks = [
      aTask({ workId: 'english', language: 'en', region: 's', tier: 'high' }),
      aTask({ workId: 'low', language: 'en', tier: 'low' }),
      aTask({ workId: 'near', language: 'zh', region: 's' }),
      aTask({ workId: 'data', skill: 'data' }),
    ];
    expect(who(best(tasks, desks))).toEqual({
      english: 'A1 skill',
      low: tomorrow,
      near: 'A2 region-skill',
      data: tomorrow,
    });
  });

  test('loads are even relative to capacity, what is on the lists already included', () => {
    const desks = [aDesk({ agentId: 'A1', capacity: 40, load: 20 }), aDesk({ agentId: 'A2', capacity: 20 })];
    const tasks = Array.from({ length: 19 }, (_, index) => aTask({ workId: `w${index}` }));
    const { assigned } = best(tasks, desks);
    const loadOf = (id: string) => assigned.filter(({ agentId }) => agentId === id).length;
    expect((20 + loadOf('A1')) / 40).toBeCloseTo(loadOf('A2') / 20, 1);
  });

  test('it says what work is left over for', () => {
    const desks = [
      aDesk({ agentId: 'A1', capacity: 1, languages: ['zh'], tiers: ['high'] }),
      aDesk({ agentId: 'A2', capacity: 0, skills: ['visit'] }),
    ];
    const tasks = [
      aTask({ workId: 'done', priority: 9 }),
      aTask({ workId: 'full' }),
      aTask({ workId: 'never-any-room', skill: 'visit' }),
      aTask({ workId: 'nobody-can', skill: 'data' }),
      aTask({ workId: 'nobody-speaks', language: 'en' }),
      aTask({ workId: 'nobody-serves', language: 'zh', tier: 'low' }),
    ];
    const { deferred } = best(tasks, desks);
    expect(Object.fromEntries(deferred.map(({ task, waitsFor }) => [task.workId, waitsFor]))).toEqual({
      ...{ full: 'room', 'never-any-room': 'room' },
      ...{ 'nobody-can': 'skill', 'nobody-speaks': 'language', 'nobody-serves': 'tier' },
    });
  });

  test('customers stay with whom they had, where neither urgency, nor fit, nor load speaks against it', () => {
    const desks = Array.from({ length: 20 }, (_, index) =>
      aDesk({ agentId: `A${index}`, capacity: 30, regions: [index % 2 === 0 ? 'n' : 's'] }),
    );
    const night = (from: number, seed: number) =>
      Array.from({ length: 400 }, (_, index) =>
        aTask({
          workId: `w${seed}-${from + index}`,
          priority: ((from + index) * 7919 + seed * 104_729) % 101,
          region: index % 2 === 0 ? 'n' : 's',
        }),
      );
    const customerOf = ({ workId }: Task) => workId.slice(workId.indexOf('-'));
    const first = best(night(0, 1), desks).assigned;
    const had = new Map(first.map(({ task, agentId }) => [customerOf(task), agentId]));
    // A month later: other priorities, and one customer in ten is another.
    const second = night(40, 2).map((task) => ({ ...task, previousId: had.get(customerOf(task)) ?? null }));
    const kept = (assigned: typeof first) =>
      assigned.filter(({ task, agentId }) => had.get(customerOf(task)) === agentId).length;
    const known = second.filter(({ previousId }) => previousId !== null).length;
    expect(known).toBe(360);
    expect(kept(best(second, desks).assigned)).toBeGreaterThan(0.95 * known);
    // Without memory it would be chance.
    expect(
      kept(
        best(
          second.map((task) => ({ ...task, previousId: null })),
          desks,
        ).assigned,
      ),
    ).toBeLessThan(0.3 * known);
  });

  test('no agents, no tasks', () => {
    expect(best([], [aDesk({ agentId: 'A1' })])).toEqual({ assigned: [], deferred: [] });
    expect(who(best([aTask({ workId: 'w' })], []))).toEqual({ w: tomorrow });
  });
});

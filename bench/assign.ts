import { random, weighted } from '../local/sample/random.ts';
import type { WorkRequested } from '../shared/contracts/messages/work-requested.ts';
import type { Roster } from '../shared/contracts/roster.ts';
import { type Desk, fits, type Task } from '../shared/domain/work/agent-fit.ts';
import { assign } from '../shared/domain/work/assign.ts';
import { bestAssignment } from '../shared/domain/work/best-assignment.ts';

// npm run bench:assign [-- items agents rounds]: a night's work given out greedily, in batches as they come from the queues, and as
// well as can be, all at once. CPU time of one core; the two take turns, and the middle of the rounds counts.

const [items = 100_000, agents = 500, roundCount = 3] = process.argv.slice(2).map(Number);
const day = '2026-11-01';
const regions = Array.from({ length: 31 }, (_, index) => `province-${index}`);
const skills = ['retention', 'visit', 'vip', 'enterprise', 'data'] as const;

/** Half of the agents have one skill, the others two or three; each serves one to three regions, one in ten all. */
const desksOf = (room: number): Desk[] =>
  Array.from({ length: agents }, (_, index) => {
    const numbers = random(1, index);
    const pick = <T>(list: readonly T[], count: number): T[] => [
      ...new Set(Array.from({ length: count }, () => numbers.pick(list))),
    ];
    return {
      agentId: `A${String(index).padStart(4, '0')}`,
      ...{ capacity: room, load: 0, closed: false },
      skills: pick(
        skills,
        weighted(numbers, [
          [1, 5],
          [2, 3],
          [3, 2],
        ] as const),
      ),
      regions: numbers.chance(0.1) ? [] : pick(regions, numbers.whole(1, 3)),
      ...{ languages: [], tiers: [] },
      deputyId: `A${String((index + 1) % agents).padStart(4, '0')}`,
    };
  });

/** Three in ten customers have a manager of their own. */
const tasksOf = (): Task[] =>
  Array.from({ length: items }, (_, index) => {
    const numbers = random(2, index);
    return {
      workId: `w${String(index).padStart(7, '0')}`,
      priority: numbers.whole(0, 200),
      skill: weighted(numbers, [
        ['retention', 60],
        ['visit', 20],
        ['vip', 10],
        ['enterprise', 6],
        ['data', 4],
      ] as const),
      region: numbers.pick(regions),
      ...{ language: null, tier: null, ownerId: null, previousId: null },
      managerId: numbers.chance(0.3) ? `A${String(numbers.whole(0, agents - 1)).padStart(4, '0')}` : null,
    };
  });

type Given = Map<string, { agentId: string; fit: (typeof fits)[number]; priority: number }>;

/** In batches of 2,500, as the queues hand them over (docs/adr/005). */
const greedy = (tasks: readonly Task[], desks: readonly Desk[]): Given => {
  const lists = new Map(desks.map(({ agentId }) => [agentId, new Set<string>()]));
  const given: Given = new Map();
  const roster = desks.map((desk) => ({
    ...desk,
    ...{ languages: [], tiersServed: [] },
    name: null,
    language: 'zh',
    channels: ['sns'],
    webhookUrl: null,
  })) as unknown as Roster;
  for (let from = 0; from < tasks.length; from += 2_500) {
    const batch = tasks.slice(from, from + 2_500) as unknown as WorkRequested[];
    const open = [...lists].map(([agentId, workIds]) => ({ agentId, workIds, closed: false }));
    for (const { request, agentId, assignedBy } of assign(batch, open, roster, '2026-11-02').assigned) {
      lists.get(agentId)?.add(request.workId);
      given.set(request.workId, { agentId, fit: assignedBy, priority: request.priority });
    }
  }
  return given;
};
const best = (tasks: readonly Task[], desks: readonly Desk[]): Given =>
  new Map(
    bestAssignment(tasks, desks, '2026-11-02').assigned.map(({ task, agentId, fit }) => [
      task.workId,
      { agentId, fit, priority: task.priority },
    ]),
  );

const show = (given: Given, desks: readonly Desk[]): string => {
  const loads = desks.map(({ agentId }) => [...given.values()].filter((one) => one.agentId === agentId).length);
  const share = (name: string) =>
    `${Math.round((100 * [...given.values()].filter(({ fit }) => fit === name).length) / given.size)} % ${name}`;
  const urgency = [...given.values()].reduce((sum, { priority }) => sum + priority, 0);
  return `${given.size} given, urgency ${urgency}, ${fits.slice(1).map(share).join(', ')}; loads ${Math.min(...loads)} to ${Math.max(...loads)}`;
};

const cpu = (work: () => Given): { given: Given; milliseconds: number } => {
  const before = process.cpuUsage();
  const given = work();
  const { user, system } = process.cpuUsage(before);
  return { given, milliseconds: (user + system) / 1_000 };
};

console.log(`${items} items, ${agents} agents, ${day}`);
for (const room of [25, 200, 250]) {
  const [tasks, desks] = [tasksOf(), desksOf(room)];
  const rounds = Array.from(
    { length: roundCount },
    () => [cpu(() => greedy(tasks, desks)), cpu(() => best(tasks, desks))] as const,
  );
  for (const [index, name] of ['greedy', 'best'].entries()) {
    const taken = rounds
      .map((round) => round[index] as (typeof round)[0])
      .sort((a, b) => a.milliseconds - b.milliseconds);
    console.log(
      `room ${room}  ${name.padEnd(6)}  ${String(Math.round(taken[Math.floor(taken.length / 2)]?.milliseconds ?? 0)).padStart(6)} ms  ${show(taken[Math.floor(taken.length / 2)]?.given ?? new Map(), desks)}`,
    );
  }
}

import { describe, expect, test } from 'vitest';
import { aRoster, someWork } from '../../bench/notify/made-up.ts';
import { assignWork } from '../../functions/notify/assign-work.ts';
import { assignBatch } from '../../shared/contracts/assign-batch.ts';
import { closedRun } from './closed-run.ts';
import { contradictions, listDay, silent, Tables } from './doubles.ts';
import { anAgent, aRequest, delivered, runId, seeded } from './factories.ts';

const regions = ['south', 'north', 'east', 'west', 'middle'];
const rosterOf = (capacity: number) =>
  Array.from({ length: 500 }, (_, index) =>
    anAgent({ agentId: `A${index}`, capacity, regions: [regions[index % 5] ?? 'south'] }),
  );

/** One night's work in batches, as the queue would hand it over; answers writes per item. */
const night = async (items: number, batchSize: number, managed: number, roster = rosterOf(25)) => {
  const random = seeded(items + batchSize);
  const work = Array.from({ length: items }, (_, index) =>
    aRequest({
      workId: `w${index}`,
      priority: Math.floor(random() * 100),
      region: regions[Math.floor(random() * 5)] ?? null,
      managerId: random() < managed ? `A${Math.floor(random() * 500)}` : null,
    }),
  );
  const tables = new Tables();
  const assign = assignWork({ work: tables, agentDays: tables, rosterOf: async () => roster, listDay, report: silent });
  for (let at = 0; at < items; at += batchSize)
    expect(await assign(delivered(work.slice(at, at + batchSize)))).toEqual([]);
  expect(contradictions(tables, roster)).toEqual([]);
  expect(tables.items.size).toBe(items);
  const writes = Object.values(tables.writes).reduce((sum, count) => sum + count, 0);
  return { perItem: writes / items, tables };
};

describe('10,000 items for 500 agents', () => {
  test.each([0, 0.3, 1])(
    'full batches cost at most 1.2 writes an item where %f of the customers have a manager',
    async (managed) => {
      const { perItem } = await night(10_000, assignBatch.size, managed);
      expect(perItem).toBeGreaterThanOrEqual(1);
      expect(perItem).toBeLessThanOrEqual(1.2);
    },
  );

  test('agents with much room get several pieces at once, so that smaller batches cost no more', async () => {
    const { perItem } = await night(10_000, 1_000, 0.1, rosterOf(250));
    expect(perItem).toBeLessThanOrEqual(1.2);
  });

  test.each([
    ['large batches: loads of a region differ by no more than a tenth of the capacity', 1_000, 5],
    ['small batches: by no more than one', 250, 1],
  ])('work without managers spreads, in %s', async (_, batchSize, most) => {
    const roster = rosterOf(50);
    const { tables } = await night(5_000, batchSize, 0, roster);
    for (const region of regions) {
      const loads = roster
        .filter((agent) => agent.regions.includes(region))
        .map(({ agentId }) => [...tables.days.values()].find((list) => list.agentId === agentId)?.workIds.size ?? 0);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(most);
    }
  });
});

test('work that a plan gives out, each agent’s together, costs at most 1.1 writes a piece in full batches', async () => {
  const [items, agents, shards] = [10_000, 500, 4];
  const shard = (index: number) => someWork(runId, { items, agents, shard: index, shards });
  const roster = aRoster(agents, 25);
  const run = await closedRun([0, 1, 2, 3].map(shard), { roster });
  await run.plan();
  const assign = assignWork({
    work: run.tables,
    agentDays: run.tables,
    rosterOf: async () => roster,
    listDay,
    report: silent,
  });
  for (const { sent } of [run.churnRisk, run.returnVisit])
    for (let at = 0; at < sent.length; at += assignBatch.size)
      expect(await assign(delivered(sent.slice(at, at + assignBatch.size).map(({ message }) => message)))).toEqual([]);
  expect(contradictions(run.tables, roster)).toEqual([]);
  expect(run.tables.items.size).toBe(items);
  const writes = Object.values(run.tables.writes).reduce((sum, count) => sum + count, 0);
  expect(writes / items).toBeLessThanOrEqual(1.1);
});

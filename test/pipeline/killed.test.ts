import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disturbedNight } from './disturbed-night.ts';
import { shortOfAgents } from './dumps-folder.ts';
import { begin, patience, realStack, start, temporaryFolder, total } from './start.ts';
import { type Stored, storedIn } from './stored.ts';

/** Each night is killed twice, at moments that its seed chooses; `KILL_SEEDS="1 2 3"` tries others. */
const seeds = (process.env.KILL_SEEDS ?? '8 19 25').split(' ').map(Number);

const folder = await temporaryFolder();
afterAll(folder.undo);
let assembly: string;
let dumps: string;
/** Milliseconds that an undisturbed night takes here, and what it leaves. */
let whole: number;
let undisturbed: Stored;

const argsOf = (data: string): string[] => ['--dumps', dumps, '--assembly', assembly, '--data', data];

beforeAll(async () => {
  assembly = await realStack();
  dumps = await shortOfAgents(join(folder.path, 'dumps'), 180, 2);
  const data = join(folder.path, 'undisturbed');
  const began = performance.now();
  const night = await start(data, ['--dumps', dumps, '--assembly', assembly]);
  whole = performance.now() - began;
  expect(night.summary.problems).toEqual([]);
  undisturbed = await storedIn(data, assembly);
}, patience);

/** Numbers from 0 to 1, the same for a seed everywhere (mulberry32). */
const numbersOf = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** When a seed kills: shares of what an undisturbed night would still take. */
const momentsOf = (seed: number): [number, number] => {
  const number = numbersOf(seed);
  return [0.1 + 0.85 * number(), 0.1 + 0.85 * number()];
};

/** Starts, and kills the process after a while; answers whether it was still at work. */
const startAndKill = async (data: string, afterMs: number): Promise<boolean> => {
  const { process, ended } = begin(argsOf(data));
  const timer = setTimeout(() => process.kill('SIGKILL'), afterMs);
  const { signal } = await ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
};

/** Who has what on which list; when a list was closed depends on the clock of the day. */
const onLists = ({ lists }: Stored) =>
  lists.map(({ day, agentId, workIds }) => ({ day, agentId, work: [...workIds].sort() }));
/** The items of work; when a message was sent is told by the clock of the day. */
const itemsOf = ({ work }: Stored) =>
  work.map((item) => ({ ...item, steps: item.steps.map(({ event, by }) => ({ event, by })) }));
/**
 * What agents and customers were told. A channel may get the same digest again, under the same id, where its sender was killed.
 * Links are sealed by a key that each data folder has of its own.
 */
const told = ({ published }: Stored) =>
  [...new Set(published.map((text) => text.replaceAll(/https?:\S+/g, 'LINK')))].sort();

describe('a night that is killed', () => {
  test('the undisturbed night has work for all agents, and some that waits', () => {
    expect(undisturbed.decisions.length).toBe(180);
    const held = undisturbed.work.filter(({ agentId }) => agentId !== null).length;
    expect(held).toBeGreaterThan(2);
    expect(undisturbed.work.length).toBeGreaterThan(held);
    // The plan of the night says so, not whoever came too late.
    const waiting = undisturbed.work.filter(({ status }) => status === 'waiting');
    expect(new Set(waiting.map(({ waitsFor }) => waitsFor))).toEqual(new Set(['room']));
  });

  let kills = 0;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  for (const seed of seeds) {
    const [first, second] = momentsOf(seed);
    const moments = `after ${percent(first)} and ${percent(second)} of the rest (seed ${seed})`;
    const title = `killed ${moments}, the next start ends with the same decisions and work`;
    test(title, { timeout: patience }, async () => {
      const data = join(folder.path, `killed-${seed}`);
      if (await startAndKill(data, first * whole)) {
        kills++;
        if (await startAndKill(data, second * (1 - first) * whole)) kills++;
      }
      const night = await start(data, ['--dumps', dumps, '--assembly', assembly]);
      expect(night.summary.problems).toEqual([]);
      expect(night.code).toBe(0);

      const stored = await storedIn(data, assembly);
      expect(stored.decisions).toEqual(undisturbed.decisions);
      expect(stored.snapshot).toEqual(undisturbed.snapshot);
      expect(itemsOf(stored)).toEqual(itemsOf(undisturbed));
      expect(onLists(stored)).toEqual(onLists(undisturbed));
      expect(told(stored)).toEqual(told(undisturbed));
      expect(stored.runs.map(({ runId, status, counts }) => [runId, status, counts])).toEqual(
        undisturbed.runs.map(({ runId, status, counts }) => [runId, status, counts]),
      );

      const capacities = new Map(stored.roster.map(({ agentId, capacity }) => [agentId, capacity]));
      const above = stored.lists.filter(({ agentId, workIds }) => workIds.size > (capacities.get(agentId) ?? 0));
      expect(above).toEqual([]);
      // Every list holds what the items say, and nobody is on two.
      const places = stored.lists.flatMap(({ agentId, workIds }) => [...workIds].map((workId) => [workId, agentId]));
      const held = stored.work.filter(({ agentId }) => agentId !== null);
      expect(places.sort()).toEqual(held.map(({ workId, agentId }) => [workId, agentId]));
      expect(new Set(held.map(({ customerId }) => customerId)).size).toBe(held.length);
      expect(total(night.summary.deadLetters)).toBe(0);
    });
  }

  for (const seed of seeds.slice(0, 1))
    test(`every message twice, in random order, every worker killed once (seed ${seed}): the same work and digests`, {
      timeout: patience,
    }, async () => {
      const data = join(folder.path, `disturbed-${seed}`);
      const { summary, killed } = await disturbedNight(argsOf(data), numbersOf(seed));
      expect(summary.problems).toEqual([]);
      // Every function of the night but those that only outcomes, schedules of other hours and large files call.
      expect(killed.map((name) => name.replace('tierline-local-', ''))).toEqual(
        expect.arrayContaining([
          ...['ingest', 'notify-assign', 'notify-digest', 'notify-digest-plan', 'notify-plan-work'],
          ...['score-plan', 'score-shard'],
        ]),
      );
      const stored = await storedIn(data, assembly);
      expect(stored.decisions).toEqual(undisturbed.decisions);
      expect(stored.snapshot).toEqual(undisturbed.snapshot);
      expect(itemsOf(stored)).toEqual(itemsOf(undisturbed));
      expect(onLists(stored)).toEqual(onLists(undisturbed));
      expect(told(stored)).toEqual(told(undisturbed));
      expect(stored.runs.map(({ runId, status, counts, workPlan }) => [runId, status, counts, workPlan])).toEqual(
        undisturbed.runs.map(({ runId, status, counts, workPlan }) => [runId, status, counts, workPlan]),
      );
      expect(total(summary.deadLetters)).toBe(0);
    });

  test('the kills came before the nights were done', () => {
    expect(kills).toBeGreaterThan(0);
  });
});

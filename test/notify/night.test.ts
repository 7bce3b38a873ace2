import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planDigests } from '../../functions/notify/plan-digests.ts';
import { sendDigest } from '../../functions/notify/send-digest.ts';
import { sweep } from '../../functions/notify/sweep.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { channelsPolicy } from '../../shared/contracts/policy/channels.ts';
import type { Agent, Roster } from '../../shared/contracts/roster.ts';
import { everyChannel, memoryCircuits, policies } from './digest-doubles.ts';
import { assignOnce, contradictions, Death, life, Tables, Turns } from './doubles.ts';
import { anAgent, aRequest, seeded, shuffled } from './factories.ts';
import { notLate } from './late-double.ts';
import { ledgerWith } from './ledger-double.ts';

const timeZone = 'Asia/Shanghai';
const quiet = {
  ...{ planned: () => {}, unreachable: () => {}, sent: () => {}, skipped: () => {}, swept: () => {} },
  ...{ failed: () => {}, undelivered: () => {} },
};

/** Queues, tables and channels of some days; every function may die at any of its calls. */
class World {
  readonly tables = new Tables();
  readonly work: WorkRequested[] = [];
  readonly digests: DigestRequested[] = [];
  /** What channels took: delivery id -> work ids. */
  readonly inbox = new Map<string, string[]>();
  readonly repeated: string[] = [];
  readonly roster: Roster;
  readonly turns: Turns;
  /** Channels fail here and there, but never for so long that they are left alone. */
  private readonly circuits = memoryCircuits(channelsPolicy.parse({ circuit: { failures: 100 } }));
  /** How many may still die. */
  private deaths: number;
  clock = Date.parse('2026-11-01T00:30:00Z');

  constructor(roster: Roster, turns: Turns, deaths: number) {
    this.roster = roster;
    this.turns = turns;
    this.deaths = deaths;
  }

  /** Functions of one moment, all at once; what they leave returns to its queue; then three minutes pass. */
  async moment(scheduled: (() => Promise<void>)[] = []): Promise<void> {
    // Some messages stay in their queue for a while, as those do whose function died.
    const arrived = this.work.splice(0).map((message) => ({ message, stays: this.turns.random() < 0.4 }));
    this.work.push(...arrived.filter(({ stays }) => stays).map(({ message }) => message));
    const now = arrived.filter(({ stays }) => !stays).map(({ message }) => message);
    const work = shuffled(now, this.turns.random);
    const digests = shuffled(this.digests.splice(0), this.turns.random);
    const cut = Math.floor(this.turns.random() * (work.length + 1));
    const lives = [
      ...[work.slice(0, cut), work.slice(cut)].map((batch) => () => this.assign(batch)),
      ...digests.map((message) => () => this.send(message)),
      ...scheduled,
    ];
    await this.turns.drive(Promise.all(lives.map((run) => run())));
    this.clock += 180_000;
  }

  /** At which of its calls the next function to start dies, if it does. */
  private nextDeath(): number | undefined {
    if (this.deaths === 0 || this.turns.random() < 0.6) return undefined;
    this.deaths--;
    return 1 + Math.floor(this.turns.random() * 8);
  }

  async drain(): Promise<void> {
    for (let moment = 0; this.work.length + this.digests.length > 0; moment++) {
      if (moment > 60) throw new Error('the queues do not drain');
      await this.moment();
    }
  }

  sweep(scheduledAt: string): Promise<void> {
    const queue = { send: async (messages: readonly WorkRequested[]) => void this.work.push(...messages) };
    const queues = { 'churn-risk': queue, 'return-visit': queue };
    return this.surviving((port) =>
      sweep({ ledger: ledgerWith([]), work: port, queues, timeZone, report: quiet, ...notLate })({ scheduledAt }),
    );
  }

  plan(scheduledAt: string): Promise<void> {
    const queue = { send: async (messages: readonly DigestRequested[]) => void this.digests.push(...messages) };
    return this.surviving((port) =>
      planDigests({
        ...{ agentDays: port, work: port, queue, rosterOf: async () => this.roster },
        ...{ policy: policies.digest, timeZone, digestAt: '08:30', report: quiet },
      })({ scheduledAt }),
    );
  }

  private async assign(batch: WorkRequested[]): Promise<void> {
    try {
      this.work.push(...(await assignOnce(this.tables, this.roster, batch, this.turns, this.nextDeath())));
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.work.push(...batch);
    }
  }

  private async send(message: DigestRequested): Promise<void> {
    const { port, within } = life(this.tables, this.turns, this.nextDeath());
    const channels = everyChannel(async ({ deliveryId, digest }) => {
      if (this.turns.random() < 0.2) throw new Error('the channel is down');
      const workIds = digest.items.map(({ workId }) => workId).sort();
      const before = this.inbox.get(deliveryId);
      if (before && before.join() !== workIds.join()) this.repeated.push(deliveryId);
      this.inbox.set(deliveryId, workIds);
    });
    const queue = { send: async (messages: readonly DigestRequested[]) => void this.digests.push(...messages) };
    const ports = { agentDays: port, work: port, rosterOf: async () => this.roster, timeZone, report: quiet };
    const send = sendDigest({
      ...{ ...ports, channels, queue, policy: policies, late: { tell: async () => {} } },
      ...{ circuits: this.circuits, now: () => this.clock },
    });
    try {
      await within(send(message));
    } catch {
      this.digests.push(message);
    }
  }

  /** A schedule's event is tried until the function survives it. */
  private async surviving(run: (port: Tables) => Promise<void>): Promise<void> {
    for (;;) {
      const { port, within } = life(this.tables, this.turns, this.nextDeath());
      try {
        return await within(run(port));
      } catch (error) {
        if (!(error instanceof Death)) throw error;
      }
    }
  }
}

const worlds = {
  agents: fc.array(
    fc.record({
      capacity: fc.constantFrom(0, 2, 5, 9),
      channels: fc.constantFrom<Agent['channels'][]>(['sns'], ['webhook', 'sns']),
    }),
    { minLength: 1, maxLength: 3, size: 'max' },
  ),
  work: fc.integer({ min: 6, max: 14 }),
  deaths: fc.integer({ min: 0, max: 20 }),
  seed: fc.integer(),
};

describe('days of work and digests', () => {
  test('whatever dies and whatever comes twice: all work on a list is told, once where nothing died, and the rest waits', async () => {
    await fc.assert(
      fc.asyncProperty(worlds.agents, worlds.work, worlds.deaths, worlds.seed, async (agents, count, deaths, seed) => {
        const roster = agents.map(({ capacity, channels }, index) =>
          anAgent({ agentId: `A${index}`, capacity, channels }),
        );
        const world = new World(roster, new Turns(seeded(seed)), deaths);
        const requests = Array.from({ length: count }, (_, index) =>
          aRequest({ workId: `w${index}`, priority: index }),
        );
        // Work comes bit by bit, each piece twice, while digests of the morning are planned and sent.
        for (let moment = 0; moment < 5; moment++) {
          for (const request of [...requests, ...requests]) if (world.turns.random() < 0.15) world.work.push(request);
          await world.moment([() => world.plan('2026-11-01T00:30:00Z')]);
        }
        world.work.push(...requests);
        await world.drain();
        for (const date of ['2026-11-01', '2026-11-02', '2026-11-03']) {
          await world.moment([() => world.sweep(`${date}T00:00:00Z`), () => world.sweep(`${date}T00:15:00Z`)]);
          await world.drain();
          await world.moment([() => world.plan(`${date}T02:30:00Z`)]);
          await world.drain();
        }

        expect(contradictions(world.tables, roster)).toEqual([]);
        expect([...world.tables.items.keys()].sort()).toEqual(requests.map(({ workId }) => workId).sort());
        expect(world.repeated).toEqual([]);
        const told = [...world.inbox.values()].flat();
        for (const { workId, agentId } of world.tables.items.values()) {
          const times = told.filter((id) => id === workId).length;
          // Who dies after a channel took it may find that channel down, and use the next one: twice is better than never.
          const most = agentId === null ? 0 : deaths === 0 ? 1 : 2;
          expect([workId, times >= Math.min(most, 1), times <= most]).toEqual([workId, true, true]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

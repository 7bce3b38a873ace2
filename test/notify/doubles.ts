import { assignWork } from '../../functions/notify/assign-work.ts';
import type { AgentDays } from '../../shared/aws/agent-days.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import { type AgentDay, agentDay, type WorkItem } from '../../shared/contracts/items/work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import type { ListDay } from '../../shared/domain/work/list-days.ts';

type StoredDay = AgentDay & { leases: Record<string, number> };

/** Both tables in memory, with the conditions that DynamoDB checks. Each call reads or writes at one instant. */
export class Tables implements WorkTable, AgentDays {
  readonly items = new Map<string, WorkItem>();
  readonly days = new Map<string, StoredDay>();
  /** Successful and refused writes by method. */
  readonly writes: Record<string, number> = {};

  async get(workIds: readonly string[]) {
    return new Map(
      workIds.flatMap((workId) => {
        const item = this.items.get(workId);
        return item ? [[workId, structuredClone(item)] as const] : [];
      }),
    );
  }
  async settle(item: WorkItem, seen: WorkItem | undefined) {
    this.count('settle');
    const now = this.items.get(item.workId);
    const asSeen =
      seen?.state === 'withdrawn'
        ? now?.state === 'withdrawn' && now.withdrawn?.runId === seen.withdrawn?.runId
        : seen
          ? now?.status === 'waiting' && now.dueShard === seen.dueShard
          : now === undefined;
    if (asSeen) this.items.set(item.workId, structuredClone(item));
    return asSeen;
  }
  async advance(item: WorkItem, seen: WorkItem) {
    this.count('advance');
    const now = this.items.get(item.workId);
    const placed = ({ status, agentId, dueShard, state, steps }: WorkItem) =>
      JSON.stringify([status, agentId, dueShard, state, steps.length]);
    const asSeen = now !== undefined && placed(now) === placed(seen);
    if (asSeen) this.items.set(item.workId, structuredClone(item));
    return asSeen;
  }
  async due(dueShard: string, until?: string) {
    return [...this.items.values()]
      .filter((item) => item.dueShard === dueShard && (until === undefined || item.dueAt <= until))
      .map(({ workId }) => workId);
  }

  async listsOf(day: string) {
    return [...this.days.values()].filter((list) => list.day === day).map(asRead);
  }
  async listOf(day: string, agentId: string) {
    const list = this.days.get(`${day} ${agentId}`);
    return list && asRead(list);
  }
  async openListsOf(day: string) {
    return (await this.listsOf(day)).filter(
      (list) =>
        (list.closedAt === null || list.undeliveredAt !== null || list.added.size + list.takenBack.size > 0) &&
        list.workIds.size > 0,
    );
  }
  async reserve(
    { day, agentId, runId }: Pick<AgentDay, 'day' | 'agentId' | 'runId'>,
    ids: readonly string[],
    capacity: number,
  ) {
    this.count('reserve');
    const list = this.days.get(`${day} ${agentId}`);
    if (list && (list.closedAt !== null || (list.workIds.size > 0 && list.workIds.size > capacity - ids.length)))
      return false;
    const workIds = new Set([...(list?.workIds ?? []), ...ids]);
    if (workIds.size > capacity) throw new Error(`${agentId} above capacity: ${workIds.size} of ${capacity}`);
    const fresh: StoredDay = {
      ...{ version: 1, day, agentId, runId, workIds, closedAt: null, delivered: {}, leases: {} },
      ...{ tried: {}, undeliveredAt: null, added: new Set(), takenBack: new Set(), corrected: new Set() },
    };
    this.days.set(`${day} ${agentId}`, { ...fresh, ...list, runId, workIds });
    return true;
  }
  async release(day: string, agentId: string, workIds: readonly string[]) {
    this.count('release');
    const list = this.days.get(`${day} ${agentId}`);
    for (const workId of workIds) for (const ids of [list?.workIds, list?.added]) ids?.delete(workId);
  }
  async add(day: string, agentId: string, ids: readonly string[], capacity: number) {
    this.count('add');
    const list = this.days.get(`${day} ${agentId}`);
    if (!list?.closedAt || (list.workIds.size > 0 && list.workIds.size > capacity - ids.length)) return false;
    for (const workId of ids) for (const own of [list.workIds, list.added]) own.add(workId);
    return true;
  }
  async takeBack(day: string, agentId: string, ids: readonly string[]) {
    const list = this.days.get(`${day} ${agentId}`);
    const untold = ids.filter((workId) => !list?.corrected.has(workId));
    if (!list?.closedAt || untold.length === 0) return;
    this.count('takeBack');
    for (const workId of untold) list.takenBack.add(workId);
  }
  async claimNews(day: string, agentId: string, now: number, leaseUntil: number) {
    this.count('claimNews');
    const list = this.days.get(`${day} ${agentId}`);
    if (!list) return { outcome: 'missing' } as const;
    if (list.added.size + list.takenBack.size === 0) return { outcome: 'delivered' } as const;
    if (Object.keys(list.delivered).length === 0 || (list.leases.digest ?? 0) >= now)
      return { outcome: 'busy' } as const;
    list.leases.digest = leaseUntil;
    return { outcome: 'claimed', list: asRead(list) } as const;
  }
  async newsTold(day: string, agentId: string, { added, takenBack }: Record<'added' | 'takenBack', readonly string[]>) {
    this.count('newsTold');
    const list = this.days.get(`${day} ${agentId}`);
    if (!list) return;
    for (const workId of added) list.added.delete(workId);
    for (const workId of takenBack) {
      list.takenBack.delete(workId);
      list.corrected.add(workId);
    }
    delete list.leases.digest;
  }
  async claim(day: string, agentId: string, now: string, leaseUntil: number) {
    this.count('claim');
    const list = this.days.get(`${day} ${agentId}`);
    if (!list) return { outcome: 'missing' } as const;
    if (Object.keys(list.delivered).length > 0) return { outcome: 'delivered' } as const;
    if ((list.leases.digest ?? 0) >= Date.parse(now)) return { outcome: 'busy' } as const;
    list.leases.digest = leaseUntil;
    list.closedAt ??= now;
    return { outcome: 'claimed', list: asRead(list) } as const;
  }
  async unclaim(day: string, agentId: string) {
    this.count('unclaim');
    delete this.days.get(`${day} ${agentId}`)?.leases.digest;
  }
  async delivered(day: string, agentId: string, channel: string, at: string, tried: AgentDay['tried']) {
    this.count('delivered');
    const list = this.days.get(`${day} ${agentId}`);
    if (!list) return;
    list.delivered[channel] ??= at;
    Object.assign(list, { tried, undeliveredAt: null });
    delete list.leases.digest;
  }
  async undelivered(day: string, agentId: string, at: string, tried: AgentDay['tried']) {
    this.count('undelivered');
    const list = this.days.get(`${day} ${agentId}`);
    if (!list) return;
    Object.assign(list, { tried, undeliveredAt: list.undeliveredAt ?? at });
    delete list.leases.digest;
  }

  private count(method: string) {
    this.writes[method] = (this.writes[method] ?? 0) + 1;
  }
}

const asRead = (list: StoredDay): AgentDay => agentDay.parse(structuredClone(list));

/** Says who goes next when several do things at once: one call at a time, chosen at random. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  readonly random: () => number;
  constructor(random: () => number) {
    this.random = random;
  }
  take(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
  /** Gives turns until all is done. */
  async drive<Result>(all: Promise<Result>): Promise<Result> {
    let done = false;
    all.then(
      () => (done = true),
      () => (done = true),
    );
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1)[0]?.();
    }
    return all;
  }
}

/** Thrown where a function dies: nothing of it runs any more, but what it had sent may still arrive. */
export class Death extends Error {}

/**
 * Ports of one life of a function: each call waits its turn, and at call number `deathAt` the function dies, before or
 * after that call took effect.
 */
export const life = <Port extends object>(port: Port, turns: Turns, deathAt = Number.POSITIVE_INFINITY) => {
  let calls = 0;
  let die: (death: Death) => void = () => {};
  const death = new Promise<never>((_, reject) => {
    die = reject;
  });
  death.catch(() => {});
  const never = new Promise<never>(() => {});
  const mortal = new Proxy(port, {
    get(target, name) {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return async (...input: unknown[]) => {
        if (calls >= deathAt) return never;
        calls++;
        const fatal = calls >= deathAt;
        if (fatal && turns.random() < 0.5) {
          die(new Death());
          return never;
        }
        await turns.take();
        const result: unknown = await Reflect.apply(method, target, input);
        await turns.take();
        if (fatal) die(new Death());
        return calls >= deathAt ? never : result;
      };
    },
  });
  return { port: mortal, within: <Result>(work: Promise<Result>) => Promise.race([work, death]) };
};

/** Every day has lists. */
export const listDay: ListDay = (from) => from;

export const silent = { settled: () => {}, noRoster: () => {}, failed: () => {} };

/** One life of the assigning function on a batch. @throws Death */
export const assignOnce = async (
  tables: Tables,
  roster: Roster,
  batch: readonly WorkRequested[],
  turns: Turns,
  deathAt?: number,
): Promise<WorkRequested[]> => {
  const { port, within } = life(tables, turns, deathAt);
  const received = batch.map((message, index) => ({ messageId: String(index), message }));
  const assign = assignWork({ work: port, agentDays: port, rosterOf: async () => roster, listDay, report: silent });
  const failed = await within(assign(received));
  return failed.map((id) => batch[Number(id)]).filter((message) => message !== undefined);
};

/** What must hold whenever nobody is at work: lists and items say the same, and nobody is above capacity. */
export const contradictions = (tables: Tables, roster: Roster): string[] => {
  const found: string[] = [];
  const capacity = new Map(roster.map((agent) => [agent.agentId, agent.capacity]));
  for (const { day, agentId, workIds } of tables.days.values()) {
    if (workIds.size > (capacity.get(agentId) ?? 0)) found.push(`${agentId} has ${workIds.size} on ${day}`);
    for (const workId of workIds) {
      const item = tables.items.get(workId);
      if (item?.agentId !== agentId || item.day !== day)
        found.push(`${workId} is on the list of ${agentId} ${day}, its item says ${item?.agentId} ${item?.day}`);
    }
  }
  for (const { workId, status, agentId, day, dueShard } of tables.items.values()) {
    if ((status === 'assigned') !== (agentId !== null && dueShard?.startsWith('late:')))
      found.push(`${workId} is half assigned`);
    if (agentId !== null && !tables.days.get(`${day} ${agentId}`)?.workIds.has(workId))
      found.push(`${workId} is not on the list of ${agentId} ${day}`);
  }
  return found;
};

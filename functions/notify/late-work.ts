import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { LateChannel } from '../../shared/aws/late-channel.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { DigestPolicy } from '../../shared/contracts/policy/digest.ts';
import type { Agent, Roster } from '../../shared/contracts/roster.ts';
import type { WorkLifePolicy } from '../../shared/contracts/work-life.ts';
import { addDays, localDate } from '../../shared/domain/calendar.ts';
import { lateNotice } from '../../shared/domain/digest/late-notice.ts';
import { dueShardOf, lateShardsOf } from '../../shared/domain/work/assign-days.ts';
import type { ListDay } from '../../shared/domain/work/list-days.ts';
import { lateAction, stepped } from '../../shared/domain/work/work-life.ts';

/** What looking after late work needs. */
export type LatePorts = {
  work: WorkTable;
  late: LateChannel;
  workLife: WorkLifePolicy;
  /** What work is called. */
  digest: DigestPolicy;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** Days for whose lists work waits. */
  listDay: ListDay;
};

/** What came of it. */
export type LateCounts = { reminded: number; escalated: number };

/** Days back that are looked at: work that late is on nobody's mind, and a report's business. */
const lateDays = 14;
/** Parts of the index read at once, and items written at once. */
const parallel = 8;
/** Whom nobody reminds, for want of a name. */
const nobody = '';

type Found = { item: WorkItem; action: 'remind' | 'escalate' };

/**
 * Reminds agents of work that has fallen due, and moves what stays late to the deputy: it waits for the next list, which
 * the deputy owns before anybody else, and the supervisor is told. First people are told, then the item is changed, each on
 * the condition that nothing else happened to it: a death in between tells the same again, under the same id.
 *
 * @param now ISO 8601, UTC
 * @param roster the newest; without one nobody can be told, and nothing moves
 */
export const lookAfterLate = async (
  { work, late, workLife, digest, timeZone, listDay }: LatePorts,
  now: string,
  roster: Roster | undefined,
): Promise<LateCounts> => {
  if (!roster) return { reminded: 0, escalated: 0 };
  const agents = new Map(roster.map((agent) => [agent.agentId, agent]));
  const agentOf = (item: WorkItem): Agent | undefined => agents.get(item.agentId ?? nobody);
  const found: Found[] = [];
  const today = now.slice(0, 'YYYY-MM-DD'.length);
  const days = Array.from({ length: lateDays + 1 }, (_, ago) => addDays(today, -ago));
  await inParallel(parallel, days.flatMap(lateShardsOf), async (shard) => {
    for (const item of (await work.get(await work.due(shard, now))).values()) {
      const action = lateAction(item, now, workLife, agentOf(item) === undefined);
      if (action !== 'nothing') found.push({ item, action });
    }
  });

  const tell = async (kind: 'reminder' | 'escalation', whom: (item: WorkItem) => string, of: readonly Found[]) => {
    for (const [agentId, group] of Map.groupBy(of, ({ item }) => whom(item))) {
      if (agentId === nobody) continue;
      const language = agents.get(agentId)?.language ?? 'zh';
      const items = group.map(({ item }) => item);
      await late.tell({ agentId, language, kind, items, notice: lateNotice(kind, language, items, timeZone, digest) });
    }
  };
  const [reminders, escalations] = [
    found.filter(({ action }) => action === 'remind'),
    found.filter(({ action }) => action === 'escalate'),
  ];
  await tell('reminder', (item) => item.agentId ?? nobody, reminders);
  await tell('escalation', (item) => agentOf(item)?.supervisorId ?? nobody, escalations);

  const counts: LateCounts = { reminded: 0, escalated: 0 };
  const localDay = localDate(now, timeZone);
  await inParallel(parallel, found, async ({ item, action }) => {
    const next =
      action === 'remind'
        ? overdue(item, now)
        : handedOn(item, now, listDay(localDay > item.day ? localDay : addDays(item.day, 1)), agentOf(item));
    if (await work.advance(next, item)) counts[action === 'remind' ? 'reminded' : 'escalated']++;
  });
  return counts;
};

const overdue = (item: WorkItem, now: string): WorkItem =>
  stepped(item, { event: 'fall-due', at: now, by: 'tierline' }, 'tierline');

/**
 * Waits for a list again, owned by the deputy.
 * @param day never that whose list it was on: that list is closed, or a dead one's
 */
const handedOn = (item: WorkItem, now: string, day: string, agent: Agent | undefined): WorkItem => {
  // Work of an agent who has left was not overdue yet: it falls due and moves on at once.
  const due = item.state === 'overdue' ? item : overdue(item, now);
  const { ownerId: _, ...moved } = stepped(due, { event: 'escalate', at: now, by: 'tierline' }, 'tierline');
  return {
    ...moved,
    ...(agent?.deputyId && { ownerId: agent.deputyId }),
    ...(item.agentId !== null && { escalatedFrom: item.agentId }),
    // The agent who let it lie is not asked again as the customer's manager.
    managerId: item.managerId === item.agentId ? null : item.managerId,
    ...{ status: 'waiting', agentId: null, assignedBy: null, dueShard: dueShardOf(item.workId, day) },
  };
};

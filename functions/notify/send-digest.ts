import type { AgentDays } from '../../shared/aws/agent-days.ts';
import type { LateChannel } from '../../shared/aws/late-channel.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import { assignTimeoutSeconds } from '../../shared/contracts/assign-timeout.ts';
import type { AgentDay, WorkItem } from '../../shared/contracts/items/work.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { Agent, Roster } from '../../shared/contracts/roster.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { undeliveredNotice } from '../../shared/domain/digest/undelivered-notice.ts';
import { isSettled } from '../../shared/domain/work/assign-days.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import { type ChannelPorts, lease, overChannels } from './over-channels.ts';
import type { RosterOf } from './rosters.ts';

/** What sending needs. */
export type DigestPorts = ChannelPorts & {
  agentDays: AgentDays;
  work: WorkTable;
  rosterOf: RosterOf;
  /** The digest queue itself: a channel that may work later is tried again by a message that waits. */
  queue: Queue<DigestRequested>;
  /** Where supervisors hear of agents whom no channel reaches. */
  late: LateChannel;
  /** Operator's IANA time zone: due days are local. */
  timeZone: string;
  report: {
    sent(channel: string, items: number): void;
    /** Nothing to send: delivered before, no such list, or no work left on it. */
    skipped(why: 'delivered' | 'missing' | 'empty'): void;
    /** No channel took it. */
    undelivered(agentId: string, items: number): void;
  };
};

/**
 * Sends one agent's list of a day, once, over the first channel that takes it. The list closes first, so that nothing is put
 * on it unseen. A channel that fails is tried again later until its circuit opens; then the next one goes on. What no
 * channel takes is kept as undelivered, and planned again.
 *
 * @throws where somebody else is sending it, or an assignment is still under way: the message returns to its queue
 */
export const sendDigest =
  (ports: DigestPorts) =>
  async (request: DigestRequested): Promise<void> => {
    const { agentDays, work, rosterOf, now, report } = ports;
    const { agentId, day, runId } = request;
    const at = now();
    const claim = await agentDays.claim(day, agentId, new Date(at).toISOString(), at + lease);
    if (claim.outcome === 'busy') throw new Error('the digest is being sent right now');
    if (claim.outcome !== 'claimed') return report.skipped(claim.outcome);
    const { list } = claim;
    try {
      const roster = (await rosterOf(runId)) ?? [];
      const agent = roster.find((one) => one.agentId === agentId);
      if (!agent) throw new Error(`agent ${agentId} is not in the roster of run ${runId}`);
      const items = await work.get([...list.workIds]);
      refuseUnderWay(list, items, at);
      const mine = [...items.values()].filter((item) => isOn(list, item));
      if (mine.length > 0) return await tell(ports, request, { list, agent, mine, until: at + lease, roster });
      report.skipped('empty');
    } catch (error) {
      await agentDays.unclaim(day, agentId);
      throw error;
    }
    await agentDays.unclaim(day, agentId);
  };

type Sending = { list: AgentDay; agent: Agent; mine: WorkItem[]; until: number; roster: Roster };

/** Tries the agent's channels in order of preference. */
const tell = async (ports: DigestPorts, request: DigestRequested, sending: Sending): Promise<void> => {
  const { agentDays, policy, timeZone, report } = ports;
  const { agent, mine, list, until } = sending;
  const { agentId, day, requestedAt, again } = request;
  const told = await overChannels(ports, {
    ...{ agent, day, key: day, again, until, linked: mine },
    compose: (links) => digest(agent, day, mine, { policy: policy.digest, timeZone, ...links }),
  });
  if ('taken' in told) {
    report.sent(told.taken, mine.length);
    // The agent has it, whatever becomes of this write: the next attempt would send it again, under the same id.
    await agentDays.delivered(day, agentId, told.taken, requestedAt, told.tried);
    // A list that no channel took for a while may have changed meanwhile: it was told as it is.
    const added = mine.map(({ workId }) => workId).filter((workId) => list.added.has(workId));
    if (added.length + list.takenBack.size > 0)
      await agentDays.newsTold(day, agentId, { added, takenBack: [...list.takenBack] });
  } else if ('again' in told) {
    await ports.queue.send([{ ...request, again: told.again }], { delaySeconds: told.seconds });
    await agentDays.unclaim(day, agentId);
  } else await giveUp(ports, request, sending, told.tried);
};

/** Nothing is lost: the list stays, the supervisor is told once, and the next plan asks again. */
const giveUp = async (
  { agentDays, late, policy, report }: DigestPorts,
  { agentId, day, requestedAt }: DigestRequested,
  { list, agent, mine, roster }: Sending,
  tried: Record<string, string>,
): Promise<void> => {
  report.undelivered(agentId, mine.length);
  const supervisor = roster.find((one) => one.agentId === agent.supervisorId);
  if (supervisor && list.undeliveredAt === null)
    await late.tell({
      ...{ agentId: supervisor.agentId, language: supervisor.language, kind: 'undelivered', items: mine },
      notice: undeliveredNotice(agentId, day, mine.length, tried, supervisor.language, policy.digest),
    });
  await agentDays.undelivered(day, agentId, requestedAt, tried);
};

const isOn = (list: AgentDay, item: WorkItem): boolean =>
  item.agentId === list.agentId && item.day === list.day && !isOver(item.state);

/**
 * A place on the list without its item: whoever reserved it just before the list closed may still write the item, which
 * the digest must then hold. After the longest life of an assigning function nobody can: the place is a dead one's, and
 * its retry, finding the list closed, puts the work on a later day.
 */
const refuseUnderWay = ({ workIds, closedAt, day }: AgentDay, items: Map<string, WorkItem>, now: number): void => {
  const closedFor = now - Date.parse(closedAt ?? new Date(now).toISOString());
  if (closedFor > assignTimeoutSeconds * 1_000) return;
  const open = [...workIds].filter((workId) => !isSettled(items.get(workId), day)).length;
  if (open > 0) throw new Error(`${open} items of the list are being assigned right now`);
};

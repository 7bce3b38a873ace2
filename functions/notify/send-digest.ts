import type { AgentDays, Channel } from '../../shared/aws/agent-days.ts';
import { type DigestChannel, deliveryId } from '../../shared/aws/channels.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import { assignTimeoutSeconds } from '../../shared/contracts/assign-timeout.ts';
import type { AgentDay, WorkItem } from '../../shared/contracts/items/work.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { isSettled } from '../../shared/domain/work/assign-days.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import type { RosterOf } from './rosters.ts';

/** What sending needs. */
export type DigestPorts = {
  agentDays: AgentDays;
  work: WorkTable;
  rosterOf: RosterOf;
  channels: Record<Channel, DigestChannel>;
  /** Operator's IANA time zone: due days are local. */
  timeZone: string;
  /** Milliseconds since 1970. */
  now: () => number;
  report: {
    sent(channel: Channel, items: number): void;
    /** Nothing to send: delivered before, no such list, or no work left on it. */
    skipped(why: 'delivered' | 'missing' | 'empty'): void;
  };
};

/** How long one attempt may take before another may try: a webhook has 5 s, SNS five attempts. */
const lease = 30_000;

/**
 * Sends one agent's list of a day over one channel, once. The list closes first, so that nothing is put on it unseen.
 *
 * @throws where the channel did not take it, somebody else is sending it, or an assignment is still under way: the
 * message returns to its queue and at last to the DLQ; the work stays as it is
 */
export const sendDigest =
  ({ agentDays, work, rosterOf, channels, timeZone, now, report }: DigestPorts) =>
  async ({ agentId, day, channel, runId, requestedAt }: DigestRequested): Promise<void> => {
    const at = now();
    const claim = await agentDays.claim(day, agentId, channel, new Date(at).toISOString(), at + lease);
    if (claim.outcome === 'busy') throw new Error('the digest is being sent over this channel right now');
    if (claim.outcome !== 'claimed') return report.skipped(claim.outcome);
    const { list } = claim;
    try {
      const agent = (await rosterOf(runId))?.find((one) => one.agentId === agentId);
      if (!agent) throw new Error(`agent ${agentId} is not in the roster of run ${runId}`);
      const items = await work.get([...list.workIds]);
      refuseUnderWay(list, items, at);
      const mine = [...items.values()].filter((item) => isOn(list, item));
      if (mine.length === 0) {
        await agentDays.unclaim(day, agentId, channel);
        return report.skipped('empty');
      }
      await channels[channel].send({
        agent,
        day,
        deliveryId: deliveryId(agentId, day, channel),
        digest: digest(agent, day, mine, timeZone),
      });
      report.sent(channel, mine.length);
    } catch (error) {
      await agentDays.unclaim(day, agentId, channel);
      throw error;
    }
    // Outside the try: the agent has the digest; giving the claim back would only invite a second one.
    await agentDays.delivered(day, agentId, channel, requestedAt);
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

import type { AgentDays } from '../../shared/aws/agent-days.ts';
import {
  type Channels,
  type DigestChannel,
  deliveryId,
  type Outgoing,
  type Progress,
} from '../../shared/aws/channels.ts';
import type { Circuits } from '../../shared/aws/circuits.ts';
import { NotTaken } from '../../shared/aws/http-post.ts';
import type { LateChannel } from '../../shared/aws/late-channel.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import { assignTimeoutSeconds } from '../../shared/contracts/assign-timeout.ts';
import type { AgentDay, WorkItem } from '../../shared/contracts/items/work.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { ChannelsPolicy } from '../../shared/contracts/policy/channels.ts';
import type { DigestPolicy } from '../../shared/contracts/policy/digest.ts';
import type { Agent, Roster } from '../../shared/contracts/roster.ts';
import { isOpen, waitSeconds } from '../../shared/domain/digest/circuit.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { retryAfterSeconds } from '../../shared/domain/digest/retry-after.ts';
import { undeliveredNotice } from '../../shared/domain/digest/undelivered-notice.ts';
import { isSettled } from '../../shared/domain/work/assign-days.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import type { RosterOf } from './rosters.ts';

/** What sending needs. */
export type DigestPorts = {
  agentDays: AgentDays;
  work: WorkTable;
  rosterOf: RosterOf;
  channels: Channels;
  circuits: Circuits;
  /** The digest queue itself: a channel that may work later is tried again by a message that waits. */
  queue: Queue<DigestRequested>;
  /** Where supervisors hear of agents whom no channel reaches. */
  late: LateChannel;
  policy: { digest: DigestPolicy; channels: ChannelsPolicy };
  /** Signed links of work, for one agent and delivery; without it there are none. */
  linksOf?: (agent: Agent, deliveryId: string) => Promise<(item: WorkItem) => string>;
  /** Operator's IANA time zone: due days are local. */
  timeZone: string;
  /** Milliseconds since 1970. */
  now: () => number;
  report: {
    sent(channel: string, items: number): void;
    /** Nothing to send: delivered before, no such list, or no work left on it. */
    skipped(why: 'delivered' | 'missing' | 'empty'): void;
    /** A channel did not take it; `again` after so many seconds, or the next channel goes on. */
    failed(channel: string, why: string, again: number | undefined): void;
    /** No channel took it. */
    undelivered(agentId: string, items: number): void;
  };
};

/** How long one attempt may take before another may try: six addresses that hang 5 s each. */
const lease = 30_000;

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

type Telling = { list: AgentDay; agent: Agent; mine: WorkItem[]; until: number; roster: Roster };

/** Tries the agent's channels in order of preference. */
const tell = async (ports: DigestPorts, request: DigestRequested, telling: Telling): Promise<void> => {
  const { agentDays, channels, report } = ports;
  const { agent, mine } = telling;
  const { agentId, day, requestedAt } = request;
  const tried: Record<string, string> = {};
  for (const name of new Set(agent.channels)) {
    const channel = await channels.of(agent, name);
    const came =
      'missing' in channel ? { skip: channel.missing } : await tryOne(ports, request, telling, name, channel);
    if ('taken' in came) {
      report.sent(name, mine.length);
      // The agent has it, whatever becomes of this write: the next attempt would send it again, under the same id.
      return agentDays.delivered(day, agentId, name, requestedAt, tried);
    }
    if ('again' in came) {
      await ports.queue.send([{ ...request, again: came.again }], { delaySeconds: came.seconds });
      return agentDays.unclaim(day, agentId);
    }
    tried[name] = came.skip;
  }
  await giveUp(ports, request, telling, tried);
};

type Came = { taken: true } | { again: DigestRequested['again']; seconds: number } | { skip: string };

const tryOne = async (
  { circuits, policy, now, report, linksOf, timeZone }: DigestPorts,
  { day, again }: DigestRequested,
  { agent, mine, until }: Telling,
  name: string,
  channel: DigestChannel,
): Promise<Came> => {
  const known = await circuits.get(channel.address);
  if (isOpen(known, now())) return { skip: 'left alone after failures' };
  // Another sender may take over when the lease ends: nothing is begun that could last longer.
  if (now() > until - lease / 5) return { again: again ?? { channel: name, failed: 1, sent: 0 }, seconds: 1 };
  const before = again?.channel === name ? again : { failed: 0, sent: 0 };
  const progress: Progress = { sent: before.sent };
  const delivery = deliveryId(agent.agentId, day, name);
  const linkOf = await linksOf?.(agent, delivery);
  const byId = new Map(mine.map((item) => [item.workId, item]));
  const outgoing: Outgoing = {
    ...{ agent, day, deliveryId: delivery },
    digest: digest(agent, day, mine, {
      ...{ policy: policy.digest, timeZone },
      ...(linkOf && { linkOf: (workId) => linkOf(byId.get(workId) as WorkItem) }),
    }),
  };
  try {
    await channel.send(outgoing, progress);
    if (known) await circuits.closed(channel.address);
    return { taken: true };
  } catch (error) {
    const { message: why, lasting, retryAfter } = asNotTaken(error);
    const asked = retryAfterSeconds(retryAfter, now());
    const circuit = await circuits.failed(channel.address, now(), asked);
    const failed = before.failed + 1;
    const seconds = waitSeconds(failed, policy.channels, asked);
    const later = !lasting && !isOpen(circuit, now());
    report.failed(name, why, later ? seconds : undefined);
    return later ? { again: { channel: name, failed, sent: progress.sent }, seconds } : { skip: why };
  }
};

/** Whatever else a channel throws (SNS does) may pass. */
const asNotTaken = (error: unknown): NotTaken =>
  error instanceof NotTaken ? error : new NotTaken(error instanceof Error ? error.name : 'failed', false);

/** Nothing is lost: the list stays, the supervisor is told once, and the next plan asks again. */
const giveUp = async (
  { agentDays, late, policy, report }: DigestPorts,
  { agentId, day, requestedAt }: DigestRequested,
  { list, agent, mine, roster }: Telling,
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

import {
  type Channels,
  type DigestChannel,
  deliveryId,
  type Outgoing,
  type Progress,
} from '../../shared/aws/channels.ts';
import type { Circuits } from '../../shared/aws/circuits.ts';
import { NotTaken } from '../../shared/aws/http-post.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { ChannelsPolicy } from '../../shared/contracts/policy/channels.ts';
import type { DigestPolicy } from '../../shared/contracts/policy/digest.ts';
import type { Agent } from '../../shared/contracts/roster.ts';
import { isOpen, waitSeconds } from '../../shared/domain/digest/circuit.ts';
import type { Digest, DigestSettings } from '../../shared/domain/digest/digest.ts';
import { retryAfterSeconds } from '../../shared/domain/digest/retry-after.ts';

/** What reaching an agent needs. */
export type ChannelPorts = {
  channels: Channels;
  circuits: Circuits;
  policy: { digest: DigestPolicy; channels: ChannelsPolicy };
  /** Signed links of work, for one agent and delivery; without it there are none. */
  linksOf?: (agent: Agent, deliveryId: string) => Promise<(item: WorkItem) => string>;
  /** Milliseconds since 1970. */
  now: () => number;
  report: {
    /** A channel did not take it; `again` after so many seconds, or the next channel goes on. */
    failed(channel: string, why: string, again: number | undefined): void;
  };
};

/** Something to tell an agent. */
export type Telling = {
  agent: Agent;
  /** Day of the list that it is about. */
  day: string;
  /** What tells it from all else that the agent is told: delivery ids are made of it. */
  key: string;
  /** A channel that is tried again. */
  again: DigestRequested['again'];
  /** When another sender may take over, milliseconds since 1970. */
  until: number;
  /** Work that links may lead to. */
  linked: readonly WorkItem[];
  /** What is said; with links of the work where there are any. */
  compose: (links: Pick<DigestSettings, 'linkOf'>) => Digest;
};

/** What came of it: the channel that took it; or one to be tried again, later; or, by channel, why none did. */
export type Told =
  | { taken: string; tried: Record<string, string> }
  | { again: DigestRequested['again']; seconds: number }
  | { tried: Record<string, string> };

/** Sending may take so long that nothing new is begun any more: six addresses that hang 5 s each. */
export const lease = 30_000;

/** Tells an agent something over the first channel that takes it, in the agent's order of preference. */
export const overChannels = async (ports: ChannelPorts, telling: Telling): Promise<Told> => {
  const tried: Record<string, string> = {};
  for (const name of new Set(telling.agent.channels)) {
    const channel = await ports.channels.of(telling.agent, name);
    const came = 'missing' in channel ? { skip: channel.missing } : await tryOne(ports, telling, name, channel);
    if ('taken' in came) return { taken: name, tried };
    if ('again' in came) return came;
    tried[name] = came.skip;
  }
  return { tried };
};

type Came = { taken: true } | { again: DigestRequested['again']; seconds: number } | { skip: string };

const tryOne = async (
  { circuits, policy, now, report, linksOf }: ChannelPorts,
  { agent, day, key, again, until, linked, compose }: Telling,
  name: string,
  channel: DigestChannel,
): Promise<Came> => {
  const known = await circuits.get(channel.address);
  if (isOpen(known, now())) return { skip: 'left alone after failures' };
  // Another sender may take over when the lease ends: nothing is begun that could last longer.
  if (now() > until - lease / 5) return { again: again ?? { channel: name, failed: 1, sent: 0 }, seconds: 1 };
  const before = again?.channel === name ? again : { failed: 0, sent: 0 };
  const progress: Progress = { sent: before.sent };
  const delivery = deliveryId(agent.agentId, key, name);
  const linkOf = await linksOf?.(agent, delivery);
  const byId = new Map(linked.map((item) => [item.workId, item]));
  const links = linkOf ? { linkOf: (workId: string) => linkOf(byId.get(workId) as WorkItem) } : {};
  const outgoing: Outgoing = { agent, day, deliveryId: delivery, digest: compose(links) };
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

import type { Channels, DigestChannel } from '../../shared/aws/channels.ts';
import type { Circuits } from '../../shared/aws/circuits.ts';
import { type ChannelsPolicy, channelsPolicy } from '../../shared/contracts/policy/channels.ts';
import { digestPolicy } from '../../shared/contracts/policy/digest.ts';
import { afterFailure, type Circuit } from '../../shared/domain/digest/circuit.ts';

/** The ready-made numbers and texts. */
export const policies = { digest: digestPolicy.parse({}), channels: channelsPolicy.parse({}) };

/** What a digest is made with, where nothing else is said. */
export const settings = { policy: policies.digest, timeZone: 'Asia/Shanghai' };

/** Circuits in memory. */
export const memoryCircuits = (
  policy: ChannelsPolicy = policies.channels,
): Circuits & { known: Map<string, Circuit> } => {
  const known = new Map<string, Circuit>();
  return {
    known,
    get: async (address) => known.get(address),
    async failed(address, now, asked) {
      const next = afterFailure((known.get(address)?.failures ?? 0) + 1, now, policy, asked);
      known.set(address, next);
      return next;
    },
    closed: async (address) => void known.delete(address),
  };
};

/** Channels that all do the same, each at an address of its own. */
export const everyChannel = (send: DigestChannel['send']): Channels => ({
  of: async (_agent, channel) => ({ address: channel, send }),
});

import { robots as robotsContract } from '../contracts/robots/robot.ts';
import type { Channels, DigestChannel } from './channels.ts';
import { type RobotOptions, robotChannel } from './robot-channel.ts';
import { type WebhookOptions, webhookChannel } from './webhook.ts';

/** What the channels of agents need. */
export type AgentChannelsOptions = WebhookOptions &
  RobotOptions & {
    sns: DigestChannel;
    /** Text of the secret that holds the robots. */
    robots: () => Promise<string>;
  };

/** The channels that a roster may name: `sns`, `webhook`, and robots such as `wecom:team-south`. */
export const agentChannels = ({ sns, robots, ...options }: AgentChannelsOptions): Channels => ({
  async of(agent, channel) {
    if (channel === 'sns') return sns;
    if (channel === 'webhook')
      return agent.webhookUrl ? webhookChannel(agent.webhookUrl, options) : { missing: 'the agent has no webhookUrl' };
    const [kind, name = ''] = channel.split(':');
    // One robot that is written wrongly must not silence the others.
    const parsed = robotsContract.valueType.safeParse((JSON.parse(await robots()) as Record<string, unknown>)[name]);
    if (!parsed.success) return { missing: `the secret of robots has no valid "${name}"` };
    if (parsed.data.kind !== kind) return { missing: `robot "${name}" is of ${parsed.data.kind}, not of ${kind}` };
    return robotChannel(parsed.data, options);
  },
});

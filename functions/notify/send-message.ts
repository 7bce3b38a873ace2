import type { MessageChannel } from '../../shared/aws/message-channel.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { stepped } from '../../shared/domain/work/work-life.ts';

/** What sending a message to a customer needs. */
export type MessagePorts = {
  work: Pick<WorkTable, 'get' | 'settle'>;
  channel: MessageChannel;
  /** Milliseconds since 1970. */
  now: () => number;
  report: { sent(): void /** It was sent before. */; repeated(): void };
};

/**
 * Sends one message to one customer, once, and keeps it as work that was sent: what comes of it is reported under its id. No
 * agent has a part in it. Whoever dies between the two sends it again, under the same id, by which the gateway knows it.
 *
 * @throws where the work names no template, or the topic did not take it
 */
export const sendMessage =
  ({ work, channel, now, report }: MessagePorts) =>
  async (request: WorkRequested): Promise<void> => {
    const { workId, customerId, message, contactBetween } = request;
    if (!message) throw new Error(`work ${workId} is for a message, but names no template`);
    if ((await work.get([workId])).has(workId)) return report.repeated();
    await channel.send({
      ...{ version: 1, messageId: workId, customerId, ...message },
      ...(contactBetween && { sendBetween: contactBetween }),
    });
    const item = { ...request, status: 'assigned', agentId: null, assignedBy: null, dueShard: null } as const;
    const sent = { event: 'send', at: new Date(now()).toISOString(), by: 'tierline' } as const;
    await work.settle(stepped({ ...item, state: 'open', steps: [] }, sent, 'tierline'), undefined);
    report.sent();
  };

import type { Received } from '../../shared/aws/handlers.ts';
import type { WorkSent } from '../../shared/contracts/messages/work-sent.ts';
import { type AssignPorts, settleDay } from './settle-day.ts';

/**
 * Takes a batch of both work queues and settles each piece: assigned to an agent's list of its day, or waiting. Answers
 * the messages whose work is not settled yet; asking again is safe, see docs/adr/005.
 */
export const assignWork =
  (ports: AssignPorts) =>
  async (received: readonly Received<WorkSent>[]): Promise<string[]> => {
    const failed: string[] = [];
    for (const group of byDay(received)) {
      const requests = new Map(group.map(({ message }) => [message.workId, message]));
      const unsettled = await settleDay(ports, [...requests.values()]).catch((error: unknown) => {
        // Nothing could be read: another day's or run's work may still go through.
        ports.report.failed(error, requests.size);
        return new Set(requests.keys());
      });
      for (const { messageId, message } of group) if (unsettled.has(message.workId)) failed.push(messageId);
    }
    return failed;
  };

/** Messages by day and run, the earliest day first: waiting work is older than tonight's. */
const byDay = (received: readonly Received<WorkSent>[]): Received<WorkSent>[][] => {
  const key = ({ message }: Received<WorkSent>) => `${message.day} ${message.runId}`;
  const groups = Object.groupBy(received, key);
  return Object.keys(groups)
    .sort()
    .map((name) => groups[name] ?? []);
};

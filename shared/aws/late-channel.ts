import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { WorkItem } from '../contracts/items/work.ts';
import type { LateNotice } from '../domain/digest/late-notice.ts';
import { contentHash } from './content-hash.ts';

/** Word to one person of work that is late, or that its agent could not be told of. */
export type LateWord = {
  /** Whom it is for: an agent, or a supervisor. */
  agentId: string;
  language: 'en' | 'zh';
  kind: 'reminder' | 'escalation' | 'undelivered';
  /** The work that it is about. */
  items: readonly WorkItem[];
  notice: LateNotice;
};

/** Tells people of late work. */
export interface LateChannel {
  /** @throws where the other side did not take it: the next sweep tries again */
  tell(word: LateWord): Promise<void>;
}

/** The same word twice has one id, whenever it is said: made of whom, what and which work in which state. */
const wordId = ({ agentId, kind, items }: LateWord): string =>
  contentHash(JSON.stringify([agentId, kind, items.map(({ workId, steps }) => [workId, steps.length]).sort()]));

/** The digest topic, with the attribute `kind`, so that a subscription may take digests alone. */
export const snsLateChannel = (client: SNSClient, topicArn: string): LateChannel => ({
  async tell(word) {
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: word.notice.subject,
        Message: word.notice.text,
        MessageAttributes: {
          agentId: text(word.agentId),
          language: text(word.language),
          kind: text(word.kind),
          deliveryId: text(wordId(word)),
        },
      }),
    );
  },
});

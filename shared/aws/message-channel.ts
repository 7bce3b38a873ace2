import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { CustomerMessage } from '../contracts/messages/customer-message.ts';

/** The way to the operator's message gateway. */
export interface MessageChannel {
  /** @throws where the other side did not take it */
  send(message: CustomerMessage): Promise<void>;
}

/** The topic of customer messages, as JSON; the gateway subscribes to it, and may filter on the attribute `template`. */
export const snsMessageChannel = (client: SNSClient, topicArn: string): MessageChannel => ({
  async send(message) {
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: JSON.stringify(message),
        MessageAttributes: { template: text(message.template), messageId: text(message.messageId) },
      }),
    );
  },
});

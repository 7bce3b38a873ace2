import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { dumpEvent, dumpEventSource, dumpEventTypes } from '../contracts/messages/dump-event.ts';
import type { Receipt } from '../contracts/receipt.ts';

/** Tells whoever listens what became of dumps. */
export interface DumpEvents {
  /**
   * Tells of a dump that is released, held, failed or retracted; says nothing of one that is still being read.
   *
   * @param receiptKey where its receipt lies
   */
  announce(receipt: Receipt, receiptKey: string): Promise<void>;
}

/** Events of dumps on the account's default bus. @param receiptBucket where receipts lie */
export const dumpEvents = (client: EventBridgeClient, receiptBucket: string): DumpEvents => ({
  async announce(receipt, receiptKey) {
    const { status } = receipt;
    if (status === 'received' || status === 'ingesting') return;
    const detail = dumpEvent.parse({ ...receipt, receiptBucket, receiptKey });
    const { FailedEntryCount = 0, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: [{ Source: dumpEventSource, DetailType: dumpEventTypes[status], Detail: JSON.stringify(detail) }],
      }),
    );
    if (FailedEntryCount > 0) throw new Error(`EventBridge did not take the event: ${Entries[0]?.ErrorCode}`);
  },
});

import { contentHash } from '../../shared/aws/content-hash.ts';
import type { Received } from '../../shared/aws/handlers.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { gatheredKey, periodOfReply } from '../../shared/contracts/landed-reply.ts';
import type { ObjectCreated } from '../../shared/contracts/messages/object-created.ts';

/** What gathering replies needs. */
export type GatherPorts = {
  /** The landing bucket. */
  landing: Pick<ObjectStore, 'get' | 'put'>;
  report: {
    /** Replies that were put together, and the dumps that they became: one a month. */
    gathered(replies: number, dumps: number): void;
  };
};

/** Replies read at once: each is a few hundred bytes, and S3's latency is all that they cost. */
const parallel = 16;

/**
 * Puts the replies of some minutes together as one dump of outcomes a month: a run names every dump of its months, and thousands of
 * them a day would be more than a worker can hold.
 *
 * The dump is named by what is in it. So the same batch again is the same object, and changes nothing; a reply that comes again in
 * another batch is a row twice, which is known by its work and instant. A throw gives the whole batch back to the queue.
 */
export const gatherReplies =
  ({ landing, report }: GatherPorts) =>
  async (received: readonly Received<ObjectCreated>[]): Promise<string[]> => {
    const keys = [...new Set(received.map(({ message }) => message.detail.object.key))].sort();
    const texts = new Map<string, string>();
    await inParallel(parallel, keys, async (key) => {
      const bytes = await landing.get(key);
      // Gone: its time was over before anybody came by.
      if (bytes) texts.set(key, new TextDecoder().decode(bytes));
    });
    const months = Map.groupBy(
      keys.filter((key) => texts.has(key)),
      periodOfReply,
    );
    for (const [period, its] of months) {
      const rows = its.map((key) => texts.get(key)).join('');
      const name = contentHash(rows);
      await landing.put(gatheredKey(period, name), rows, 'application/x-ndjson', { ifAbsent: true });
    }
    report.gathered(texts.size, months.size);
    return [];
  };

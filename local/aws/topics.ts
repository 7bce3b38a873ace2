import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { AwsError } from './errors.ts';

/** What somebody published. Subscribers are outside of the stack, so it is kept for whoever wants to look. */
export type Published = {
  topic: string;
  messageId: string;
  subject: string | null;
  message: string;
  attributes: Record<string, string>;
  /** When, by the injected clock; UTC. */
  at: string;
};

/** SNS's topics: what is published is kept and told. */
export class Topics {
  readonly #db: Database;
  readonly #arns: ReadonlySet<string>;

  constructor(db: Database, arns: readonly string[]) {
    this.#db = db;
    this.#arns = new Set(arns);
    db.define(`CREATE TABLE IF NOT EXISTS published (seq INTEGER PRIMARY KEY, topic TEXT, messageId TEXT, subject TEXT,
      message TEXT, attributes TEXT, at TEXT)`);
  }

  /**
   * Publishes from SNS's query parameters.
   * @throws AwsError where the topic is not of the stack, or the message is empty or above 256 KiB.
   */
  publish(input: Record<string, unknown>, now: Date): Published {
    const parameters = new URLSearchParams(input as Record<string, string>);
    const topic = parameters.get('TopicArn') ?? '';
    const sent = parameters.get('Message') ?? '';
    const message = parameters.get('MessageStructure') === 'json' ? defaultOf(sent) : sent;
    if (!this.#arns.has(topic)) throw new AwsError('NotFound', 404, `Topic does not exist: ${topic}`);
    if (message === '' || Buffer.byteLength(sent) > 262_144)
      throw new AwsError('InvalidParameter', 400, 'Invalid parameter: Message must be 1 to 262144 bytes');
    const attributes: Record<string, string> = {};
    for (let entry = 1; parameters.has(`MessageAttributes.entry.${entry}.Name`); entry++) {
      const part = `MessageAttributes.entry.${entry}`;
      attributes[parameters.get(`${part}.Name`) ?? ''] =
        parameters.get(`${part}.Value.StringValue`) ?? parameters.get(`${part}.Value.BinaryValue`) ?? '';
    }
    const published = {
      topic,
      messageId: randomUUID(),
      subject: parameters.get('Subject'),
      message,
      attributes,
      at: now.toISOString(),
    };
    const { messageId, subject, at } = published;
    this.#db.run(
      'INSERT INTO published (topic, messageId, subject, message, attributes, at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[topic, messageId, subject, message, JSON.stringify(attributes), at],
    );
    return published;
  }

  /** Forgets what was published. */
  clear(): void {
    this.#db.run('DELETE FROM published');
  }

  /** Everything that was published, oldest first. */
  all(): Published[] {
    return this.#db
      .all<Omit<Published, 'attributes'> & { attributes: string }>('SELECT * FROM published ORDER BY seq')
      .map(({ topic, messageId, subject, message, attributes, at }) => ({
        ...{ topic, messageId, subject, message, at },
        attributes: JSON.parse(attributes) as Record<string, string>,
      }));
  }
}

/** With `MessageStructure: json` the message has a text a protocol; what is kept here is what most subscribers get. */
const defaultOf = (message: string): string => {
  try {
    const texts = JSON.parse(message) as Record<string, unknown>;
    if (typeof texts.default === 'string') return texts.default;
  } catch {}
  throw new AwsError(
    'InvalidParameter',
    400,
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  );
};

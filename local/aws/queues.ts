import { createHash, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Database } from './database.ts';
import { AwsError } from './errors.ts';
import type { Faults } from './faults.ts';
import type { QueueSpec } from './stack.ts';

/** A message in somebody's hands. Times are epoch milliseconds of the injected clock. */
export type Message = {
  id: string;
  receipt: string;
  body: string;
  md5: string;
  attributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  sent: number;
  receives: number;
  firstReceived: number;
};

/** How the local queues differ from the template's. */
export type QueueOptions = {
  /** The injected clock: what messages say of when they were sent. Waiting itself goes by this machine's clock. */
  now: () => Date;
  /** Seconds until a FAILED message is delivered again, where that is sooner than its visibility timeout. */
  retryDelaySeconds?: number;
  /** Seconds that a message waits which asks for so many. */
  shortened?: (delaySeconds: number) => number;
  /**
   * Resolves once all that runs now has ended; to false where nobody takes messages any more. A delay that is cut short waits for it: a
   * whole one outlasts whoever runs when it begins, and senders may count on that.
   */
  allEnded?: () => Promise<boolean>;
  /** Messages that come twice, or late. */
  faults?: Faults;
};

type Row = {
  seq: number;
  id: string;
  body: string;
  attributes: string;
  sent: number;
  receives: number;
  first: number | null;
};

/** Bytes of one message and of one batch, as SQS allows since August 2025. */
export const MESSAGE_BYTES = 1_048_576;

/** SQS's standard queues in SQLite. A restart means that every consumer died: what was in flight is visible at once. */
export class Queues {
  readonly #db: Database;
  readonly #options: QueueOptions;
  readonly #specs: ReadonlyMap<string, QueueSpec>;
  readonly #arrivals = new EventEmitter().setMaxListeners(0);

  constructor(db: Database, specs: readonly QueueSpec[], options: QueueOptions) {
    this.#db = db;
    this.#options = options;
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
    db.define(`
      CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT, id TEXT, body TEXT,
        attributes TEXT, sent INTEGER, visible INTEGER, receives INTEGER, first INTEGER, receipt TEXT);
      CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible);
      CREATE INDEX IF NOT EXISTS messages_receipt ON messages (receipt);`);
    // That receive was cut short by the kill, through no fault of the message: it does not count towards the DLQ.
    db.run('UPDATE messages SET visible = 0, receipt = NULL, receives = receives - 1 WHERE receipt IS NOT NULL');
    // Whoever a delay was to outlast is dead, too: what is left of it is cut short at once.
    const now = Date.now();
    const { shortened } = options;
    if (shortened)
      for (const { seq, visible } of db.all<{ seq: number; visible: number }>(
        'SELECT seq, visible FROM messages WHERE visible > ? AND receives = 0',
        now,
      ))
        db.run('UPDATE messages SET visible = ? WHERE seq = ?', now + shortened((visible - now) / 1000) * 1000, seq);
  }

  /**
   * The queue of that name.
   * @throws AwsError where there is none.
   */
  spec(queue: string): QueueSpec {
    const spec = this.#specs.get(queue);
    if (spec) return spec;
    throw new AwsError('QueueDoesNotExist', 400, `The specified queue ${queue} does not exist.`);
  }

  /** Addresses of the queues whose names begin so. */
  urls(prefix: string): string[] {
    return [...this.#specs.values()].filter(({ name }) => name.startsWith(prefix)).map(({ url }) => url);
  }

  /** Name of the queue with that ARN. */
  named(arn: string): string {
    return arn.split(':').at(-1) ?? arn;
  }

  /** Puts a message on the queue; part of the caller's transaction, if there is one. */
  send(
    queue: string,
    body: string,
    { attributes = {}, delaySeconds }: { attributes?: Message['attributes']; delaySeconds?: number } = {},
  ): { id: string; md5: string } {
    const spec = this.spec(queue);
    if (Buffer.byteLength(body) > MESSAGE_BYTES)
      throw new AwsError(
        'InvalidParameterValue',
        400,
        `One or more parameters are invalid. Reason: Message must be shorter than ${MESSAGE_BYTES} bytes.`,
      );
    const delay = delaySeconds ?? spec.delaySeconds;
    if (!(delay >= 0 && delay <= 900))
      throw new AwsError(
        'InvalidParameterValue',
        400,
        `Value ${delay} for parameter DelaySeconds is invalid. Reason: must be between 0 and 900.`,
      );
    const id = randomUUID();
    const { now, faults, shortened = (seconds) => seconds } = this.#options;
    const sent = now().getTime();
    const copies = faults?.duplicate?.(queue, body) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const held = faults?.hold?.(queue, body) ?? 0;
      const wait = delay * 1000 + held;
      const visible = wait > 0 ? Date.now() + wait : 0;
      this.#db.run(
        'INSERT INTO messages (queue, id, body, attributes, sent, visible, receives) VALUES (?, ?, ?, ?, ?, ?, 0)',
        ...[queue, id, body, JSON.stringify(attributes), sent, visible],
      );
      if (shortened(delay) < delay) void this.#cutShort(queue, id, shortened(delay) * 1000 + held);
    }
    this.#wake(queue);
    return { id, md5: md5(body) };
  }

  /** Lets a message come so many ms after all that runs now has ended. */
  async #cutShort(queue: string, id: string, ms: number): Promise<void> {
    if ((await this.#options.allEnded?.()) === false) return;
    this.#db.run(
      'UPDATE messages SET visible = min(visible, ?) WHERE queue = ? AND id = ? AND receives = 0',
      ...[Date.now() + ms, queue, id],
    );
    this.#wake(queue);
  }

  /** Takes up to `max` visible messages, oldest first; those that were received too often go to the DLQ instead. */
  receive(queue: string, max: number, visibilitySeconds?: number): Message[] {
    const { redrive, visibilitySeconds: standard } = this.spec(queue);
    const now = Date.now();
    return this.#db.transaction(() => {
      const oldest = (): Row[] =>
        this.#db.all<Row>(
          'SELECT seq, id, body, attributes, sent, receives, first FROM messages WHERE queue = ? AND visible <= ? ORDER BY visible, seq LIMIT ?',
          ...[queue, now, max],
        );
      let rows = oldest();
      while (redrive && this.#redrive(rows, redrive)) rows = oldest();
      return rows.map(({ seq, id, body, attributes, sent, receives, first }) => {
        const receipt = randomUUID();
        const firstReceived = first ?? this.#options.now().getTime();
        const until = now + (visibilitySeconds ?? standard) * 1000;
        this.#db.run(
          'UPDATE messages SET visible = ?, receipt = ?, receives = ?, first = ? WHERE seq = ?',
          ...[until, receipt, receives + 1, firstReceived, seq],
        );
        return {
          id,
          receipt,
          body,
          md5: md5(body),
          attributes: JSON.parse(attributes) as Message['attributes'],
          sent,
          receives: receives + 1,
          firstReceived,
        };
      });
    });
  }

  /**
   * Moves those of the rows to the DLQ that were received too often; whether there were any. Only rows about to be received
   * are looked at: a look through the whole queue at each receive made a queue of 100,000 stand still.
   */
  #redrive(rows: readonly Row[], { arn, maxReceives }: { arn: string; maxReceives: number }): boolean {
    const dead = this.named(arn);
    const spent = rows.filter(({ receives }) => receives >= maxReceives);
    for (const { seq } of spent)
      this.#db.run('UPDATE messages SET queue = ?, visible = 0, receipt = NULL WHERE seq = ?', dead, seq);
    if (spent.length > 0) this.#wake(dead);
    return spent.length > 0;
  }

  /**
   * Puts the messages of a dead-letter queue back where they came from, as if they were new; answers a handle.
   * @throws AwsError where no queue gives it its dead letters.
   */
  moveBack(dead: string): string {
    const { arn } = this.spec(dead);
    const source = [...this.#specs.values()].find(({ redrive }) => redrive?.arn === arn);
    if (!source)
      throw new AwsError('InvalidParameterValue', 400, 'Source queue must be configured as a Dead Letter Queue.');
    this.#db.run(
      'UPDATE messages SET queue = ?, visible = 0, receipt = NULL, receives = 0, first = NULL WHERE queue = ? AND visible <= ?',
      ...[source.name, dead, Date.now()],
    );
    this.#wake(source.name);
    return randomUUID();
  }

  /** Removes a message for good; a receipt that no longer holds it changes nothing. */
  delete(queue: string, receipt: string): void {
    this.#db.run('DELETE FROM messages WHERE receipt = ? AND queue = ?', receipt, queue);
  }

  /** Sets how long the holder of the receipt keeps the message, from now. */
  changeVisibility(queue: string, receipt: string, seconds: number): void {
    const visible = Date.now() + seconds * 1000;
    this.#db.run('UPDATE messages SET visible = ? WHERE receipt = ? AND queue = ?', visible, receipt, queue);
    this.#wake(queue);
  }

  /** Gives a message back whose handling failed: it stays invisible until its timeout, or for the shortened delay. */
  failed(queue: string, receipt: string): void {
    const { retryDelaySeconds } = this.#options;
    const visible = retryDelaySeconds === undefined ? Number.MAX_SAFE_INTEGER : Date.now() + retryDelaySeconds * 1000;
    // Without its receipt it is in nobody's hands: a restart does not take this receive back.
    this.#db.run(
      'UPDATE messages SET visible = min(visible, ?), receipt = NULL WHERE receipt = ? AND queue = ?',
      ...[visible, receipt, queue],
    );
    this.#wake(queue);
  }

  /** Resolves when the queue may have something to receive, when `ms` have passed, or when the signal says stop. */
  async arrival(queue: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const next = this.#db.get<{ visible: number | null }>(
      'SELECT min(visible) AS visible FROM messages WHERE queue = ?',
      queue,
    );
    const wait = Math.min(ms, next?.visible == null ? ms : Math.max(0, next.visible - Date.now()));
    if (wait === 0) return;
    await new Promise<void>((resolve) => {
      const over = () => {
        clearTimeout(timer);
        this.#arrivals.off(queue, over);
        signal.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, wait);
      this.#arrivals.on(queue, over);
      signal.addEventListener('abort', over);
    });
  }

  #wake(queue: string): void {
    // After the transaction that may be under way, so that a waiter sees what it stored.
    setImmediate(() => this.#arrivals.emit(queue));
  }

  /** Messages of the queue: to be had now, held by a consumer, or waiting for their time. */
  counts(queue: string): { visible: number; inFlight: number; delayed: number } {
    const now = Date.now();
    const found = this.#db.get<{ visible: number; inFlight: number; delayed: number }>(
      `SELECT count(*) FILTER (WHERE visible <= ?1) AS visible,
         count(*) FILTER (WHERE visible > ?1 AND receipt IS NOT NULL) AS inFlight,
         count(*) FILTER (WHERE visible > ?1 AND receipt IS NULL) AS delayed FROM messages WHERE queue = ?2`,
      ...[now, queue],
    );
    return found ?? { visible: 0, inFlight: 0, delayed: 0 };
  }

  /** Forgets every message. */
  clear(): void {
    this.#db.run('DELETE FROM messages');
  }

  /** Whether no message at all is in any of the queues. */
  empty(queues: readonly string[]): boolean {
    return queues.every((queue) => this.#db.get('SELECT 1 FROM messages WHERE queue = ? LIMIT 1', queue) === undefined);
  }

  /** Up to `max` messages of the queue, oldest first, without taking them. */
  peek(queue: string, max: number): { id: string; body: string; receives: number }[] {
    return this.#db.all('SELECT id, body, receives FROM messages WHERE queue = ? ORDER BY seq LIMIT ?', queue, max);
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

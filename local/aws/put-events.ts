import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { AwsError, notHere } from './errors.ts';
import { matches } from './event-bridge.ts';
import { ACCOUNT } from './intrinsics.ts';
import type { RuleSpec } from './stack.ts';

/** An event that a function put on the default bus, as EventBridge hands it on. */
export type PutEvent = {
  id: string;
  source: string;
  detailType: string;
  detail: unknown;
  /** When, by the injected clock; UTC. */
  at: string;
};

type Entry = { Source?: string; DetailType?: string; Detail?: string; EventBusName?: string; Time?: number };

/** What EventBridge takes in one request: entries, and bytes of all together. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 262_144;

/** The default bus for events of functions: kept for whoever listens outside, and matched with the stack's own rules. */
export class PutEvents {
  readonly #db: Database;
  readonly #rules: readonly RuleSpec[];
  readonly #region: string;
  readonly #deliver: (queueArn: string, body: string) => void;

  constructor(db: Database, rules: readonly RuleSpec[], region: string, deliver: (arn: string, body: string) => void) {
    this.#db = db;
    this.#rules = rules;
    this.#region = region;
    this.#deliver = deliver;
    db.define(`CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, id TEXT, source TEXT, detailType TEXT,
      detail TEXT, at TEXT)`);
  }

  /**
   * Takes the entries of one request.
   * @throws AwsError where there are too many or too large ones, or one for another bus; one of no shape is a failed entry
   */
  put(input: Record<string, unknown>, now: Date): { answer: Record<string, unknown>; events: PutEvent[] } {
    const entries = (input.Entries ?? []) as Entry[];
    if (entries.length === 0 || entries.length > MOST_ENTRIES)
      throw new AwsError('ValidationException', 400, `Entries must have 1 to ${MOST_ENTRIES} members`);
    if (Buffer.byteLength(JSON.stringify(entries)) > MOST_BYTES)
      throw new AwsError('ValidationException', 400, 'Total size of the entries in the request is over the limit.');
    for (const { EventBusName: bus = 'default' } of entries)
      if (bus !== 'default' && !bus.endsWith(':event-bus/default')) throw notHere(`the event bus ${bus}`);
    const events: PutEvent[] = [];
    const results = entries.map((entry) => {
      const event = eventOf(entry, now);
      if (typeof event === 'string') return { ErrorCode: event, ErrorMessage: `${event}: see PutEvents` };
      this.#keep(event);
      events.push(event);
      return { EventId: event.id };
    });
    return { answer: { FailedEntryCount: entries.length - events.length, Entries: results }, events };
  }

  #keep({ id, source, detailType, detail, at }: PutEvent): void {
    const event = {
      ...{ version: '0', id, 'detail-type': detailType, source, account: ACCOUNT, time: `${at.slice(0, 19)}Z` },
      ...{ region: this.#region, resources: [], detail },
    };
    this.#db.transaction(() => {
      this.#db.run(
        'INSERT INTO events (id, source, detailType, detail, at) VALUES (?, ?, ?, ?, ?)',
        ...[id, source, detailType, JSON.stringify(detail), at],
      );
      for (const { pattern, targets } of this.#rules)
        if (matches(pattern, event)) for (const target of targets) this.#deliver(target, JSON.stringify(event));
    });
  }

  /** Forgets what was put. */
  clear(): void {
    this.#db.run('DELETE FROM events');
  }

  /** Everything that was put, oldest first. */
  all(): PutEvent[] {
    return this.#db
      .all<Omit<PutEvent, 'detail'> & { detail: string }>('SELECT * FROM events ORDER BY seq')
      .map(({ id, source, detailType, detail, at }) => ({
        ...{ id, source, detailType, at },
        detail: JSON.parse(detail) as unknown,
      }));
  }
}

/** The entry as an event, or EventBridge's code for what is wrong with it. */
const eventOf = ({ Source, DetailType, Detail }: Entry, now: Date): PutEvent | string => {
  if (!Source || !DetailType || Detail === undefined) return 'InvalidArgument';
  // As in AWS: nobody but AWS speaks for its own services.
  if (Source.startsWith('aws.')) return 'NotAuthorizedForSourceException';
  try {
    const detail = JSON.parse(Detail) as unknown;
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return 'MalformedDetail';
    return { id: randomUUID(), source: Source, detailType: DetailType, detail, at: now.toISOString() };
  } catch {
    return 'MalformedDetail';
  }
};

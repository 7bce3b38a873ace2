import type { FeedName } from '../../contracts/feeds/index.ts';
import { each } from './each.ts';
import { type FactFile, numbersIn, textAt, textsIn } from './fact-file.ts';

/** Feeds of what happened: a row has a key of its own, and may be about a customer, a region or nobody. */
export const happeningFeeds = ['calls', 'notices', 'outcomes'] as const satisfies readonly FeedName[];

/** What every happening says. Instants are UTC, `2026-10-12T01:30:00Z`: as texts they sort as they follow each other. */
type Happening = { id: string; customerId: string | null; dumpId: string };

/** A call. */
export type Call = Happening & {
  region: string | null;
  direction: 'in' | 'out';
  desk: string | null;
  /** Who took it, or placed it. */
  agentId: string | null;
  queuedAt: string;
  /** Time in the queue until somebody answered, seconds; null where nobody did. */
  waitedSeconds: number | null;
  endedAt: string | null;
  rating: number | null;
};

/** A fault, a dispute or a cut-over; of a region where it names no customer. */
export type Notice = Happening & {
  kind: 'fault' | 'dispute' | 'cut-over';
  region: string | null;
  area: 'town' | 'country' | null;
  startsAt: string;
  /** Null while it is open. */
  endsAt: string | null;
};

/** What came of a piece of work; `id` is the work's. */
export type WorkOutcome = Happening & { doneAt: string; result: string; evidence: readonly string[] };

type Cells = { text: (name: string) => string | null; number: (name: string) => number | null };

/** Every row of a feed, older dumps first, with how to read its cells. */
const rowsOf = function* (
  files: readonly FactFile[],
  feed: FeedName,
  key: string,
): Generator<{ head: Happening; cells: Cells }> {
  for (const file of files) {
    const ids = file.feed === feed ? textsIn(file, key) : undefined;
    if (!ids) continue;
    // A column is read once a file, not once a row.
    const texts = each((name: string) => textsIn(file, name));
    const numbers = each((name: string) => numbersIn(file, name));
    for (let row = 0; row < file.rows; row++) {
      const id = file.isGone?.(row) ? null : textAt(ids, row);
      if (id === null) continue;
      const text = (name: string): string | null => {
        const column = texts(name);
        return column ? textAt(column, row) : null;
      };
      const number = (name: string): number | null => {
        const value = numbers(name)?.[row] ?? Number.NaN;
        return Number.isNaN(value) ? null : value;
      };
      yield { head: { id, customerId: text('customerId'), dumpId: file.dumpId }, cells: { text, number } };
    }
  }
};

/** Of several rows with one key the one in the LATER file holds, whole, whatever month it names. */
const newestOf = <Row extends Happening>(
  rows: Iterable<{ head: Happening; cells: Cells }>,
  read: (head: Happening, cells: Cells) => Row,
): Map<string, Row> => {
  const found = new Map<string, Row>();
  for (const { head, cells } of rows) found.set(head.id, read(head, cells));
  return found;
};

const secondsBetween = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 1000;

/** Calls by id. @param files facts, older dumps first; other feeds are left out */
export const callsIn = (files: readonly FactFile[]): Map<string, Call> =>
  newestOf(rowsOf(files, 'calls', 'callId'), (head, { text, number }) => {
    const queuedAt = text('queuedAt') as string;
    const answeredAt = text('answeredAt');
    return {
      ...head,
      region: text('region'),
      direction: text('direction') === 'out' ? 'out' : 'in',
      desk: text('desk'),
      agentId: text('agentId'),
      queuedAt,
      waitedSeconds: answeredAt === null ? number('answerSeconds') : secondsBetween(queuedAt, answeredAt),
      endedAt: text('endedAt'),
      rating: number('rating'),
    };
  });

/** Notices by id. @param files facts, older dumps first; other feeds are left out */
export const noticesIn = (files: readonly FactFile[]): Map<string, Notice> =>
  newestOf(rowsOf(files, 'notices', 'noticeId'), (head, { text }) => ({
    ...head,
    kind: text('kind') as Notice['kind'],
    region: text('region'),
    area: text('area') as Notice['area'],
    startsAt: text('startsAt') as string,
    endsAt: text('endsAt'),
  }));

/**
 * Results of work, in the order in which they came. The same result of the same instant is one, however often it came.
 *
 * @param files facts, older dumps first; other feeds are left out
 */
export const outcomesIn = (files: readonly FactFile[]): WorkOutcome[] => {
  const found = new Map<string, WorkOutcome>();
  for (const { head, cells } of rowsOf(files, 'outcomes', 'workId')) {
    const [doneAt, result] = [cells.text('doneAt') as string, cells.text('result') as string];
    const evidence = cells.text('evidence')?.split(';') ?? [];
    found.set(`${head.id} ${doneAt} ${result}`, { ...head, doneAt, result, evidence });
  }
  return [...found.values()];
};

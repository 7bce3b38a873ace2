import { type FactFile, textAt, textsIn } from '../../facts/fact-file.ts';
import type { OutcomeResult } from '../outcomes.ts';

/** Something that is going on: about one customer, or about all of a region. */
export type Notice = {
  noticeId: string;
  kind: string;
  /** Null: all of the region. */
  customerId: string | null;
  region: string | null;
  /** UTC. */
  startsAt: string;
  /** UTC; null while it is open. */
  endsAt: string | null;
};

/** What came of a contact. */
export type Reported = {
  workId: string;
  /** Null where the row does not say: the work's id tells. */
  customerId: string | null;
  result: OutcomeResult;
  /** UTC. */
  doneAt: string;
  /** Kind and cause of churn that the agent saw; absent or null where the row does not say. */
  churnKind?: string | null;
  churnCause?: string | null;
};

/** What upstream systems say of contacts, and of what is in their way. */
export type ContactEvents = { notices: readonly Notice[]; reported: readonly Reported[] };

/** Nothing is known. */
export const noEvents: ContactEvents = { notices: [], reported: [] };

const rowsOf = <Row>(
  files: readonly FactFile[],
  feed: FactFile['feed'],
  read: (text: (name: string) => string | null) => Row,
): Row[] =>
  files
    .filter((file) => file.feed === feed)
    .flatMap((file) => {
      const columns = new Map<string, ReturnType<typeof textsIn>>();
      const columnOf = (name: string) => {
        if (!columns.has(name)) columns.set(name, textsIn(file, name));
        return columns.get(name);
      };
      const rows: Row[] = [];
      for (let row = 0; row < file.rows; row++) {
        if (file.isGone?.(row)) continue;
        rows.push(
          read((name) => {
            const column = columnOf(name);
            return column ? textAt(column, row) : null;
          }),
        );
      }
      return rows;
    });

/**
 * Notices and outcomes of some files. Of a notice told of several times the later file's word holds: that is how one that was
 * open ends.
 *
 * @param files older dumps first
 */
export const contactEvents = (files: readonly FactFile[]): ContactEvents => {
  const notices = rowsOf(
    files,
    'notices',
    (text): Notice => ({
      noticeId: text('noticeId') ?? '',
      kind: text('kind') ?? '',
      customerId: text('customerId'),
      region: text('region'),
      startsAt: text('startsAt') ?? '',
      endsAt: text('endsAt'),
    }),
  );
  const reported = rowsOf(
    files,
    'outcomes',
    (text): Reported => ({
      workId: text('workId') ?? '',
      customerId: text('customerId'),
      result: text('result') as OutcomeResult,
      doneAt: text('doneAt') ?? '',
      churnKind: text('churnKind'),
      churnCause: text('churnCause'),
    }),
  );
  return {
    notices: [...new Map(notices.map((notice) => [notice.noticeId, notice])).values()],
    reported: [...new Map(reported.map((one) => [`${one.workId} ${one.doneAt} ${one.result}`, one])).values()],
  };
};

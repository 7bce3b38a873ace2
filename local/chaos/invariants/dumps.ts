import type { DumpItem } from '../../../shared/contracts/items/ledger.ts';
import { repliesPrefix, replySource } from '../../../shared/contracts/landed-reply.ts';
import { quarantinedRow, receipt } from '../../../shared/contracts/receipt.ts';
import { receiptKeys } from '../../../shared/dump/receipt-keys.ts';
import type { Stored } from '../read-stored.ts';
import { dumpsOf, factsOf, textsOf } from './as-stored.ts';
import { compareTallies, tally, type Violation } from './violation.ts';

/** A row of a delivered file: what it is known by, whom it is about, and its line. */
type DeliveredRow = { id: string; customerId: string | undefined; line: number };

/** Rows of a delivered file in the contracts' own layout; its first column is what a row is known by. */
const rowsIn = (text: string, key: string): { column: string; rows: DeliveredRow[] } => {
  const lines = text.split('\n').filter((line) => line !== '');
  if (key.endsWith('.jsonl'))
    return {
      column: 'workId',
      rows: lines.map((line, index) => {
        const { workId, customerId } = JSON.parse(line) as { workId: string; customerId?: string };
        return { id: workId, customerId, line: index + 1 };
      }),
    };
  const header = (lines[0] ?? '').split(',');
  const place = header.indexOf('customerId');
  return {
    column: header[0] ?? '',
    rows: lines.slice(1).map((line, index) => {
      const cells = line.split(',');
      return { id: cells[0] ?? '', customerId: place < 0 ? undefined : cells[place], line: index + 2 };
    }),
  };
};

const refusedLines = ({ receipts }: Stored, dump: DumpItem): number[] =>
  (receipts.get(receiptKeys(dump).quarantine)?.toString('utf8') ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => quarantinedRow.parse(JSON.parse(line)).line);

const checkReceipt = ({ receipts }: Stored, dump: DumpItem): Violation[] => {
  const bytes = receipts.get(receiptKeys(dump).receipt);
  if (!bytes) return [{ kind: 'lost', what: `the receipt of dump ${dump.dumpId}, ${dump.key}` }];
  const said = receipt.parse(JSON.parse(bytes.toString('utf8')));
  return (['rows', 'accepted', 'refused'] as const)
    .filter((count) => said[count] !== dump[count])
    .map((count) => ({
      kind: 'unbalanced',
      what: `dump ${dump.dumpId}: the receipt says ${said[count]} ${count}, the ledger ${dump[count]}`,
    }));
};

/** Every accepted row is a fact once, every refused row is in the quarantine file once. */
const checkRows = (stored: Stored, dump: DumpItem, text: string, erased: ReadonlySet<string>): Violation[] => {
  const { column, rows } = rowsIn(text, dump.key);
  const name = `dump ${dump.dumpId} (${dump.feed} ${dump.period}):`;
  const violations: Violation[] = [];
  if (rows.length !== dump.rows)
    violations.push({ kind: 'unbalanced', what: `${name} ${dump.rows} rows were read of ${rows.length}` });
  const lines = refusedLines(stored, dump);
  const refused = new Set(lines);
  for (const [line, times] of tally(lines.map(String)))
    if (times > 1) violations.push({ kind: 'doubled', what: `${name} refused line ${line}: ${times} times` });
  const namesErased = rows.some(({ id, customerId = '' }) => erased.has(id) || erased.has(customerId));
  if (refused.size !== dump.refused && !(namesErased && refused.size < dump.refused))
    violations.push({
      kind: refused.size < dump.refused ? 'lost' : 'unbalanced',
      what: `${name} ${refused.size} rows in quarantine, ${dump.refused} refused`,
    });
  const accepted = rows.filter(
    ({ line, id, customerId = '' }) => !refused.has(line) && !erased.has(id) && !erased.has(customerId),
  );
  const found = factsOf(stored, dump).flatMap(({ bytes }) => textsOf(bytes, column));
  return [
    ...violations,
    ...compareTallies(tally(accepted.map(({ id }) => id)), tally(found), `${name} the fact of ${column}`),
  ];
};

/** Every reply that was taken is a row of a dump of its month: twice is as good as once, because it is known by work and instant. */
const checkReplies = ({ landing }: Stored): Violation[] => {
  const gathered = new Set(
    [...landing].flatMap(([key, versions]) =>
      key.includes(`source=${replySource}/`) ? versions.flatMap((bytes) => bytes.toString('utf8').split('\n')) : [],
    ),
  );
  return [...landing].flatMap(([key, [bytes]]): Violation[] =>
    key.startsWith(repliesPrefix) && !gathered.has(bytes?.toString('utf8').trimEnd() ?? '')
      ? [{ kind: 'lost', what: `the reply ${key}` }]
      : [],
  );
};

/** Every delivered file has one dump, which is done, has its receipt, and whose rows are accounted for. */
export const checkDumps = (stored: Stored, erased: ReadonlySet<string>): Violation[] => {
  const dumps = dumpsOf(stored);
  const files = [...stored.landing].filter(([key]) => !key.startsWith(repliesPrefix));
  const delivered = new Map(files.map(([key, versions]) => [key, versions.length]));
  const violations = [
    ...checkReplies(stored),
    ...compareTallies(delivered, tally(dumps.map(({ key }) => key)), 'the dump of'),
  ];
  // Of one key, versions come in the order of their arrival.
  const byKey = Map.groupBy(
    dumps.toSorted((one, other) => (one.arrivedAt < other.arrivedAt ? -1 : 1)),
    ({ key }) => key,
  );
  for (const [key, versions] of byKey)
    for (const [index, dump] of versions.entries()) {
      const { status, rows, accepted, refused } = dump;
      if (status === 'ingesting' || status === 'received')
        violations.push({ kind: 'lost', what: `dump ${dump.dumpId}, ${key}, is ${status} for ever` });
      if (rows !== accepted + refused)
        violations.push({ kind: 'unbalanced', what: `dump ${dump.dumpId}: ${rows} rows, ${accepted} + ${refused}` });
      violations.push(...checkReceipt(stored, dump));
      const isRead = status === 'released' || status === 'retracted' || status === 'held';
      const text = stored.landing.get(key)?.[index]?.toString('utf8');
      if (isRead && dump.sameAs === undefined && text !== undefined)
        violations.push(...checkRows(stored, dump, text, erased));
    }
  return violations;
};

import { settleDumps } from '../../shared/aws/settle-dumps.ts';
import type { DumpItem, DumpStatus } from '../../shared/contracts/items/ledger.ts';
import { type Receipt, receipt } from '../../shared/contracts/receipt.ts';
import { MoveRefused, type Mover, release, retract } from '../../shared/domain/facts/dump-moves.ts';
import type { DumpLinks } from '../../shared/domain/facts/run-dumps.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { receiptSummary } from '../../shared/dump/receipt-summary.ts';
import { count, type Paint } from '../summary/table.ts';
import { type Answer, facts, tableOf, theOne, wrapped } from './answer.ts';
import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

const colours: Record<DumpStatus, Parameters<Paint>[0]> = {
  ...{ received: 'dim', ingesting: 'dim', released: 'green', retracted: 'dim' },
  ...{ held: 'yellow', failed: 'red' },
};

/** Names of held slices, each once. */
const heldSlices = ({ held = [] }: DumpItem): string => [...new Set(held.map(({ slice }) => slice))].join(', ');

/** `dumps list`. */
export const listDumps = async (
  { desk }: Target,
  { period, status }: { period: string | undefined; status: DumpStatus | undefined },
  paint: Paint,
): Promise<Answer> => {
  const all = await desk.all();
  const dumps = all.filter(
    (dump) => (period === undefined || dump.period === period) && (status === undefined || dump.status === status),
  );
  const rows = dumps.map((dump) => [
    ...[dump.dumpId, dump.status, dump.feed ?? '?', dump.period, dump.source],
    ...[count(dump.rows), count(dump.refused), heldSlices(dump)],
  ]);
  const header = ['ID', 'STATUS', 'FEED', 'PERIOD', 'SOURCE', 'ROWS', 'REFUSED', 'HELD'];
  const align = ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'left'] as const;
  const lines = tableOf(header, rows, [...align], [16, 9, 9, 7, 16, 11, 9, 12], paint);
  const coloured = lines.map((line, index) => {
    const dump = dumps[index - 1];
    return dump ? line.replace(dump.status, paint(colours[dump.status], dump.status)) : line;
  });
  const none = `no dumps${all.length > 0 ? ` of this kind; there are ${count(all.length)} others` : ' yet'}`;
  return { lines: dumps.length === 0 ? [none] : coloured, json: dumps };
};

const receiptOf = async ({ receipts }: Target, dump: DumpItem): Promise<Receipt | undefined> => {
  const bytes = await receipts.get(receiptKeys(dump).receipt);
  const parsed = receipt.safeParse(bytes && JSON.parse(new TextDecoder().decode(bytes)));
  return parsed.data;
};

const heldLines = ({ held = [] }: DumpItem, paint: Paint): string[] =>
  held.flatMap(({ feed, slice, rows, findings }) => [
    '',
    paint('yellow', `held: ${feed} of ${slice}, ${count(rows)} rows`),
    ...findings.flatMap(({ words }) => wrapped(words, 4, '  - ')),
  ]);

const moveLines = ({ history = [] }: DumpItem): string[] =>
  history.map(
    ({ at, by, did, slice, from }) =>
      `${at}  ${did}${slice === null ? '' : ` slice ${slice}`} by ${by}, it was ${from}`,
  );

/** `dumps show`. */
export const showDump = async (target: Target, id: string, paint: Paint): Promise<Answer> => {
  const dump = theOne(id, await target.desk.all(), ({ dumpId }) => dumpId, 'dump');
  const found = await receiptOf(target, dump);
  const { reasons = [], warnings = [] } = found ?? {};
  const filled = Object.entries(dump.facts).map(([name, rows]) => `${name}: ${count(rows)}`);
  const lines = facts(
    [
      ['dump', dump.dumpId],
      ['status', paint(colours[dump.status], dump.status)],
      ['problem', dump.problem ?? undefined],
      ['key', dump.key],
      ['mapping', dump.mapping ?? 'none'],
      ['arrived', dump.arrivedAt],
      ['rows', `${count(dump.rows)} = ${count(dump.accepted)} accepted + ${count(dump.refused)} refused`],
      ['facts', filled.join(', ')],
      ['same as', dump.sameAs],
      ['replaces', dump.supersedes?.join(', ')],
      ['replaced by', dump.supersededBy],
    ],
    paint,
  );
  const refusals = reasons.flatMap(({ column, reason, rows, firstLine }) =>
    wrapped(`${count(rows)} x ${column ?? 'whole row'}: ${reason} (first in line ${firstLine})`, 4, '  - '),
  );
  return {
    lines: [
      ...lines,
      ...warnings.flatMap((warning) => wrapped(`warning: ${warning}`, 2)),
      ...heldLines(dump, paint),
      ...(refusals.length > 0
        ? ['', `refused, by reason (quarantine show ${dump.dumpId} has the rows):`, ...refusals]
        : []),
      ...(dump.history?.length ? ['', 'by hand:', ...moveLines(dump).map((line) => `  ${line}`)] : []),
    ],
    json: { ...dump, reasons, warnings },
  };
};

const nextRun = 'the next run sees it';

/** The receipt says what is true now, and whoever listens hears it. */
const tellUpstream = async (target: Target, dump: DumpItem, links: Partial<DumpLinks>): Promise<void> => {
  const written = await receiptOf(target, dump);
  if (!written) return;
  const told: Receipt = { ...written, ...dump, ...links };
  told.summary = receiptSummary(told);
  const key = receiptKeys(dump).receipt;
  await target.receipts.put(key, `${JSON.stringify(receipt.parse(told), null, 2)}\n`, 'application/json');
  await target.events.announce(told, key);
};

/** `dumps release` and `dumps retract`. @throws CommandError where the dump is not in a state for it */
export const moveDump = async (
  target: Target,
  given: { id: string; to: 'release' | 'retract'; slice?: string | undefined },
  mover: Mover,
): Promise<Answer> => {
  const dump = theOne(given.id, await target.desk.all(), ({ dumpId }) => dumpId, 'dump');
  const to = decided(() => (given.to === 'release' ? release(dump, given.slice, mover) : retract(dump, mover)));
  if (!(await target.desk.move(dump, to)))
    throw new CommandError(
      `dump ${dump.dumpId} changed while you looked at it: dumps show ${dump.dumpId} tells how it is now`,
    );
  const links = (await settleDumps(target.ledger, dump.period)).get(dump.dumpId);
  await tellUpstream(target, { ...dump, ...to }, links ?? {});
  const what = given.slice === undefined ? `dump ${dump.dumpId}` : `slice ${given.slice} of dump ${dump.dumpId}`;
  const rest = heldSlices({ ...dump, ...to });
  const still = rest === '' ? '' : `; still held: ${rest}`;
  return {
    lines: [`${what} is ${given.to === 'release' ? 'released' : 'retracted'}${still}; ${nextRun}`],
    json: { ...dump, ...to },
  };
};

const decided = <T>(decide: () => T): T => {
  try {
    return decide();
  } catch (error) {
    throw error instanceof MoveRefused ? new CommandError(error.message) : error;
  }
};

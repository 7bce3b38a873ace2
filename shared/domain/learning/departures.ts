import type { Learning } from '../../contracts/policy/learning.ts';
import { addMonths, dayNumber } from '../calendar.ts';
import { type FactFile, idsOf, numbersIn, textAt, textsIn } from '../facts/fact-file.ts';

/** Rules by which a customer counts as gone, in the order in which they are asked. */
export const departureRules = ['closed', 'ported-out', 'no-usage', 'no-dump'] as const;
/** Why a customer counts as gone. */
export type DepartureRule = (typeof departureRules)[number];

/** What of one month is known of one customer, as bits. */
const bits = { present: 1, closed: 2, portedOut: 4, used: 8, idle: 16 } as const;

/** What became of the customers of one shard, month by month. Cells lie by customer, then month. */
export type Departures = {
  /** All customers that any file names, sorted. */
  customerIds: readonly string[];
  /** Months looked at, oldest first. */
  months: readonly string[];
  /** Some file of the month names the customer. */
  present: Uint8Array;
  /** The month says whether the customer is there; where no file came that would name the customer, it does not. */
  known: Uint8Array;
  /** Gone in the month: 0 for not, else 1 + place of the rule in {@link departureRules}. */
  gone: Uint8Array;
};

/** Which upstream deliveries there were: a customer that a delivery leaves out is gone, one whose delivery is missing is not. */
export type Deliveries = {
  /** Delivery that a dump is one of: its feed and source. */
  of: (dumpId: string) => string;
  /** Deliveries that came for a month. */
  in: (month: string) => Iterable<string>;
};

const used = ['voiceMinutes', 'incomingMinutes', 'dataMb', 'smsCount'] as const;

/** Whether a row of the usage feed tells of any use: 1 some, 0 none, NaN where it does not say. */
const useOf = (file: FactFile): ((row: number) => number) => {
  const columns = used.map((name) => numbersIn(file, name)).filter((values) => values !== undefined);
  return (row) => {
    let use = Number.NaN;
    for (const values of columns) {
      const value = values[row] as number;
      if (!Number.isNaN(value)) use = Math.max(Number.isNaN(use) ? 0 : use, value > 0 ? 1 : 0);
    }
    return use;
  };
};

const daysOf = (month: string): number => dayNumber(`${addMonths(month, 1)}-01`) - dayNumber(`${month}-01`);

/** Feeds that name the customers of a month; the service feed names only who had contact. */
const naming = new Set(['customers', 'usage', 'billing']);

/**
 * Says of every customer and month who was there and who was gone, by the facts of that month and those before it.
 *
 * @param files facts of a shard, older dumps first: of several facts of one customer, feed and month the later holds whole
 * @param months months in a row, oldest first
 */
export const departuresOf = (
  files: readonly FactFile[],
  months: readonly string[],
  deliveries: Deliveries,
  rules: Learning['gone'],
): Departures => {
  const seen = files.filter(({ feed, period }) => naming.has(feed) && months.includes(period));
  const ids = new Set<string>();
  for (const file of seen) for (const id of idsOf(file)) if (id !== null) ids.add(id);
  const customerIds = [...ids].sort();
  const rowOf = new Map(customerIds.map((id, row) => [id, row]));
  const cells = customerIds.length * months.length;
  const present = new Uint8Array(cells);
  const known = new Uint8Array(cells);
  const gone = new Uint8Array(cells);
  /** Deliveries that named the customer in the newest month in which any did. */
  const homes: Set<string>[] = customerIds.map(() => new Set());
  const idleDays = new Int32Array(customerIds.length);
  const silentMonths = new Int32Array(customerIds.length);

  months.forEach((month, at) => {
    const ofMonth = seen.filter(({ period }) => period === month);
    const state = new Uint8Array(customerIds.length);
    const namedBy: (Set<string> | undefined)[] = new Array(customerIds.length);
    const came = new Set(deliveries.in(month));
    for (const file of ofMonth) {
      const delivery = deliveries.of(file.dumpId);
      came.add(delivery);
      takeMonth(file, rowOf, state, (row) => {
        namedBy[row] ??= new Set();
        namedBy[row].add(delivery);
      });
    }
    const days = daysOf(month);
    for (let row = 0; row < customerIds.length; row++) {
      const cell = row * months.length + at;
      const bit = state[row] as number;
      const named = namedBy[row];
      if (named) homes[row] = named;
      const home = homes[row] as Set<string>;
      // Silent: whoever named the customer last has delivered again, and all without the customer.
      const isSilent = !named && home.size > 0 && home.isSubsetOf(came);
      silentMonths[row] = named ? 0 : (silentMonths[row] as number) + Number(isSilent);
      idleDays[row] = bit & bits.idle ? (idleDays[row] as number) + days : 0;
      present[cell] = named ? 1 : 0;
      known[cell] = named || (isSilent && rules.noDumpMonths !== undefined) ? 1 : 0;
      if (rules.closed && bit & bits.closed) gone[cell] = 1;
      else if (rules.portedOut && bit & bits.portedOut) gone[cell] = 2;
      else if (rules.noUsageDays !== undefined && (idleDays[row] as number) >= rules.noUsageDays) gone[cell] = 3;
      else if (rules.noDumpMonths !== undefined && (silentMonths[row] as number) >= rules.noDumpMonths) gone[cell] = 4;
    }
  });
  return { customerIds, months, present, known, gone };
};

/** Takes what one file says of its month; a later file of the same feed holds whole. */
const takeMonth = (
  file: FactFile,
  rowOf: ReadonlyMap<string, number>,
  state: Uint8Array,
  named: (row: number) => void,
): void => {
  const statuses = textsIn(file, 'status');
  const use = useOf(file);
  for (const [index, id] of idsOf(file).entries()) {
    const row = id === null ? undefined : rowOf.get(id);
    if (row === undefined) continue;
    named(row);
    let bit = (state[row] as number) | bits.present;
    if (file.feed === 'customers') {
      const status = statuses && textAt(statuses, index);
      bit &= ~(bits.closed | bits.portedOut);
      if (status === 'closed') bit |= bits.closed;
      if (status === 'ported-out') bit |= bits.portedOut;
    }
    if (file.feed === 'usage') {
      const any = use(index);
      bit &= ~(bits.used | bits.idle);
      if (any === 1) bit |= bits.used;
      if (any === 0) bit |= bits.idle;
    }
    state[row] = bit;
  }
};

import type { WorkItem } from '../../../contracts/items/work.ts';
import { addDays } from '../../calendar.ts';
import type { DecisionTable } from '../../decide/decision-table.ts';
import type { FactFile } from '../../facts/fact-file.ts';
import type { ShardFacts } from '../../facts/facts.ts';
import { type Call, callsIn, outcomesIn } from '../../facts/happenings.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import type { RowTest } from '../../policy/conditions.ts';
import { askedContacts } from '../govern/contacts.ts';
import type { CustomerLoop } from './count-agents.ts';
import type { CustomerCall } from './evidence.ts';

/** What a shard knows of what agents did for its customers. */
export type LoopInput = {
  /** What happened, of the shard's customers and of regions and nobody; older dumps first. */
  happened: { own: readonly FactFile[]; everywhere: readonly FactFile[] };
  facts: Pick<ShardFacts, 'ids' | 'rows' | 'series'>;
  /** Tonight's decisions: they remember what was asked for. */
  table: DecisionTable;
  hasLeft: RowTest;
  /** Number of the shard; calls of nobody known are counted in the first. */
  shard: number;
};

/** Work that was asked for in the days that count, by row: ids, to be looked up among the items. */
export const workAsked = (
  { table }: Pick<LoopInput, 'table'>,
  { policy }: Pick<CompiledPolicy, 'policy'>,
  { today }: Night,
): Map<number, string[]> => {
  const found = new Map<number, string[]>();
  const oldest = addDays(today, -(policy.assessment?.days ?? 0));
  for (const [row, contacts] of askedContacts(table, policy, today)) {
    // What tonight asks for is on nobody's list yet.
    const ids = contacts.filter(({ day }) => day >= oldest && day < today).map(({ workId }) => workId);
    if (ids.length > 0) found.set(row, ids);
  }
  return found;
};

const asCustomerCall = ({ id, agentId, queuedAt, waitedSeconds, rating, direction }: Call): CustomerCall => ({
  ...{ callId: id, agentId, at: queuedAt, answered: waitedSeconds !== null, rating },
  // Of a call out nobody was promised an answer in time.
  waitedSeconds: direction === 'in' ? waitedSeconds : null,
});

/** Charges by month of one customer. */
const billsOf = ({ series, rows }: LoopInput['facts'], row: number, months: readonly string[]): Map<string, number> => {
  const { values } = series('charged', months.length);
  const bills = new Map<string, number>();
  for (const [at, month] of months.entries()) {
    const charged = values[at * rows + row] as number;
    if (!Number.isNaN(charged)) bills.set(month, charged);
  }
  return bills;
};

/**
 * The customers whom agents worked for, with what is known of each: those with work, and those who called.
 *
 * @param asked ids of work by row
 * @param items the work items that there are
 */
export const loopCustomers = (
  { happened, facts, hasLeft, shard }: LoopInput,
  { policy }: Pick<CompiledPolicy, 'policy'>,
  night: Night,
  asked: ReadonlyMap<number, readonly string[]>,
  items: ReadonlyMap<string, WorkItem>,
): CustomerLoop[] => {
  const from = Date.parse(night.now) - (policy.assessment?.days ?? 0) * 86_400_000;
  const counts = ({ queuedAt }: Call): boolean => Date.parse(queuedAt) >= from && queuedAt <= night.now;
  const calls = Map.groupBy([...callsIn(happened.own).values()].filter(counts), ({ customerId }) => customerId);
  const named = new Map(
    outcomesIn([...happened.everywhere, ...happened.own]).map(({ id, evidence }) => [id, evidence] as const),
  );
  const callsOf = (customerId: string | null): CustomerCall[] => (calls.get(customerId) ?? []).map(asCustomerCall);
  const none = { bills: new Map<string, number>(), hasLeft: false, named };

  const worked = [...asked].map(([row, ids]): CustomerLoop => {
    const work = ids.flatMap((id) => items.get(id) ?? []);
    const bills = billsOf(facts, row, night.months);
    return { work, calls: callsOf(facts.ids.at(row) as string), bills, hasLeft: hasLeft(row), named };
  });
  const withWork = new Set([...asked.keys()].map((row) => facts.ids.at(row)));
  const called = [...calls.keys()]
    .filter((customerId) => customerId !== null && !withWork.has(customerId))
    .map((customerId): CustomerLoop => ({ ...none, work: [], calls: callsOf(customerId) }));
  const ofNobody = [...callsIn(happened.everywhere).values()].filter(
    (call) => call.customerId === null && counts(call),
  );
  const strangers =
    shard === 0 && ofNobody.length > 0 ? [{ ...none, work: [], calls: ofNobody.map(asCustomerCall) }] : [];
  return [...worked, ...called, ...strangers];
};

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';
import { policyTextOf } from '../../shared/contracts/policy-file.ts';
import type { RunBase } from '../../shared/contracts/run-base.ts';
import { dayNumber } from '../../shared/domain/calendar.ts';
import { scoreTable } from '../../shared/domain/cards/score-table.ts';
import { decideShard } from '../../shared/domain/decide/decide-shard.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { type FactColumn, type FactFile, textColumn } from '../../shared/domain/facts/fact-file.ts';
import {
  type ProfileNumber,
  type ProfileText,
  type ProfileWord,
  type SeriesName,
  seriesFields,
} from '../../shared/domain/facts/facts.ts';
import { type GatheredFacts, gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import { type Night, nightOf, runIdOf } from '../../shared/domain/night.ts';
import { type CompiledPolicy, compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import type { Candidate } from '../../shared/domain/work/candidate.ts';
import { type ContactEvents, noEvents } from '../../shared/domain/work/govern/contact-events.ts';
import { nothing, type Waiting } from '../../shared/domain/work/govern/known-contacts.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { readSnapshot, writeSnapshot } from '../../shared/dump/snapshot.ts';

/** Text of the default policy. */
export const defaultPolicyText = policyTextOf(
  fileURLToPath(new URL('../../policies/three-dimensions.json', import.meta.url)),
  (file) => readFileSync(file, 'utf8'),
);

/** The default policy, with changes. */
export const policyWith = (change: (policy: Policy) => void = () => {}): CompiledPolicy => {
  const policy = parsePolicy(defaultPolicyText);
  change(policy);
  return compilePolicy(parsePolicy(JSON.stringify(policy)), 'hash-of-policy');
};

/** The night of 1 November, 02:00 in Shanghai, unless told otherwise: it decides for October. */
export const nightAt = (now = '2026-11-01T02:00:00+08:00', months = 12): Night =>
  nightOf(runIdOf(now), now, 'Asia/Shanghai', months);

/** What a test says of a profile: as the feed writes it, `period` being its month. */
export type GivenProfile = Partial<
  Record<ProfileWord | ProfileText | 'joinedOn' | 'contractEndsOn', string | null> &
    Record<Exclude<ProfileNumber, 'joinedOn' | 'contractEndsOn'>, number> & { period: string }
>;

/** What a test says of a customer: a profile, and values that end with the newest month; null for a missing one. */
export type Given = { customerId?: string; profile?: GivenProfile | null } & Partial<
  Record<SeriesName, readonly (number | null)[]>
>;

const dates: readonly string[] = ['joinedOn', 'contractEndsOn'];

/** Columns of one row, or of as many as there are customers, as a file of facts. */
export const fileOf = (
  about: Pick<FactFile, 'feed' | 'period' | 'dumpId'>,
  rows: readonly Readonly<Record<string, string | number | null | undefined>>[],
): FactFile => {
  const column = (name: string): FactColumn | undefined => {
    const values = rows.map((row) => row[name]);
    if (values.every((value) => value === undefined)) return undefined;
    if (dates.includes(name))
      return Float64Array.from(values, (value) => (typeof value === 'string' ? dayNumber(value) : Number.NaN));
    if (values.some((value) => typeof value === 'number'))
      return Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
    return textColumn(values.map((value) => (typeof value === 'string' ? value : null)));
  };
  return { ...about, rows: rows.length, column };
};

/** Facts of some customers, as files that end with the newest month of a window. */
export const filesOf = (customers: readonly Given[], months: readonly string[]): FactFile[] => {
  const dumpId = 'dump-1';
  const profiles = Map.groupBy(
    customers.filter(({ profile }) => profile),
    ({ profile }) => profile?.period ?? '2026-10',
  );
  const nameOf = ({ customerId = 'C1' }: Given) => ({ customerId });
  // Of whom nothing at all is told, a row of use says that there is nothing to say.
  const named = fileOf({ feed: 'usage', period: months[0] ?? '', dumpId }, customers.map(nameOf));
  return [
    named,
    ...[...profiles].map(([period, some]) =>
      fileOf(
        { feed: 'customers', period, dumpId },
        some.map((given) => ({ ...nameOf(given), ...given.profile })),
      ),
    ),
    ...Object.entries(seriesFields).flatMap(([feed, names]) =>
      months.flatMap((period, month) => {
        const rows = customers.map((given) => ({
          ...nameOf(given),
          ...Object.fromEntries(
            names
              .map((name) => [name, given[name]?.at(month - months.length) ?? null] as const)
              .filter(([name]) => (given[name]?.length ?? 0) >= months.length - month),
          ),
        }));
        const told = rows.filter((row) => Object.keys(row).length > 1);
        return told.length === 0 ? [] : [fileOf({ feed: feed as FeedName, period, dumpId }, told)];
      }),
    ),
  ];
};

/** Facts of one customer, as columns of one row. */
export const factsOf = (given: Given, { months }: Pick<Night, 'months'> = nightAt()): GatheredFacts =>
  gatherFacts(filesOf([given], months), months);

/** What the policy says of one customer tonight. */
export type Outcome = {
  decision: Decision;
  /** It is written to the decisions table. */
  changed: boolean;
  candidates: Candidate[];
  /** Work that is asked for. */
  work: WorkRequested | undefined;
  /** The night's snapshot. */
  snapshot: Uint8Array;
};

/** Decides some customers as a shard; the night before is known by its snapshot, as in a run. */
export const decideAll = (
  customers: readonly Given[],
  before: Uint8Array | null,
  policy: CompiledPolicy,
  night: Night,
  base: RunBase | null = null,
  events: ContactEvents = noEvents,
  waiting: Waiting = nothing,
) => {
  const previous = before && readSnapshot(before);
  const facts = gatherFacts(filesOf(customers, night.months), night.months, previous ? [previous] : []);
  const scored = scoreTable(policy, facts, night);
  const input = { facts, scored, previous, abandoned: [], kept: new Set<string>(), base, events, waiting };
  const decided = decideShard(input, policy, night);
  return { ...decided, facts, bytes: writeSnapshot(decided.table, decided.snapshot) };
};

/** Decides one customer. */
export const decide = (given: Given, before: Outcome | null, policy: CompiledPolicy, night: Night): Outcome => {
  const { table, changed, candidates, work, facts, bytes } = decideAll(
    [given],
    before?.snapshot ?? null,
    policy,
    night,
  );
  const decision = decisionAt(table, 0, policy);
  const [queued] = work;
  return {
    decision,
    changed: changed.length > 0,
    candidates: [...(candidates.get(0) ?? [])],
    work: queued ? workOf(policy, queued, decision, facts, night) : undefined,
    snapshot: bytes,
  };
};

/** A customer about to leave: calls, data and recharges have all but stopped. */
export const leaving: Given = {
  profile: { joinedOn: '2024-03-15', region: 'south', name: '王小明', phone: '13800001234', managerId: 'A1' },
  voiceMinutes: [300, 310, 290, 10],
  dataMb: [9000, 9100, 8900, 50],
  charged: [120, 118, 121, 90],
  rechargeAmount: [100, 100, 100, 0],
};

/** A new data-line customer: a key customer that joined in October. */
export const newKeyCustomer: Given = {
  profile: { joinedOn: '2026-10-12', dataLine: 1, creditScore: 720, contractMonths: 24 },
  charged: [900],
};

/** The same decision, with some of it changed. */
export const decisionWith = (decision: Decision, change: Partial<Decision>): Decision => ({ ...decision, ...change });

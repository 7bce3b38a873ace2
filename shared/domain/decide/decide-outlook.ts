import type { FormerEntry } from '../../contracts/items/former.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import { churnColumns, fillChurn } from '../churn/columns.ts';
import { formerAfter } from '../churn/former.ts';
import { formerColumns, formerEntries } from '../churn/former-columns.ts';
import type { ToldCause } from '../churn/told-causes.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { assignSegments } from '../segments/assign.ts';
import { type Coded, type RuleColumns, wordAt } from './shard-table.ts';

/** Columns by name; some may not be there. */
type Found<Column> = { get(name: string): Column | undefined };
/** Columns of the table of decisions. */
export type OutlookColumns = { numbers: Map<string, Float64Array>; words: Map<string, Coded> };
/** What the night before decided, in tonight's rows. */
type Before = { numbers: Found<Float64Array>; words: Found<Coded> };

/** Columns that a decision's `behaviour` and `churn` are made of. */
export const outlookNames = {
  behaviour: 'behaviour',
  method: 'behaviourMethod',
  probability: 'churnProbability',
  lifetimeValue: 'lifetimeValue',
  reason: 'churnReason',
  conduct: 'conduct',
  track: 'track',
} as const;

/**
 * Behaviour segments: the nearest of the run's. Known before anything else is decided, because they are made of features.
 * The column is set in `columns`.
 */
export const decideBehaviour = (
  { outlook }: CompiledPolicy,
  columns: RuleColumns,
  rows: number,
  base: RunBase | null,
): OutlookColumns => {
  const words = new Map<string, Coded>();
  if (!outlook.segments) return { numbers: new Map(), words };
  const model = base?.segments;
  const behaviour = model
    ? assignSegments(model, columns.numbers, rows)
    : { codes: new Int32Array(rows).fill(-1), values: [] };
  columns.behaviour = behaviour;
  words.set(outlookNames.behaviour, behaviour);
  // Who has no segment has no method either.
  const codes = behaviour.codes.map((code) => Math.min(code, 0));
  words.set(outlookNames.method, { codes, values: model ? [model.method] : [] });
  return { numbers: new Map(), words };
};

/**
 * Columns that conditions ask for and {@link decideChurn} fills: set in `columns` before any condition is bound to them.
 */
const prepared = (
  policy: NonNullable<CompiledPolicy['outlook']['churn']>['policy'],
  columns: RuleColumns,
  rows: number,
) => {
  const found = churnColumns(policy, rows);
  columns.churnReason = found.reason;
  columns.conduct = found.conduct;
  columns.track = found.track;
  return found;
};

/** Who may leave, why, and what is at stake. The columns are set in `columns`. @param points of the risk card */
export const decideChurn = (
  { outlook }: CompiledPolicy,
  columns: RuleColumns,
  rows: number,
  points: Float64Array,
): OutlookColumns => {
  const { churn } = outlook;
  if (!churn) return { numbers: new Map(), words: new Map() };
  const { policy, probabilityOf, asked, rules, conduct, tracks } = churn;
  const found = prepared(policy, columns, rows);
  const charge = columns.numbers.get(policy.value.charge);
  if (!charge) throw new Error(`the lifetime value asks for "${policy.value.charge}", which was not computed`);
  const tests = {
    asked: asked(columns),
    rules: rules.map((rule) => rule?.(columns)),
    conduct: conduct.map((one) => one(columns)),
    tracks: tracks.map((track) => track?.(columns)),
  };
  fillChurn(found, policy, probabilityOf, tests, points, charge);
  return {
    numbers: new Map([
      [outlookNames.probability, found.probability],
      [outlookNames.lifetimeValue, found.lifetimeValue],
    ]),
    words: new Map([
      [outlookNames.reason, found.reason],
      [outlookNames.conduct, found.conduct],
      [outlookNames.track, found.track],
    ]),
  };
};

/** An agent may close with kind and cause after the customer is gone; of one who has come back nothing changes any more. */
const withTold = (entry: FormerEntry, told: ToldCause | undefined): FormerEntry =>
  !told || entry.back !== null ? entry : { ...entry, kind: told.kind ?? entry.kind, cause: told.cause ?? entry.cause };

/**
 * The archive of former customers after tonight. It is set in `columns`.
 *
 * @param tierColumn name of the column of a scheme's tiers in the table of decisions
 * @param told what agents reported of why customers leave, by row; it goes before the rules
 */
export const decideFormer = (
  { outlook, schemes }: CompiledPolicy,
  columns: RuleColumns,
  rows: number,
  tierColumn: (scheme: string) => string,
  before: Before | null,
  night: Night,
  told: ReadonlyMap<number, ToldCause>,
): OutlookColumns => {
  const { former, churn } = outlook;
  if (!former) return { numbers: new Map(), words: new Map() };
  const hasLeft = former.left(columns);
  const number = (name: Parameters<typeof columns.numbers.get>[0]) => columns.numbers.get(name);
  const [charge, silentDays] = [number(former.policy.charge), number(former.policy.silentDays)];
  const entries = before ? formerEntries(before, rows) : new Map<number, FormerEntry>();
  const scheme = former.policy.scheme ?? schemes[0]?.name ?? '';
  const tier = columns.tiers.get(scheme);
  const tierBefore = before?.words.get(tierColumn(scheme));
  const reasonBefore = before?.words.get(outlookNames.reason);
  const rules = new Map(churn?.policy.rules.map((rule) => [rule.name, rule]));
  for (let row = 0; row < rows; row++) {
    const earlier = entries.get(row) ?? null;
    const gone = hasLeft(row);
    if (!gone && !earlier) continue;
    // Kind and cause of the last night on which the customer was still there: what is left of him tells less.
    const reason =
      (reasonBefore && wordAt(reasonBefore, row)) ?? (columns.churnReason && wordAt(columns.churnReason, row));
    const rule = rules.get(reason ?? '');
    const entry = formerAfter(earlier, {
      hasLeft: gone,
      day: night.businessDay,
      silentDays: silentDays?.[row] ?? Number.NaN,
      tier: (tierBefore && wordAt(tierBefore, row)) ?? (tier && wordAt(tier, row)) ?? '',
      charge: charge?.[row] ?? Number.NaN,
      kind: rule?.kind ?? null,
      cause: rule?.cause ?? null,
    });
    if (entry) entries.set(row, withTold(entry, told.get(row)));
  }
  columns.former = { entries, day: night.businessDay };
  return formerColumns(entries, rows);
};

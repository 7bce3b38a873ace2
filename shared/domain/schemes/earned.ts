import type { FeatureName } from '../../contracts/features.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import type { RuleColumns, ShardTable } from '../decide/shard-table.ts';
import type { CompiledScheme } from './compile-scheme.ts';
import { edgesByRow } from './cut-offs.ts';
import type { Earned } from './move-tier.ts';
import { type Edges, edgesOf, placeOf } from './tiers.ts';

/** What a scheme asks of tonight alone, whatever the night before remembered. */
export type EarnedInput = {
  /** Customers and their features. */
  table: Pick<ShardTable, 'rows' | 'numbers' | 'texts' | 'room'>;
  /** What was decided before it: tiers of other schemes, key customers, bands. */
  columns: RuleColumns;
  /** Points by card. */
  scores: ReadonlyMap<string, Float64Array>;
  /** What is known of the whole base; null where the policy does not ask for it. */
  base: RunBase | null;
};

/** What tonight's facts give a customer, by row: one object, filled anew for each, because a million would be many. */
export const earnedIn = (compiled: CompiledScheme, input: EarnedInput): ((row: number) => Earned) => {
  const { table, columns } = input;
  const grade = gradesOf(compiled, input);
  const isClean = compiled.clean?.(columns);
  const events = compiled.events.map(({ when, to, steps }) => ({ holds: when(columns), to, steps }));
  const lists = table.texts.get('list');
  const earned: Earned = {
    ...{ earned: 0, rises: 0, falls: 0, list: null },
    ...{ hasEvent: false, eventTier: -1, eventSteps: 0, isClean: false },
  };
  return (row) => {
    grade(row, earned);
    earned.list = lists?.values[lists.codes[row] ?? -1] ?? null;
    earned.hasEvent = false;
    earned.eventTier = -1;
    earned.eventSteps = 0;
    for (const { holds, to, steps } of events) {
      if (!holds(row)) continue;
      earned.hasEvent = true;
      earned.eventTier = Math.max(earned.eventTier, to);
      earned.eventSteps = Math.max(earned.eventSteps, steps);
    }
    earned.isClean = isClean?.(row) ?? false;
    return earned;
  };
};

/** What the scheme grades by, by row. @throws where the card or the feature was not computed */
export const gradedBy = (
  { card, feature }: { card?: string | undefined; feature?: FeatureName | undefined },
  { table, scores }: Pick<EarnedInput, 'table' | 'scores'>,
): Float64Array => {
  const values = card === undefined ? feature && table.numbers.get(feature) : scores.get(card);
  if (!values) throw new Error(`a scheme grades by "${card ?? feature}", which was not computed`);
  return values;
};

/** Writes what a customer has earned tonight, whatever the tier held. */
type Grade = (row: number, earned: Earned) => void;

const gradesOf = (compiled: CompiledScheme, input: EarnedInput): Grade => {
  const graded = edgesIn(compiled, input);
  if (!graded) return gradesByRules(compiled, input);
  const { values, edgesAt } = graded;
  return (row, earned) => gradeBy(edgesAt(row), values[row] as number, earned);
};

/** What a scheme grades by and where its tiers begin, by row; null where rules decide. */
export const edgesIn = (
  { name, scheme }: CompiledScheme,
  input: EarnedInput,
): { values: Float64Array; edgesAt: (row: number) => Edges } | null => {
  if (scheme.kind === 'rules') return null;
  const values = gradedBy(scheme, input);
  if (scheme.kind === 'thresholds') {
    const { demotion, promotion } = scheme.movement;
    const edges = edgesOf(scheme.tiers, demotion.margin, promotion.margin);
    return { values, edgesAt: () => edges };
  }
  const cuts = input.base?.cutOffs?.[name];
  if (!cuts) throw new Error(`the scheme "${name}" needs the whole base, which was not measured`);
  return { values, edgesAt: edgesByRow(scheme, cuts, input.table) };
};

const gradeBy = ({ earn, rise, stay }: Edges, value: number, earned: Earned): void => {
  earned.earned = placeOf(earn, value);
  earned.rises = placeOf(rise, value);
  earned.falls = placeOf(stay, value);
};

const gradesByRules = ({ rules }: CompiledScheme, { columns }: EarnedInput): Grade => {
  const tests = rules.map((rule) => rule(columns));
  return (row, earned) => {
    let place = 0;
    while (place < tests.length && !tests[place]?.(row)) place++;
    earned.earned = place;
    earned.rises = place;
    earned.falls = place;
  };
};

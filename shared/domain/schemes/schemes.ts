import type { FeatureName } from '../../contracts/features.ts';
import type { conditionsOf } from '../../contracts/policy/decision-order.ts';
import type { Scheme } from '../../contracts/policy/scheme.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import type { Coded, RuleColumns, ShardTable } from '../decide/shard-table.ts';
import { translated } from '../decide/word-list.ts';
import type { Night } from '../night.ts';
import type { CompiledCondition } from '../policy/conditions.ts';
import { edgesByRow } from './cut-offs.ts';
import { type Earned, elapsedIn, type MoveRules, moveRulesOf, moveTier, noStanding } from './move-tier.ts';
import { placesOf } from './places-of.ts';
import { type Edges, edgesOf, type Place, placeOf } from './tiers.ts';

/** A scheme with its conditions prepared, once a policy. */
export type CompiledScheme = {
  name: string;
  scheme: Scheme;
  moves: MoveRules;
  appliesTo: CompiledCondition | undefined;
  /** Of rules: the condition of each tier but the last. */
  rules: readonly CompiledCondition[];
  events: readonly { when: CompiledCondition; to: Place; steps: number }[];
  clean: CompiledCondition | undefined;
};

/** Prepares a scheme. @param test prepares a condition */
export const compileScheme = (
  name: string,
  scheme: Scheme,
  test: (when: Parameters<typeof conditionsOf>[0]['appliesTo'] & object) => CompiledCondition,
): CompiledScheme => ({
  name,
  scheme,
  moves: moveRulesOf(scheme),
  appliesTo: scheme.appliesTo && test(scheme.appliesTo),
  rules: scheme.kind === 'rules' ? scheme.tiers.flatMap(({ when }) => (when ? [test(when)] : [])) : [],
  events: scheme.movement.demotion.events.map(({ when, to, steps }) => ({
    when: test(when),
    to: scheme.tiers.findIndex((tier) => tier.name === to),
    steps: steps ?? 0,
  })),
  clean: scheme.movement.promotion.clean && test(scheme.movement.promotion.clean.when),
});

/**
 * What a scheme says of a shard's customers, and what it remembers of them for the next night; by row. Instants are ISO
 * texts. The columns of what the policy does not ask for are absent.
 */
export type SchemeColumns = {
  /** Tier; -1 for customers whom the scheme does not grade. */
  tier: Coded;
  /** Since when the tier is held. */
  since: Coded;
  /** Since when the customer has been below the tier held, while grace lasts. */
  fallingSince?: Coded;
  /** Since when the condition of a clean time has held. */
  cleanSince?: Coded;
  /** Since when an event that demotes at once has held. */
  eventSince?: Coded;
};

/** What a scheme asks of a shard. */
export type SchemeInput = {
  /** Customers and their features. */
  table: Pick<ShardTable, 'rows' | 'numbers' | 'texts'>;
  /** What was decided before it: tiers of other schemes, key customers, bands. */
  columns: RuleColumns;
  /** Points by card. */
  scores: ReadonlyMap<string, Float64Array>;
  /** What the night before remembered, by row of tonight's table; undefined on a first night. */
  previous: SchemeColumns | undefined;
  /** What is known of the whole base; null where the policy does not ask for it. */
  base: RunBase | null;
  night: Night;
};

/** What a scheme asks of tonight alone, whatever the night before remembered. */
export type EarnedInput = Omit<SchemeInput, 'previous' | 'night'>;

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

/** Decides the tiers of one scheme for all customers of a shard. */
export const decideScheme = (compiled: CompiledScheme, input: SchemeInput): SchemeColumns => {
  const { scheme, moves } = compiled;
  const { table, columns, previous, night } = input;
  const { rows } = table;
  const earnedAt = earnedIn(compiled, input);
  const applies = compiled.appliesTo?.(columns);
  const elapsed = elapsedIn(night);
  const names = scheme.tiers.map(({ name }) => name);
  const held = heldPlaces(previous?.tier, names);
  const plain = plainTiers(compiled, input, held);
  const tier: Coded = { codes: plain ?? new Int32Array(rows).fill(-1), values: names };
  const since = instants(previous?.since, rows, night.now);
  const falling = moves.graceMonths > 0 ? instants(previous?.fallingSince, rows, night.now) : undefined;
  const clean = moves.clean ? instants(previous?.cleanSince, rows, night.now) : undefined;
  const event = compiled.events.length > 0 ? instants(previous?.eventSince, rows, night.now) : undefined;
  if (plain) since.goOn(held);
  // One for all customers: a million of them would be a million objects.
  const standing = noStanding();
  for (let row = 0; row < rows; row++) {
    if ((tier.codes[row] as number) >= 0 || (applies && !applies(row))) continue;
    const earned = earnedAt(row);
    standing.tier = held?.[row] ?? -1;
    // Of a tier that the policy no longer has, nothing is remembered.
    const isKnown = standing.tier >= 0;
    standing.since = isKnown ? since.before(row) : '';
    standing.fallingSince = isKnown && falling ? falling.before(row) : '';
    standing.cleanSince = isKnown && clean ? clean.before(row) : '';
    standing.eventSince = isKnown && event ? event.before(row) : '';
    moveTier(moves, earned, standing, night.now, elapsed);
    tier.codes[row] = standing.tier;
    since.keep(row, standing.since);
    falling?.keep(row, standing.fallingSince);
    clean?.keep(row, standing.cleanSince);
    event?.keep(row, standing.eventSince);
  }
  return {
    tier,
    since: since.column,
    ...(falling && { fallingSince: falling.column }),
    ...(clean && { cleanSince: clean.column }),
    ...(event && { eventSince: event.column }),
  };
};

/** Places that tonight's tiers have of the tiers held the night before; -1 for none, and for those that there are no more. */
const heldPlaces = (previous: Coded | undefined, names: readonly string[]): Int32Array | undefined =>
  previous &&
  translated(
    previous.codes,
    Int32Array.from(previous.values, (name) => names.indexOf(name)),
  );

/**
 * Tiers of the customers for whom there is nothing to weigh: who is on no list, and has earned what is held, or has no tier
 * yet; -1 for all others. On a usual night this is nearly everybody, and {@link moveTier} would say the same. Null for schemes
 * with events, clean times, customers whom they do not grade, or edges that are not the same for all.
 */
const plainTiers = (
  { scheme, events, clean, appliesTo }: CompiledScheme,
  input: EarnedInput,
  held: Int32Array | undefined,
): Int32Array | null => {
  if (scheme.kind !== 'thresholds' || events.length > 0 || clean || appliesTo) return null;
  const values = gradedBy(scheme, input);
  const { demotion, promotion } = scheme.movement;
  const edges = edgesOf(scheme.tiers, demotion.margin, promotion.margin);
  const places = placesOf(edges.earn, values);
  if (held) keepHeld(edges, values, held, places);
  const lists = input.table.texts.get('list')?.codes;
  if (lists) leaveListed(places, lists);
  return places;
};

/** Who holds a tier keeps it where the value neither reaches the one above nor falls below its own; else there is something to weigh: -1. */
const keepHeld = ({ rise, stay }: Edges, values: Float64Array, held: Int32Array, places: Int32Array): void => {
  const last = stay.length;
  for (let row = 0; row < places.length; row++) {
    const value = values[row] as number;
    const before = held[row] as number;
    if (before < 0) continue;
    const rises = before > 0 && value >= (rise[before - 1] as number);
    const stays = before === last || value >= (stay[before] as number);
    places[row] = stays && !rises ? before : -1;
  }
};

const leaveListed = (places: Int32Array, lists: Int32Array): void => {
  for (let row = 0; row < places.length; row++) if ((lists[row] as number) >= 0) places[row] = -1;
};

/** A column of instants that are either those of the night before or tonight's. */
const instants = (previous: Coded | undefined, rows: number, now: string) => {
  const values = [...(previous?.values ?? []), now];
  const tonight = values.length - 1;
  const codes = new Int32Array(rows).fill(-1);
  return {
    column: { codes, values } as Coded,
    before: (row: number): string => values[previous?.codes[row] ?? -1] ?? '',
    /** Everybody's tier is plain: the instant of the night before where one was held, else tonight's. Others are kept after that. */
    goOn: (held: Int32Array | undefined): void => {
      codes.fill(tonight);
      if (!previous || !held) return;
      for (let row = 0; row < codes.length; row++) {
        const before = previous.codes[row] as number;
        if ((held[row] as number) >= 0 && before >= 0) codes[row] = before;
      }
    },
    keep: (row: number, instant: string): void => {
      if (instant === now) codes[row] = tonight;
      else codes[row] = instant === '' ? -1 : (previous?.codes[row] ?? -1);
    },
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

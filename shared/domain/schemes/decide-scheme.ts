import type { Coded } from '../decide/shard-table.ts';
import { codedIn } from '../decide/word-list.ts';
import type { Night } from '../night.ts';
import { rowsWithoutWord } from '../rows.ts';
import type { CompiledScheme } from './compile-scheme.ts';
import { type EarnedInput, earnedIn } from './earned.ts';
import { elapsedIn, moveTier, noStanding } from './move-tier.ts';
import { plainTiers } from './plain-tiers.ts';

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
export type SchemeInput = EarnedInput & {
  /** What the night before remembered, by row of tonight's table; undefined on a first night. */
  previous: SchemeColumns | undefined;
  night: Night;
};

/** Decides the tiers of one scheme for all customers of a shard. */
export const decideScheme = (compiled: CompiledScheme, input: SchemeInput): SchemeColumns => {
  const { scheme, moves } = compiled;
  const { table, columns, previous, night } = input;
  const { rows } = table;
  const applies = compiled.appliesTo?.(columns);
  const names = scheme.tiers.map(({ name }) => name);
  // A tier that there is no more is none.
  const held = previous && codedIn(previous.tier, names);
  const plain = plainTiers(compiled, input, held);
  const tier: Coded = { codes: plain ?? new Int32Array(rows).fill(-1), values: names };
  const since = instants(previous?.since, rows, night.now);
  const falling = moves.graceMonths > 0 ? instants(previous?.fallingSince, rows, night.now) : undefined;
  const clean = moves.clean ? instants(previous?.cleanSince, rows, night.now) : undefined;
  const event = compiled.events.length > 0 ? instants(previous?.eventSince, rows, night.now) : undefined;
  if (plain) since.goOn(held);
  const earnedAt = earnedIn(compiled, input);
  const elapsed = elapsedIn(night);
  // One for all customers: a million of them would be a million objects.
  const standing = noStanding();
  for (const row of rowsWithoutWord(tier.codes)) {
    if (applies && !applies(row)) continue;
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
      if (previous && held) takeHeld(codes, previous.codes, held);
    },
    keep: (row: number, instant: string): void => {
      if (instant === now) codes[row] = tonight;
      else codes[row] = instant === '' ? -1 : (previous?.codes[row] ?? -1);
    },
  };
};

/** Takes over the instants of the night before of those who held a tier. */
const takeHeld = (codes: Int32Array, before: Int32Array, held: Int32Array): void => {
  for (let row = 0; row < codes.length; row++)
    if ((held[row] as number) >= 0 && (before[row] as number) >= 0) codes[row] = before[row] as number;
};

import type { FeedName } from '../../contracts/feeds/index.ts';
import {
  allSlice,
  type DumpProfile,
  type GateFinding,
  type GatePolicy,
  type HeldSlice,
  noRegion,
  type SliceProfile,
  type Verdict,
} from '../../contracts/gate.ts';
import { findingsOf, limitsOf, nothing } from './gate-checks.ts';
import { type FeedProfile, pooled, wholeOf } from './gate-merge.ts';
import { grouped, percent } from './gate-words.ts';

/** Findings told of one slice, the worst: the row of the ledger and the event must hold all slices'. */
const mostFindings = 5;
/** Slices held one by one: nobody looks through more, and an event takes no more than 256 KB. Twice China's provinces. */
const mostHeld = 62;

/** A released dump of the same feed and source, of an earlier month. */
export type Reference = {
  dumpId: string;
  profile: DumpProfile;
  /** Slices of it that were held: what is not used is no measure. */
  held: readonly Pick<HeldSlice, 'feed' | 'slice'>[];
};

/** A dump that wants to be released. */
export type Candidate = {
  profile: DumpProfile;
  /** Rows of the file. */
  rows: number;
  /** Rows refused. */
  refused: number;
  /** Rows refused because of the id of whom they are about. */
  refusedIds: number;
};

/** What holds for first dumps, too: limits of the file itself, which hold it as a whole. */
const absoluteFindings = ({ rows, refused, refusedIds }: Candidate, gate: GatePolicy): GateFinding[] => {
  if (rows < gate.fewestRows) return [];
  const finding = (check: 'refused' | 'refused-ids', count: number, limit: number, what: string): GateFinding => ({
    ...{ check, column: null, value: count / rows, limit },
    words: `${grouped(count)} of ${grouped(rows)} rows (${percent(count / rows)}) were refused${what}, allowed ${percent(limit)}`,
  });
  return [
    finding('refused', refused, gate.refused, ''),
    finding('refused-ids', refusedIds, gate.refusedIds, ' for their id'),
  ].filter(({ value, limit }) => value > limit);
};

/** A feed of the dump beside the same feed of the months it is held against. */
type Compared = { now: FeedProfile; months: { dumpId: string; slices: Record<string, SliceProfile | undefined> }[] };

/** Whether rows of a feed tell no regions. */
const isWhole = ({ slices, crowded }: FeedProfile): boolean =>
  crowded || Object.keys(slices).every((name) => name === noRegion);

const asWhole = (feed: FeedProfile): FeedProfile => ({
  crowded: true,
  slices: { [allSlice]: wholeOf(feed) ?? nothing },
});

/**
 * Slices of one feed over the months. A dump that tells no regions is one slice, and so is its past then; one that does is
 * held against months that do, or as a whole where there are none: a source that begins to name regions, or forgets to,
 * is still held against its past.
 */
const compared = (feed: FeedName, { profile }: Candidate, references: readonly Reference[]): Compared => {
  const given = profile.feeds[feed] ?? { crowded: false, slices: {} };
  const seen = references.flatMap(({ dumpId, profile: past, held }) => {
    const before = past.feeds[feed];
    const own = held.filter((slice) => slice.feed === feed).map(({ slice }) => slice);
    return before ? [{ dumpId, before, own }] : [];
  });
  const withRegions = isWhole(given) ? [] : seen.filter(({ before }) => !isWhole(before));
  if (withRegions.length > 0)
    return {
      now: given,
      months: withRegions
        .filter(({ own }) => !own.includes(allSlice))
        .map(({ dumpId, before, own }) => ({
          dumpId,
          slices: { ...before.slices, ...Object.fromEntries(own.map((slice) => [slice, undefined])) },
        })),
    };
  return {
    now: asWhole(given),
    months: seen
      .filter(({ own }) => own.length === 0)
      .map(({ dumpId, before }) => ({ dumpId, slices: asWhole(before).slices })),
  };
};

const judgeFeed = (
  feed: FeedName,
  candidate: Candidate,
  references: readonly Reference[],
  gate: GatePolicy,
): HeldSlice[] => {
  const { now, months } = compared(feed, candidate, references);
  const limits = limitsOf(gate, feed);
  const names = [
    ...new Set([...Object.keys(now.slices), ...months.flatMap(({ slices }) => Object.keys(slices))]),
  ].sort();
  const own = (name: string): SliceProfile => now.slices[name] ?? nothing;
  // A month that was held there says nothing; one that lacks the slice says that it may be gone.
  const past = (name: string): SliceProfile[] =>
    months.flatMap(({ slices }) => (name in slices && !slices[name] ? [] : [slices[name] ?? nothing]));
  const hold = (name: string, findings: GateFinding[]): HeldSlice => ({
    ...{ feed, slice: name, rows: own(name).rows, findings: findings.slice(0, mostFindings) },
    against: months.filter(({ slices }) => (slices[name]?.rows ?? 0) > 0).map(({ dumpId }) => dumpId),
  });
  const isLarge = (name: string): boolean =>
    Math.max(own(name).rows, ...past(name).map(({ rows }) => rows)) >= gate.fewestRows;
  const held = names.filter(isLarge).flatMap((name) => {
    const findings = findingsOf(past(name), own(name), limits);
    return findings.length > 0 ? [hold(name, findings)] : [];
  });
  // Each of the small ones alone moves by chance; together they show what is wrong with all of them.
  const small = names.filter((name) => !isLarge(name));
  const together = pooled(small.map(own)) ?? nothing;
  const pastTogether = months.map(({ slices }) => pooled(small.flatMap((name) => slices[name] ?? [])) ?? nothing);
  if (Math.max(together.rows, ...pastTogether.map(({ rows }) => rows)) < gate.fewestRows) return held;
  const findings = findingsOf(pastTogether, together, limits).map((finding) => ({
    ...finding,
    words: small.length > 1 ? `${small.length} small slices together: ${finding.words}` : finding.words,
  }));
  return findings.length > 0 ? [...held, ...small.map((name) => hold(name, findings))] : held;
};

/** All rows, for a dump that is held as a whole. */
const everySlice = ({ profile }: Candidate, findings: GateFinding[], references: readonly Reference[]): HeldSlice[] =>
  (Object.entries(profile.feeds) as [FeedName, FeedProfile][]).map(([feed, counted]) => ({
    ...{ feed, slice: allSlice, rows: wholeOf(counted)?.rows ?? 0, findings },
    against: references.filter(({ profile }) => profile.feeds[feed]).map(({ dumpId }) => dumpId),
  }));

/**
 * Whether a dump may be used. Each slice is held against the last released months of its feed and source; one that is
 * beyond a limit is held, and the others go on. A dump all of whose slices are held, or very many, is held as a whole. A first dump has
 * nothing to be held against: only what is refused of it counts.
 *
 * @param references released dumps of earlier months, newest first, at most `compareWith` of them
 */
export const judge = (candidate: Candidate, references: readonly Reference[], gate: GatePolicy): Verdict => {
  const absolute = absoluteFindings(candidate, gate);
  if (absolute.length > 0)
    return {
      status: 'held',
      held: everySlice(candidate, absolute, references),
      problem: absolute.map(({ words }) => words).join('; '),
    };
  const names = new Set(
    [candidate.profile, ...references.map(({ profile }) => profile)].flatMap(
      ({ feeds }) => Object.keys(feeds) as FeedName[],
    ),
  );
  const held = [...names].sort().flatMap((feed) => judgeFeed(feed, candidate, references, gate));
  if (held.length > mostHeld) {
    const worst = held.flatMap(({ feed, slice, findings: [first] }) =>
      first ? [{ ...first, words: `${feed} of ${slice}: ${first.words}` }] : [],
    );
    const problem = `${held.length} slices differ from the months before; ${worst[0]?.words}`;
    return { status: 'held', held: everySlice(candidate, worst.slice(0, mostFindings), references), problem };
  }
  const rows = (Object.values(candidate.profile.feeds) as FeedProfile[]).flatMap(({ slices }) => Object.values(slices));
  const usable = rows.reduce((sum, slice) => sum + slice.rows, 0) - held.reduce((sum, slice) => sum + slice.rows, 0);
  if (held.length === 0 || usable > 0) return { status: 'released', held, problem: null };
  return { status: 'held', held, problem: problemOf(held) };
};

/** One line on a dump that is held: the first finding of each slice, and how many more there are. */
export const problemOf = (held: readonly HeldSlice[]): string => {
  const lines = held.slice(0, 3).map(({ feed, slice, findings: [first, ...more] }) => {
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return `${feed} of ${slice}: ${first?.words ?? ''}${others}`;
  });
  return `${lines.join('; ')}${held.length > 3 ? `; and ${held.length - 3} more slices` : ''}`;
};

import type { Decision, Reason } from '../contracts/items/decision.ts';

const sameEntries = <T>(left: Record<string, T>, right: Record<string, T>): boolean => {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
};

/** The same bins gave the same points. Values move within a bin every night: a contract ends one day sooner. */
const sameReasons = (left: readonly Reason[], right: readonly Reason[]): boolean =>
  left.length === right.length &&
  left.every((reason, index) => {
    const other = right[index];
    return reason.card === other?.card && reason.feature === other.feature && reason.points === other.points;
  });

/**
 * Whether a decision says something else than the night before, and so is written again: region, points, tiers, stage,
 * risk band, what a scheme remembers for the next night, kinds of key customer, watch lists, upkeep, the bins behind the
 * points, or the open work. Not: values within a bin, the policy's hash, the
 * dumps, the run. Those are in every night's snapshot, which is what an auditor reads; the table is for who must look a
 * customer up at once, and its items say which run changed them last.
 */
export const decisionChanged = (before: Decision, after: Decision): boolean =>
  before.region !== after.region ||
  before.stage !== after.stage ||
  before.risk.band !== after.risk.band ||
  before.keyKinds.join() !== after.keyKinds.join() ||
  before.upkeep !== after.upkeep ||
  !sameEntries(before.scores, after.scores) ||
  !sameEntries(before.tiers, after.tiers) ||
  !sameEntries(before.fallingSince, after.fallingSince) ||
  !sameEntries(before.cleanSince, after.cleanSince) ||
  !sameEntries(before.eventSince, after.eventSince) ||
  !sameEntries(before.watch, after.watch) ||
  !sameEntries(before.work, after.work) ||
  !sameReasons(before.reasons, after.reasons);

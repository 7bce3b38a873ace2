import type { PromiseEntry, PromiseState } from '../../contracts/promise-entry.ts';
import { sha256 } from '../sha256.ts';

/** 96 bits, as of work: among 100 million ids two are the same with a chance of 1 in 10^13. */
const idDigits = 24;

/** Id of a promise, made of content. Work that keeps it has the same one, so that its outcome is found. */
export const promiseIdOf = (customerId: string | null, promise: string, fact: string): string =>
  sha256(JSON.stringify(['promise', customerId, promise, fact])).slice(0, idDigits);

export const hourMs = 3_600_000;

/** An instant as entries have it: UTC, to the second. */
export const instantOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Something that shows that a promise was kept: when, and its id. */
export type Evidence = { at: number; id: string };

/** What became of a promise. */
export type Settled = Pick<PromiseEntry, 'state' | 'keptAt' | 'evidence'>;

const settled = (state: PromiseState): Settled => ({ state, keptAt: null, evidence: null });

/** Kept by the first evidence, if that came in time; broken once the time is over. Late evidence does not mend it. */
export const settle = (dueAt: number, evidence: readonly Evidence[], now: number): Settled => {
  let first: Evidence | undefined;
  for (const one of evidence)
    if (!first || one.at < first.at || (one.at === first.at && one.id < first.id)) first = one;
  if (first && first.at <= dueAt) return { state: 'delivered', keptAt: instantOf(first.at), evidence: first.id };
  return settled(now > dueAt ? 'broken' : 'open');
};

import type { PromiseFeature } from '../../contracts/features/promises.ts';
import type { PromiseList } from '../../contracts/policy/promises.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';

/** Promises of which only a share is promised: one late answer breaks none. */
export const answersOf = ({ list }: PromiseList): Set<string> =>
  new Set(list.flatMap(({ kind, name }) => (kind === 'answer' ? [name] : [])));

/** What the features of promises are of one customer. @param answers see {@link answersOf} */
export const promiseFeaturesOf = (
  entries: readonly PromiseEntry[],
  answers: ReadonlySet<string>,
): Record<PromiseFeature, number> => {
  const count = (holds: (entry: PromiseEntry) => boolean): number => entries.filter(holds).length;
  return {
    brokenPromises: count(({ state, promise }) => state === 'broken' && !answers.has(promise)),
    openPromises: count(({ state }) => state === 'open'),
    lateAnswers: count(({ state, promise }) => state === 'broken' && answers.has(promise)),
  };
};

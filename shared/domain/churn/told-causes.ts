import type { ChurnPolicy } from '../../contracts/policy/churn.ts';
import { type Ids, rowOfId } from '../ids.ts';
import type { Reported } from '../work/govern/contact-events.ts';

/** Kind and cause of churn, as an agent reported them of a customer. */
export type ToldCause = { kind: string | null; cause: string | null };

/**
 * What agents last reported of why customers leave, by row: whoever spoke to the customer knows better than a rule. Words
 * that the policy has not are left out, and so are rows that name no customer, and those of the future.
 *
 * @param ids of the customers, sorted
 * @param now ISO 8601, UTC
 */
export const toldCauses = (
  reported: readonly Reported[],
  { kinds, causes }: Pick<ChurnPolicy, 'kinds' | 'causes'>,
  ids: Ids,
  now: string,
): ReadonlyMap<number, ToldCause> => {
  const known = (word: string | null | undefined, of: Record<string, unknown>): string | null =>
    word != null && Object.hasOwn(of, word) ? word : null;
  const telling = reported.flatMap(({ customerId, churnKind, churnCause, doneAt }) => {
    const told = { kind: known(churnKind, kinds), cause: known(churnCause, causes) };
    const isTold = told.kind !== null || told.cause !== null;
    return customerId !== null && isTold && Date.parse(doneAt) <= Date.parse(now) ? [{ customerId, doneAt, told }] : [];
  });
  if (telling.length === 0) return new Map();
  telling.sort((left, right) => Date.parse(left.doneAt) - Date.parse(right.doneAt));
  const last = new Map(telling.map(({ customerId, told }) => [customerId, told]));
  const byRow = [...last].map(([id, told]) => [rowOfId(ids, id), told] as const);
  return new Map(byRow.filter(([row]) => row >= 0).sort(([one], [other]) => one - other));
};

import { promiseList, promiseScheme } from '../../contracts/policy/promises.ts';
import type { Policy } from '../../contracts/policy.ts';
import { type Attained, keptShare, type Tally, targetOf } from './attainment.ts';

/** How promises were kept to those of a tier, or at a desk, against what was promised. */
export type PromiseLine = Tally &
  Pick<Attained, 'promise' | 'tier' | 'desk'> & {
    /** Share that is to be kept; null where the policy promises nothing there. */
    target: number | null;
    /** Share that was kept, of those whose time is over; null where none is. */
    share: number | null;
  };

/** Whether less was kept than is to be. */
export const missesTarget = ({ target, share }: Pick<PromiseLine, 'target' | 'share'>): boolean =>
  share !== null && target !== null && share < target;

/** Tallies with their targets, in the policy's order: promises, then tiers, then desks. None where the policy promises nothing. */
export const promiseLines = (
  tallies: readonly (Tally & Pick<Attained, 'promise' | 'tier' | 'desk'>)[],
  policy: Pick<Policy, 'promises' | 'schemes'>,
): PromiseLine[] => {
  const promises = promiseList(policy.promises);
  if (!promises) return [];
  const order = (line: Pick<PromiseLine, 'promise' | 'tier' | 'desk'>): number[] => [
    promises.list.findIndex(({ name }) => name === line.promise),
    line.desk === null ? 0 : 1,
    policy.schemes[promiseScheme(policy)]?.tiers.findIndex(({ name }) => name === line.tier) ?? 0,
  ];
  return tallies
    .map((line) => ({ ...line, target: targetOf(promises, line), share: keptShare(line) }))
    .sort((left, right) => {
      const [one, two] = [order(left), order(right)];
      const at = one.findIndex((value, index) => value !== two[index]);
      return at < 0 ? 0 : (one[at] as number) - (two[at] as number);
    });
};

import { type Label, plainLabel } from '../../contracts/field.ts';
import { promiseScheme } from '../../contracts/policy/promises.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { RunReport } from '../../contracts/run-report.ts';
import type { PromiseTally } from '../../contracts/shard-figures.ts';
import { noDesk } from '../promises/attainment.ts';
import { type PromiseLine, promiseLines } from '../promises/promise-lines.ts';

/** Whom a promise was made to. */
const whom = (policy: Policy, { tier, desk }: PromiseLine): Label => {
  if (desk === noDesk) return { en: 'Callers nobody knows', zh: '未识别来电' };
  if (desk !== null) return { en: `Unknown callers, desk ${desk}`, zh: `未识别来电，${desk} 台` };
  const found = policy.schemes[promiseScheme(policy)]?.tiers.find(({ name }) => name === tier);
  return found?.label ?? (tier === null ? { en: 'Without a tier', zh: '未评级' } : plainLabel(tier));
};

/** Whether fewer were kept than was promised: of what is due, where there is a target. */
export const isMissed = ({
  delivered,
  broken,
  target,
}: Pick<PromiseLine, 'delivered' | 'broken' | 'target'>): boolean =>
  target !== null && delivered < target * (delivered + broken);

/** How each promise was kept, to whom, against what was promised. */
export const promisesOf = (policy: Policy, tallies: readonly PromiseTally[]): RunReport['promises'] =>
  [...Map.groupBy(promiseLines(tallies, policy), ({ promise }) => promise)].map(([name, lines]) => ({
    name,
    label: policy.promises?.made[name]?.label ?? plainLabel(name),
    lines: lines.map((line) => {
      const { promise, tier, desk, promised, delivered, broken, open, target } = line;
      return { ...{ promise, tier, desk, promised, delivered, broken, open, target }, label: whom(policy, line) };
    }),
  }));

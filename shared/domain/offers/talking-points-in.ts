import type { TalkingPoint } from '../../contracts/messages/work-requested.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import type { RuleColumns } from '../decide/shard-table.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { bindOffers } from './offers-of.ts';
import { talkingPoint } from './talking-point.ts';

/**
 * What may be offered to the customers of a shard, asked by row. Asked only of those whom an agent is told to call: the
 * others need no offer tonight.
 *
 * @param columns everything that was decided of the shard
 * @param base the run's; null where nothing was measured
 */
export const talkingPointsIn = (
  { outlook, policy }: CompiledPolicy,
  columns: RuleColumns,
  base: RunBase | null,
): ((row: number) => TalkingPoint[]) => {
  const { offers } = outlook;
  if (!offers) return () => [];
  const table = base?.offers ?? null;
  const offersAt = bindOffers(offers.policy, table, {
    offers: offers.offers.map(({ when, unless }) => ({
      when: when?.(columns) ?? null,
      unless: unless?.(columns) ?? null,
    })),
    items: offers.items.map((item) => item(columns)),
  });
  return (row) =>
    offersAt(row).map((found) => {
      const { feature } = found.offer;
      const value = feature === undefined ? Number.NaN : (columns.numbers.get(feature)?.[row] ?? Number.NaN);
      return talkingPoint(found, offers.policy, value, policy.currency, table?.method ?? 'rule');
    });
};

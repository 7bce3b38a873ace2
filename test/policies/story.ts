import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { deliver, type Row, wholeNight } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';

/** What is delivered before a night, by feed: the newest month of it. */
export type Delivered = Partial<Record<'customers' | 'usage' | 'billing' | 'service', readonly Row[]>>;

/** Nights of a few customers under a ready-made policy: 02:00 in Shanghai, deciding for the day before. */
export const storyOf = (policy: Policy) => {
  const night = memoryNight();
  let count = 0;
  return async (date: string, delivered: Delivered = {}): Promise<Record<string, Decision>> => {
    const scheduledAt = new Date(`${date}T02:00:00+08:00`).toISOString();
    const businessDay = new Date(Date.parse(scheduledAt) - 12 * 3_600_000).toISOString();
    for (const [feed, rows] of Object.entries(delivered) as [keyof Delivered & 'usage', Row[]][])
      deliver(night, {
        ...{ dumpId: `${feed}-${++count}`, feed, period: businessDay.slice(0, 7), rows },
        arrivedAt: new Date(Date.parse(scheduledAt) - 3_600_000).toISOString(),
      });
    await wholeNight(night, scheduledAt, policy);
    return Object.fromEntries(night.table);
  };
};

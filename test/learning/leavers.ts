import type { Policy } from '../../shared/contracts/policy.ts';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { addMonths } from '../../shared/domain/calendar.ts';
import { randomOf } from '../../shared/learn/random.ts';
import { defaultPolicyText } from '../domain/customer.ts';
import { deliver } from '../score/base.ts';
import type { MemoryNight } from '../score/doubles.ts';

/** Seven months, April to October 2026. */
export const months = Array.from({ length: 7 }, (_, index) => addMonths('2026-04', index));

/** The default policy, with quick samples and what a test changes. */
export const policyWith = (given: Partial<NonNullable<Policy['learning']>> = {}): Policy => {
  const policy = parsePolicy(defaultPolicyText);
  if (!policy.learning) throw new Error('the default policy learns nothing');
  const backtest = { ...policy.learning.backtest, samples: 20 };
  return { ...policy, learning: { ...policy.learning, fewestGone: 10, backtest, ...given } };
};

/**
 * Customers of whom some leave: two months before they close their calls fall, and they complain. What the hand-written card
 * cannot know: those with a high bill leave most.
 */
export const deliverLeavers = (night: MemoryNight, customers = 500): void => {
  const random = randomOf(7);
  const people = Array.from({ length: customers }, (_, index) => {
    const bill = 20 + 200 * random();
    return {
      customerId: `C${index}`,
      bill,
      tenure: Math.floor(random() * 80),
      region: index % 3 === 0 ? 'east' : 'west',
      leaves: random() < 0.1 + bill / 400 ? addMonths('2026-06', Math.floor(random() * 6)) : '9999-12',
    };
  });
  for (const [at, period] of months.entries()) {
    const there = people.filter(({ leaves }) => period < leaves);
    const near = (leaves: string): boolean => addMonths(period, 2) >= leaves && leaves !== '9999-12';
    deliver(night, {
      dumpId: `customers-${period}`,
      feed: 'customers',
      period,
      rows: people.map(({ customerId, region, tenure, leaves }) => ({
        ...{ customerId, region, tenureMonths: tenure + at, contractMonths: 12, creditScore: 600 },
        status: period < leaves ? 'active' : 'closed',
      })),
    });
    deliver(night, {
      dumpId: `usage-${period}`,
      feed: 'usage',
      period,
      rows: there.map(({ customerId, leaves }) => ({
        customerId,
        voiceMinutes: near(leaves) ? 60 + 40 * random() : 100,
      })),
    });
    deliver(night, {
      dumpId: `billing-${period}`,
      feed: 'billing',
      period,
      rows: there.map(({ customerId, bill }) => ({ customerId, charged: bill * (0.9 + 0.2 * random()), arrears: 0 })),
    });
    deliver(night, {
      dumpId: `service-${period}`,
      feed: 'service',
      period,
      rows: there
        .filter(({ leaves }) => near(leaves) && random() < 0.5)
        .map(({ customerId }) => ({ customerId, complaints: 1 })),
    });
  }
};

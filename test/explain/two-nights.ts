import { painter } from '../../local/summary/table.ts';
import { deliver, deliverBase, firstNight, secondNight, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

/** Writes without colours. */
export const paint = painter(false);
/** Progress that nobody sees. */
export const quiet = { step: () => ({ at: () => {}, done: () => 0 }), stop: () => {} };
/** Customers of the nights. */
export const ids = Array.from({ length: 40 }, (_, index) => `C${String(index).padStart(3, '0')}`);

/** Two nights: in the second a customer of the first has paid ten times as much. */
export const twoNights = async (): Promise<MemoryNight> => {
  const night = memoryNight();
  deliverBase(night);
  await wholeNight(night, firstNight);
  deliver(night, {
    ...{ dumpId: 'billing-again', feed: 'billing', period: '2026-10', arrivedAt: '2026-11-01T10:00:00Z' },
    rows: ids.map((customerId, index) => ({ customerId, charged: customerId === 'C004' ? 900 : 20 + index * 9 })),
  });
  await wholeNight(night, secondNight);
  return night;
};

/** What commands read of such nights. */
export const targetOf = ({ ledger, runs, objects }: MemoryNight) => ({
  ledger,
  runs,
  facts: { get: async (key: string) => objects.get(key) },
});

import type { Customer } from './customer.ts';
import { random } from './random.ts';

/** Parts of a customer's fees for calls, 0 to 1; the rest are local and national calls. */
export type Habits = {
  longDistance: number;
  international: number;
  roaming: number;
  /** Part of all fees that is for short messages. */
  sms: number;
};

/**
 * What a customer's fees are for: the same every month. One in six has family or trade elsewhere, calls there, and mostly
 * travels there, too; firms and big spenders call abroad.
 */
export const habitsOf = (seed: number, { index, spend, behaviour }: Customer): Habits => {
  const numbers = random(seed, 13, index);
  const away = numbers.chance(0.17);
  const abroad = (spend > 300 || behaviour === 'enterprise') && numbers.chance(0.35);
  return {
    longDistance: away ? numbers.between(0.4, 0.6) : numbers.between(0.03, 0.15),
    international: abroad ? numbers.between(0.1, 0.2) : 0,
    roaming: away && numbers.chance(0.6) ? numbers.between(0.12, 0.2) : numbers.between(0, 0.03),
    sms: numbers.chance(0.08) ? numbers.between(0.08, 0.15) : 0.01,
  };
};

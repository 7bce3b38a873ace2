import { normalQuantile } from './normal-quantile.ts';

/** How many of a group are still customers at the end of the time looked at. */
export type Retained = { customers: number; stayed: number };

/** What contact is worth: the share that stayed among those contacted, less that among those left alone. */
export type Uplift = {
  /** Difference of the shares, -1 to 1; 0.02 is two more of a hundred kept. */
  uplift: number;
  /** Bounds of the confidence interval. */
  low: number;
  high: number;
  /** Shares that stayed. */
  contacted: number;
  heldOut: number;
};

/** Wilson's score interval of a share (Wilson, JASA 1927). */
const wilson = ({ customers, stayed }: Retained, z: number): { share: number; low: number; high: number } => {
  const share = stayed / customers;
  const centre = share + (z * z) / (2 * customers);
  const reach = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * customers)) / customers);
  const scale = 1 + (z * z) / customers;
  return { share, low: (centre - reach) / scale, high: (centre + reach) / scale };
};

const check = (name: string, { customers, stayed }: Retained): void => {
  const whole = Number.isInteger(customers) && Number.isInteger(stayed);
  if (!whole || stayed < 0 || stayed > customers)
    throw new RangeError(`${name}: ${stayed} of ${customers} cannot have stayed`);
};

/**
 * Uplift of retention with Newcombe's hybrid score interval (Newcombe, Interval estimation for the difference between
 * independent proportions, Statistics in Medicine 17, 1998, method 10): it keeps its level with small groups and shares
 * near 0 or 1, where the textbook interval does not. It holds for ONE look, the reported one; whether to stop is the harm
 * guard's to say.
 *
 * @returns null where a group is empty: nothing is known (a hold-out of 100 % has nobody contacted)
 */
export const uplift = (contacted: Retained, heldOut: Retained, confidence: number): Uplift | null => {
  check('contacted', contacted);
  check('held out', heldOut);
  if (contacted.customers === 0 || heldOut.customers === 0) return null;
  const z = normalQuantile((1 + confidence) / 2);
  const [one, two] = [wilson(contacted, z), wilson(heldOut, z)];
  const difference = one.share - two.share;
  return {
    uplift: difference,
    low: difference - Math.hypot(one.share - one.low, two.high - two.share),
    high: difference + Math.hypot(one.high - one.share, two.share - two.low),
    contacted: one.share,
    heldOut: two.share,
  };
};

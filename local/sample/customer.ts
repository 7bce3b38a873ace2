import { firmName, officeName, personName, phoneNumber } from './names.ts';
import { type Region, regions, storyMonth } from './operator.ts';
import { type Random, random, weighted } from './random.ts';

/** What drives a customer's months. `flea` (跳蚤用户): new, cheap, late in paying; `prepaid-light`: old, cheap, loyal. */
export type Behaviour = 'stable' | 'growing' | 'fading' | 'leaving' | 'flea' | 'prepaid-light' | 'enterprise';

/** A customer of the sample operator; months are counted as in `months.ts`. */
export type Customer = {
  /** Position among all customers, from 0; with the seed, it makes everything else. */
  index: number;
  customerId: string;
  region: Region;
  behaviour: Behaviour;
  segment: 'consumer' | 'household' | 'enterprise' | 'government';
  name: string;
  phone: string;
  /** Month of joining, and the day in it. */
  joinedMonth: number;
  joinedDay: number;
  /** Spend of an ordinary month, CNY. */
  spend: number;
  /** Pays by recharge. */
  prepaid: boolean;
  /** Month in which growing, fading or leaving begins. */
  onset: number;
  /** Change a month from there on, as a factor. */
  pace: number;
  /** Part of the spend that is voice, 0 to 1. */
  voiceShare: number;
  /** Length of the contract; 0 for none. */
  contractMonths: number;
  /** Last month of the running contract; undefined for none. */
  contractEnds: number | undefined;
  credit: number;
  /** Month from which the customer is gone; undefined for who stays. */
  leaves: number | undefined;
  /** Gone to a competitor with the number, not merely closed. */
  portsOut: boolean;
  list: '' | 'red' | 'black';
  portedIn: boolean;
  dataLine: boolean;
};

const behaviours = [
  ['stable', 48],
  ['growing', 8],
  ['fading', 11],
  ['leaving', 12],
  ['flea', 6],
  ['prepaid-light', 12],
  ['enterprise', 3],
] as const;

const weights = regions.map((region) => [region, region.weight] as const);

/** The region of the customer at this position: asked first, so that a region's file need not make everybody. */
export const regionAt = (seed: number, index: number): Region => weighted(random(seed, 1, index), weights);

/**
 * Who leaves, when, and how. Twelve months of leavers, so that there is something to learn from. Most fade first (see
 * {@link storyFactor}); some go at once, for reasons that no bill tells of: they move, or die, or marry into another contract.
 */
const leaving = (
  numbers: Random,
  {
    behaviour,
    onset,
    joinedMonth,
    contractMonths,
  }: Pick<Customer, 'behaviour' | 'onset' | 'joinedMonth' | 'contractMonths'>,
): Pick<Customer, 'leaves' | 'portsOut'> => {
  const portsOut = numbers.chance(behaviour === 'leaving' ? 0.4 : 0.6);
  if (behaviour === 'leaving') return { leaves: onset + (portsOut ? 3 : 4), portsOut };
  const share = behaviour === 'flea' ? 0.3 : behaviour === 'enterprise' ? 0.02 : contractMonths === 0 ? 0.1 : 0.03;
  const month = storyMonth + numbers.whole(-7, 4);
  return { leaves: numbers.chance(share) && month > joinedMonth + 1 ? month : undefined, portsOut };
};

/**
 * The customer at this position. `joins` is set for customers that came after the story's month; all others joined
 * earlier, about 1 % of them in the story's month itself.
 */
export const customerAt = (seed: number, index: number, joins?: number): Customer => {
  const numbers = random(seed, 1, index);
  const region = weighted(numbers, weights);
  const behaviour = weighted(numbers, behaviours);
  const business = behaviour === 'enterprise';
  const government = business && numbers.chance(0.15);
  const household = !business && numbers.chance(0.2);
  const cheap = behaviour === 'flea' || behaviour === 'prepaid-light';
  const tenure =
    behaviour === 'flea'
      ? numbers.whole(0, 5)
      : behaviour === 'prepaid-light'
        ? numbers.whole(24, 150)
        : numbers.chance(business ? 0.15 : 0.05)
          ? numbers.whole(0, 3)
          : numbers.whole(4, 150);
  const joinedMonth = joins ?? storyMonth - tenure;
  const median = business ? 1_500 : household ? 150 : 78;
  // Competitors court those who spend more.
  const courted = behaviour === 'leaving' || behaviour === 'fading' ? numbers.between(1.1, 2.4) : 1;
  const spend = cheap
    ? numbers.between(9, 34)
    : courted * median * Math.exp(numbers.normal() * (business ? 0.75 : 0.55));
  const contractMonths = cheap
    ? 0
    : business
      ? 24
      : weighted(numbers, [
          [0, 35],
          [12, 30],
          [24, 35],
        ] as const);
  // One that ran out was renewed, most of the time: it ends within one term of the story's month.
  const contractEnds =
    contractMonths === 0
      ? undefined
      : joinedMonth + contractMonths >= storyMonth
        ? joinedMonth + contractMonths
        : storyMonth - 2 + numbers.whole(0, contractMonths);
  const begins = storyMonth + (behaviour === 'leaving' ? numbers.whole(-7, 4) : numbers.whole(-5, 6));
  // Nobody begins to leave before having come.
  const onset = Math.max(begins, joinedMonth + 1);
  return {
    index,
    customerId: `C${String(index + 1).padStart(7, '0')}`,
    region,
    behaviour,
    segment: government ? 'government' : business ? 'enterprise' : household ? 'household' : 'consumer',
    name: government ? officeName(numbers) : business ? firmName(numbers) : personName(numbers),
    phone: phoneNumber(numbers),
    joinedMonth,
    joinedDay: numbers.whole(1, 28),
    spend: Math.round(spend * 100) / 100,
    prepaid: cheap || (!business && numbers.chance(0.3)),
    onset,
    pace: behaviour === 'growing' ? numbers.between(1.04, 1.1) : numbers.between(0.72, 0.88),
    voiceShare: numbers.between(0.15, 0.6),
    contractMonths,
    contractEnds,
    credit: Math.round(
      Math.min(
        1_000,
        Math.max(80, (behaviour === 'flea' ? 380 : cheap ? 560 : 640) + numbers.normal() * 90 + Math.min(tenure, 60)),
      ),
    ),
    list: behaviour === 'flea' && numbers.chance(0.06) ? 'black' : business && numbers.chance(0.05) ? 'red' : '',
    portedIn: joinedMonth > storyMonth - 12 && numbers.chance(0.18),
    dataLine: business && numbers.chance(0.5),
    ...leaving(random(seed, 5, index), { behaviour, onset, joinedMonth, contractMonths }),
  };
};

/** Gone: usage, billing and care know the customer no more. CRM keeps on saying how it ended. */
export const hasLeft = ({ leaves }: Customer, month: number): boolean => leaves !== undefined && month >= leaves;

/** Months since a customer that leaves has begun to; negative before, and for all others. */
export const leavingSince = (customer: Customer, month: number): number =>
  customer.behaviour === 'leaving' ? month - customer.onset : -1;

/** The part of the ordinary spend that the customer's story gives for a month, without the month's chance. */
export const storyFactor = (customer: Customer, month: number): number => {
  const since = month - customer.onset;
  if (customer.behaviour === 'growing') return customer.pace ** Math.min(Math.max(since, 0), 12);
  if (customer.behaviour === 'fading') return customer.pace ** Math.max(since, 0);
  // Who leaves does so in three months: less, little, a last call, nothing.
  if (customer.behaviour === 'leaving') return since < 0 ? 1 : ([0.7, 0.3, 0.05][since] ?? 0);
  return 1;
};

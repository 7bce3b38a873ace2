import type { AssociationRule, Baskets, OfferTable } from '../../contracts/association.ts';
import type { AssociationPolicy } from '../../contracts/policy/offers.ts';
import { sha256 } from '../sha256.ts';

/** 48 bits: tables of a few years never meet. */
const hashDigits = 12;

const dayMs = 86_400_000;

/** Hash of all that decides which rules are found; what the agent says does not. */
const definitionOf = ({ say, refreshDays, ...rest }: AssociationPolicy): string =>
  sha256(JSON.stringify(rest)).slice(0, hashDigits);

/** The last run's table where it stands: made by the same section of the policy, and not too old; else null. */
export const keptOfferTable = (policy: AssociationPolicy, last: OfferTable | null, now: string): OfferTable | null => {
  if (last?.definition !== definitionOf(policy)) return null;
  return Date.parse(now) - Date.parse(last.countedAt) < policy.refreshDays * dayMs ? last : null;
};

/** Sets of one item, and of two where wanted, by turns of the items. */
const setsOf = (count: number, most: 1 | 2): number[][] => {
  const items = Array.from({ length: count }, (_, item) => item);
  const pairs = items.flatMap((left) => items.slice(left + 1).map((right) => [left, right]));
  return [...items.map((item) => [item]), ...(most === 2 ? pairs : [])];
};

const bitsOf = (items: readonly number[]): number => items.reduce((bits, item) => bits | (1 << item), 0);

/** Surest first; equal ones by name, so that the order is the same in every run. */
const inOrder = (left: AssociationRule, right: AssociationRule): number =>
  right.confidence - left.confidence ||
  right.lift - left.lift ||
  right.customers - left.customers ||
  (`${left.gives} ${left.asks.join()}` < `${right.gives} ${right.asks.join()}` ? -1 : 1);

/**
 * Rules of what is used together: all pairs, and triples where the policy wants them, above its thresholds. With a few
 * dozen items every one of them is looked at, so nothing need be pruned.
 *
 * @param now instant of the run
 */
export const offerTableOf = (policy: AssociationPolicy, { items, counts }: Baskets, now: string): OfferTable => {
  const customersWith = (bits: number): number =>
    counts.reduce((sum, [basket, count]) => ((basket & bits) === bits ? sum + count : sum), 0);
  const customers = customersWith(0);
  const using = items.map((_, item) => customersWith(1 << item));
  const offered = items.flatMap((name, item) => {
    const offer = policy.items.find((one) => one.name === name)?.offer;
    return offer === undefined ? [] : [{ item, gives: name, offer }];
  });
  const { least } = policy;
  const rules = setsOf(items.length, policy.mostAsked).flatMap((asked): AssociationRule[] => {
    const asking = customersWith(bitsOf(asked));
    if (asking < least.customers) return [];
    return offered.flatMap(({ item, gives, offer }): AssociationRule[] => {
      if (asked.includes(item)) return [];
      const both = customersWith(bitsOf([...asked, item]));
      const support = both / customers;
      const confidence = both / asking;
      // Whoever uses both uses it: with one customer or more of the rule, none of these is a division by 0.
      const lift = confidence / ((using[item] as number) / customers);
      const holds =
        both >= least.customers && support >= least.support && confidence >= least.confidence && lift >= least.lift;
      if (!holds) return [];
      const asks = asked.map((one) => items[one] as string);
      return [{ asks, gives, offer, customers: both, support, confidence, lift }];
    });
  });
  rules.sort(inOrder);
  return {
    method: `association-${sha256(JSON.stringify(rules)).slice(0, hashDigits)}`,
    definition: definitionOf(policy),
    countedAt: now,
    customers,
    rules,
  };
};

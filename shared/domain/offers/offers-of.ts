import type { AssociationRule, OfferTable } from '../../contracts/association.ts';
import type { Item, Offer, OffersPolicy } from '../../contracts/policy/offers.ts';
import type { RowTest } from '../policy/conditions.ts';
import { basketOf } from './baskets.ts';

/** Why a customer is offered something: the offer's own rule, or a rule of what is used together. */
export type OfferFound = { offer: Offer; rule: AssociationRule | null };

/** Conditions of the section, bound to the customers of a shard. */
export type OfferTests = {
  /** By offer, in the policy's order: whether its own rule holds, and whether it must not be offered. */
  offers: readonly { when: RowTest | null; unless: RowTest | null }[];
  /** By item of the association, in the policy's order: whether the customer uses it. */
  items: readonly RowTest[];
};

/** A rule of the table with its items as bits. */
type BoundRule = { rule: AssociationRule; place: number; asks: number; gives: number };

const boundRules = ({ list }: OffersPolicy, items: readonly Item[], table: OfferTable | null): BoundRule[] => {
  const place = new Map(items.map(({ name }, index) => [name, index]));
  // A table of another edition of the policy may name what is not there any more.
  return (table?.rules ?? []).flatMap((rule) => {
    const places = [...rule.asks, rule.gives].map((name) => place.get(name) ?? -1);
    const offer = list.findIndex(({ name }) => name === rule.offer);
    if (offer < 0 || places.includes(-1)) return [];
    const gives = 1 << (places.at(-1) as number);
    const asks = places.slice(0, -1).reduce((bits, item) => bits | (1 << item), 0);
    return [{ rule, place: offer, asks, gives }];
  });
};

/**
 * Prepares the offers of a run for the customers of a shard.
 *
 * @param table the run's offer table; null where the policy has no association
 * @returns the best offers of the customer in a row: first those whose own rule holds, in the policy's order, then those
 * that the customer's like use, the surest first; each offer once
 */
export const bindOffers = (
  policy: OffersPolicy,
  table: OfferTable | null,
  tests: OfferTests,
): ((row: number) => OfferFound[]) => {
  const { list, most } = policy;
  const rules = boundRules(policy, policy.association?.items ?? [], table);
  const isKept = (place: number, row: number): boolean => !tests.offers[place]?.unless?.(row);
  return (row) => {
    const found: OfferFound[] = [];
    for (let place = 0; place < list.length && found.length < most; place++)
      if (tests.offers[place]?.when?.(row) && isKept(place, row))
        found.push({ offer: list[place] as Offer, rule: null });
    if (found.length === most || rules.length === 0) return found;
    const basket = basketOf(tests.items, row);
    for (const { rule, place, asks, gives } of rules) {
      if (found.length === most) break;
      if ((basket & asks) !== asks || (basket & gives) !== 0) continue;
      const offer = list[place] as Offer;
      if (found.some((one) => one.offer === offer) || !isKept(place, row)) continue;
      found.push({ offer, rule });
    }
    return found;
  };
};

import type * as z from 'zod';
import type { Baskets } from '../../shared/contracts/association.ts';
import { type AssociationPolicy, type OffersPolicy, offers } from '../../shared/contracts/policy/offers.ts';

const label = (word: string) => ({ en: word, zh: `${word}（中）` });

/** Items of the tests, in the order of the bits. */
export const items = ['long-distance', 'roaming', 'data', 'sms'] as const;

/** A section with two direct offers and an association over {@link items}; roaming and data can be sold. */
export const policyOf = (given: Partial<z.input<typeof offers>> = {}, together: object = {}): OffersPolicy =>
  offers.parse({
    list: [
      {
        name: 'ip-long-distance',
        label: label('IP long distance'),
        when: { feature: 'arpu', from: 100 },
        feature: 'spendFall',
        say: { en: '{value} of the bill', zh: '占账单{value}' },
      },
      { name: 'roaming-pack', label: label('Roaming pack'), say: label('Stay in reach') },
      { name: 'data-pack', label: label('Data pack'), say: label('More data') },
    ],
    association: {
      items: items.map((name) => ({
        name,
        label: label(name),
        when: { feature: 'arpu', from: 1 },
        offer: { roaming: 'roaming-pack', data: 'data-pack' }[name as string],
      })),
      least: { customers: 1, support: 0, confidence: 0, lift: 0 },
      ...together,
    },
    ...given,
  });

/** The association of a section. */
export const associationOf = (together: object = {}): AssociationPolicy => {
  const { association } = policyOf({}, together);
  if (!association) throw new Error('the section has an association');
  return association;
};

/** Baskets by hand: names of items, and customers that use just these. */
export const basketsOf = (...given: [names: string, customers: number][]): Baskets => ({
  items: [...items],
  counts: given
    .map(([names, count]): [number, number] => [
      names
        .split(' ')
        .filter(Boolean)
        .reduce((bits, name) => bits | (1 << (items as readonly string[]).indexOf(name)), 0),
      count,
    ])
    .sort(([left], [right]) => left - right),
});

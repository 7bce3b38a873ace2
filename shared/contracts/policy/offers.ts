import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { featureName } from '../features.ts';
import { label } from '../field.ts';
import { condition } from './condition.ts';

const name = () => z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' });
const share = () => z.number().min(0).max(1);

/** Most items: a customer's items are the bits of one 32-bit number. */
export const mostItems = 30;

/** Something that may be offered to a customer. */
const offer = z.strictObject({
  /** What decisions, counts and association call it. */
  name: name(),
  /** What a person calls it. */
  label: label(),
  /**
   * Customers that it is for whatever others use: the direct rule. Left out for an offer that only association gives.
   * Heavy long-distance spend -> IP long-distance offer.
   */
  when: condition.optional(),
  /** Who is never offered it, whichever way: mostly, who has it. */
  unless: condition.optional(),
  /** What the agent says (提示消费热点); `{value}` is the value of `feature`, `{currency}` the policy's currency. */
  say: label(),
  /** Feature whose value the talking point tells. */
  feature: featureName().optional(),
});
/** Something that may be offered to a customer. */
export type Offer = z.infer<typeof offer>;

/** Something that a customer uses or not. */
const item = z.strictObject({
  /** What rules call it. */
  name: name(),
  /** What a person calls it. */
  label: label(),
  /** Who uses it: a yes/no fact of a service, or a part of the charge above a threshold. */
  when: condition,
  /** Offer to customers who do not use it but whose like do; left out where it cannot be sold. */
  offer: z.string().optional(),
});
/** Something that a customer uses or not. */
export type Item = z.infer<typeof item>;

/** What is used together over the whole base, and so what to offer. */
const association = z.strictObject({
  /** Customers that count; everybody where left out. */
  of: condition.optional(),
  /** What may be used together. */
  items: z
    .array(item)
    .min(2, { error: 'association is between items: give at least two' })
    .max(mostItems, { error: `more than ${mostItems} items` }),
  /** A rule may ask for so many items at once: 1 (pairs) or 2 (triples). */
  mostAsked: z.union([z.literal(1), z.literal(2)]).default(1),
  /** Rules below any of these are no rules. */
  least: z
    .strictObject({
      /** Customers that use all items of the rule: fewer are chance. */
      customers: z.number().int().min(1).default(50),
      /** Share of all customers that use all items of the rule. */
      support: share().default(0.01),
      /** Share of those who use what is asked for that use what is offered as well. */
      confidence: share().default(0.4),
      /** Confidence over the share of all customers that use what is offered: 1 is no connection. */
      lift: z.number().min(0).default(1.2),
    })
    .prefault({}),
  /** The table is made anew when it is so many days old, or when this section changed; 0: in every run. */
  refreshDays: z.number().int().min(0).max(366).default(28),
  /** What the agent says of such an offer: `{with}` are the items asked for, `{share}` is the confidence. */
  say: label().default({
    en: 'Of those who use {with}, {share} use it as well',
    zh: '使用{with}的客户中，{share}也在使用',
  }),
});
/** What is used together. */
export type AssociationPolicy = z.infer<typeof association>;

/** What agents offer whom. */
export const offers = z
  .strictObject({
    /** Most offers a customer: a call has room for one, and another where it is declined. */
    most: z.number().int().min(1).max(5).default(2),
    /** Offers; those whose own rule holds come first, in this order, then those by association, the surest first. */
    list: z.array(offer).min(1, { error: 'no offers: give at least one, or leave the section out' }),
    /** What is used together. */
    association: association.optional(),
  })
  .superRefine(({ list, association: together }, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const names = list.map((one) => one.name);
    list.forEach((one, index) => {
      if (names.indexOf(one.name) < index) problem(['list', index, 'name'], `"${one.name}" is there twice`);
      const given = one.when !== undefined || together?.items.some((it) => it.offer === one.name);
      if (!given)
        problem(
          ['list', index],
          `"${one.name}" is offered to nobody: give "when", or let an item of "association" name it`,
        );
      if (one.feature === undefined && `${one.say.en}${one.say.zh}`.includes('{value}'))
        problem(['list', index, 'say'], '"{value}" of which feature? Give "feature"');
    });
    const items = together?.items ?? [];
    items.forEach((one, index) => {
      const path = ['association', 'items', index];
      if (items.findIndex((other) => other.name === one.name) < index)
        problem([...path, 'name'], `"${one.name}" is there twice`);
      if (one.offer !== undefined && !names.includes(one.offer))
        problem([...path, 'offer'], `unknown offer "${one.offer}"${didYouMean(one.offer, names)}`);
    });
  });
/** What agents offer whom. */
export type OffersPolicy = z.infer<typeof offers>;

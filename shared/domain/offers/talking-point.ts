import { type FeatureMeta, features } from '../../contracts/features.ts';
import { type Label, plainLabel } from '../../contracts/field.ts';
import type { TalkingPoint } from '../../contracts/messages/work-requested.ts';
import type { OffersPolicy } from '../../contracts/policy/offers.ts';
import type { OfferFound } from './offers-of.ts';

const percent = (share: number): Label => {
  const whole = Math.round(share * 100);
  return { en: `${whole} %`, zh: `${whole}%` };
};

const filled = ({ en, zh }: Label, words: Record<string, Label>): Label =>
  Object.entries(words).reduce(
    (text, [name, word]) => ({
      en: text.en.replaceAll(`{${name}}`, word.en),
      zh: text.zh.replaceAll(`{${name}}`, word.zh),
    }),
    { en, zh },
  );

/**
 * An offer with its talking point (消费热点): the value that speaks for it, or what the customer's like use.
 *
 * @param value the offer's feature for this customer, NaN where missing
 * @param method id of the run's offer table
 */
export const talkingPoint = (
  { offer, rule }: OfferFound,
  policy: OffersPolicy,
  value: number,
  currency: string,
  method: string,
): TalkingPoint => {
  const { name, label } = offer;
  const together = policy.association;
  if (rule && together) {
    const items = rule.asks.map(
      (asked) => together.items.find((item) => item.name === asked)?.label ?? plainLabel(asked),
    );
    const words = { en: items.map(({ en }) => en).join(' + '), zh: items.map(({ zh }) => zh).join('、') };
    return { offer: name, label, say: filled(together.say, { with: words, share: percent(rule.confidence) }), method };
  }
  // Without the value there is nothing to tell but the offer itself.
  if (offer.feature !== undefined && Number.isNaN(value)) return { offer: name, label, say: label, method: 'rule' };
  const { unit }: FeatureMeta = features[offer.feature ?? 'arpu'];
  const rounded = String(Math.round(value * 10) / 10);
  return {
    offer: name,
    label,
    say: filled(offer.say, {
      value: unit === 'share' ? percent(value) : plainLabel(rounded),
      currency: { en: currency, zh: currency === 'CNY' ? '元' : currency },
    }),
    method: 'rule',
  };
};

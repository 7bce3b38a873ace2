import type { FeatureMeta } from '../../contracts/features.ts';
import { type Label, plainLabel } from '../../contracts/field.ts';

const rounded = (value: number, decimals: number): string =>
  (Math.round(value * 10 ** decimals) / 10 ** decimals).toLocaleString('en-US', { maximumFractionDigits: decimals });

/** What people call the currency: yuan is written 元 in Chinese. */
export const moneyName = (currency: string): Label => ({ en: currency, zh: currency === 'CNY' ? '元' : currency });

/** A feature's value with its unit, as a person reads it: `128.5 CNY`, `62 %`, `14 months`. */
export const writtenValue = (value: number, unit: FeatureMeta['unit'], currency: string): Label => {
  switch (unit) {
    case 'currency': {
      const money = moneyName(currency);
      return { en: `${rounded(value, 2)} ${money.en}`, zh: `${rounded(value, 2)} ${money.zh}` };
    }
    case 'share':
      return plainLabel(`${rounded(value * 100, 1)} %`);
    case 'months':
      return { en: `${rounded(value, 1)} ${value === 1 ? 'month' : 'months'}`, zh: `${rounded(value, 1)} 个月` };
    case 'days':
      return { en: `${rounded(value, 1)} ${value === 1 ? 'day' : 'days'}`, zh: `${rounded(value, 1)} 天` };
    case 'yes or no':
      return value === 0 ? { en: 'no', zh: '否' } : { en: 'yes', zh: '是' };
    default:
      return plainLabel(rounded(value, 2));
  }
};

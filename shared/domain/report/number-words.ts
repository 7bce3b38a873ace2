import type { Label } from '../../contracts/field.ts';
import { moneyName } from '../explain/written-value.ts';

/** 12345 -> 12,345: as people write it in both languages. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** 1 -> 1 piece, 2 -> 2 pieces: English tells one from many. */
export const counted = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** 0.1234 -> 12.3 %; a dash where nothing is known. */
export const percent = (share: number | null, decimals = 1): string =>
  share === null ? '–' : `${(share * 100).toFixed(decimals)} %`;

/** Part of a whole; null where there is no whole. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** An amount without its hundredths, with the currency. */
export const money = (amount: number, currency: string): Label => {
  const { en, zh } = moneyName(currency);
  return { en: `${count(Math.round(amount))} ${en}`, zh: `${count(Math.round(amount))} ${zh}` };
};

/** A difference with its sign; a minus of its own width, so that columns stand. */
export const signed = (difference: number): string =>
  difference === 0 ? '±0' : `${difference < 0 ? '−' : '+'}${count(Math.abs(difference))}`;

/** The same of a share, in percentage points. */
export const signedPercent = (difference: number): string => {
  const points = (Math.abs(difference) * 100).toFixed(1);
  return `${difference < 0 && points !== '0.0' ? '−' : '+'}${points} %`;
};

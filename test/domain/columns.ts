import { scheme } from '../../shared/contracts/policy/scheme.ts';
import type { Coded } from '../../shared/domain/decide/shard-table.ts';
import type { PercentileScheme } from '../../shared/domain/schemes/cut-offs.ts';

/** A column of words. */
export const coded = (words: readonly (string | null)[]): Coded => {
  const values = [...new Set(words.filter((word) => word !== null))];
  return { codes: Int32Array.from(words, (word) => (word === null ? -1 : values.indexOf(word))), values };
};

const label = (text: string) => ({ en: text, zh: text });

/** The pyramid: the best 1 %, the next 4 %, the next 15 %, and all others. */
export const pyramidScheme = (change: object = {}): PercentileScheme => {
  const tiers = [
    { name: 'platinum', label: label('Platinum'), share: 0.01 },
    { name: 'gold', label: label('Gold'), share: 0.04 },
    { name: 'iron', label: label('Iron'), share: 0.15 },
    { name: 'lead', label: label('Lead') },
  ];
  const given = { kind: 'percentiles', label: label('Pyramid'), method: 'behaviour', feature: 'spendMean', tiers };
  return scheme.parse({ ...given, leastCustomers: 1, ...change }) as PercentileScheme;
};

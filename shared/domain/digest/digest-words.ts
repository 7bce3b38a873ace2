import type { DigestPolicy } from '../../contracts/policy/digest.ts';
import type { Agent } from '../../contracts/roster.ts';
import { fill } from './fill.ts';

/** A language that digests are written in. */
export type Language = Agent['language'];

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day, `YYYY-MM-DD`, as a person writes it: `3 Nov`, `11月3日`. */
export const writtenDay = (day: string, language: Language): string => {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
  return language === 'zh' ? `${month}月${date}日` : `${date} ${months[month - 1]}`;
};

/** Says one of the policy's texts in a language. */
export type Say = (text: keyof DigestPolicy['texts'], values?: Readonly<Record<string, string | number>>) => string;

/** The policy's texts in a language. */
export const sayIn =
  ({ texts }: Pick<DigestPolicy, 'texts'>, language: Language): Say =>
  (text, values = {}) =>
    fill(texts[text][language], values);

/** Characters that a name of one family character and given characters is written in: Chinese, Japanese, Korean. */
const ideograph = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * A name that tells an agent who is meant, and others nothing: `王小明` -> `王**`, `Wang Xiaoming` -> `W***`.
 * How long a Latin name is stays hidden; of a Chinese one, as is usual, it shows.
 */
export const maskName = (name: string): string => {
  const [first = '', ...rest] = [...name.trim()];
  if (first === '') return '';
  return ideograph.test(first) ? first + '*'.repeat(Math.max(1, rest.length)) : `${first}***`;
};

/**
 * A number of which the ends show: `13800001234` -> `138****1234`. Country code and separators are dropped; of fewer than
 * 11 digits only the last two stay, so that at least five are hidden wherever there are seven or more.
 */
export const maskPhone = (phone: string): string => {
  const digits = phone.replace(/^\s*\+86/, '').replace(/\D/g, '');
  if (digits.length >= 11) return `${digits.slice(0, 3)}${'*'.repeat(digits.length - 7)}${digits.slice(-4)}`;
  return digits.length >= 7 ? `${'*'.repeat(digits.length - 2)}${digits.slice(-2)}` : '*'.repeat(digits.length);
};

/** Any other personal cell, an identifier for example: the first two characters stay, at most a third of it. */
export const maskCell = (cell: string): string => {
  const characters = [...cell];
  const shown = Math.min(2, Math.floor(characters.length / 3));
  return characters.slice(0, shown).join('') + '*'.repeat(characters.length - shown);
};

import { nearestWord } from '../../shared/contracts/did-you-mean.ts';
import { cut, widthOf } from '../../shared/domain/page/text-width.ts';
import { left, type Paint, table } from '../summary/table.ts';
import { CommandError } from './command-error.ts';

/** What a command answers: the same for a person and for a program; and its exit code, 0 where it says none. */
export type Answer = { lines: string[]; json: unknown; code?: number };

/** Cells of a terminal's line that answers keep to. */
export const lineWidth = 100;

/** Rows under a header, no wider than a line: of columns that have a greatest width, longer texts are cut. */
export const tableOf = (
  header: string[],
  rows: string[][],
  align: ('left' | 'right')[],
  most: readonly (number | undefined)[],
  paint: Paint,
): string[] => {
  const fitted = [header, ...rows].map((row) => row.map((text, index) => cut(text, most[index] ?? lineWidth)));
  const [first = '', ...others] = table(fitted, align);
  return [paint('bold', first), ...others];
};

/** Text broken into lines of a width: behind a beginning of its own, and the later lines as far in as `indent`. */
export const wrapped = (text: string, indent = 0, begin = '', width = lineWidth): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width - indent) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((part, index) => (index === 0 ? begin + part : ' '.repeat(indent) + part));
};

/** Names and values below each other, values broken into lines. */
export const facts = (pairs: readonly (readonly [string, string | undefined])[], paint: Paint): string[] => {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...shown.map(([name]) => widthOf(name))) + 2;
  return shown.flatMap(([name, value = '']) => {
    const [first = '', ...others] = wrapped(value, width);
    return [paint('dim', left(name, width)) + first, ...others];
  });
};

/** Ids shown with a question about one that is not there. */
const shownIds = 3;

/** How much of two ids is the same from the beginning. */
const common = (left: string, right: string): number => {
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return same;
};

/** The ids nearest to one that is not there: the same beginning first. */
const nearest = (given: string, ids: readonly string[]): string[] => {
  const word = nearestWord(given, ids);
  const others = [...ids].filter((id) => id !== word).sort((left, right) => common(right, given) - common(left, given));
  return [...(word === undefined ? [] : [word]), ...others].slice(0, shownIds);
};

/**
 * The one item that an id, or its beginning, names.
 *
 * @throws CommandError with the nearest ids, where there is none or more than one
 */
export const theOne = <T>(
  given: string,
  items: readonly T[],
  idOf: (item: T) => string,
  what: string,
  shownBy = `${what}s list`,
): T => {
  const exact = items.find((item) => idOf(item) === given);
  if (exact) return exact;
  const found = items.filter((item) => idOf(item).startsWith(given));
  if (found.length === 1) return found[0] as T;
  const ids = found.map(idOf);
  if (found.length > 1)
    throw new CommandError(
      `"${given}" begins ${found.length} ids of ${what}s: ${ids.slice(0, shownIds).join(', ')}${ids.length > shownIds ? ', ...' : ''}. Give more of it`,
    );
  const near = nearest(given, items.map(idOf));
  const hint = near.length === 0 ? `there are none yet` : `nearest: ${near.join(', ')}; ${shownBy} shows all`;
  throw new CommandError(`no ${what} "${given}" (${hint})`);
};

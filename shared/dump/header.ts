import { nearestWord } from '../contracts/did-you-mean.ts';
import { BadDump } from './bad-dump.ts';
import { undecodable } from './decode.ts';

/** A file's columns, checked. */
export type Header = {
  /** Names in the file's order, trimmed. */
  names: string[];
  /** What is odd but not wrong. */
  warnings: string[];
};

/** Names that a warning lists before it says "and so many more". */
const listed = 10;

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, listed)
    .map((name) => `"${name}"`)
    .join(', ') + (names.length > listed ? ` and ${names.length - listed} more` : '');

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index)),
];

/**
 * Checks a file's columns against those that its mapping reads.
 *
 * @param cells the header line's cells
 * @param needed columns that must be there, once
 * @param optional columns that are read where they are there, and then must be there once
 * @param mismatch what to say of names that could not be decoded
 * @throws {@link BadDump} where a column is missing or there twice, with the name that was probably meant
 */
export const checkHeader = (
  cells: readonly string[],
  needed: readonly string[],
  optional: readonly string[],
  mismatch: () => string,
): Header => {
  const names = cells.map((cell) => cell.trim());
  if (names.some((name) => name.includes(undecodable))) throw new BadDump(`the header line ${mismatch()}`);
  const twice = repeated(names);
  const read = new Set([...needed, ...optional]);
  const unknown = names.filter((name) => name !== '' && !read.has(name));

  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const words = missing.slice(0, listed).map((name) => {
      const near = nearestWord(name, unknown);
      return `column "${name}" is missing${near ? `; did you mean "${near}"?` : ''}`;
    });
    const all = names.length === 1 ? '; the header has one column only: is the delimiter another one?' : '';
    throw new BadDump(`${words.join('; ')}${all}`);
  }
  const ambiguous = twice.filter((name) => read.has(name));
  if (ambiguous.length > 0) throw new BadDump(`the header names ${quoted(ambiguous)} more than once`);

  const warnings: string[] = [];
  if (twice.length > 0) warnings.push(`the header names ${quoted(twice)} more than once; none of them is read`);
  if (names.includes('')) warnings.push('the header has a column without a name; it is not read');
  if (unknown.length > 0) warnings.push(`columns that are not read: ${quoted([...new Set(unknown)])}`);
  const absent = optional.filter((name) => !names.includes(name));
  for (const name of unknown) {
    const near = nearestWord(name, absent);
    if (near) warnings.push(`column "${name}" is not read; did you mean "${near}"?`);
  }
  return { names, warnings };
};

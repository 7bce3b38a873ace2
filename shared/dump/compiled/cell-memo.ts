import type { FeedField } from '../../contracts/feeds/index.ts';
import { undecodable } from '../decode.ts';

/** What a cell came to, where it is no code of the dictionary. */
export const missing = -1;
/** The cell may be wrong: its row goes to zod, which says what is. */
export const doubtful = -2;
/** Codes from here down are values beyond the dictionary: `loose[firstLoose - code]`. */
export const firstLoose = -3;
/** A number that may be wrong. No contract allows infinity. */
export const doubtfulNumber = Number.NEGATIVE_INFINITY;

/** Distinct cells that are remembered. A telecom column has tens (plans, regions) or millions (names) of them. */
const mostRemembered = 1 << 14;
/** Twice as many slots, so that a look-up meets its cell at once nearly always. */
const slots = mostRemembered * 2;
/** Longer cells are read each time. */
const longestRemembered = 128;

/** Values of one text column by small numbers, for all shards of a dump. */
export type Dictionary = {
  /** Values by code. */
  values: string[];
  /** The value's code; {@link missing} where the dictionary is full and has it not. */
  codeOf: (value: string) => number;
};

/** A dictionary that stops growing at a size that any function's memory holds. */
export const dictionary = (): Dictionary => {
  const codes = new Map<string, number>();
  const values: string[] = [];
  return {
    values,
    codeOf(value) {
      const known = codes.get(value);
      if (known !== undefined) return known;
      if (values.length >= mostRemembered) return missing;
      codes.set(value, values.length);
      return values.push(value) - 1;
    },
  };
};

/**
 * Reads the cells of one column by mapping and contract, each distinct one once; after that it is known by its bytes.
 *
 * @param field the field read into; its schema decides
 * @param clean the mapping's part: cell text to contract text, undefined where blank
 * @param decode bytes to text by the mapping's encoding
 * @param texts dictionary of the column, for fields that are text
 */
export const cellMemo = (
  field: FeedField,
  clean: (text: string) => string | undefined,
  decode: (bytes: Uint8Array) => string,
  texts: Dictionary,
) => {
  const hashes = new Int32Array(slots);
  const places = new Int32Array(slots).fill(-1);
  const starts = new Int32Array(mostRemembered + 1);
  const codes = new Int32Array(mostRemembered);
  const numbers = new Float64Array(mostRemembered);
  let bytes = new Uint8Array(1 << 16);
  let known = 0;
  let loose: string[] = [];

  /** The value by mapping and contract: undefined where missing, null where in doubt. */
  const read = (buffer: Uint8Array, start: number, end: number): string | number | undefined | null => {
    const cell = decode(buffer.subarray(start, end));
    if (cell.includes(undecodable)) return null;
    const text = clean(cell);
    if (text === undefined) return field.required ? null : undefined;
    const parsed = field.schema.safeParse(text);
    if (!parsed.success) return null;
    if (Array.isArray(parsed.data)) return parsed.data.join(';');
    return typeof parsed.data === 'string' ? parsed.data : Number(parsed.data);
  };
  const codeOf = (value: string | number | undefined | null): number => {
    if (value === undefined) return missing;
    if (typeof value !== 'string') return doubtful;
    const code = texts.codeOf(value);
    return code === missing ? firstLoose - (loose.push(value) - 1) : code;
  };
  const numberOf = (value: string | number | undefined | null): number =>
    value === undefined ? Number.NaN : typeof value === 'number' ? value : doubtfulNumber;

  const remember = (buffer: Uint8Array, start: number, end: number, hash: number, slot: number): number => {
    const value = read(buffer, start, end);
    const from = starts[known] as number;
    const to = from + end - start;
    if (to > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes.set(buffer.subarray(start, end), from);
    starts[known + 1] = to;
    hashes[slot] = hash;
    places[slot] = known;
    codes[known] = codeOf(value);
    numbers[known] = numberOf(value);
    return known++;
  };

  /** Place of the cell among those remembered, which it may join; -1 where it cannot. */
  const placeOf = (buffer: Uint8Array, start: number, end: number, hash: number): number => {
    const length = end - start;
    for (let slot = (hash ^ (hash >>> 15)) & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const place = places[slot] as number;
      if (place === -1) {
        // A text beyond the dictionary has no lasting code, so it is not remembered.
        const full = known >= mostRemembered || texts.values.length >= mostRemembered || length > longestRemembered;
        return full ? -1 : remember(buffer, start, end, hash, slot);
      }
      if (hashes[slot] !== hash) continue;
      const from = starts[place] as number;
      if ((starts[place + 1] as number) - from !== length) continue;
      let same = 0;
      while (same < length && bytes[from + same] === buffer[start + same]) same++;
      if (same === length) return place;
    }
  };

  return {
    /** Code of a text cell, {@link missing}, {@link doubtful}, or a code from {@link firstLoose} down. */
    text(buffer: Uint8Array, start: number, end: number, hash: number): number {
      const place = placeOf(buffer, start, end, hash);
      return place === -1 ? codeOf(read(buffer, start, end)) : (codes[place] as number);
    },
    /** Value of a numeric cell: NaN where missing, {@link doubtfulNumber} where in doubt. */
    number(buffer: Uint8Array, start: number, end: number, hash: number): number {
      const place = placeOf(buffer, start, end, hash);
      return place === -1 ? numberOf(read(buffer, start, end)) : (numbers[place] as number);
    },
    /** Gives out the values beyond the dictionary since the last call. */
    takeLoose(): string[] {
      const taken = loose;
      loose = [];
      return taken;
    },
  };
};

/** See {@link cellMemo}. */
export type CellMemo = ReturnType<typeof cellMemo>;

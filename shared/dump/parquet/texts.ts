import type { CodedTexts } from './format.ts';
import type { Present } from './levels.ts';
import { scratch } from './scratch.ts';

/** A text column with at most this share of distinct values is stored as a dictionary and small numbers. */
const dictionaryShare = 0.5;

/** Texts as places in a dictionary that has no value that is not used. */
export type TextDictionary = { texts: string[]; places: Int32Array };

/** The texts that are there, in their order. */
export const presentTexts = (all: readonly (string | null)[]): Present & { values: string[] } => {
  const bitmap = new Uint8Array((all.length + 7) >> 3);
  const values: string[] = [];
  for (let row = 0; row < all.length; row++) {
    const value = all[row];
    if (value == null) continue;
    bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
    values.push(value);
  }
  return { values, bitmap: values.length === all.length ? undefined : bitmap };
};

/** The dictionary of texts; undefined where too few repeat. */
export const textDictionary = (values: readonly string[]): TextDictionary | undefined => {
  const places = new Int32Array(values.length);
  const known = new Map<string, number>();
  const most = values.length * dictionaryShare;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as string;
    let place = known.get(value);
    if (place === undefined) {
      place = known.size;
      if (place >= most) return undefined;
      known.set(value, place);
    }
    places[index] = place;
  }
  return { texts: [...known.keys()], places };
};

const placesRoom = scratch(Int32Array);
const placeOfRoom = scratch(Int32Array);

/**
 * Puts the codes that are there in front, and sets their bits; marks in `seen` which codes there are. Answers how many are
 * there. A loop of its own: V8 would compile it again with whatever stands behind it.
 */
const takeCodes = (codes: Int32Array, present: Int32Array, bitmap: Uint8Array, seen: Int32Array): number => {
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
    seen[code] = 1;
    present[count++] = code;
  }
  return count;
};
const replace = (codes: Int32Array, places: Int32Array): void => {
  for (let index = 0; index < codes.length; index++) codes[index] = places[codes[index] as number] as number;
};

/** The dictionary of coded texts: only codes are looked at, never the texts. Its places hold until the next call. */
export const codedTexts = ({ codes, dictionary }: CodedTexts): Present & TextDictionary => {
  const bitmap = new Uint8Array((codes.length + 7) >> 3);
  const placeOf = placeOfRoom(dictionary.length).fill(0);
  const room = placesRoom(codes.length);
  const count = takeCodes(codes, room, bitmap, placeOf);
  const places = room.subarray(0, count);
  const texts: string[] = [];
  for (let code = 0; code < dictionary.length; code++)
    if (placeOf[code] === 1) placeOf[code] = texts.push(dictionary[code] as string) - 1;
  replace(places, placeOf);
  return { texts, places, bitmap: count === codes.length ? undefined : bitmap };
};

/** Texts, each behind its length in four bytes. */
export const plainTexts = (values: readonly string[]): Uint8Array => {
  let bytes = Buffer.allocUnsafe(Math.max(64, values.length * 16));
  let end = 0;
  for (const value of values) {
    const most = end + 4 + value.length * 3;
    if (most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, end)], most * 2);
    const length = bytes.write(value, end + 4, 'utf8');
    bytes.writeUInt32LE(length, end);
    end += 4 + length;
  }
  return bytes.subarray(0, end);
};

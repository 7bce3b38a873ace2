import type { CodedTexts } from './format.ts';
import { inRoom, kernel, takeRoom } from './kernel-room.ts';
import type { Present } from './levels.ts';
import { replaceNumbers, takeCodes } from './page-kernels.ts';

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

const take = kernel(takeCodes);
const replace = kernel(replaceNumbers);

/** The dictionary of coded texts: only codes are looked at, never the texts. Its places hold until the room is emptied. */
export const codedTexts = ({ codes, dictionary }: CodedTexts): Present & TextDictionary => {
  const rows = codes.length;
  const given = inRoom(codes);
  const bitmap = takeRoom(Uint8Array, (rows + 7) >> 3, 1);
  const seen = takeRoom(Int32Array, dictionary.length + 1).fill(0);
  const room = takeRoom(Int32Array, rows);
  const count = take(given.byteOffset, rows, room.byteOffset, bitmap.byteOffset, seen.byteOffset);
  const placeOf = seen.subarray(1);
  const texts: string[] = [];
  for (let code = 0; code < dictionary.length; code++)
    if (placeOf[code] === 1) placeOf[code] = texts.push(dictionary[code] as string) - 1;
  replace(room.byteOffset, count, placeOf.byteOffset);
  return { texts, places: room.subarray(0, count), bitmap: count === rows ? undefined : bitmap };
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

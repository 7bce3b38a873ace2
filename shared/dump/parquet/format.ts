import type { FieldKind } from '../../contracts/field.ts';
import type { StoredColumn } from '../../domain/facts/fact-file.ts';

/** Texts by small numbers: -1 is a missing value, others are places in the dictionary, which may hold more than is used. */
export type CodedTexts = { codes: Int32Array; dictionary: readonly string[] };

/** Ids as Parquet's plain encoding has them, each behind its length in four bytes, and the hash of each; none is missing. */
export type PlainIds = { plain: Uint8Array; hashes: Int32Array };

/**
 * A column of values. Numbers, integers and flags (1/0) are Float64Array with NaN for missing; all others are text or
 * null (dates and instants ISO, lists joined by `;`).
 */
export type Column = { name: string; kind: FieldKind; values: Float64Array | (string | null)[] };

/** A column to be written: its texts may also come as an ingest worker gathers them, without a string a value. */
export type WritableColumn = Omit<Column, 'values'> & { values: Column['values'] | CodedTexts | PlainIds };

/** A column to be written as another file stores it. */
export type CopiedColumn = Omit<Column, 'values'> & { values: StoredColumn };

/** Number of values of a column. */
export const lengthOf = ({ values }: WritableColumn | CopiedColumn): number => {
  if ('codes' in values) return values.codes.length;
  if ('codec' in values) return values.rows;
  return 'plain' in values ? values.hashes.length : values.length;
};

/** Some rows of a column's values, in the order given. */
export const pickValues = (values: Column['values'], rows: readonly number[]): Column['values'] =>
  values instanceof Float64Array
    ? Float64Array.from(rows, (row) => values[row] as number)
    : rows.map((row) => values[row] as string | null);

/** Numbers of Parquet's format, from the public specification (apache/parquet-format, src/main/thrift/parquet.thrift). */
export const physicalType = { boolean: 0, int32: 1, int64: 2, double: 5, byteArray: 6 } as const;
/** Codecs that tierline writes; each column has its own. */
export const codec = { none: 0, zstd: 6 } as const;
/** Encodings that tierline writes. */
export const encoding = { plain: 0, rle: 3, rleDictionary: 8 } as const;
/** Page types that tierline writes. */
export const pageType = { data: 0, dictionary: 2 } as const;

/** How each kind of field is stored. `converted` is the older annotation that Athena's engines still read. */
export const storage: Record<FieldKind, { type: number; converted?: number; logical?: number }> = {
  text: { type: physicalType.byteArray, converted: 0, logical: 1 },
  month: { type: physicalType.byteArray, converted: 0, logical: 1 },
  list: { type: physicalType.byteArray, converted: 0, logical: 1 },
  instant: { type: physicalType.byteArray, converted: 0, logical: 1 },
  number: { type: physicalType.double },
  integer: { type: physicalType.int64 },
  flag: { type: physicalType.boolean },
  date: { type: physicalType.int32, converted: 6, logical: 6 },
};

/** Notes in the footer begin with this; one of them says the kind of each column. */
export const noteStart = 'tierline.';
export const kindsNote = 'tierline.kinds';

/** 2^32: a 64-bit integer is two halves, because a BigInt a value costs ten times as much. */
export const int32Range = 2 ** 32;

/** Milliseconds of a day: Parquet counts days since 1970. */
export const dayMs = 86_400_000;

/** Four bytes at both ends of every Parquet file. */
export const magic = Uint8Array.of(0x50, 0x41, 0x52, 0x31);

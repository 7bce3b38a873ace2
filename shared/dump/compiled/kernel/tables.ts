import type { Tables } from './find-cell.ts';

/** By byte: 1 for those that an id may have. */
export const isIdentifier = new Uint8Array(256);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@-')
  isIdentifier[sign.charCodeAt(0)] = 1;

/** Writes the tables of a kernel into its memory. @param blankHashes hashes of the spellings of "no value" */
export const fillTables = (memory: ArrayBuffer, tables: Tables, blankHashes: ReadonlySet<number>): void => {
  const bytes = new Uint8Array(memory);
  for (let length = 0; length < 16; length++) {
    bytes.fill(0xff, tables.masks + length * 16, tables.masks + length * 16 + length);
    for (let point = 0; point <= length; point++) {
      const digits = bytes
        .subarray(tables.digits + (length * 16 + point) * 16)
        .subarray(0, 16)
        .fill(0xff);
      // All bytes but the point's; the last digit comes last.
      for (let from = length - 1, to = 15; from >= 0; from--) if (from !== point) digits[to--] = from;
    }
  }
  new Float64Array(memory, tables.powers, 16).set(Array.from({ length: 16 }, (_, exponent) => 10 ** exponent));
  bytes.set(isIdentifier, tables.isIdentifier);
  // Nearly every id is told from ten thousand spellings by one look at the low bits of its hash.
  for (const hash of blankHashes) bytes[tables.maybeBlank + (hash & 0xffff)] = 1;
};

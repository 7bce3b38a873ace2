/** Which rows have a value: one bit a row, 1 = there; undefined where all have. */
export type Present = { bitmap: Uint8Array | undefined };

/** A number in groups of seven bits, the lowest first. */
export const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];

/** Packs numbers of up to 24 bits behind each other, noughts behind the last. Like all long loops here, with nothing behind it. */
const packGroups = (values: Int32Array, width: number, bytes: Uint8Array, from: number): void => {
  let bits = 0;
  let held = 0;
  let at = from;
  const padded = (values.length + 7) & ~7;
  for (let index = 0; index < padded; index++) {
    bits |= (index < values.length ? (values[index] as number) : 0) << held;
    held += width;
    for (; held >= 8; held -= 8) {
      bytes[at++] = bits;
      bits >>>= 8;
    }
  }
};

/** Numbers of `width` bits each, packed from the lowest bit up, in groups of eight. */
export const bitPacked = (values: Int32Array, width: number): Uint8Array => {
  const groups = (values.length + 7) >> 3;
  const head = varint((groups << 1) | 1);
  const bytes = new Uint8Array(head.length + groups * width);
  bytes.set(head);
  packGroups(values, width, bytes, head.length);
  return bytes;
};

/** Which rows have a value: one bit a row, 1 = there; undefined where all have. */
export type Present = { bitmap: Uint8Array | undefined };

/** A number in groups of seven bits, the lowest first. */
export const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];

/** Numbers of `width` bits each, packed from the lowest bit up, in groups of eight. */
export const bitPacked = (values: Int32Array, width: number): Uint8Array => {
  const groups = (values.length + 7) >> 3;
  const head = varint((groups << 1) | 1);
  const bytes = new Uint8Array(head.length + groups * width);
  bytes.set(head);
  let bits = 0;
  let held = 0;
  let at = head.length;
  for (let index = 0; index < values.length; index++) {
    bits |= (values[index] as number) << held;
    held += width;
    for (; held >= 8; held -= 8) {
      bytes[at++] = bits & 0xff;
      bits >>>= 8;
    }
  }
  if (held > 0) bytes[at] = bits & 0xff;
  return bytes;
};

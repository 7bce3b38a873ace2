import { inRoom, kernel, takeRoom } from './kernel-room.ts';
import { packNumbers, packSlack } from './page-kernels.ts';

/** Which rows have a value: one bit a row, 1 = there; undefined where all have. */
export type Present = { bitmap: Uint8Array | undefined };

/** A number in groups of seven bits, the lowest first. */
export const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];

const pack = kernel(packNumbers);

/** Numbers of `width` bits each, up to 24, packed from the lowest bit up, in groups of eight. They hold until the room is emptied. */
export const bitPacked = (values: Int32Array, width: number): Uint8Array => {
  const groups = (values.length + 7) >> 3;
  const head = varint((groups << 1) | 1);
  const given = inRoom(values);
  const bytes = takeRoom(Uint8Array, head.length + groups * width, packSlack);
  bytes.set(head);
  pack(given.byteOffset, values.length, width, bytes.byteOffset + head.length);
  return bytes;
};

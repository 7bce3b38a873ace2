/**
 * Thrift's compact protocol, as far as Parquet's page headers and footer need it: structs of integers, texts, lists and
 * structs. Written from the public specification (apache/thrift, doc/specs/thrift-compact-protocol.md).
 */
const typeOf = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/**
 * A value with its Thrift type; all have one form, so that a page's header costs a microsecond. Integers above 32 bits must
 * be safe JavaScript integers.
 */
export type ThriftValue =
  | { type: typeof typeOf.i32 | typeof typeOf.i64; value: number }
  | { type: typeof typeOf.binary; value: string }
  | { type: typeof typeOf.list; value: ThriftValue[] }
  | { type: typeof typeOf.struct; value: ThriftStruct };

/** A struct: field id -> value; ids are written in ascending order, those without a value not at all. */
export type ThriftStruct = { [id: number]: ThriftValue | undefined };

/** A 32-bit integer. */
export const i32 = (value: number): ThriftValue => ({ type: typeOf.i32, value });
/** A 64-bit integer. */
export const i64 = (value: number): ThriftValue => ({ type: typeOf.i64, value });
/** A text. */
export const text = (value: string): ThriftValue => ({ type: typeOf.binary, value });
/** A list of values of one type. */
export const list = (value: ThriftValue[]): ThriftValue => ({ type: typeOf.list, value });
/** A struct within a struct or a list. */
export const struct = (value: ThriftStruct): ThriftValue => ({ type: typeOf.struct, value });

// Division, not shifts: sizes and offsets pass 32 bits.
const writeVarint = (bytes: number[], value: number): void => {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
};

const writeList = (bytes: number[], values: readonly ThriftValue[]): void => {
  const type = values[0]?.type ?? typeOf.i32;
  if (values.length < 15) bytes.push((values.length << 4) | type);
  else {
    bytes.push(0xf0 | type);
    writeVarint(bytes, values.length);
  }
  for (const value of values) writeValue(bytes, value);
};

const writeText = (bytes: number[], value: string): void => {
  const encoded = Buffer.from(value);
  writeVarint(bytes, encoded.length);
  for (const byte of encoded) bytes.push(byte);
};

const writeValue = (bytes: number[], { type, value }: ThriftValue): void => {
  if (type === typeOf.struct) writeStruct(bytes, value);
  else if (type === typeOf.list) writeList(bytes, value);
  else if (type === typeOf.binary) writeText(bytes, value);
  else writeVarint(bytes, value < 0 ? -value * 2 - 1 : value * 2);
};

const writeStruct = (bytes: number[], fields: ThriftStruct): void => {
  let previous = 0;
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined) continue;
    const id = Number(key);
    bytes.push(((id - previous) << 4) | value.type);
    writeValue(bytes, value);
    previous = id;
  }
  bytes.push(0);
};

/** The bytes of a struct. */
export const encodeStruct = (struct: ThriftStruct): Uint8Array => {
  const bytes: number[] = [];
  writeStruct(bytes, struct);
  return Uint8Array.from(bytes);
};

// One for all: a footer has two texts a column, and making a decoder costs more than decoding one.
const decoder = new TextDecoder();

/** A struct as it is read: integers as numbers, texts, lists and structs nested. */
export type ReadStruct = { [id: number]: ReadValue };
/** A value as it is read. */
export type ReadValue = number | boolean | string | ReadValue[] | ReadStruct;

/**
 * Reads the struct that begins at `offset`; answers it and the offset behind it.
 *
 * @throws where the bytes hold a type that Parquet's metadata does not use
 */
export const decodeStruct = (bytes: Uint8Array, offset: number): { struct: ReadStruct; end: number } => {
  let at = offset;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new Error('not a Parquet file: its metadata ends too early');
    return value;
  };
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const next = byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
  };
  const zigzag = () => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const read = (type: number): ReadValue => {
    if (type === typeOf.true || type === typeOf.false) return type === typeOf.true;
    if (type >= 3 && type <= typeOf.i64) return type === 3 ? byte() : zigzag();
    if (type === typeOf.binary) {
      const length = varint();
      at += length;
      return decoder.decode(bytes.subarray(at - length, at));
    }
    if (type === typeOf.list) {
      const head = byte();
      const length = head >> 4 === 15 ? varint() : head >> 4;
      return Array.from({ length }, () => read(head & 0x0f));
    }
    if (type === typeOf.struct) return readStruct();
    throw new Error(`not a Parquet file of ours: metadata of Thrift type ${type}`);
  };
  const readStruct = (): ReadStruct => {
    const struct: ReadStruct = {};
    for (let id = 0; ; ) {
      const head = byte();
      if (head === 0) return struct;
      id = head >> 4 === 0 ? zigzag() : id + (head >> 4);
      struct[id] = read(head & 0x0f);
    }
  };
  return { struct: readStruct(), end: at };
};

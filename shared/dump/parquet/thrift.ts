/**
 * Thrift's compact protocol, as far as Parquet's page headers and footer need it: structs of integers, texts, lists and
 * structs. Written from the public specification (apache/thrift, doc/specs/thrift-compact-protocol.md).
 */
const typeOf = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

const encoder = new TextEncoder();

/**
 * Writes a struct field by field, in ascending order of their ids. Written as they are named, not from objects that hold them:
 * V8 took a twentieth of an ingest to compile the functions that walk such objects.
 */
export const thriftWriter = () => {
  let bytes: number[] = [];
  /** Id of the last field of the struct at hand: ids are written as what they are more than it. */
  let last = 0;
  // Division, not shifts: sizes and offsets pass 32 bits.
  const varint = (value: number): void => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
  };
  const zigzag = (value: number): void => varint(value < 0 ? -value * 2 - 1 : value * 2);
  const field = (id: number, type: number): void => {
    bytes.push(((id - last) << 4) | type);
    last = id;
  };
  const text = (value: string): void => {
    const encoded = encoder.encode(value);
    varint(encoded.length);
    for (let at = 0; at < encoded.length; at++) bytes.push(encoded[at] as number);
  };
  const members = (write: () => void): void => {
    const outer = last;
    last = 0;
    write();
    bytes.push(0);
    last = outer;
  };
  const list = <Item>(id: number, type: number, items: readonly Item[], write: (item: Item) => void): void => {
    field(id, typeOf.list);
    bytes.push((Math.min(items.length, 15) << 4) | type);
    if (items.length >= 15) varint(items.length);
    for (const item of items) write(item);
  };
  return {
    /** An integer of 32 bits. */
    int(id: number, value: number): void {
      field(id, typeOf.i32);
      zigzag(value);
    },
    /** An integer of 64 bits, which must be a safe JavaScript integer. */
    long(id: number, value: number): void {
      field(id, typeOf.i64);
      zigzag(value);
    },
    /** A text. */
    text(id: number, value: string): void {
      field(id, typeOf.binary);
      text(value);
    },
    /** A struct within the struct. */
    struct(id: number, write: () => void): void {
      field(id, typeOf.struct);
      members(write);
    },
    /** A list of integers. */
    ints: (id: number, values: readonly number[]): void => list(id, typeOf.i32, values, zigzag),
    /** A list of texts. */
    texts: (id: number, values: readonly string[]): void => list(id, typeOf.binary, values, text),
    /** A list of structs. */
    structs: <Item>(id: number, items: readonly Item[], write: (item: Item) => void): void =>
      list(id, typeOf.struct, items, (item) => members(() => write(item))),
    /** Ends the struct, gives its bytes out, and begins anew. */
    take(): Uint8Array {
      bytes.push(0);
      const taken = Uint8Array.from(bytes);
      bytes = [];
      last = 0;
      return taken;
    },
  };
};

// One for all: a footer has two texts a column, and making a decoder costs more than decoding one.
const decoder = new TextDecoder();

/** A struct as it is read: integers as numbers, texts, lists and structs nested. */
export type ReadStruct = { [id: number]: ReadValue };
/** A value as it is read. */
export type ReadValue = number | boolean | string | ReadValue[] | ReadStruct;

/** How far some bytes are read. */
type Reading = { readonly bytes: Uint8Array; at: number };

// Functions that stand alone: made anew for each footer, V8 compiled them for each.
const readByte = (reading: Reading): number => {
  const value = reading.bytes[reading.at++];
  if (value === undefined) throw new Error('not a Parquet file: its metadata ends too early');
  return value;
};

const readVarint = (reading: Reading): number => {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const next = readByte(reading);
    value += (next & 0x7f) * scale;
    if (next < 0x80) return value;
  }
};

const readZigzag = (reading: Reading): number => {
  const value = readVarint(reading);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
};

const readAs = (reading: Reading, type: number): ReadValue => {
  if (type === typeOf.true || type === typeOf.false) return type === typeOf.true;
  if (type >= 3 && type <= typeOf.i64) return type === 3 ? readByte(reading) : readZigzag(reading);
  if (type === typeOf.binary) {
    const length = readVarint(reading);
    reading.at += length;
    return decoder.decode(reading.bytes.subarray(reading.at - length, reading.at));
  }
  if (type === typeOf.list) {
    const head = readByte(reading);
    const length = head >> 4 === 15 ? readVarint(reading) : head >> 4;
    const values: ReadValue[] = [];
    for (let index = 0; index < length; index++) values.push(readAs(reading, head & 0x0f));
    return values;
  }
  if (type === typeOf.struct) return readStruct(reading);
  throw new Error(`not a Parquet file of ours: metadata of Thrift type ${type}`);
};

const readStruct = (reading: Reading, unread?: number): ReadStruct => {
  const struct: ReadStruct = {};
  for (let id = 0; ; ) {
    const head = readByte(reading);
    if (head === 0) return struct;
    id = head >> 4 === 0 ? readZigzag(reading) : id + (head >> 4);
    if (id === unread) pass(reading, head & 0x0f);
    else struct[id] = readAs(reading, head & 0x0f);
  }
};

/** Goes behind a value that nobody asks for. */
const pass = (reading: Reading, type: number): void => {
  if (type === typeOf.binary) {
    const length = readVarint(reading);
    reading.at += length;
  } else if (type === typeOf.list) {
    const head = readByte(reading);
    const length = head >> 4 === 15 ? readVarint(reading) : head >> 4;
    for (let index = 0; index < length; index++) pass(reading, head & 0x0f);
  } else if (type === typeOf.struct) {
    for (let head = readByte(reading); head !== 0; head = readByte(reading)) {
      if (head >> 4 === 0) readVarint(reading);
      pass(reading, head & 0x0f);
    }
  } else readAs(reading, type);
};

/**
 * Reads the struct that begins at `offset`; answers it and the offset behind it.
 *
 * @param unread a field of it that is passed over
 * @throws where the bytes hold a type that Parquet's metadata does not use
 */
export const decodeStruct = (
  bytes: Uint8Array,
  offset: number,
  unread?: number,
): { struct: ReadStruct; end: number } => {
  const reading = { bytes, at: offset };
  return { struct: readStruct(reading, unread), end: reading.at };
};

import { isUtf8 } from 'node:buffer';
import { BadDump } from './bad-dump.ts';
import { byteFeed } from './byte-feed.ts';
import { looksUtf8 } from './looks-utf8.ts';
import { unpacked } from './unpack.ts';

/** Encodings of a mapping. */
export type Encoding = 'utf-8' | 'gb18030';

/** What a byte sequence that could not be decoded becomes. */
export const undecodable = '\uFFFD';

const hasPrefix = (bytes: Uint8Array, prefix: readonly number[]): boolean =>
  prefix.every((byte, index) => bytes[index] === byte);

/** Beginnings of files that are no text, with what to say of them. */
const notText: [prefix: number[], words: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'the packed file is a ZIP archive or an Excel workbook, not text: export it as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'the file is an old Excel workbook, not text: export it as CSV'],
  [[0x50, 0x41, 0x52, 0x31], 'the packed file is Parquet, which packs itself: send it as it is'],
  [[0xff, 0xfe], 'the file is UTF-16: send it as utf-8 or gb18030'],
  [[0xfe, 0xff], 'the file is UTF-16: send it as utf-8 or gb18030'],
];

/** The same bytes, the first piece at least as long as the longest prefix above where the source has as many. */
async function* withHead(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of source) {
    if (head.length >= 4) yield chunk;
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length >= 4) yield head;
    }
  }
  if (head.length > 0 && head.length < 4) yield head;
}

/** A few Chinese characters of GB18030 may be valid UTF-8 by chance; so many never are. */
const sureNonAscii = 24;

/** True where the bytes, up to a character cut at their end, are UTF-8 with a fair number of non-ASCII bytes. */
const isSurelyUtf8 = (bytes: Uint8Array): boolean => {
  const high = bytes.reduce((count, byte) => (byte >= 0x80 ? count + 1 : count), 0);
  return high >= sureNonAscii && [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)));
};

/** True where the bytes decode as GB18030 with Chinese in them; only a character cut at either end may fail. */
const looksLikeGb18030 = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('gb18030').decode(bytes).slice(1, -1);
  return /\p{Script=Han}/u.test(text) && !text.includes(undecodable);
};

/** Refuses a first piece that is no text in the mapping's encoding. */
const checkHead = (head: Uint8Array, encoding: Encoding): void => {
  const found = notText.find(([prefix]) => hasPrefix(head, prefix));
  if (found) throw new BadDump(found[1]);
  if (encoding === 'gb18030' && (hasPrefix(head, [0xef, 0xbb, 0xbf]) || isSurelyUtf8(head)))
    throw new BadDump('the file is utf-8, but its mapping says gb18030: every name in it would be garbled');
};

/** The byte order mark U+FEFF in each encoding. */
const marks: Record<Encoding, readonly number[]> = { 'utf-8': [0xef, 0xbb, 0xbf], gb18030: [0x84, 0x31, 0x95, 0x33] };

/**
 * Bytes of a dump's text, streaming: unpacked where its first bytes say so, without its byte order mark.
 *
 * @param source bytes as stored; its own errors pass through
 * @param encoding what the mapping says
 * @throws {@link BadDump} where the file is broken or no text in that encoding
 */
export async function* openDump(source: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const bytes of withHead(unpacked(byteFeed(source)))) {
    if (first) checkHead(bytes, encoding);
    const mark = marks[encoding];
    yield first && hasPrefix(bytes, mark) ? bytes.subarray(mark.length) : bytes;
    first = false;
  }
}

/** Decodes one cell; {@link undecodable} in it where its bytes are not the encoding's, or another's. */
export const cellDecoder = (encoding: Encoding): ((bytes: Uint8Array) => string) => {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  if (encoding === 'utf-8') return (bytes) => decoder.decode(bytes);
  return (bytes) => (looksUtf8(bytes) ? undecodable : decoder.decode(bytes));
};

const lineFeed = 10;

/** A line's text where nothing but its ASCII can be decoded. */
const onlyAscii = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\x80-\xff]+/g, undecodable);

/**
 * Turns a dump's bytes, cut anywhere, into text. A sequence that the encoding does not know becomes {@link undecodable}, and
 * so does all but the ASCII of a line that is UTF-8 amid GB18030.
 */
export const textDecoder = (encoding: Encoding) => {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let isBroken = false;
  let looksLike = '';
  let isLineStart = true;

  const decode = (bytes: Uint8Array): string => {
    const text = decoder.decode(bytes, { stream: true });
    if (text.includes(undecodable)) {
      isBroken = true;
      if (encoding === 'utf-8' && !looksLike && looksLikeGb18030(bytes)) looksLike = '; they look like gb18030';
    }
    return text;
  };
  /** A line feed is part of no character of GB18030, so that lines are found before they are decoded. */
  const decodeLine = (bytes: Uint8Array): string => {
    const isWhole = isLineStart && looksUtf8(bytes);
    isLineStart = bytes.at(-1) === lineFeed;
    if (!isWhole) return decode(bytes);
    isBroken = true;
    looksLike = '; they look like utf-8';
    return onlyAscii(bytes);
  };
  return {
    /** Text of the next bytes; a character cut at their end comes with the bytes that follow. */
    push(bytes: Uint8Array): string {
      if (encoding === 'utf-8') return decode(bytes);
      let text = '';
      for (let from = 0, to = 0; from < bytes.length; from = to) {
        to = bytes.indexOf(lineFeed, from) + 1 || bytes.length;
        text += decodeLine(bytes.subarray(from, to));
      }
      return text;
    },
    /** What a character cut at the very end comes to. */
    end(): string {
      const text = decoder.decode();
      isBroken ||= text.includes(undecodable);
      return text;
    },
    /** True once a sequence could not be decoded. */
    isBroken: (): boolean => isBroken,
    /** What to say of such a row: the mapping's encoding, and the one that the bytes look like. */
    mismatch: (): string => `holds bytes that are not ${encoding}, the mapping's encoding${looksLike}`,
  };
};

/** See {@link textDecoder}. */
export type DumpDecoder = ReturnType<typeof textDecoder>;

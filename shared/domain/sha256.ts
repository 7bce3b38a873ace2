/** First 32 bits of the fractional parts of the cube (or square) roots of the first primes, as FIPS 180-4 wants them. */
const rootBits = (count: number, exponent: number): Int32Array => {
  const found = new Int32Array(count);
  for (let candidate = 2, index = 0; index < count; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (prime) found[index++] = (candidate ** exponent % 1) * 2 ** 32;
  }
  return found;
};

const roundConstants = rootBits(64, 1 / 3);
const start = rootBits(8, 1 / 2);
const encoder = new TextEncoder();
const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** Room for messages, used again: making it took as long as the hash of an id. */
let bytes = new Uint8Array(1024);
let view = new DataView(bytes.buffer);

/** The message in the room with its end mark and its length in bits. Answers how many bytes that is, a multiple of 64. */
const pad = (text: string): number => {
  // No character takes more than three bytes; end mark and length take nine.
  const most = text.length * 3 + 9 + 64;
  if (bytes.length < most) {
    bytes = new Uint8Array(most * 2);
    view = new DataView(bytes.buffer);
  }
  const { written } = encoder.encodeInto(text, bytes);
  const length = (((written + 8) >> 6) << 6) + 64;
  bytes[written] = 0x80;
  bytes.fill(0, written + 1, length - 8);
  view.setUint32(length - 8, Math.floor(written / 2 ** 29));
  view.setUint32(length - 4, (written << 3) >>> 0);
  return length;
};

const words = new Int32Array(64);
const hash = new Int32Array(8);

/** One block of 64 bytes. Eight variables that change places, written out: a list of them would be made 64 times a block. */
const compress = (offset: number): void => {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const early = words[i - 15] as number;
    const late = words[i - 2] as number;
    const mixedEarly = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const mixedLate = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[i] = ((words[i - 16] as number) + mixedEarly + (words[i - 7] as number) + mixedLate) | 0;
  }
  let a = hash[0] as number;
  let b = hash[1] as number;
  let c = hash[2] as number;
  let d = hash[3] as number;
  let e = hash[4] as number;
  let f = hash[5] as number;
  let g = hash[6] as number;
  let h = hash[7] as number;
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const mixedE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + mixedE + choice + (roundConstants[i] as number) + (words[i] as number)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const mixedA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + mixedA + majority) | 0;
  }
  hash[0] = (hash[0] as number) + a;
  hash[1] = (hash[1] as number) + b;
  hash[2] = (hash[2] as number) + c;
  hash[3] = (hash[3] as number) + d;
  hash[4] = (hash[4] as number) + e;
  hash[5] = (hash[5] as number) + f;
  hash[6] = (hash[6] as number) + g;
  hash[7] = (hash[7] as number) + h;
};

/** Digits of each byte. */
const digitsOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexadecimal = (word: number): string =>
  `${digitsOf[word >>> 24]}${digitsOf[(word >>> 16) & 255]}${digitsOf[(word >>> 8) & 255]}${digitsOf[word & 255]}`;

/**
 * SHA-256 of a text's UTF-8 bytes, in hexadecimal. Written out here because the domain may not reach for the platform's,
 * which is not pure JavaScript; a test holds the two equal. About a microsecond for an id.
 */
export const sha256 = (text: string): string => {
  const length = pad(text);
  hash.set(start);
  for (let offset = 0; offset < length; offset += 64) compress(offset);
  let digits = '';
  for (let word = 0; word < hash.length; word++) digits += hexadecimal(hash[word] as number);
  return digits;
};

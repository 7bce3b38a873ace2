/**
 * JavaScript source of the parser of one cell, by the shape that the contract gives it. Each piece begins at `p`, the
 * cell's first byte, and leaves `p` behind the cell's delimiter or line end; where it is not sure, the
 * function returns -1. Variables are those of {@link variables}.
 */

/** How a cell's bytes are scanned. */
export type CellPlace = {
  /** Delimiter's byte. */
  delimiter: number;
  /** The cell is the row's last. */
  last: boolean;
  /** Two- and four-byte characters may hold bytes that look like delimiters. */
  gb18030: boolean;
};

/** What ends a row of whose shape the fast path is not sure. */
const doubt = 'return -1;';

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** Source that moves behind the delimiter or line end. */
const finish = ({ delimiter, last }: CellPlace): string =>
  last
    ? `if (buf[p] === ${carriageReturn}) p++; if (buf[p] !== ${lineFeed}) ${doubt} p++;`
    : `if (buf[p] !== ${delimiter}) ${doubt} p++;`;

/** Source of a condition: the byte `b` at `p` ends the cell. */
const ends = ({ delimiter, last }: CellPlace): string =>
  last ? `(b === ${lineFeed} || (b === ${carriageReturn} && buf[p + 1] === ${lineFeed}))` : `b === ${delimiter}`;

/** Source that steps over a character of several bytes, none of which is a delimiter; anything else is a doubt. */
const stepOver = `if (b > 128) {
    d = buf[p + 1];
    if (d >= 48 && d <= 57 && buf[p + 2] > 128 && buf[p + 3] >= 48 && buf[p + 3] <= 57) p += 3;
    else if (d >= 64 && d !== 127 && d !== 255) p += 1;
    else ${doubt}
  }`;

/**
 * Source that finds the cell's bytes, `q` to `e`, with their hash `h` and, in `hi`, all their bits. A quoted cell may
 * hold delimiters; a quote or a line end in it is a doubt.
 */
export const scan = (place: CellPlace): string => `
  h = -2128831035; hi = 0;
  if (buf[p] === ${quote}) {
    q = ++p;
    while ((b = buf[p]) !== ${quote}) { if (b === ${lineFeed}) ${doubt} h = Math.imul(h ^ b, 16777619); hi |= b; p++; }
    e = p++;
  } else {
    q = p;
    while ((b = buf[p]) !== ${place.delimiter} && b !== ${lineFeed} && b !== ${carriageReturn}) {
      h = Math.imul(h ^ b, 16777619); hi |= b;
      ${place.gb18030 ? stepOver : ''}
      p++;
    }
    e = p;
  }
  ${finish(place)}`;

/** Source for a column that no field reads: its bytes must still be text. */
export const unread = (place: CellPlace): string => `${scan(place)}
  if (hi > 127 && !isText(buf, q, e)) ${doubt}`;

/** Source for a text, date, flag or whatever else is read once per distinct cell. */
export const remembered = (place: CellPlace, target: number, numeric: boolean): string => `${scan(place)}
  ${rememberedValue(target, numeric)}`;

/** Source that takes the value of the cell that was scanned. */
export const rememberedValue = (target: number, numeric: boolean): string =>
  numeric
    ? `v = memo${target}.number(buf, q, e, h); if (v === -Infinity) ${doubt} values${target}[n] = v;`
    : `b = memo${target}.text(buf, q, e, h); if (b === -2) ${doubt} values${target}[n] = b;`;

/** How a number may be written. */
export type NumberShape = {
  /** Least value allowed. */
  min: number;
  /** Greatest value allowed. */
  max: number;
  /** Digits after the point, at most. */
  decimals: number;
  /** A blank cell is a missing value. */
  optional: boolean;
};

/**
 * Source for a number: digits straight from bytes. Up to 15 digits in all are exact as a double, and dividing by a power
 * of ten rounds once, so the value is what `Number(text)` gives. Everything else is read as a remembered cell, by a function
 * of its own (`slow`, of {@link slowNumber}): that keeps the code that nearly every row runs small.
 */
export const number = (place: CellPlace, target: number, shape: NumberShape): string => `
  b = buf[p];
  if (${shape.optional ? ends(place) : 'false'}) { values${target}[n] = NaN; ${finish(place)} }
  else {
    s = p; sure = false;
    quoted = b === ${quote}; if (quoted) b = buf[++p];
    negative = b === 45; if (negative) p++;
    v = 0; q = p;
    while ((d = buf[p] - 48) >= 0 && d <= 9) { v = v * 10 + d; p++; }
    f = p - q;
    if (f > 0 && f <= 15) {
      sure = true;
      ${
        shape.decimals > 0
          ? `if (buf[p] === 46) {
        q = ++p;
        while ((d = buf[p] - 48) >= 0 && d <= 9) { v = v * 10 + d; p++; }
        e = p - q;
        sure = e > 0 && e <= ${shape.decimals} && f + e <= 15;
        if (sure) v /= powers[e];
      }`
          : ''
      }
      if (quoted && sure) { sure = buf[p] === ${quote}; p++; }
      if (sure) {
        b = buf[p];
        if (negative) v = -v;
        sure = ${ends(place)} && v >= ${shape.min} && v <= ${shape.max};
      }
    }
    if (sure) { values${target}[n] = v; ${finish(place)} }
    else { p = slow${target}(buf, s, n); if (p < 0) ${doubt} }
  }`;

/** Source of the variables of a function that reads cells. */
export const variables = `let b = 0, d = 0, e = 0, f = 0, h = 0, hi = 0, q = 0, s = 0, v = 0;
  let negative = false, quoted = false, sure = false;`;

/** Source of the function that reads a number that is written in no plain way. */
export const slowNumber = (place: CellPlace, target: number): string => `
const slow${target} = (buf, p, n) => { ${variables} ${remembered(place, target, true)} return p; };`;

/**
 * Source for the id: letters, digits and a few signs of ASCII, hashed on the way (FNV-1a, as `shardOf` does).
 *
 * An id with the hash of a spelling of "no value" may be blank: a doubt.
 */
export const identifier = (place: CellPlace): string => `
  quoted = buf[p] === ${quote}; if (quoted) p++;
  h = -2128831035; q = p;
  while (isIdentifier[b = buf[p]] === 1) { h = Math.imul(h ^ b, 16777619); p++; }
  f = p - q; h >>>= 0;
  if (f === 0 || f > 64 || (maybeBlank[h & 0xffff] === 1 && blankHashes.has(h))) ${doubt}
  idStarts[n] = q; idEnds[n] = p; shards[n] = h % shardCount;
  if (quoted) { if (buf[p] !== ${quote}) ${doubt} p++; }
  ${finish(place)}`;

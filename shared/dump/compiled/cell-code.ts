/**
 * JavaScript source of the function that reads one cell, by the shape that the contract gives it. It is given the bytes, the
 * cell's first, `p`, the row's number, `n`, and where its value goes; it answers the byte behind the cell's delimiter or line
 * end, or -1 where it is not sure.
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

/** Source of the variables of a function that reads a cell. */
const variables = `let b = 0, d = 0, e = 0, f = 0, h = 0, hi = 0, q = 0, s = 0, u = 0, v = 0, w = 0;
  let negative = false, quoted = false, sure = false;`;

/** Source for a column that no field reads: its bytes must still be text. */
export const unread = (place: CellPlace): string => `(buf, p) => { ${variables}
  ${scan(place)}
  if (hi > 127 && !isText(buf, q, e)) ${doubt}
  return p;
}`;

/** Source for a text, date, flag or whatever else is read once per distinct cell. */
export const remembered = (place: CellPlace, numeric: boolean): string => `(buf, p, n, values, memo) => { ${variables}
  ${scan(place)}
  ${rememberedValue(numeric)}
  return p;
}`;

/** Source that takes the value of the cell that was scanned. */
const rememberedValue = (numeric: boolean): string =>
  numeric
    ? `v = memo.number(buf, q, e, h); if (v === -Infinity) ${doubt} values[n] = v;`
    : `b = memo.text(buf, q, e, h); if (b === -2) ${doubt} values[n] = b;`;

/** Longest id of the contract: characters, here bytes. */
export const longestId = 64;

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

/** Digits that a 32-bit integer surely holds. */
const int32Digits = 9;

/**
 * Source for a number: digits straight from bytes, as two integers, before the point and behind it. Up to 15 digits in all
 * are exact as a double, and dividing by a power of ten rounds once, so the value is what `Number(text)` gives. Everything
 * else is read by a function of its own: that keeps the code that nearly every row runs small.
 */
export const number = (place: CellPlace, shape: NumberShape): string => `(buf, p, n, values, memo) => { ${variables}
  b = buf[p]; s = p;
  if (${shape.optional ? ends(place) : 'false'}) { values[n] = NaN; ${finish(place)} return p; }
  quoted = b === ${quote}; if (quoted) b = buf[++p];
  negative = b === 45; if (negative) p++;
  q = p;
  while ((d = buf[p] - 48) >= 0 && d <= 9) { w = (Math.imul(w, 10) + d) | 0; p++; }
  f = p - q;
  sure = f > 0 && f <= ${int32Digits}; v = w;
  if (${shape.decimals} > 0 && sure && buf[p] === 46) {
    q = ++p;
    while ((d = buf[p] - 48) >= 0 && d <= 9) { u = (Math.imul(u, 10) + d) | 0; p++; }
    e = p - q;
    sure = e > 0 && e <= ${Math.min(shape.decimals, int32Digits)} && f + e <= 15;
    if (sure) { v = powers[e]; v = (w * v + u) / v; }
  }
  if (quoted && sure) { sure = buf[p] === ${quote}; p++; }
  b = buf[p];
  if (negative) v = -v;
  if (!sure || !${ends(place)} || !(v >= ${shape.min} && v <= ${shape.max})) return (${slowNumber(place, shape)})(buf, s, n, values, memo);
  values[n] = v; ${finish(place)}
  return p;
}`;

/** Source of the function that reads a number of many digits, or one that is written in no plain way. */
const slowNumber = (
  place: CellPlace,
  { min, max, decimals }: NumberShape,
): string => `(buf, p, n, values, memo) => { ${variables}
  s = p;
  negative = buf[p] === 45; if (negative) p++;
  q = p;
  while ((d = buf[p] - 48) >= 0 && d <= 9) { v = v * 10 + d; p++; }
  f = p - q;
  if (${decimals} > 0 && buf[p] === 46) {
    q = ++p;
    while ((d = buf[p] - 48) >= 0 && d <= 9) { v = v * 10 + d; p++; }
    e = p - q;
    if (e === 0) f = 0;
  }
  if (f > 0 && f + e <= 15 && e <= ${decimals}) {
    v /= powers[e]; if (negative) v = -v;
    b = buf[p];
    if (${ends(place)} && v >= ${min} && v <= ${max}) { values[n] = v; ${finish(place)} return p; }
  }
  p = s;
  ${scan(place)}
  ${rememberedValue(true)}
  return p;
}`;

/**
 * Source for the id: letters, digits and a few signs of ASCII, copied and hashed (FNV-1a, as `idHash` does) on the way.
 * One of more characters than the contract allows ends here in no delimiter, which is a doubt.
 *
 * An id with the hash of a spelling of "no value" may be blank: a doubt.
 */
export const identifier = (place: CellPlace): string => `(buf, p, n) => { ${variables}
  quoted = buf[p] === ${quote}; if (quoted) p++;
  h = -2128831035; q = e = n === 0 ? 0 : idEnds[n - 1]; f = q + ${longestId};
  while (isIdentifier[b = buf[p]] === 1 && e < f) { h = Math.imul(h ^ b, 16777619); ids[e++] = b; p++; }
  if (e === q || blankHashes.has(h)) ${doubt}
  idEnds[n] = e; idHashes[n] = h;
  if (quoted) { if (buf[p] !== ${quote}) ${doubt} p++; }
  ${finish(place)}
  return p;
}`;

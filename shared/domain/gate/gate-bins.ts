/**
 * The histogram of every numeric column: four bins to a doubling, on both sides of zero, the same for all dumps, so that
 * counts of parts add up exactly. A bin is read off a double's upper bits; money of 0.01 and traffic of 2 TB both fit.
 */

/** Doublings told apart: 2^-27 is 10^-8, 2^31 is above every contract's maximum. What is beyond falls in the outermost bin. */
const lowestExponent = -27;
const doublings = 58;
const oneSide = doublings * 4;

/** Bin of nought. */
export const zeroBin = oneSide;
/** Slot of missing values (NaN), behind all bins. */
export const blankBin = 2 * oneSide + 1;
/** Slots of one histogram. */
export const binSlots = blankBin + 1;

/** Bits of a double that choose the bin: sign, exponent, two of the mantissa. */
const shift = 18;
const exponentBias = 1023;

const binOfBits = (bits: number): number => {
  const magnitude = bits & 0x1fff;
  if (magnitude === 0) return zeroBin;
  if (magnitude >> 2 === 0x7ff && (magnitude & 3) !== 0) return blankBin;
  const place = Math.min(oneSide - 1, Math.max(0, magnitude - (exponentBias + lowestExponent) * 4));
  return bits & 0x2000 ? zeroBin - 1 - place : zeroBin + 1 + place;
};

/** Bin by the upper bits. */
const bins = Uint16Array.from({ length: 1 << 14 }, (_, bits) => binOfBits(bits));

/** Which half of a double holds its upper bits on this machine. */
const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Counts values into histograms that lie one behind the other.
 *
 * @param values NaN for missing
 * @param into histograms of {@link binSlots}
 * @param starts by row: where its histogram begins; a number where all rows have the same
 */
export const countValues = (values: Float64Array, into: Uint32Array, starts: Int32Array | number): void => {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const rows = values.length;
  if (typeof starts === 'number') {
    for (let row = 0, word = upper; row < rows; row++, word += 2) {
      const slot = starts + (bins[(words[word] as number) >>> shift] as number);
      into[slot] = (into[slot] as number) + 1;
    }
    return;
  }
  for (let row = 0, word = upper; row < rows; row++, word += 2) {
    const slot = (starts[row] as number) + (bins[(words[word] as number) >>> shift] as number);
    into[slot] = (into[slot] as number) + 1;
  }
};

/** The value that stands for a bin's: its middle. */
export const middleOf = (bin: number): number => {
  if (bin === zeroBin) return 0;
  const place = bin > zeroBin ? bin - zeroBin - 1 : zeroBin - 1 - bin;
  const size = 2 ** (Math.floor(place / 4) + lowestExponent) * (1 + ((place % 4) + 0.5) / 4);
  return bin > zeroBin ? size : -size;
};

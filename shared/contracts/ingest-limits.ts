/**
 * Stored bytes of a packed file that one reader gets through in a second, at least. Measured on one core of 2020: 12 MB of
 * gzip a second, unpacked, checked and written as facts; half of that for a slower processor and S3.
 */
export const packedBytesPerSecond = 6_000_000;

/** Part of a function's time that is not for reading: its start, the last facts, the receipt. Seconds. */
export const marginSeconds = 60;

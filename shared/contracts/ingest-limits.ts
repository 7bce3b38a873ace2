/**
 * Stored bytes of a packed file that one reader gets through in a second, at least. Measured on one core of a busy machine:
 * 81 MB of gzip (300 MB of text, 3 million rows, 1 in 75 refused) in 14.5 s of processor, unpacked, checked and written as
 * facts: 5.6 MB a second. The rest is room for S3 and for files that pack better.
 */
export const packedBytesPerSecond = 4_000_000;

/** Part of a function's time that is not for reading: its start, the last facts, the receipt. Seconds. */
export const marginSeconds = 60;

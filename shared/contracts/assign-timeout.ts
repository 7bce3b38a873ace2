/**
 * Longest life of the function that assigns work, seconds. The stack gives it this timeout, and the digest sender relies
 * on it: after this long, nobody who saw a list open can still write to it. 2 minutes: a full batch takes some 10 s.
 */
export const assignTimeoutSeconds = 120;

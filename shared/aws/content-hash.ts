import { createHash } from 'node:crypto';

/** Names a content: 128 bits of SHA-256 as 32 hexadecimal digits, as many as nobody will ever find two contents of. */
export const contentHash = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 32);
};

import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

const key = z.strictObject({
  /** Names the key in what it sealed, so that it can be replaced while old seals still hold. */
  id: z.string().regex(/^[A-Za-z0-9-]{1,16}$/),
  /** The key itself: 64 random characters are more than HMAC-SHA256 needs. */
  key: z.string().min(32),
});
/** The secret of links: the key that seals now, and those before it, whose seals still hold. */
export const linkKeys = key.extend({ before: z.array(key).default([]) });
/** Keys of links. */
export type LinkKeys = z.infer<typeof linkKeys>;

/** What is sealed: a few words and numbers. */
export type Sealed = (string | number)[];

/** 128 bits of HMAC-SHA256 (RFC 2104 allows half): nobody guesses them, and an address stays short. */
const macBytes = 16;

// The purpose is part of what is sealed: nothing that was sealed for one thing opens another.
const macOf = (secret: string, purpose: string, id: string, payload: string): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([purpose, id, payload]))
    .digest()
    .subarray(0, macBytes);

/** `<key id>.<payload>.<mac>`, safe in addresses. */
export const seal = ({ id, key: secret }: LinkKeys, purpose: string, parts: Sealed): string => {
  const payload = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return `${id}.${payload}.${macOf(secret, purpose, id, payload).toString('base64url')}`;
};

const sealedParts = z.array(z.union([z.string(), z.number()]));

/** What was sealed for the purpose; undefined for whatever no key of ours sealed. */
export const unseal = (keys: LinkKeys, purpose: string, text: string): Sealed | undefined => {
  const [id = '', payload = '', mac = '', ...rest] = text.split('.');
  const known = [keys, ...keys.before].find((one) => one.id === id);
  if (!known || rest.length > 0) return undefined;
  const expected = macOf(known.key, purpose, id, payload);
  const given = Buffer.from(mac, 'base64url');
  // One spelling only: Base64 has spare bits, and a link that differs is another link.
  if (given.length !== macBytes || given.toString('base64url') !== mac || !timingSafeEqual(given, expected))
    return undefined;
  return sealedParts.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
};

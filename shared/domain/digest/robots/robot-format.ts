import type * as z from 'zod';
import type { DigestEntry } from '../digest.ts';
import type { Language } from '../digest-words.ts';

/** One message's worth of a digest. */
export type Piece = {
  /** Short, for notifications. */
  title: string;
  /** Lines before the entries. */
  opening: readonly string[];
  entries: readonly DigestEntry[];
  /** Line after the entries: how many more there are. */
  closing?: string;
  language: Language;
  /** What links are called. */
  linkText: string;
};

/** What came of handing a message over. */
export type Verdict =
  | { taken: true }
  /** `lasting`: asking again will not help; else the other side may take it later. */
  | { taken: false; lasting: boolean; why: string };

/** How one chat service wants its messages, and how it says no. Pure: signatures and requests are made elsewhere. */
export type RobotFormat = {
  /** The message for a piece. */
  message(piece: Piece): object;
  /** What the service publishes of its messages, lengths included. */
  published: z.ZodType;
  /** What an answer of 2xx means; whatever else came is judged by its status alone. */
  verdict(body: string): Verdict;
};

/**
 * Text that no dialect of Markdown takes for anything but itself: masks (`138****1234`) would print bold, and a name in
 * an upstream file could hold a link. Its signs become their full-width twins, which read the same.
 */
export const calm = (text: string): string =>
  text.replaceAll(/[*[\]<>`~&|\\]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

/** What the body says where it is JSON. */
export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/**
 * The verdict of services that answer 200 and put a number into the body: 0 is yes.
 *
 * @param passing numbers that mean "not now"
 */
export const byNumber = (body: string, member: string, passing: readonly number[]): Verdict => {
  const answer = jsonOf(body);
  const number =
    typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[member] : undefined;
  if (number === 0) return { taken: true };
  if (typeof number !== 'number') return { taken: false, lasting: false, why: `answered without ${member}` };
  return { taken: false, lasting: !passing.includes(number), why: `answered ${member} ${number}` };
};

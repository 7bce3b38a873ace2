import * as z from 'zod';
import { type LinkKeys, linkKeys, seal, unseal } from './sealed.ts';

/** What a link says: one piece of work, for one agent, until then, as one delivery of a digest told it. */
export type ReplyLink = {
  workId: string;
  agentId: string;
  /** Seconds since 1970. */
  expiresAt: number;
  /** Made of the delivery that carried it: links of different days and channels differ. */
  nonce: string;
};

/** Permission to send one form, once. */
export type FormPass = {
  /** When the form was shown, seconds since 1970: it says which month's file the reply goes to. */
  shownAt: number;
  /** Different for every form that is shown. */
  nonce: string;
};

const linkParts = z.tuple([z.string(), z.string(), z.number(), z.string()]);
const passParts = z.tuple([z.number(), z.string()]);

/** Seals links and forms, and opens them. */
export interface ReplyLinks {
  /** The link's text, for the path of an address. */
  sealLink(link: ReplyLink): string;
  /** What the text says; undefined where it was forged. Whether it has expired is for the caller to see. */
  openLink(text: string): ReplyLink | undefined;
  /** A pass for the form behind this very link. */
  sealPass(linkText: string, pass: FormPass): string;
  /** Undefined where it was forged, or made for another link. */
  openPass(linkText: string, text: string): FormPass | undefined;
}

/** Links sealed with these keys. */
export const replyLinks = (keys: LinkKeys): ReplyLinks => ({
  sealLink: ({ workId, agentId, expiresAt, nonce }) => seal(keys, 'link', [workId, agentId, expiresAt, nonce]),
  openLink(text) {
    const parts = linkParts.safeParse(unseal(keys, 'link', text)).data;
    if (!parts) return undefined;
    const [workId, agentId, expiresAt, nonce] = parts;
    return { workId, agentId, expiresAt, nonce };
  },
  sealPass: (linkText, { shownAt, nonce }) => seal(keys, `form ${linkText}`, [shownAt, nonce]),
  openPass(linkText, text) {
    const parts = passParts.safeParse(unseal(keys, `form ${linkText}`, text)).data;
    return parts && { shownAt: parts[0], nonce: parts[1] };
  },
});

/** Links sealed with the keys of a secret's text. @throws where the secret holds no keys */
export const replyLinksOf = (secretText: string): ReplyLinks => replyLinks(linkKeys.parse(JSON.parse(secretText)));

import type { Label } from '../../shared/contracts/field.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML and in attributes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** A text in both languages, of which the page shows the one that its reader chose. */
export const both = ({ en, zh }: Label): string =>
  en === zh ? escaped(en) : `<span lang="en">${escaped(en)}</span><span lang="zh">${escaped(zh)}</span>`;

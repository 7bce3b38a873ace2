import type { Label } from '../../shared/contracts/field.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML and in attributes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** A text in both languages, of which the page shows the one that its reader chose. */
export const both = ({ en, zh }: Label): string =>
  en === zh ? escaped(en) : `<span lang="en">${escaped(en)}</span><span lang="zh">${escaped(zh)}</span>`;

/** A cell: a number (aligned to the right), or HTML that is ready. */
export type Cell = number | string;

const cellOf = (cell: Cell, tag: 'td' | 'th'): string =>
  typeof cell === 'number' ? `<${tag} class="n">${cell.toLocaleString('en-US')}</${tag}>` : `<${tag}>${cell}</${tag}>`;

/** A table; wide ones scroll within themselves, so that the page never does. */
export const tableHtml = (header: readonly Label[], rows: readonly (readonly Cell[])[]): string => {
  const isNumber = header.map((_, index) => typeof rows[0]?.[index] === 'number');
  const heads = header.map((label, index) => `<th${isNumber[index] ? ' class="n"' : ''}>${both(label)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => cellOf(cell, 'td')).join('')}</tr>`).join('\n');
  return `<div class="wide"><table><thead><tr>${heads}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
};

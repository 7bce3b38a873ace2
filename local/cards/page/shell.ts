import type { Label } from '../../../shared/contracts/field.ts';
import { both, htmlPage } from '../../../shared/domain/page/html-page.ts';
import type { Lang } from '../../summary/words.ts';

const style = `
:root { color-scheme: light; --ink: #1c2733; --dim: #5b6875; --line: #d8dee4; --accent: #2f6fb0; --band: #2f6fb033; --old: #d9822b; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: #fff;
  font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 2px solid var(--accent); }
h3 { font-size: .95rem; margin: 0; } p { margin: .25rem 0 .75rem; } .dim { color: var(--dim); }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 4px; padding: .5rem; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; } svg.weight { min-width: 8rem; } svg text { font-size: 11px; fill: var(--dim); }
@media print { body { max-width: none; font-size: 11px; padding: 0; } nav { display: none; } .wide { overflow: visible; }
  .grid { grid-template-columns: repeat(3, 1fr); } h2 { break-after: avoid; } tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** One page about a card. @param lang language shown first */
export const pageOf = (title: Label, body: string, lang: Lang): string =>
  htmlPage(title[lang], style, `<main>\n<h1>${both(title)}</h1>\n${body}\n</main>`, lang);

/** A section with its heading; nothing where there is nothing to show. */
export const section = (title: Label, ...parts: readonly string[]): string => {
  const body = parts.filter((part) => part !== '').join('\n');
  return body === '' ? '' : `<section><h2>${both(title)}</h2>\n${body}\n</section>`;
};

/** A sentence in both languages. */
export const sentence = (words: Label): string => `<p class="dim">${both(words)}</p>`;

/** A table of numbers (aligned to the right) and of HTML that is ready; wide ones scroll within themselves. */
export const tableHtml = (header: readonly Label[], rows: readonly (readonly (number | string)[])[]): string => {
  const isNumber = header.map((_, index) => typeof rows[0]?.[index] === 'number');
  const cell = (value: number | string): string =>
    typeof value === 'number' ? `<td class="n">${value.toLocaleString('en-US')}</td>` : `<td>${value}</td>`;
  const heads = header.map((label, index) => `<th${isNumber[index] ? ' class="n"' : ''}>${both(label)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `<div class="wide"><table><thead><tr>${heads}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
};

import type { Label } from '../../shared/contracts/field.ts';
import { escaped } from '../../shared/domain/page/html.ts';
import { both, htmlPage, swatch } from '../../shared/domain/page/html-page.ts';
import { sankey } from '../../shared/domain/page/sankey.ts';
import { wallTime } from '../calendar.ts';
import type { Lang } from '../summary/words.ts';
import type { Cell, Section, Table } from './sections.ts';
import { signed } from './text.ts';
import type { NamedPolicy, WhatIf } from './what-if.ts';

const style = `
:root { color-scheme: light; --ink: #1c2733; --dim: #5b6875; --line: #d8dee4; --accent: #2f6fb0; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--ink); background: #fff;
  font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 2px solid var(--accent); }
p { margin: .25rem 0 .75rem; } .dim { color: var(--dim); fill: var(--dim); }
td { overflow-wrap: anywhere; } .n { text-align: right; white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; max-width: 34rem; height: auto; margin: .5rem 0 1rem; }
svg text { font-size: 12px; fill: var(--ink); } svg text.dim { font-size: 10px; fill: var(--dim); } svg path { fill-opacity: .55; } svg .bar { fill: var(--ink); }
.key span { margin-right: .8em; }
@media print { body { max-width: none; font-size: 11px; padding: 0; } nav { display: none; } .wide { overflow: visible; }
  h2 { break-after: avoid; } tr, svg { break-inside: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

const cellHtml = (cell: Cell): string => {
  if (typeof cell === 'number') return `<td class="n">${cell.toLocaleString('en-US')}</td>`;
  if (typeof cell === 'string') return `<td>${escaped(cell)}</td>`;
  return 'change' in cell ? `<td class="n">${signed(cell.change)}</td>` : `<td>${both(cell)}</td>`;
};

const tableHtml = ({ title, header, rows }: Table): string => {
  const isNumber = (index: number): boolean => {
    const cell = rows[0]?.[index];
    return typeof cell === 'number' || (typeof cell === 'object' && 'change' in cell);
  };
  const heads = header.map((label, index) => `<th${isNumber(index) ? ' class="n"' : ''}>${both(label)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  const caption = title ? `<caption>${both(title)}</caption>` : '';
  return `<div class="wide"><table>${caption}<thead><tr>${heads}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
};

const keyOf = (colour: string, words: Label): string => `<span>${swatch(colour)}${both(words)}</span>`;
const key = `<p class="key dim">${[
  keyOf('#2f6fb0', { en: 'up', zh: '升' }),
  keyOf('#d9822b', { en: 'down', zh: '降' }),
  keyOf('#9aa0a6', { en: 'graded by one policy only', zh: '仅一方分级' }),
].join('')}</p>`;

const sectionHtml = ({ title, notes, sankey: drawing, tables }: Section): string =>
  [
    `<section><h2>${both(title)}</h2>`,
    ...notes.map((note) => `<p>${both(note)}</p>`),
    ...(drawing ? [sankey(drawing.nodes, drawing.flows, drawing.title), key] : []),
    ...tables.map(tableHtml),
    '</section>',
  ].join('\n');

const policyHtml = ({ label, name, edition, hash }: NamedPolicy): string =>
  `${both(label)} <span class="dim">${escaped(`${name} ${edition}, ${hash.slice(0, 8)}`)}</span>`;

/**
 * One page about a draft: whole in itself, in both languages, for a phone, a screen and paper.
 *
 * @param lang language shown first; the reader may choose the other
 */
export const whatIfPage = ({ run, policy, draft }: WhatIf, sections: readonly Section[], lang: Lang): string => {
  const title = { en: 'What a draft policy would change', zh: '策略草案影响预览' };
  const body = `<header>
<h1>${both(title)}</h1>
<p>${both({ en: 'Draft', zh: '草案' })}: ${policyHtml(draft)}<br>
${both({ en: 'In force', zh: '现行' })}: ${policyHtml(policy)}<br>
${both({ en: 'Night of', zh: '夜间运行' })} ${escaped(wallTime(new Date(run.now), run.timeZone))} (${escaped(run.timeZone)})</p>
</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>`;
  return htmlPage(`${title[lang]}: ${draft.label[lang]} ${draft.edition}`, style, body, lang);
};

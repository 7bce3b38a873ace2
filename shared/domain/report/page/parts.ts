import { type Label, plainLabel } from '../../../contracts/field.ts';
import { Html, html, type Part } from '../../page/html.ts';
import { both } from '../../page/html-page.ts';
import { sumOf } from '../sum-of.ts';

/** A text in both languages. */
export const label = (en: string, zh: string): Label => ({ en, zh });

/** A text in both languages, of which the page shows one. */
export const say = (words: Label): Html => new Html(both(words));

/** A length in a drawing, to a hundredth. */
export const px = (length: number): string => String(Math.round(length * 100) / 100);

/** Share of a whole as a bar; `target` is where it should reach. For the eye alone: the number stands beside it. */
export const bar = (share: number, kind: string, target?: number | null): Html =>
  html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="${kind}" width="${px(Math.min(1, Math.max(0, share)) * 100)}" height="10"/>${
    target !== undefined &&
    target !== null &&
    html`<rect class="target" x="${px(Math.min(0.99, target) * 100)}" width="1" height="10"/>`
  }</svg>`;

/** A part of a stacked bar. */
export type Stacked = { value: number; kind: string };

/** Parts of a whole side by side: their widths add up to the bar, because the whole is their sum. */
export const stacked = (parts: readonly Stacked[], tall = false): Html => {
  const whole = sumOf(parts, ({ value }) => value);
  let from = 0;
  return html`<svg class="${tall ? 'stack tall' : 'stack'}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/>${parts.map(
    ({ value, kind }) => {
      const x = whole === 0 ? 0 : (from / whole) * 100;
      from += value;
      const end = whole === 0 ? 0 : (from / whole) * 100;
      return value > 0 && html`<rect class="${kind}" x="${px(x)}" width="${px(end - x)}" height="10"/>`;
    },
  )}</svg>`;
};

/** A column of a table; one of drawings needs no name. */
export type Column = { head?: Label; kind?: 'number' | 'drawing' };

/**
 * A table; the first column names the rows.
 *
 * @param wide scrolls within itself where it does not fit
 */
export const table = (
  caption: Label,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
  wide = false,
): Html => {
  const kind = (at: number): Part => columns[at]?.kind && html` class="${columns[at]?.kind}"`;
  const inner = html`<table><caption>${say(caption)}</caption><thead><tr>${columns.map(({ head }, at) =>
    head ? html`<th scope="col"${kind(at)}>${say(head)}</th>` : html`<td${kind(at)}></td>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td${kind(at)}>${cell}</td>`))}</tr>
`,
  )}</tbody></table>`;
  // Whoever has no mouse scrolls what has the focus.
  return wide
    ? html`<div class="wide" tabindex="0" role="group" aria-label="${caption.en} · ${caption.zh}">${inner}</div>`
    : inner;
};

/** What may be unfolded: the numbers of a drawing, or more of them than fit a phone. */
export const more = (summary: Label, ...content: readonly Part[]): Html =>
  html`<details><summary>${say(summary)}</summary>${content}</details>`;

/** A part of the page. @param takeaway what it says, in a sentence */
export const section = (id: string, title: Label, takeaway: Label, ...content: readonly Part[]): Html =>
  html`<section id="${id}" class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${say(title)}</h2>
<p class="takeaway">${say(takeaway)}</p>
${content}</section>
`;

/** A key of colours with what each stands for. */
export const key = (entries: readonly { kind: string; words: Part }[]): Html =>
  html`<ul class="key">${entries.map(({ kind, words }) => html`<li><svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class="${kind}" width="1" height="1"/></svg>${words}</li>`)}</ul>`;

/** A region's name; unknown, or several together. */
export const regionName = ({ region, regions }: { region: string | null; regions: number }): Label => {
  if (region !== null) return plainLabel(region);
  return regions > 1 ? label(`${regions} other regions`, `其他 ${regions} 个区域`) : label('Not known', '未知');
};

import type { Label } from '../../../shared/contracts/field.ts';
import type { Lang } from '../../summary/words.ts';
import { both, escaped } from '../../whatif/html.ts';

/** Nothing is fetched: the page is whole, and stays so in an archive. */
const policyOfContent = "default-src 'none'; style-src 'unsafe-inline'";

const style = `
:root { color-scheme: light; --ink: #1c2733; --dim: #5b6875; --line: #d8dee4; --accent: #2f6fb0; --band: #2f6fb033; --old: #d9822b; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: #fff;
  font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 2px solid var(--accent); }
h3 { font-size: .95rem; margin: 0; } p { margin: .25rem 0 .75rem; } .dim { color: var(--dim); }
.wide { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; font-size: .875rem; min-width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 4px; padding: .5rem; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; } svg text { font-size: 11px; fill: var(--dim); }
input[name=lang] { position: absolute; opacity: 0; } label { cursor: pointer; color: var(--dim); margin-right: .75rem; }
#en:checked ~ nav label[for=en], #zh:checked ~ nav label[for=zh] { color: var(--accent); font-weight: 600; text-decoration: underline; }
input[name=lang]:focus-visible ~ nav { outline: 2px solid var(--accent); }
#en:checked ~ * [lang=zh], #zh:checked ~ * [lang=en] { display: none; }
@media print { body { max-width: none; font-size: 11px; padding: 0; } nav { display: none; } .wide { overflow: visible; }
  .grid { grid-template-columns: repeat(3, 1fr); } h2 { break-after: avoid; } tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** A page that is whole in itself, in both languages, for a phone, a screen and paper. @param lang language shown first */
export const pageOf = (title: Label, body: string, lang: Lang): string => {
  const radio = (name: Lang): string =>
    `<input type="radio" name="lang" id="${name}"${name === lang ? ' checked' : ''} aria-label="${name}">`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyOfContent}">
<title>${escaped(title[lang])}</title>
<style>${style}</style>
</head>
<body>
${radio('en')}${radio('zh')}
<nav><label for="en">English</label><label for="zh">中文</label></nav>
<main>
<h1>${both(title)}</h1>
${body}
</main>
</body>
</html>
`;
};

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

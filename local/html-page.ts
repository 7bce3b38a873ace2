import type { Label } from '../shared/contracts/field.ts';
import type { Lang } from './summary/words.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML and in attributes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** A text in both languages, of which the page shows the one that its reader chose. */
export const both = ({ en, zh }: Label): string =>
  en === zh ? escaped(en) : `<span lang="en">${escaped(en)}</span><span lang="zh">${escaped(zh)}</span>`;

/** Nothing is fetched: a page is whole, and stays so in an archive. */
const policyOfContent = "default-src 'none'; style-src 'unsafe-inline'";

/** What all pages look like; the choice of language needs no script. */
const commonStyle = `
* { box-sizing: border-box; }
.wide { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; font-size: .875rem; min-width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
input[name=lang] { position: absolute; opacity: 0; } label { cursor: pointer; color: var(--dim); margin-right: .75rem; }
#en:checked ~ nav label[for=en], #zh:checked ~ nav label[for=zh] { color: var(--accent); font-weight: 600; text-decoration: underline; }
input[name=lang]:focus-visible ~ nav { outline: 2px solid var(--accent); }
#en:checked ~ * [lang=zh], #zh:checked ~ * [lang=en] { display: none; }
`;

/**
 * A page that is whole in itself, in both languages, for a phone, a screen and paper.
 *
 * @param title as text
 * @param style rules of this page besides the common ones; they give the colours `--dim`, `--line` and `--accent`
 * @param body HTML
 * @param lang language shown first; the reader may choose the other
 */
export const htmlPage = (title: string, style: string, body: string, lang: Lang): string => {
  const radio = (name: Lang): string =>
    `<input type="radio" name="lang" id="${name}"${name === lang ? ' checked' : ''} aria-label="${name}">`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyOfContent}">
<title>${escaped(title)}</title>
<style>${commonStyle}${style}</style>
</head>
<body>
${radio('en')}${radio('zh')}
<nav><label for="en">English</label><label for="zh">中文</label></nav>
${body}
</body>
</html>
`;
};

import type { Label } from '../../contracts/field.ts';
import type { Language } from '../digest/digest-words.ts';
import { sha256 } from '../sha256.ts';
import { escaped } from './html.ts';

/** A text in both languages, of which the page shows the one that its reader chose. */
export const both = ({ en, zh }: Label): string =>
  en === zh ? escaped(en) : `<span lang="en">${escaped(en)}</span><span lang="zh">${escaped(zh)}</span>`;

/** A square of a colour, for a key. */
export const swatch = (colour: string): string =>
  `<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill="${colour}"/></svg>`;

/** What all pages look like; the choice of language needs no script. */
const commonStyle = `
* { box-sizing: border-box; }
.wide { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; font-size: .875rem; min-width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
svg.swatch { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 0; }
.langs { border: 0; margin: 0; padding: 0; } .langs input { position: absolute; opacity: 0; }
.langs label { cursor: pointer; color: var(--dim); margin-right: .75rem; }
.langs :checked + label { color: var(--accent); font-weight: 600; text-decoration: underline; }
.langs :focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
body:has(#en:checked) [lang=zh], body:has(#zh:checked) [lang=en] { display: none; }
`;

/** The digest of a style, as a content policy names it: nothing else may change how the page looks. */
const styleHash = (style: string): string => {
  const bytes = sha256(style).match(/../g) ?? [];
  return `'sha256-${btoa(String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16))))}'`;
};

/**
 * A page that is whole in itself, in both languages, for a phone, a screen and paper. It fetches nothing and runs nothing, and its
 * content policy holds it to that: it stays so in an archive.
 *
 * @param title as text
 * @param style rules of this page besides the common ones; they give the colours `--dim`, `--line` and `--accent`
 * @param body HTML without `style` attributes: the content policy allows the one style alone
 * @param lang language shown first; the reader may choose the other
 */
export const htmlPage = (title: string, style: string, body: string, lang: Language): string => {
  const choice = (name: Language, text: string): string =>
    `<input type="radio" name="lang" id="${name}"${name === lang ? ' checked' : ''}><label for="${name}">${text}</label>`;
  const whole = commonStyle + style;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${styleHash(whole)}; base-uri 'none'; form-action 'none'">
<title>${escaped(title)}</title>
<style>${whole}</style>
</head>
<body>
<nav aria-label="Language · 语言"><fieldset class="langs"><legend hidden>Language · 语言</legend>${choice('en', 'English')}${choice('zh', '中文')}</fieldset></nav>
${body}
</body>
</html>
`;
};

import type { Label } from '../../shared/contracts/field.ts';
import { widthOf } from '../../shared/domain/page/text-width.ts';
import type { PolicyLabels } from './summary.ts';
import type { Paint } from './table.ts';
import { type Lang, wordsIn } from './words.ts';

/** What every part of the summary is rendered with. */
export type Page = {
  lang: Lang;
  say: ReturnType<typeof wordsIn>;
  paint: Paint;
  labels: PolicyLabels;
  /** A label as people of this language read it: English readers see the operators' term, too. */
  both: (label: Label | undefined, name: string) => string;
  /** A headline with an optional note at the right edge. */
  title: (text: string, note?: string) => string[];
};

/** The summary's width, terminal cells: fits the common 100 columns. */
export const pageWidth = 100;

/** A page for a language, coloured or not. */
export const page = (lang: Lang, paint: Paint, labels: PolicyLabels): Page => ({
  lang,
  say: wordsIn(lang),
  paint,
  labels,
  both: (label, name) => {
    if (!label) return name;
    return lang === 'zh' ? label.zh : `${label.en} ${label.zh}`;
  },
  title: (text, note = '') => {
    const space = Math.max(1, pageWidth - widthOf(text) - widthOf(note));
    return ['', paint('bold', text) + (note === '' ? '' : ' '.repeat(space) + paint('dim', note))];
  },
});

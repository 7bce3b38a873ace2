import { styleText } from 'node:util';

/** How text is coloured: not at all where it goes to a file. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** Colours for a terminal, or none. */
export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? styleText(style, text, { validateStream: false }) : text;

/** Chinese characters, kana and full-width signs take two cells of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const styling = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** Cells that a text takes in a terminal. */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text.replace(styling, '')) width += wide.test(character) ? 2 : 1;
  return width;
};

/** Text filled up with spaces on its right. */
export const left = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Text filled up with spaces on its left. */
export const right = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** Text cut to a number of cells, with an ellipsis where something is missing. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

/** 12345 -> 12,345. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** 0.1234 -> 12.3 %. */
export const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;

/** A bar of at most `width` cells for part of a whole; what is there at all is seen. */
export const bar = (part: number, whole: number, width: number): string => {
  const eighths = whole === 0 ? 0 : Math.round((part / whole) * width * 8);
  const full = Math.floor(eighths / 8);
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return part > 0 && eighths === 0 ? '▏' : '█'.repeat(full) + rest;
};

/** Rows as columns: numbers to the right, words to the left. The last column is not filled up. */
export const table = (rows: string[][], align: ('left' | 'right')[], gap = 2): string[] => {
  const widths = align.map((_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ''))));
  return rows.map((row) =>
    row
      .map((text, index) => {
        if (align[index] === 'right') return right(text, widths[index] ?? 0);
        return index === row.length - 1 ? text : left(text, widths[index] ?? 0);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
};

import { styleText } from 'node:util';
import { widthOf } from '../../shared/domain/page/text-width.ts';

/** How text is coloured: not at all where it goes to a file. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** Colours for a terminal, or none. */
export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? styleText(style, text, { validateStream: false }) : text;

/** Text filled up with spaces on its right. */
export const left = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Text filled up with spaces on its left. */
export const right = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

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

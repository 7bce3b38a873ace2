import type { Label } from '../../shared/contracts/field.ts';
import { tableOf, wrapped } from '../commands/answer.ts';
import { count, type Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import type { Cell, Section, Table } from './sections.ts';

/** A number with its sign; nothing where nothing changed. */
export const signed = (change: number): string => {
  if (change === 0) return '0';
  return change > 0 ? `+${count(change)}` : `−${count(-change)}`;
};

const isNumber = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || (typeof cell === 'object' && 'change' in cell);

const written = (cell: Cell, lang: Lang): string => {
  if (typeof cell === 'number') return count(cell);
  if (typeof cell === 'string') return cell;
  return 'change' in cell ? signed(cell.change) : cell[lang];
};

/** Most cells of a column of words: three of them, and some numbers, fit in a line. */
const mostWords = 40;

/** A row whose sentences stand below its names and numbers. */
const longRow = (row: readonly Cell[], lang: Lang, paint: Paint): string[] => {
  const isSentence = (cell: Cell): boolean => typeof cell === 'object' && !('change' in cell);
  const [short, sentences] = [row.filter((cell) => !isSentence(cell)), row.filter(isSentence)];
  return [
    paint('cyan', short.map((cell) => written(cell, lang)).join('  ')),
    ...sentences.flatMap((cell) => wrapped(written(cell, lang), 4, '    ')),
  ];
};

const tableLines = ({ title, header, rows, most = rows.length, isLong }: Table, lang: Lang, paint: Paint): string[] => {
  if (isLong) return rows.flatMap((row) => longRow(row, lang, paint));
  const shown = rows.slice(0, most).map((row) => row.map((cell) => written(cell, lang)));
  const align = header.map((_, index) => (isNumber(rows[0]?.[index]) ? 'right' : 'left') as 'left' | 'right');
  const rest = rows.length - shown.length;
  const more: Label = { en: `and ${count(rest)} more`, zh: `另有 ${count(rest)} 项` };
  return [
    ...(title ? [paint('dim', title[lang])] : []),
    ...tableOf(
      header.map((label) => label[lang]),
      shown,
      align,
      align.map((side, index) => (side === 'left' && index > 0 ? mostWords : undefined)),
      paint,
    ),
    ...(rest > 0 ? [paint('dim', more[lang])] : []),
  ];
};

/** Sections as a person reads them in a terminal. */
export const sectionLines = (sections: readonly Section[], lang: Lang, paint: Paint): string[] =>
  sections.flatMap(({ title, notes, tables }) => [
    '',
    paint('bold', title[lang].toUpperCase()),
    ...notes.flatMap((note) => wrapped(note[lang])),
    ...tables.flatMap((table, index) => [...(index > 0 ? [''] : []), ...tableLines(table, lang, paint)]),
  ]);

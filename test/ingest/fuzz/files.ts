import { healthyCell, mutatedCell } from './cells.ts';
import { type Layout, randomLayout } from './layouts.ts';
import type { Random } from './random.ts';

/** One file to be read both ways: a header of its own, if any, and its rows with their line ends. */
export type FuzzFile = { layout: Layout; head: Buffer; rows: Buffer[] };

const decodeTable = (): Map<string, number> => {
  const table = new Map<string, number>();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, (lead << 8) | trail);
    }
  return table;
};
let twoBytes: Map<string, number> | undefined;

/** GB18030 of any text: two bytes where there are such, four for characters beyond the basic plane, else a question mark. */
const gb18030 = (text: string): Buffer => {
  twoBytes ??= decodeTable();
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const pair = twoBytes.get(character);
    if (point < 0x80) bytes.push(point);
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff);
    else if (point >= 0x10000) {
      const linear = point - 0x10000;
      bytes.push(0x90 + Math.floor(linear / 12600), 0x30 + (Math.floor(linear / 1260) % 10));
      bytes.push(0x81 + (Math.floor(linear / 10) % 126), 0x30 + (linear % 10));
    } else bytes.push(0x3f);
  }
  return Buffer.from(bytes);
};

/** How a file writes its cells. */
type Style = { quotes: 'never' | 'where needed' | 'always' | 'some'; end: string; encode: (text: string) => Buffer };

const written = (random: Random, cell: string, { quotes }: Style, delimiter: string): string => {
  const needed = cell.includes(delimiter) || /["\r\n]/.test(cell);
  const quote = quotes === 'always' || (quotes === 'some' && random.chance(0.3)) || (needed && quotes !== 'never');
  return quote ? `"${cell.replaceAll('"', '""')}"` : cell;
};

/** Bytes that matter to a splitter or a decoder. */
const oddBytes = [0x22, 0x0a, 0x0d, 0x2c, 0x7c, 0x09, 0x01, 0x00, 0x80, 0x81, 0xff, 0xfe, 0xc0, 0xe4, 0x30, 0x7f, 0x20];

/** A row whose bytes were changed without a thought for what they mean. */
const mutatedBytes = (random: Random, row: Buffer): Buffer => {
  const at = random.below(row.length);
  // A quote that opens in a row may swallow those behind it, so quotes are rarer than other bytes.
  const byte = random.chance(0.5) ? random.pick(oddBytes.slice(1)) : random.below(256);
  const put = random.chance(0.03) ? 0x22 : byte === 0x22 ? 0x20 : byte;
  const way = random.below(5);
  if (way === 0) return Buffer.concat([row.subarray(0, at), Buffer.of(put), row.subarray(at + 1)]);
  if (way === 1) return Buffer.concat([row.subarray(0, at), Buffer.of(put), row.subarray(at)]);
  if (way === 2) return Buffer.concat([row.subarray(0, at), row.subarray(at + 1)]);
  if (way === 3) return Buffer.concat([row.subarray(0, at), row.subarray(random.below(row.length))]);
  return Buffer.concat([
    row,
    random.pick(['\n', ' \r\n', '\r\n', '\t\n', '\r', '""\n', ''].map((text) => Buffer.from(text))),
  ]);
};

const mutatedRow = (random: Random, layout: Layout, style: Style, cells: string[]): Buffer => {
  const { columns, mapping } = layout;
  const changed = [...cells];
  const bytewise = random.chance(0.15);
  const changes = bytewise ? 0 : 1 + random.below(2);
  for (let done = 0; done < changes; done++) {
    const place = random.below(columns.length);
    const column = columns[place];
    if (column) changed[place] = mutatedCell(random, column.field, changed[place] as string, mapping);
  }
  if (random.chance(0.01)) changed.pop();
  if (random.chance(0.01)) changed.push('1');
  const text = changed.map((cell) => written(random, cell, style, mapping.delimiter)).join(mapping.delimiter);
  const row = style.encode(`${text}${style.end}`);
  return bytewise ? mutatedBytes(random, row) : row;
};

/**
 * A file of rows, each of them mutated (`mutate`) or all of them healthy.
 *
 * @param count number of rows, before mutations split or join some
 * @param layout what it looks like; any where absent
 */
export const randomFile = (random: Random, count: number, mutate = true, layout = randomLayout(random)): FuzzFile => {
  const { mapping, columns } = layout;
  const style: Style = {
    quotes: random.pick(['never', 'where needed', 'where needed', 'always', 'some']),
    end: random.chance(0.3) ? '\r\n' : '\n',
    encode: mapping.encoding === 'gb18030' ? gb18030 : (text) => Buffer.from(text),
  };
  const mark = random.chance(0.2) ? style.encode('\ufeff') : Buffer.of();
  const bom = mapping.encoding === 'gb18030' && mark.length > 0 ? Buffer.from('84319533', 'hex') : mark;
  const names = columns.map(({ name }) => written(random, name, style, mapping.delimiter)).join(mapping.delimiter);
  const head = mapping.header === true ? style.encode(`${names}${style.end}`) : Buffer.of();
  const rows = Array.from({ length: count }, (_, row) => {
    const cells = columns.map(({ field }) => healthyCell(random, field, row));
    if (mutate) return mutatedRow(random, layout, style, cells);
    return style.encode(
      `${cells.map((cell) => written(random, cell, style, mapping.delimiter)).join(mapping.delimiter)}${style.end}`,
    );
  });
  const last = rows.at(-1);
  if (mutate && last && random.chance(0.3)) rows[rows.length - 1] = last.subarray(0, -1);
  return { layout, head: Buffer.concat([bom, head]), rows };
};

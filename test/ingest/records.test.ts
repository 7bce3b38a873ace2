import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Encoding, openDump, textDecoder } from '../../shared/dump/decode.ts';
import { recordSplitter, type TextRecord } from '../../shared/dump/records.ts';

/** A splitter that is plainly right and slow: one character at a time over the whole text. */
const reference = (text: string, delimiter: string): { line: number; cells: string[] }[] => {
  const records: { line: number; cells: string[] }[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begin = { at, line };
    const cells: string[] = [];
    for (let more = true; more; ) {
      let cell = '';
      if (text[at] === '"') {
        for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
          if (text[at] === '"') at++;
          if (text[at] === '\n') line++;
          cell += text[at];
        }
        at++;
        if (text[at] === '\r') at++;
      } else {
        while (at < text.length && text[at] !== delimiter && text[at] !== '\n') cell += text[at++];
        if (text[at] !== delimiter) cell = cell.replace(/\r$/, '');
      }
      cells.push(cell);
      more = text[at] === delimiter;
      at++;
    }
    line++;
    if (text.slice(begin.at, at).trim() !== '') records.push({ line: begin.line, cells });
  }
  return records;
};

const write = (rows: string[][], delimiter: string, lineEnd: string, quoteAll: boolean): string =>
  rows
    .map((row) =>
      row
        .map((cell) =>
          quoteAll || /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
        )
        .join(delimiter),
    )
    .join(lineEnd);

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r', ',', '|', ' ', '中', '😀', '\t'), maxLength: 8 }),
  fc.constantFrom('', '12.5', '客户'),
);
const table = fc.record({
  rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
  delimiter: fc.constantFrom(',', '|', '\t', '\u0001'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  quoteAll: fc.boolean(),
  lastEnd: fc.boolean(),
});

const textOf = ({
  rows,
  delimiter,
  lineEnd,
  quoteAll,
  lastEnd,
}: typeof table extends fc.Arbitrary<infer T> ? T : never) =>
  write(rows, delimiter, lineEnd, quoteAll) + (lastEnd ? lineEnd : '');

const gathered = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

/** Text of a dump, piece by piece. */
const decoded = async (source: AsyncIterable<Uint8Array>, encoding: Encoding): Promise<string[]> => {
  const decoder = textDecoder(encoding);
  const pieces = (await gathered(openDump(source, encoding))).map(decoder.push);
  return [...pieces, decoder.end()];
};

const recordsOf = (pieces: readonly string[], delimiter: string): TextRecord[] => {
  const splitter = recordSplitter(delimiter);
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
};

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('bytes cut anywhere, inside quotes, CRLF and characters too, give the records of the whole text', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (given, sizes) => {
      const text = textOf(given);
      const records = recordsOf(await decoded(inPieces(Buffer.from(text), sizes), 'utf-8'), given.delimiter);
      expect(records).toEqual(reference(text, given.delimiter).map((record) => ({ ...record, fault: null })));
    }),
    { numRuns: 500 },
  );
});

test('GB18030 cut inside its characters decodes like the whole', async () => {
  const bytes = Buffer.from('bfcdbba7b1e0bac52cb9d2caa7a3ac8130813084398339', 'hex');
  const whole = new TextDecoder('gb18030').decode(bytes);
  for (const size of [1, 2, 3, 5, 100]) {
    expect((await decoded(inPieces(bytes, [size]), 'gb18030')).join('')).toBe(whole);
  }
});

test('what was written comes back, whatever the cells hold', async () => {
  await fc.assert(
    fc.asyncProperty(table, async (given) => {
      const splitter = recordSplitter(given.delimiter);
      const records = [...splitter.push(textOf({ ...given, quoteAll: true, lastEnd: true })), ...splitter.end()];
      expect(records.map(({ cells }) => cells)).toEqual(given.rows);
    }),
  );
});

test('a row longer than the limit is never held: what is kept between pieces stays small', () => {
  const splitter = recordSplitter(',');
  const piece = 'x'.repeat(100_000);
  for (let index = 0; index < 50; index++) expect(splitter.push(piece)).toEqual([]);
  expect(splitter.push('\na,b\n')).toEqual([
    { line: 1, cells: [], fault: 'is 5000000 characters long; the longest row allowed has 1048576' },
    { line: 2, cells: ['a', 'b'], fault: null },
  ]);
});

test('an overlong row in quotes ends where its quotes do, and lines behind it keep their numbers', () => {
  const splitter = recordSplitter(',');
  const records = [
    ...splitter.push('a,"'),
    ...splitter.push('x\n'.repeat(600_000)),
    ...splitter.push('"\nc,d'),
    ...splitter.end(),
  ];
  expect(records.map(({ line, cells, fault }) => [line, cells, fault === null])).toEqual([
    [1, [], false],
    [600_002, ['c', 'd'], true],
  ]);
});

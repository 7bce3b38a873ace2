import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantiate, ownMemory } from '../../shared/domain/wasm/web-assembly.ts';
import type { CellPlan } from '../../shared/dump/compiled/compile-rows.ts';
import { layOut, rowKernel } from '../../shared/dump/compiled/kernel/row-kernel.ts';
import { fillTables } from '../../shared/dump/compiled/kernel/tables.ts';

const shape = { min: -1e12, max: 1e12, decimals: 10, optional: true };
const plans: CellPlan[] = [
  { read: 'number', target: 0, shape },
  { read: 'cell', target: 1 },
];
/** What the test's `slow` says of every text: no code of a dictionary is so high. */
const code = 4711;

/** Reads rows of a number and a text by the kernel alone, and counts the cells that it leaves to `slow`, by column. */
const kernel = () => {
  const cells = plans.map((plan, index) => ({
    plan,
    place: { delimiter: ','.charCodeAt(0), gb18030: false, last: index === 1 },
    moves: true,
  }));
  const numeric = [true, false];
  const layout = layOut(cells, numeric);
  const memory = ownMemory(layout.size);
  fillTables(memory.buffer, layout.tables, new Set());
  const bytes = new Uint8Array(memory.buffer);
  const numbers = new Float64Array(memory.buffer, layout.values[0], 1);
  const texts = new Int32Array(memory.buffer, layout.values[1], 1);
  const left = [0, 0];
  const slow = (cell: number, at: number): number => {
    left[cell] = (left[cell] as number) + 1;
    if (cell === 0) return -1;
    texts[0] = code;
    return bytes.indexOf('\n'.charCodeAt(0), at) + 1;
  };
  const run = instantiate(rowKernel(cells, numeric, layout, 0), { memory, slow, compute: () => 1 });
  return (number: string, text: string) => {
    left.fill(0);
    const row = Buffer.from(`${number},${text}\n`);
    bytes.set(row);
    const rows = run(0, row.length);
    return { rows, number: numbers[0] as number, text: texts[0] as number, left: [...left] };
  };
};

const plainNumber = /^-?\d+(\.\d{1,10})?$/;

test('numbers of up to 15 bytes are read by the kernel, as Number reads them, bit for bit', () => {
  const read = kernel();
  const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
  const decimal = fc.tuple(fc.boolean(), digits(7), fc.option(digits(6), { nil: undefined }), fc.boolean());
  fc.assert(
    fc.property(decimal, ([isNegative, whole, decimals, isQuoted]) => {
      const text = `${isNegative ? '-' : ''}${whole}${decimals === undefined ? '' : `.${decimals}`}`;
      const found = read(isQuoted ? `"${text}"` : text, 'x');
      expect(found).toMatchObject({ rows: 1, left: [0, expect.any(Number)] });
      expect(Object.is(found.number, Number(text))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(read('', 'x')).toMatchObject({ rows: 1, number: Number.NaN });
});

test('a cell that is no plain number is left to the reader that asks zod', () => {
  const read = kernel();
  const characters = fc.constantFrom(...'0123456789.-+eE ,"\rx');
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 20 }), (text) => {
      const { rows, number, left } = read(text, 'x');
      const cell = text.startsWith('"') ? text.slice(1, text.indexOf('"', 1)) : text.split(',')[0];
      if (left[0] === 0 && rows === 1 && cell !== '') {
        expect(cell).toMatch(plainNumber);
        expect(Object.is(number, Number(cell))).toBe(true);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('a text is left to the reader once, and is known by its bytes then', () => {
  const read = kernel();
  for (const text of ['east', 'east\0', 'eas', '', '"east"']) {
    const isKnown = text === '"east"';
    expect(read('1', text)).toMatchObject({ rows: 1, text: code, left: [0, isKnown ? 0 : 1] });
    expect(read('1', text)).toMatchObject({ rows: 1, text: code, left: [0, 0] });
  }
  // Longer than a slot.
  expect(read('1', 'a'.repeat(16))).toMatchObject({ rows: 1, left: [0, 1] });
  expect(read('1', 'a'.repeat(16))).toMatchObject({ rows: 1, left: [0, 1] });
});

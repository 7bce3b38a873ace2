import { expect, test } from 'vitest';
import { inferColumns } from '../../shared/learn/infer-columns.ts';

const infer = (cells: string[]) => inferColumns([{ name: 'x', cells }]);
const numbers = (cells: string[]) => [...(infer(cells).table.numbers.get('x') ?? [])];

test('numbers, with blanks and NA missing', () => {
  expect(numbers(['1', '', 'NA', '2.5', '-3e2'])).toEqual([1, Number.NaN, Number.NaN, 2.5, -300]);
});

test('odd words among numbers are missing, and said', () => {
  const cells = ['1', '2', 'Unknown', '3', 'Unknown'];
  expect(numbers(cells)).toEqual([1, 2, Number.NaN, 3, Number.NaN]);
  expect(infer(cells).notes).toEqual([
    { column: 'x', words: 'numbers with words among them: "Unknown" count as missing' },
  ]);
});

test('infinite numbers are missing, and said', () => {
  expect(numbers(['1', 'inf', '1e999', '2'])).toEqual([1, Number.NaN, Number.NaN, 2]);
  expect(infer(['1', 'inf', '1e999', '2']).notes[0]?.words).toBe('2 infinite numbers count as missing');
});

test('dates are days, whichever way they are written', () => {
  expect(numbers(['2014-06-30', '2014-07-01', ''])).toEqual([16251, 16252, Number.NaN]);
  expect(numbers(['6/30/2014', '7/1/2014'])).toEqual([16251, 16252]);
  expect(numbers(['30/6/2014', '1/7/2014'])).toEqual([16251, 16252]);
  expect(infer(['6/30/2014']).notes[0]?.words).toMatch(/a date/);
});

test('words are words: Unknown is one of them, a blank is not', () => {
  const { table } = infer(['a', 'Unknown', '', 'a']);
  expect(table.texts.get('x')).toEqual({ codes: Int32Array.from([0, 1, -1, 0]), values: ['a', 'Unknown'] });
});

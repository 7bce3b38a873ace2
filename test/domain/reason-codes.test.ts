import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { reasonCodes } from '../../shared/domain/cards/reason-codes.ts';
import type { Card } from '../../shared/domain/cards/scorecards.ts';

const marks = ['', '+', '-'];
/** As many signs fit in one number. */
const atOnce = 33;

test('a code says of each line of the cards whether it speaks for or against, however many lines there are', () => {
  const signs = fc.integer({ min: 1, max: 80 }).chain((lines) =>
    fc.array(fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: lines, maxLength: lines }), {
      minLength: 1,
      maxLength: 40,
    }),
  );
  fc.assert(
    fc.property(signs, fc.array(fc.nat(), { maxLength: 200 }), (kinds, picks) => {
      const rows = picks.map((pick) => kinds[pick % kinds.length] as number[]);
      const lines = (kinds[0] as number[]).map((_, line) => ({ feature: `f${line}`, points: [0, 1, -1] }));
      const cards = [{ name: 'churn', lines }] as unknown as Card[];
      const parts = Array.from({ length: Math.ceil(lines.length / atOnce) }, (_, part) =>
        Float64Array.from(rows, (row) =>
          row.slice(part * atOnce, (part + 1) * atOnce).reduce((sum, sign, digit) => sum + sign * 3 ** digit, 0),
        ),
      );
      const { codes, values } = reasonCodes(cards, parts, rows.length);
      const expected = rows.map((row) =>
        row.flatMap((sign, line) => (sign === 0 ? [] : [`churn:f${line}${marks[sign]}`])).join(' '),
      );
      expect(Array.from(codes, (code) => values[code])).toEqual(expected);
      expect(new Set(values).size).toBe(values.length);
    }),
  );
});

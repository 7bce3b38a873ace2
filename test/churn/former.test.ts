import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formerEntry } from '../../shared/contracts/items/former.ts';
import { formerCondition } from '../../shared/contracts/policy/former-condition.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { formerAfter, isFormer, type Leaving } from '../../shared/domain/churn/former.ts';

const gone: Leaving = {
  hasLeft: true,
  day: '2026-10-31',
  silentDays: 61,
  tier: 'high',
  charge: 240,
  kind: 'competitive',
  cause: 'price',
};
const active: Leaving = { ...gone, hasLeft: false, silentDays: 0, kind: null, cause: null };
const entry = formerAfter(null, gone);
if (!entry) throw new Error('who has left has an entry');

describe('the archive of former customers', () => {
  test('who is gone gets an entry, dated by when the customer was last active', () => {
    expect(entry).toEqual({
      on: '2026-08-31',
      tier: 'high',
      charge: 240,
      kind: 'competitive',
      cause: 'price',
      back: null,
    });
    expect(formerAfter(null, active)).toBeNull();
  });

  test('what is not known: gone today, without charge, kind and cause', () => {
    const unknown = { ...gone, silentDays: Number.NaN, charge: Number.NaN, kind: null, cause: null };
    expect(formerAfter(null, unknown)).toMatchObject({ on: '2026-10-31', charge: null, kind: null });
  });

  test('an entry stays as it was while the customer is gone, whatever later nights say', () => {
    const later = { ...gone, day: '2026-12-31', silentDays: 120, tier: 'ordinary', charge: 0, kind: 'natural' };
    expect(formerAfter(entry, later)).toBe(entry);
  });

  test('who comes back has an entry still, closed; who leaves again gets a new one', () => {
    const back = formerAfter(entry, { ...active, day: '2027-01-15' });
    expect(back).toEqual({ ...entry, back: '2027-01-15' });
    expect(formerAfter(back, { ...active, day: '2027-02-15' })).toBe(back);
    expect(formerAfter(back, { ...gone, day: '2028-01-31', silentDays: 31, tier: 'mid' })).toMatchObject({
      on: '2027-12-31',
      tier: 'mid',
      back: null,
    });
  });

  test('the same night again changes nothing, and what is stored reads back', () => {
    const tonight = fc.record({
      hasLeft: fc.boolean(),
      day: fc.integer({ min: 0, max: 900 }).map((days) => addDays('2026-01-01', days)),
      silentDays: fc.oneof(fc.integer({ min: -3, max: 400 }), fc.constant(Number.NaN)),
      tier: fc.constantFrom('high', 'mid'),
      charge: fc.oneof(fc.double({ min: -50, max: 900, noNaN: true }), fc.constant(Number.NaN)),
      kind: fc.constantFrom(null, 'natural'),
      cause: fc.constantFrom(null, 'price'),
    });
    fc.assert(
      fc.property(fc.array(tonight, { maxLength: 6 }), tonight, (nights, last) => {
        const before = nights.reduce<ReturnType<typeof formerAfter>>(formerAfter, null);
        const after = formerAfter(before, last);
        expect(formerAfter(after, last)).toEqual(after);
        if (after) {
          expect(formerEntry.parse(JSON.parse(JSON.stringify(after)))).toEqual(after);
          if (!last.hasLeft) expect(after.back).not.toBeNull();
        }
      }),
    );
  });
});

describe('asking the archive', () => {
  const day = addDays(entry.on, 90);
  test.each([
    [{}, true],
    [{ daysFrom: 90 }, true],
    [{ daysFrom: 91 }, false],
    [{ daysFrom: 60, daysBelow: 91 }, true],
    [{ daysBelow: 90 }, false],
    [{ tier: ['high', 'mid'] }, true],
    [{ tier: ['mid'] }, false],
    [{ kind: ['competitive'], cause: ['price'] }, true],
    [{ kind: ['malicious'] }, false],
    [{ cause: ['service'] }, false],
    [{ chargeFrom: 240 }, true],
    [{ chargeFrom: 241 }, false],
    [{ back: false }, true],
    [{ back: true }, false],
  ])('%j: %s', (asked, expected) => {
    expect(isFormer(asked, entry, day)).toBe(expected);
  });

  test('nobody without an entry, and nothing that the entry does not know', () => {
    expect(isFormer({}, null, day)).toBe(false);
    const unknown = { ...entry, kind: null, cause: null, charge: null };
    expect(isFormer({ kind: ['natural'] }, unknown, day)).toBe(false);
    expect(isFormer({ cause: ['price'] }, unknown, day)).toBe(false);
    expect(isFormer({ chargeFrom: 0 }, unknown, day)).toBe(false);
  });

  test('a question that never holds is refused', () => {
    const parsed = formerCondition.safeParse({ daysFrom: 90, daysBelow: 90 });
    expect(parsed.success ? '' : problems(parsed.error).join()).toContain('never holds');
  });
});

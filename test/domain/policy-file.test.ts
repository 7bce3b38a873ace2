import { describe, expect, test } from 'vitest';
import { policyTextOf } from '../../shared/contracts/policy-file.ts';

const textOf = (file: string, files: Record<string, unknown>): unknown =>
  JSON.parse(
    policyTextOf(
      file,
      (path) => {
        const found = files[path];
        return found === undefined || typeof found === 'string' ? found : JSON.stringify(found);
      },
      (folder) =>
        Object.keys(files).flatMap((path) => (path.startsWith(folder) ? [path.slice(folder.length + 1)] : [])),
    ),
  );

describe('a policy that extends another', () => {
  const base = { name: 'base', schemes: { value: { tiers: ['a', 'b'], margin: 5 } }, skills: { visit: 'Visit' } };

  test('says only what differs: members are joined, lists replaced, null removes', () => {
    const mine = { extends: 'base.json', name: 'mine', schemes: { value: { tiers: ['x'] } }, skills: { visit: null } };
    expect(textOf('p/mine.json', { 'p/mine.json': mine, 'p/base.json': base })).toEqual({
      ...{ name: 'mine', schemes: { value: { tiers: ['x'], margin: 5 } }, skills: {} },
    });
  });

  test('comes before what it extends: its own first scheme leads', () => {
    const mine = { extends: 'base.json', schemes: { pyramid: {} } };
    const { schemes } = textOf('mine.json', { 'mine.json': mine, 'base.json': base }) as { schemes: object };
    expect(Object.keys(schemes)).toEqual(['pyramid', 'value']);
  });

  test('may extend one that extends another', () => {
    const files = {
      'c.json': { extends: 'b.json', c: 1 },
      'b.json': { extends: 'a.json', b: 1 },
      'a.json': { a: 1, c: 0 },
    };
    expect(textOf('c.json', files)).toEqual({ a: 1, b: 1, c: 1 });
  });

  test.each([
    [{ 'a.json': { extends: 'b.json' } }, 'extends: b.json: there is no such file'],
    [{ 'a.json': { extends: 'b.json' }, 'b.json': '{' }, 'extends: b.json: not JSON: '],
    [{ 'a.json': { extends: 'b.json' }, 'b.json': { extends: 'a.json' } }, 'a.json extends b.json extends a.json'],
    [{ 'a.json': { extends: '../b.json' } }, 'not the name of a file in the same folder'],
    [{ 'a.json': { extends: 7 } }, 'not the name of a file in the same folder'],
    [{}, 'there is no such file'],
  ])('is refused by name: %#', (files, message) => {
    expect(() => textOf('a.json', files)).toThrow(message);
  });
});

describe('a policy that names a calendar', () => {
  const calendars = { 'p/calendars/weekends.json': { name: 'weekends' }, 'p/calendars/china.json': '{' };
  const naming = (calendar: unknown) => ({ 'p/a.json': { visits: { calendar, spareDays: 1 } }, ...calendars });

  test('holds the calendar itself, also where it extends the policy that names it', () => {
    const whole = { visits: { calendar: { name: 'weekends' }, spareDays: 1 } };
    expect(textOf('p/a.json', naming('weekends'))).toEqual(whole);
    expect(textOf('p/b.json', { ...naming('weekends'), 'p/b.json': { extends: 'a.json' } })).toEqual(whole);
    expect(textOf('p/a.json', naming({ name: 'own' }))).toEqual({
      visits: { calendar: { name: 'own' }, spareDays: 1 },
    });
  });

  test.each([
    ['weekend', 'visits.calendar: there is no calendar "weekend" in p/calendars (did you mean "weekends"?)'],
    ['../weekends', 'visits.calendar: "../weekends" is not a name such as "weekends"'],
    ['china', 'visits.calendar: p/calendars/china.json: not JSON: '],
  ])('%s is refused by name', (calendar, message) => {
    expect(() => textOf('p/a.json', naming(calendar))).toThrow(message);
  });
});

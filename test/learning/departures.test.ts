import { describe, expect, test } from 'vitest';
import type { FactFile } from '../../shared/domain/facts/fact-file.ts';
import { monthsFrom } from '../../shared/domain/learning/cuts.ts';
import { departureRules, departuresOf } from '../../shared/domain/learning/departures.ts';
import { deliveriesOf, file, rules } from './facts.ts';

const months = monthsFrom('2026-01', '2026-06');
type Gone = Parameters<typeof departuresOf>[3];
const all: Gone = { closed: true, portedOut: true, noUsageDays: 60, noDumpMonths: 2 };

/** Month and rule by which a customer is first gone, or null. */
const fate = (files: readonly FactFile[], gone: Gone = all, customerId = 'A') => {
  const found = departuresOf(files, months, deliveriesOf(files), { ...rules().gone, ...gone });
  const row = found.customerIds.indexOf(customerId);
  const at = months.findIndex((_, month) => found.gone[row * months.length + month]);
  return at < 0 ? null : [months[at], departureRules[(found.gone[row * months.length + at] as number) - 1]];
};

/** Files of one feed, a month each, with what A does in it; null where A is not in the file. B is always there. */
const monthly = (feed: 'usage' | 'customers', a: (Record<string, string | number> | null)[]): FactFile[] =>
  a.map((given, at) =>
    file(feed, months[at] ?? '', [
      { customerId: 'B', ...(feed === 'usage' ? { voiceMinutes: 9 } : { status: 'active' }) },
      ...(given ? [{ customerId: 'A', ...given }] : []),
    ]),
  );
const calls = (...minutes: (number | null)[]) =>
  monthly(
    'usage',
    minutes.map((voiceMinutes) => (voiceMinutes === null ? null : { voiceMinutes })),
  );

describe('who counts as gone', () => {
  test.each([
    ['closed', 'closed'],
    ['ported-out', 'ported-out'],
  ])('status %s, in the month that says so', (status, rule) => {
    const files = monthly('customers', [{ status: 'active' }, { status: 'suspended' }, { status }]);
    expect(fate(files)).toEqual(['2026-03', rule]);
    expect(fate(files, { closed: false, portedOut: false, noDumpMonths: 3 })).toBeNull();
  });

  test('no use: not until whole months of it add up to the days', () => {
    expect(fate(calls(5, 0, 0, 0))).toEqual(['2026-04', 'no-usage']); // February and March are 59 days.
    expect(fate(calls(5, 5, 0, 0))).toEqual(['2026-04', 'no-usage']);
    expect(fate(calls(5, 0, 3, 0))).toBeNull();
    expect(fate(calls(5, 0, 0, 0), { ...all, noUsageDays: undefined })).toBeNull();
  });

  test('a month whose use is not known is no month without use', () => {
    const files = monthly('usage', [{ voiceMinutes: 0 }, { activeDays: 0 }, { voiceMinutes: 0 }]);
    expect(fate(files)).toBeNull();
  });

  test('named by no file any more, though the files came', () => {
    expect(fate(calls(5, 5, null, null, null))).toEqual(['2026-04', 'no-dump']);
  });

  test('a source that did not deliver does not make its customers leavers', () => {
    const files = calls(5, 5, null, null, null).filter(({ period }) => period < '2026-03');
    expect(fate(files)).toBeNull();
  });

  test('of two dumps of a month the later one holds whole', () => {
    const [first] = monthly('customers', [{ status: 'closed' }]);
    const again = { ...(monthly('customers', [{ status: 'active' }])[0] as FactFile), dumpId: 'customers@again' };
    expect(fate([first as FactFile, again])).toBeNull();
    expect(fate([again, first as FactFile])).toEqual(['2026-01', 'closed']);
  });
});

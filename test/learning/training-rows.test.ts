import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textFeatureNames } from '../../shared/contracts/features/text-features.ts';
import { featureNames } from '../../shared/contracts/features.ts';
import type { PromiseList } from '../../shared/contracts/policy/promises.ts';
import type { FactFile } from '../../shared/domain/facts/fact-file.ts';
import { cutsOf, monthsFrom } from '../../shared/domain/learning/cuts.ts';
import { departuresOf } from '../../shared/domain/learning/departures.ts';
import { featuresAt, promisedAt } from '../../shared/domain/learning/features-at.ts';
import { addTallies, shardRows } from '../../shared/domain/learning/training-rows.ts';
import { deliveriesOf, type FactRow, file, rules } from './facts.ts';

const months = monthsFrom('2026-01', '2026-08');
const everything = { numbers: featureNames, words: textFeatureNames };
const rowsOf = (
  files: readonly FactFile[],
  given: Parameters<typeof rules>[0] = {},
  aside: Set<string> = new Set(),
) => {
  const followed = rules({ gone: { closed: true, portedOut: true, noDumpMonths: 2 }, ...given });
  const cuts = cutsOf('2026-01', '2026-08', followed, 12, 'Asia/Shanghai');
  const departures = departuresOf(files, months, deliveriesOf(files), followed.gone);
  return { cuts, ...shardRows(files, cuts, departures, everything, aside) };
};

/** A customer that is there every month until it closes in one. */
const closing = (customerId: string, closes?: string): FactFile[] =>
  months.map((period) =>
    file('customers', period, [
      {
        customerId,
        status: closes !== undefined && period >= closes ? 'closed' : 'active',
        region: 'east',
        tenureMonths: 9,
      },
    ]),
  );
const labelsBy = ({ cuts, rows }: ReturnType<typeof rowsOf>) =>
  Object.fromEntries(rows.customerIds.map((_, row) => [cuts[rows.cuts[row] as number]?.month, rows.labels[row]]));

describe('rows to learn from', () => {
  test('one customer is in several cuts: stayed, then left, then no row any more', () => {
    const found = rowsOf(closing('A', '2026-06'));
    expect(found.cuts.map(({ month }) => month)).toEqual(['2026-03', '2026-04', '2026-05', '2026-06']);
    expect(labelsBy(found)).toEqual({ '2026-03': 0, '2026-04': 1, '2026-05': 1 });
    expect(found.tallies.map(({ rows, gone, goneBefore, by }) => [rows, gone, goneBefore, by.closed])).toEqual([
      [1, 0, 0, 0],
      [1, 1, 0, 1],
      [1, 1, 0, 1],
      [0, 0, 1, 0],
    ]);
  });

  test('who leaves within the lead time is no row: nobody could have called in time', () => {
    const found = rowsOf(closing('A', '2026-06'), { leadMonths: 1 });
    expect(labelsBy(found)).toEqual({ '2026-03': 1, '2026-04': 1 });
    expect(found.tallies.map(({ goneInLead }) => goneInLead)).toEqual([0, 0, 1]);
  });

  test('who is in no file because none came is neither stayed nor gone', () => {
    const found = rowsOf(closing('A').filter(({ period }) => period < '2026-06'));
    expect(found.tallies.map(({ rows, unknown }) => [rows, unknown])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
      [0, 0],
    ]);
  });

  test('customers of held slices are left out', () => {
    expect(rowsOf(closing('A'), {}, new Set(['A'])).rows.customerIds).toEqual([]);
  });

  test('tallies of shards add up', () => {
    const [one, two] = [rowsOf(closing('A', '2026-06')), rowsOf(closing('B'))];
    expect(addTallies([one.tallies, two.tallies])[1]).toMatchObject({ rows: 2, gone: 1, by: { closed: 1 } });
  });
});

describe('features of promises', () => {
  const entry = (id: string, customerId: string | null, promise: string, state: 'open' | 'broken' | 'delivered') => ({
    ...{ id, customerId, promise, state, fact: id, tier: null, region: null, terms: {} },
    ...{ promisedAt: '2026-03-20T00:00:00Z', dueAt: '2026-03-21T00:00:00Z', keptAt: null, evidence: null },
  });
  const list = { list: [{ name: 'answered', kind: 'answer' }], countDays: 90 } as unknown as PromiseList;
  const ledger = {
    entries: [
      ...[
        entry('1', 'A', 'repair', 'broken'),
        entry('2', 'A', 'answered', 'broken'),
        entry('3', 'A', 'repair', 'open'),
      ],
      entry('4', null, 'answered', 'broken'),
    ],
  };

  test('are those of the ledger of the cut; of nobody else, and missing where there was none', () => {
    const files = [...closing('A'), ...closing('B')];
    const cuts = cutsOf('2026-01', '2026-08', rules(), 12, 'Asia/Shanghai');
    const departures = departuresOf(files, months, deliveriesOf(files), rules().gone);
    const promised = cuts.map((_, at) => (at === 0 ? promisedAt(ledger, list) : null));
    const { rows } = shardRows(files, cuts, departures, everything, new Set(), promised);
    const at = (name: 'brokenPromises' | 'openPromises' | 'lateAnswers') =>
      rows.customerIds.map((id, row) => `${id} ${rows.cuts[row]} ${rows.numbers.get(name)?.[row]}`).slice(0, 4);
    expect(at('brokenPromises')).toEqual(['A 0 1', 'B 0 0', 'A 1 NaN', 'B 1 NaN']);
    expect([at('openPromises')[0], at('lateAnswers')[0]]).toEqual(['A 0 1', 'A 0 1']);
  });
});

/** Facts of two customers in any months, with any values. */
const anyFacts = (periods: readonly string[]) =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom('customers' as const, 'usage' as const, 'billing' as const, 'service' as const),
        fc.constantFrom(...periods),
        fc.record({
          customerId: fc.constantFrom('A', 'B'),
          voiceMinutes: fc.integer({ min: 0, max: 500 }),
          charged: fc.integer({ min: 0, max: 500 }),
          complaints: fc.integer({ min: 0, max: 5 }),
          tenureMonths: fc.integer({ min: 0, max: 90 }),
          status: fc.constantFrom('active', 'closed', 'ported-out'),
          region: fc.constantFrom('east', 'west'),
        }),
        fc.integer({ min: 0, max: 1 }),
      )
      .map(([feed, period, row, twice]) => file(feed, period, [row as FactRow], `${feed}@${period}.${twice}`)),
    { maxLength: 30 },
  );

describe('nothing from after the cut', () => {
  const [cut] = cutsOf('2026-01', '2026-08', rules(), 12, 'Asia/Shanghai');
  const before = months.filter((month) => month <= (cut?.month ?? ''));
  const after = months.filter((month) => month > (cut?.month ?? ''));

  test('facts of later months, whatever they are, change no feature, region or segment', () => {
    fc.assert(
      fc.property(anyFacts(before), anyFacts(after), anyFacts(after), (past, future, otherFuture) => {
        if (!cut) throw new Error('no cut');
        expect(featuresAt([...past, ...future], cut.night, everything)).toEqual(
          featuresAt([...otherFuture, ...past], cut.night, everything),
        );
      }),
    );
  });

  test('and they do change who has left', () => {
    const stayed = rowsOf(closing('A')).rows;
    const left = rowsOf(closing('A', '2026-05')).rows;
    expect([stayed.labels[0], left.labels[0]]).toEqual([0, 1]);
    for (const [name, values] of stayed.numbers) expect([name, left.numbers.get(name)?.[0]]).toEqual([name, values[0]]);
  });
});

import { describe, expect, test } from 'vitest';
import { PolicyError, parsePolicy } from '../../shared/contracts/policy.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { readyMade } from '../policies/policy-files.ts';
import { calendarOf } from './calendars.ts';
import { decideAll, defaultPolicyText, type Given, nightAt } from './customer.ts';

const label = { en: 'x', zh: 'x' };
const visit = {
  ...{ label, kind: 'return-visit', when: { keyCustomer: true }, skill: 'visit' },
  ...{ cadence: { every: 'quarter' }, dueInDays: 3, priority: 'value' },
};

/** What is wrong with the default policy, with visits and one programme of its own; nothing where it stands. */
const problemsOf = (visits: object | undefined, programme: object = {}): string => {
  const document = {
    ...JSON.parse(defaultPolicyText),
    programmes: { visit: { ...visit, ...programme } },
    suppress: [],
  };
  // Its other sections name programmes that this one has not.
  const { visits: _, contact: _contact, ...without } = document;
  try {
    parsePolicy(
      JSON.stringify(visits ? { ...without, visits: { calendar: calendarOf('weekends'), ...visits } } : without),
    );
    return '';
  } catch (error) {
    if (error instanceof PolicyError) return error.problems.join('\n');
    throw error;
  }
};

const rule = { name: 'often', label, cadence: { every: 'month' } };
const question = { name: 'brand', ask: label, missing: 'brand' };

describe('visits of a policy', () => {
  test('they stand', () => {
    expect(problemsOf({})).toBe('');
    expect(
      problemsOf(
        {
          dueDays: 'working',
          cadences: [
            { ...rule, when: { tier: ['high'] } },
            { ...rule, name: 'rest' },
          ],
          outline: { questions: [question, { name: 'plans', ask: label, programmes: ['visit'] }] },
        },
        { cadence: { byRules: true }, still: { keyCustomer: true } },
      ),
    ).toBe('');
  });

  test('a policy of before them stands as it did, and asks for a period', () => {
    expect(problemsOf(undefined, { cadence: undefined, period: 'month' })).toBe('');
    expect(problemsOf(undefined, { cadence: undefined })).toBe(
      'programmes.visit.period: missing: give "period", or "cadence" for visits that are planned, or "keeps" with a promise',
    );
  });

  test.each([
    [undefined, {}, 'programmes.visit.cadence: there is no calendar to plan by: give "visits" with a "calendar"'],
    [{}, { period: 'month' }, 'programmes.visit.period: goes without "cadence", which names its own periods'],
    [
      {},
      { period: 'month', cadence: undefined, still: { keyCustomer: true } },
      'programmes.visit.still: only visits with a "cadence" have a day of their own',
    ],
    [
      {},
      { cadence: { byRules: true } },
      'programmes.visit.cadence.byRules: there are no rules to go by: give "visits.cadences"',
    ],
    [{}, { cadence: { evry: 'month' } }, 'nothing here is called "evry"'],
    [{}, { still: { tier: ['hihg'] } }, 'programmes.visit.still.tier[0]: unknown tier "hihg" (did you mean "high"?)'],
    [
      { cadences: [{ ...rule, when: { keyKinds: ['goup'] } }] },
      {},
      'visits.cadences[0].when.keyKinds[0]: unknown kind of key customer "goup"',
    ],
    [{ cadences: [rule, { ...rule, name: 'rest' }] }, {}, 'visits.cadences[0]: "often" takes everybody'],
    [
      { cadences: [{ ...rule, when: { keyCustomer: true } }, rule] },
      {},
      'visits.cadences[1].name: "often" is there twice: names must differ',
    ],
    [
      { outline: { questions: [{ ...question, missing: 'brnd' }] } },
      {},
      'visits.outline.questions[0].missing: unknown field of the customers feed "brnd" (did you mean "brand"?)',
    ],
    [
      { outline: { questions: [{ ...question, programmes: ['visits'] }] } },
      {},
      'visits.outline.questions[0].programmes[0]: unknown programme "visits" (did you mean "visit"?)',
    ],
    [
      { calendar: calendarOf('china') },
      { cadence: { season: { from: '10-01', until: '10-07' } } },
      'programmes.visit.cadence.season: the calendar "china" has no working day from 2026-10-01 to 2026-10-07',
    ],
    [{ calendar: 'weekends' }, {}, 'visits.calendar: '],
    [{ mostADay: 0 }, {}, 'visits.mostADay: '],
  ])('%j %j is refused: %s', (visits, programme, message) => {
    expect(problemsOf(visits, programme)).toContain(message);
  });
});

describe('a ready-made policy', () => {
  const enterprise = (charged: number): Given => ({
    profile: { segment: 'enterprise' },
    charged: [charged, charged, charged],
  });
  const heavy: Given = {
    ...{ profile: {}, charged: [600, 600, 600] },
    ...{ dataMb: [40_000, 40_000, 40_000], voiceMinutes: [100, 100, 100], roamingMinutes: [12, 12, 12] },
  };
  const diamond: Given = { profile: {}, charged: [250, 250, 250] };
  test.each([
    ['consumer-grades', 'diamond-visit', diamond, '2026-10-09', ['2026-10-09', '2026-10-28'], '2026-11-10'],
    ['enterprise-grades', 'grade-a-visit', enterprise(6_000), '2026-11-10', ['2026-11-10', '2026-12-29'], null],
    // The first days of the season are taken by the quarter's visits to the same key customers.
    ['enterprise-grades', 'spring-visit', enterprise(1_200), '2026-03-25', ['2026-03-30', '2026-04-16'], '2026-04-21'],
    ['high-value', 'high-value-visit', heavy, '2026-11-02', ['2026-11-02', '2026-12-23'], null],
  ])('%s, %s: who is meant is visited as its policy says', (name, programme, given, inside, days, outside) => {
    const policy = compilePolicy(readyMade(name), 'hash');
    const fates = (day: string) => {
      const customers = Array.from({ length: 70 }, (_, index) => ({
        ...given,
        customerId: `C${index}`,
        profile: { joinedOn: '2020-01-01', creditScore: 700, period: day.slice(0, 7), ...given.profile },
      }));
      const { candidates } = decideAll(customers, null, policy, nightAt(`${day}T02:00:00+08:00`));
      return [...candidates.values()].flat().filter((one) => one.programme === programme);
    };
    const found = fates(inside);
    expect(found).toHaveLength(70);
    const planned = found.map((one) => (one.became === 'deferred' ? one.until : inside)).sort();
    expect([planned[0], planned.at(-1)]).toEqual(days);
    if (outside) expect(fates(outside)).toEqual([]);
  });
});

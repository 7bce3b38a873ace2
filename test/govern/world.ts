import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';
import type { Notice, Reported } from '../../shared/domain/work/govern/contact-events.ts';
import type { OutcomeResult } from '../../shared/domain/work/outcomes.ts';
import type { Random } from '../ingest/fuzz/random.ts';

/** Zones whose clocks jump: by an hour or half of one, at midnight or in the small hours, north and south; and some that never do. */
export const zones = [
  ...['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Beirut', 'Africa/Cairo'],
  ...['America/Havana', 'Asia/Kathmandu', 'Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'],
];
/** Days before which clocks jump somewhere, or a month, a quarter or a February ends. */
const starts = [
  '2026-01-25',
  '2026-02-20',
  '2026-03-01',
  '2026-03-20',
  '2026-04-01',
  '2026-04-20',
  '2026-06-25',
].concat([...['2026-08-30', '2026-09-20', '2026-10-20', '2026-10-27', '2026-12-20', '2028-02-25']]);
export const regions = ['north', 'south', 'west'] as const;

const label = { en: 'x', zh: 'x' };
const text = { en: '{tier}', zh: '{tier}' };
const results: readonly OutcomeResult[] = [
  ...(['taken', 'kept', 'leaving', 'visited', 'undecided', 'not-reached', 'refused'] as const),
];

/** A customer of the base. */
export type Person = { customerId: string; region: string | null; arpu: number; arrearsDays: number };

/** Programmes by who is a candidate; a test of its own asks the same of a person. */
export const isCandidate: Record<string, (person: Person) => boolean> = {
  retention: ({ arpu }) => arpu < 150,
  visit: ({ arpu }) => arpu >= 60,
  care: () => true,
};

const programmesOf = (numbers: Random) => {
  const holdOut = () => ({ share: numbers.pick([0, 0, 0, 0.3, 1]), salt: 's' });
  const some = () => ({
    ...{ label, skill: 'all', dueInDays: numbers.below(5), priority: 'value', holdOut: holdOut() },
    ...{ period: numbers.pick(['month', 'quarter']), pauseDays: numbers.pick([0, 0, 3, 21]) },
  });
  return {
    retention: {
      ...{ ...some(), kind: 'churn-risk', when: { feature: 'spendLastMonth', below: 150 } },
      suppress: numbers.chance(0.2) ? [{ code: 'owes', label, when: { feature: 'arrearsDays', from: 60 } }] : [],
      playbooks: [
        {
          ...{ name: 'text', label, when: { feature: 'spendLastMonth', below: 50 }, does: 'message' },
          ...{ channel: 'message', template: 't', script: text },
        },
        { name: 'save', label, does: 'offer', channel: 'call', script: text, holdOut: holdOut() },
      ],
    },
    visit: { ...some(), kind: 'return-visit', when: { feature: 'spendLastMonth', from: 60 } },
    care: {
      ...{ ...some(), kind: 'return-visit', when: { feature: 'spendLastMonth', from: 0 } },
      playbooks: [{ name: 'care-call', label, does: 'care', channel: 'call', script: text }],
    },
  };
};

const contactOf = (numbers: Random) => {
  const kinds = ['fault', 'dispute', 'cut-over'];
  const hold = (code: string, kind: string[]) => ({
    ...{ code, label, does: numbers.pick(['pause', 'pause', 'script']) },
    notice: { kind, daysBefore: numbers.below(3), daysAfter: numbers.below(3), openDays: numbers.pick([5, 30]) },
    except: numbers.chance(0.2) ? [numbers.pick(['care', 'visit'])] : [],
  });
  const told = <Hold extends { does: string }>(given: Hold) =>
    given.does === 'script' ? { ...given, note: label } : given;
  const owes = { code: 'owes', label, when: { feature: 'arrearsDays', from: 30 }, does: 'pause' };
  const caps = (['day', 'week', 'month'] as const).flatMap((per) => [
    ...(numbers.chance(0.6) ? [{ per, most: 1 + numbers.below(per === 'day' ? 1 : 3) }] : []),
    ...(numbers.chance(0.3)
      ? [{ per, most: 1 + numbers.below(2), channels: [numbers.pick(['call', 'visit', 'message'])] }]
      : []),
  ]);
  const quiet = numbers.pick([
    null,
    ['21:00', '09:00'],
    ['20:00', '08:00'],
    ['22:00', '00:00'],
    ['00:00', '01:00'],
    ['23:00', '02:00'],
  ]);
  return {
    ...(quiet && { quietHours: { from: quiet[0], until: quiet[1] } }),
    timeZones: Object.fromEntries(regions.slice(0, numbers.below(4)).map((region) => [region, numbers.pick(zones)])),
    holds: [
      told(hold('going-on', [numbers.pick(kinds), ...(numbers.chance(0.3) ? [numbers.pick(kinds)] : [])])),
      ...(numbers.chance(0.5) ? [told(hold('also', [numbers.pick(kinds)]))] : []),
      ...(numbers.chance(0.3) ? [owes] : []),
    ],
    caps,
    coolDown: Object.fromEntries(
      results.flatMap((result) => (result !== 'taken' && numbers.chance(0.4) ? [[result, numbers.below(30)]] : [])),
    ),
    pendingDays: numbers.below(4),
  };
};

/** A policy whose programmes want every customer, and whose rules of contact are drawn. */
export const policyOf = (numbers: Random): Policy =>
  parsePolicy(
    JSON.stringify({
      ...{ version: 1, name: 'drawn', label, edition: '1', currency: 'CNY', windowMonths: 1 },
      scorecards: {
        value: {
          ...{ label, base: 0 },
          features: [
            {
              feature: 'spendLastMonth',
              bins: [
                { below: 100, points: 0 },
                { from: 100, points: 10 },
              ],
              missing: { points: 0 },
            },
          ],
        },
      },
      schemes: {
        value: {
          ...{ kind: 'thresholds', label, method: 'value-score', card: 'value' },
          tiers: [
            { name: 'high', label, from: 10 },
            { name: 'low', label },
          ],
        },
      },
      risk: {
        card: 'value',
        bands: [
          { name: 'high', label, from: 10 },
          { name: 'low', label },
        ],
      },
      keyCustomers: { label, kinds: [{ name: 'any', label, when: { feature: 'spendLastMonth', from: 1_000 } }] },
      lifecycle: { stages: { all: label }, initial: 'all', transitions: [], final: ['all'] },
      skills: { all: label },
      programmes: programmesOf(numbers),
      contact: contactOf(numbers),
    }),
  );

/** What goes on, and from when on it is known. */
export type Known<Event> = Event & { knownAt: number };

const dayMs = 86_400_000;
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Notices around some days: of a customer or of a region, open or with an end, announced before or told too late. */
export const noticesAround = (
  numbers: Random,
  from: number,
  days: number,
  people: readonly Person[],
): Known<Notice>[] =>
  Array.from({ length: numbers.below(5) }, (_, index) => {
    const startsAt = from + (numbers.below(days * 24) - 48) * 3_600_000;
    const of = numbers.chance(0.7) ? numbers.pick(people) : null;
    return {
      noticeId: `N${index}`,
      kind: numbers.pick(['fault', 'dispute', 'cut-over']),
      customerId: of?.customerId ?? null,
      region: of?.region ?? numbers.pick(regions),
      startsAt: iso(startsAt),
      endsAt: numbers.chance(0.2) ? null : iso(startsAt + numbers.below(120) * 3_600_000),
      knownAt: startsAt + (numbers.below(5) - 3) * dayMs,
    };
  });

/** What an agent says of work, some days later, or of a contact that nobody here asked for. */
export const outcomeOf = (
  numbers: Random,
  { workId, customerId }: { workId: string; customerId: string },
  doneAt: number,
): Known<Reported> => ({
  workId,
  customerId: numbers.chance(0.8) ? customerId : null,
  result: numbers.pick(results),
  doneAt: iso(doneAt),
  knownAt: doneAt + numbers.below(4 * 24) * 3_600_000,
});

/** Where and when a base lives. */
export const placeOf = (numbers: Random) => ({ timeZone: numbers.pick(zones), start: numbers.pick(starts) });

/** A handful of customers. */
export const peopleOf = (numbers: Random): Person[] =>
  Array.from({ length: 3 }, (_, index) => ({
    customerId: `C${index}`,
    region: numbers.pick([...regions, null]),
    arpu: numbers.pick([20, 40, 70, 120, 200]),
    arrearsDays: numbers.pick([0, 0, 0, 40, 90]),
  }));

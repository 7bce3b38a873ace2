import { describe, expect, test } from 'vitest';
import type { Row } from '../score/base.ts';
import { readyMade } from './policy-files.ts';
import { type Delivered, storyOf } from './story.ts';

const bills = (charged: Record<string, number>): Row[] =>
  Object.entries(charged).map(([customerId, amount]) => ({ customerId, charged: amount }));

describe('key customers', () => {
  test('any kind makes one, two kinds the special grade, and the decision says which kinds held', async () => {
    const night = storyOf(readyMade('key-customer'));
    const decided = await night('2026-11-01', {
      customers: [
        { customerId: 'line', dataLine: 1 },
        { customerId: 'office', segment: 'government' },
        { customerId: 'both', segment: 'government', dataLine: 1 },
        { customerId: 'named', list: 'red' },
        { customerId: 'large' },
        { customerId: 'plain' },
      ],
      billing: bills({ line: 90, office: 90, both: 90, named: 90, large: 3_500, plain: 90 }),
    });
    const said = (id: string) => [decided[id]?.tiers['key-customer'], decided[id]?.keyKinds.join('+')];
    expect(said('line')).toEqual(['key', 'group']);
    expect(said('office')).toEqual(['key', 'strategic']);
    expect(said('both')).toEqual(['special', 'group+strategic']);
    expect(said('named')).toEqual(['key', 'strategic']);
    expect(said('large')).toEqual(['special', 'important+high-value']);
    expect(said('plain')).toEqual(['other', '']);
    expect(decided.both?.upkeep).toBe('named-person');
  });

  test('one who no longer is one keeps the grade for three months of grace', async () => {
    const night = storyOf(readyMade('key-customer'));
    const tier = async (date: string, line?: number): Promise<string | undefined> =>
      (await night(date, line === undefined ? {} : { customers: [{ customerId: 'C1', dataLine: line }] })).C1?.tiers[
        'key-customer'
      ];
    expect(await tier('2026-11-01', 1)).toBe('key');
    expect(await tier('2026-11-10', 0)).toBe('key');
    expect(await tier('2027-02-09')).toBe('key');
    expect(await tier('2027-02-10')).toBe('other');
  });

  test('a customer who grows toward it is on the watch list from one night on, and is visited', async () => {
    const night = storyOf(readyMade('key-customer'));
    for (const [month, charged] of [
      ['06', 250],
      ['07', 290],
      ['08', 320],
      ['09', 360],
      ['10', 400],
    ] as const)
      await night(`2026-${month}-28`, {
        billing: bills({ C1: charged, C2: 330 }),
        customers: [{ customerId: 'C1' }, { customerId: 'C2' }],
      });
    const { C1, C2 } = await night('2026-10-29');
    expect(C1?.watch['potential-key']).toMatch(/^2026-(0[89]|10)-/);
    expect(C2?.watch).toEqual({});
    expect(C1?.upkeep).toBe('grow');
    // The visit has its day: planned on the first night on the list, asked for on the first one from that day on.
    expect(Object.keys({ ...C1?.work, ...C1?.visits })).toEqual(['potential-visit']);
  });
});

describe('consumer grades', () => {
  test('are by spend, for consumers and households only, with a month of grace before a demotion', async () => {
    const night = storyOf(readyMade('consumer-grades'));
    const first = await night('2026-09-30', {
      customers: [{ customerId: 'C1' }, { customerId: 'E1', segment: 'enterprise' }],
      billing: bills({ C1: 230, E1: 230 }),
    });
    expect(first.C1?.tiers).toMatchObject({ consumer: 'diamond', 'three-dimensions': expect.any(String) });
    expect(first.E1?.tiers.consumer).toBeUndefined();
    const second = await night('2026-10-30', { billing: bills({ C1: 120, E1: 120 }) });
    expect(second.C1?.tiers.consumer).toBe('diamond');
    expect(second.C1?.fallingSince.consumer).toBe('2026-10-29T18:00:00.000Z');
    const third = await night('2026-11-30', { billing: bills({ C1: 120, E1: 120 }) });
    expect(third.C1?.tiers.consumer).toBe('gold');
    expect(third.C1?.fallingSince).toEqual({});
  });

  test('points are a ledger: the card says what spend, tenure and referrals gave', async () => {
    const night = storyOf(readyMade('consumer-grades'));
    const { C1 } = await night('2026-11-01', {
      customers: [{ customerId: 'C1', joinedOn: '2015-01-01', referrals: 2 }],
      billing: bills({ C1: 120 }),
    });
    // 500 for the spend, 500 for more than ten years, 100 for two customers brought.
    expect(C1?.scores.loyalty).toBe(1100);
    expect(C1?.tiers.stars).toBe('star-4');
  });

  test('a closed subscription is lost, and lost is final', async () => {
    const night = storyOf(readyMade('consumer-grades'));
    const stage = async (date: string, status: string) =>
      (await night(date, { customers: [{ customerId: 'C1', joinedOn: '2020-01-01', status }] })).C1?.stage;
    expect(await stage('2026-11-01', 'active')).toBe('stable');
    expect(await stage('2026-11-02', 'closed')).toBe('lost');
    expect(await stage('2026-11-03', 'active')).toBe('lost');
  });
});

describe('enterprise grades', () => {
  test('go from 5A to 1B by spend', async () => {
    const night = storyOf(readyMade('enterprise-grades'));
    const spend = {
      x1: 50,
      x2: 200,
      x3: 500,
      x4: 800,
      x5: 1_200,
      x6: 2_000,
      x7: 3_000,
      x8: 5_000,
      x9: 10_000,
      x10: 20_000,
    };
    const decided = await night('2026-11-01', {
      customers: Object.keys(spend).map((customerId) => ({ customerId, segment: 'enterprise' })),
      billing: bills(spend),
    });
    expect(Object.keys(spend).map((id) => decided[id]?.tiers.enterprise)).toEqual([
      '1b',
      '2b',
      '3b',
      '4b',
      '5b',
      '1a',
      '2a',
      '3a',
      '4a',
      '5a',
    ]);
  });
});

describe('inspection grades', () => {
  const bill = (arrearsDays: number): Delivered => ({ billing: [{ customerId: 'C1', charged: 100, arrearsDays }] });
  const profile = { customerId: 'C1', joinedOn: '2015-01-01', creditScore: 700, dataLine: 1 };

  test('a serious event demotes at once; after it, every grade is earned by three clean months', async () => {
    const night = storyOf(readyMade('inspection-grades'));
    const grade = async (date: string, delivered: Delivered) => (await night(date, delivered)).C1?.tiers.inspection;
    expect(await grade('2026-01-31', { customers: [profile], ...bill(0) })).toBe('a');
    expect(await grade('2026-02-28', bill(75))).toBe('d');
    expect(await grade('2026-03-31', bill(0))).toBe('d');
    expect(await grade('2026-06-29', bill(0))).toBe('d');
    // Three whole months after 31 March there is no 31 June: its last day counts.
    expect(await grade('2026-06-30', {})).toBe('c');
    expect(await grade('2026-09-29', bill(0))).toBe('c');
    expect(await grade('2026-09-30', {})).toBe('b');
    expect(await grade('2026-12-29', bill(0))).toBe('b');
    expect(await grade('2026-12-30', {})).toBe('a');
  });

  test('good ones are seen seldom, bad ones often', async () => {
    const visits = async (arrearsDays: number): Promise<string[]> => {
      const night = storyOf(readyMade('inspection-grades'));
      const seen: string[] = [];
      let last = '';
      for (let month = 1; month <= 12; month++)
        for (const day of ['05', '15', '26']) {
          const date = `2026-${String(month).padStart(2, '0')}-${day}`;
          const { C1 } = await night(date, day === '05' ? { customers: [profile], ...bill(arrearsDays) } : {});
          const id = C1?.work['inspection-visit'] ?? last;
          if (id !== last) seen.push(date.slice(0, 7));
          last = id;
        }
      return seen;
    };
    expect(await visits(0)).toHaveLength(1);
    const often = await visits(75);
    expect(often.map((month) => Math.ceil(Number(month.slice(5)) / 3))).toEqual([1, 2, 3, 4]);
  });
});

describe('high-value customers', () => {
  test('spend much, use much data and several services, and are active; all four', async () => {
    const night = storyOf(readyMade('high-value'));
    const use = { dataMb: 40_000, roamingMinutes: 12, voiceMinutes: 100 };
    const decided = await night('2026-11-01', {
      customers: ['all', 'poor', 'dry', 'single', 'idle'].map((customerId) => ({
        customerId,
        status: customerId === 'idle' ? 'suspended' : 'active',
      })),
      billing: bills({ all: 600, poor: 500, dry: 600, single: 600, idle: 600 }),
      usage: [
        { customerId: 'all', ...use },
        { customerId: 'poor', ...use },
        { customerId: 'dry', ...use, dataMb: 100 },
        { customerId: 'single', ...use, roamingMinutes: 0 },
        { customerId: 'idle', ...use },
      ],
    });
    const grades = ['all', 'poor', 'dry', 'single', 'idle'].map((id) => decided[id]?.tiers['high-value']);
    expect(grades).toEqual(['high-value', 'other', 'other', 'other', 'other']);
  });

  test('who came from a competitor is watched, and called where the tier is high or mid, for six months', async () => {
    const night = storyOf(readyMade('high-value'));
    const customers = [
      { customerId: 'new', joinedOn: '2026-09-15', portedIn: 1, creditScore: 900 },
      { customerId: 'small', joinedOn: '2026-09-15', portedIn: 1, creditScore: 300 },
      { customerId: 'old', joinedOn: '2020-09-15', portedIn: 1, creditScore: 900 },
    ];
    const decided = await night('2026-11-01', { customers, billing: bills({ new: 450, small: 20, old: 450 }) });
    const seen = (id: string) => [
      Object.keys(decided[id]?.watch ?? {}),
      // A Sunday: the care call has one of the five working days that follow.
      Object.keys({ ...decided[id]?.work, ...decided[id]?.visits }),
    ];
    expect(seen('new')).toEqual([['new-from-competitor'], ['ported-in-care']]);
    expect(seen('small')).toEqual([['new-from-competitor'], []]);
    expect(seen('old')).toEqual([[], []]);
    expect((await night('2027-03-20')).new?.watch).toEqual({});
  });
});

describe('upkeep', () => {
  test('is chosen by value tier, stage and brand', async () => {
    const night = storyOf(readyMade('three-dimensions'));
    const customers: Row[] = [
      { customerId: 'high', brand: '世界风', joinedOn: '2010-01-01', creditScore: 900 },
      { customerId: 'young', brand: '新势力', joinedOn: '2026-10-02' },
      { customerId: 'light', brand: '如意通', joinedOn: '2020-01-01' },
      { customerId: 'firm', brand: '集团专线', joinedOn: '2020-01-01' },
      { customerId: 'other', joinedOn: '2020-01-01' },
    ];
    const decided = await night('2026-11-01', {
      customers,
      billing: bills({ high: 500, young: 70, light: 20, firm: 90, other: 90 }),
    });
    expect(customers.map(({ customerId }) => decided[String(customerId)]?.upkeep)).toEqual([
      'manager',
      'digital-welcome',
      'low-cost',
      'enterprise-desk',
      'standard',
    ]);
  });
});

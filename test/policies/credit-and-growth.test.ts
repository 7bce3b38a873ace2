import { describe, expect, test } from 'vitest';
import type { Row } from '../score/base.ts';
import { readyMade } from './policy-files.ts';
import { storyOf } from './story.ts';

describe('credit and growth', () => {
  const paid = (charged: number, arrearsDays = 0): Row => ({
    ...{ customerId: 'C1', charged, arrearsDays, arrears: arrearsDays > 0 ? charged : 0 },
  });

  test('who pays late is watched, and is trusted again once bills are paid', async () => {
    const night = storyOf(readyMade('credit-and-growth'));
    const customers = [{ customerId: 'C1', joinedOn: '2023-01-15', creditScore: 620 }];
    const grade = async (date: string, arrearsDays: number): Promise<string | undefined> =>
      (await night(date, { customers, billing: [paid(90, arrearsDays)] })).C1?.tiers.credit;
    expect(await grade('2026-06-01', 0)).toBe('good');
    expect(await grade('2026-07-01', 15)).toBe('fair');
    expect(await grade('2026-08-01', 45)).toBe('watch');
    expect(await grade('2026-09-01', 0)).toBe('fair');
    const later = ['2026-10', '2026-11', '2026-12', '2027-01', '2027-02'];
    const grades: (string | undefined)[] = [];
    for (const month of later) grades.push(await grade(`${month}-01`, 0));
    // Six months without arrears.
    expect(grades).toEqual(['fair', 'fair', 'fair', 'fair', 'good']);
  });

  test('on the black list nobody is trusted, however bills are paid', async () => {
    const night = storyOf(readyMade('credit-and-growth'));
    const customers = [{ customerId: 'C1', joinedOn: '2015-01-15', creditScore: 900, list: 'black' }];
    expect((await night('2026-06-01', { customers, billing: [paid(90)] })).C1?.tiers.credit).toBe('watch');
  });

  test('whose spend rises grows; who pays as agreed besides is a customer to watch for', async () => {
    const night = storyOf(readyMade('credit-and-growth'));
    const customers = [{ customerId: 'C1', joinedOn: '2020-01-15', creditScore: 720 }];
    const seen: (string | undefined)[] = [];
    for (const [month, charged] of [100, 100, 100, 115, 130, 150, 150, 150, 150, 60, 40, 30].entries()) {
      const date = new Date(Date.UTC(2026, month, 1)).toISOString().slice(0, 10);
      const { C1 } = await night(date, { customers, billing: [paid(charged)] });
      seen.push(`${C1?.tiers.growth}${C1?.watch.rising ? ' rising' : ''}`);
    }
    expect(seen.slice(0, 3)).toEqual(['steady', 'steady', 'steady']);
    expect(seen.slice(5, 7)).toEqual(['growing rising', 'growing rising']);
    expect(seen.at(-1)).toBe('shrinking');
  });
});

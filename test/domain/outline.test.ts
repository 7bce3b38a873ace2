import { describe, expect, test } from 'vitest';
import { profileFieldNames } from '../../shared/contracts/feeds/customers.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { profileFields } from '../../shared/domain/facts/facts.ts';
import { outlineOf } from '../../shared/domain/work/outline.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { decideAll, type Given, nightAt, policyWith } from './customer.ts';

const ask = (text: string) => ({ en: text, zh: `${text}？` });
const rules = {
  outline: {
    questions: [
      { name: 'plans', ask: ask('plans'), programmes: ['ad-hoc'] },
      { name: 'brand', ask: ask('brand'), missing: 'brand' as const },
      { name: 'phone', ask: ask('phone'), missing: 'phone' as const },
      { name: 'service', ask: ask('service') },
    ],
    mostQuestions: 2,
    mostPoints: 1,
  },
};
const offer = (name: string) => ({ offer: name, label: ask(name), say: ask('cheaper'), method: 'rule' });
const given = { programme: 'visit', hasCadence: true, knows: () => false, offers: [], promises: [] };

describe('the outline of a visit', () => {
  test('asks what the profile leaves open, in the policy’s order, no more than its most', () => {
    const names = (change: object) => outlineOf(rules, { ...given, ...change })?.questions?.map(({ name }) => name);
    expect(names({})).toEqual(['brand', 'phone']);
    expect(names({ knows: (field: string) => field === 'brand' })).toEqual(['phone', 'service']);
    expect(names({ knows: () => true })).toEqual(['service']);
    expect(names({ programme: 'ad-hoc' })).toEqual(['plans', 'brand']);
    expect(names({ programme: 'ad-hoc', hasCadence: false })).toEqual(['plans']);
    expect(names({ hasCadence: false })).toBeUndefined();
  });

  test('has the best points, and the open promises', () => {
    const all = outlineOf(rules, { ...given, offers: [offer('pack'), offer('ip')], promises: [ask('repair')] });
    expect(all?.points).toEqual([{ en: 'pack: cheaper', zh: 'pack？：cheaper？' }]);
    expect(all?.promises).toEqual([ask('repair')]);
    expect(
      outlineOf(rules, { ...given, hasCadence: false, offers: [offer('pack')], promises: [ask('x')] }),
    ).toBeUndefined();
  });

  test('every field that a question may ask for is read, or at least known to be there or not', () => {
    const read = [...profileFields.words, ...profileFields.numbers, ...profileFields.texts];
    expect(read.filter((name) => !profileFieldNames.includes(name))).toEqual([]);
  });

  test('goes with the work, made of tonight’s profile and bill', () => {
    const policy = policyWith((one: Policy) => {
      const [visit] = [one.programmes['quarterly-visit']];
      one.programmes = { 'quarterly-visit': { ...visit, cadence: { every: 'month' } } as NonNullable<typeof visit> };
      if (one.visits)
        one.visits.outline.questions = one.visits.outline.questions.filter(({ programmes }) => !programmes);
      one.suppress = [];
      delete one.contact;
    });
    const customer: Given = {
      profile: { joinedOn: '2020-01-01', dataLine: 1, phone: '13800001234', segment: 'enterprise' },
      charged: [200],
      dataFee: [160],
    };
    const night = nightAt('2026-10-28T02:00:00+08:00');
    const { work, table, facts, offersAt } = decideAll([customer], null, policy, night);
    const [queued] = work;
    if (!queued) throw new Error('no work');
    const message = workOf(policy, queued, decisionAt(table, 0, policy), facts, night, offersAt(0), [ask('repair')]);
    expect(message.outline?.questions?.map(({ name }) => name)).toEqual(['contractEndsOn', 'channels', 'service']);
    expect(message.outline?.points?.[0]?.en).toMatch(/80 %/);
    expect(message.outline?.promises).toEqual([ask('repair')]);
    expect(message.dueAt).toBe('2026-10-30T10:00:00.000Z');
  });
});

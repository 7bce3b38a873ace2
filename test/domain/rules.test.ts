import { describe, expect, test } from 'vitest';
import { decide, type Given, leaving, newKeyCustomer, nightAt, type Outcome, policyWith } from './customer.ts';

const policy = policyWith();
const night = nightAt();
const decided = (given: Given, previous: Outcome | null = null, at = night, by = policy): Outcome =>
  decide(given, previous, by, at);
const becameOf = ({ candidates }: Outcome): string[] =>
  candidates.map((one) => `${one.programme} ${one.became === 'suppressed' ? one.reason : one.became}`);

describe('the operators’ rules', () => {
  test('who is about to leave becomes work for retention, masked, with the strongest reason first', () => {
    const outcome = decided(leaving);
    expect(becameOf(outcome)).toEqual(['retention queued']);
    expect(outcome.work).toMatchObject({
      kind: 'churn-risk',
      skill: 'retention',
      maskedName: '王**',
      maskedPhone: '138****1234',
      region: 'south',
      managerId: 'A1',
      day: '2026-11-01',
      // Two working days from a Sunday: the first is Monday.
      dueAt: '2026-11-04T10:00:00.000Z',
      priority: outcome.decision.risk.points,
    });
    expect(outcome.decision.reasons[0]?.label).toEqual({
      en: 'Calls fell 97 % against own average',
      zh: '通话较自身均值下降 97%',
    });
    expect(outcome.decision.stage).toBe('warning');
  });

  test('work’s id does not tell whom it is about', () => {
    expect(decided({ ...leaving, customerId: 'C0001234' }).work?.workId).toMatch(/^[0-9a-f]{24}$/);
  });

  test('under 50 a month is the low-cost track: a message, not an agent’s call', () => {
    const { candidates, work } = decided({ ...leaving, charged: [40, 40, 40] });
    expect(candidates).toMatchObject([{ playbook: 'low-cost-message', became: 'queued' }]);
    expect(work).toMatchObject({ channel: 'message', message: { template: 'stay-with-us', language: 'zh' } });
    expect(decided(leaving).work).toMatchObject({ channel: 'call', playbook: 'ask-why' });
  });

  test('the black list and closed subscriptions get no call', () => {
    expect(becameOf(decided({ ...leaving, profile: { list: 'black' } }))).toEqual(['retention black-list']);
    expect(becameOf(decided({ ...leaving, profile: { status: 'closed' } }))).toEqual(['retention closed']);
  });

  test('where the policy lets the black list be called, it comes last', () => {
    const lenient = policyWith((given) => void given.suppress.splice(0));
    expect(decided({ ...leaving, profile: { list: 'black' } }, null, night, lenient).work?.priority).toBe(-1_000_000);
  });

  test('key customers that joined this month are visited, at its last night too, and once', () => {
    const first = decided(newKeyCustomer);
    // The first of November is a Sunday: the visit has Monday as its day.
    expect(first.candidates).toMatchObject([{ programme: 'monthly-visit', became: 'deferred', until: '2026-11-02' }]);
    expect(first.decision.visits).toEqual({ 'monthly-visit': '2026-11-02' });
    const second = decided(newKeyCustomer, first, nightAt('2026-11-02T02:00:00+08:00'));
    expect(becameOf(second)).toEqual(['monthly-visit queued']);
    expect(second.decision.visits).toBeUndefined();
    expect(becameOf(decided(newKeyCustomer, second, nightAt('2026-11-03T02:00:00+08:00')))).toEqual([]);
  });

  test('in the quarter’s last month those that joined earlier are visited; those that join in it get the monthly visit', () => {
    const newest: Given = { ...newKeyCustomer, profile: { dataLine: 1, joinedOn: '2026-12-31' } };
    const on = (day: string, given = newKeyCustomer) =>
      becameOf(decided(given, null, nightAt(`${day}T02:00:00+08:00`)));
    expect(on('2026-11-30')).toEqual([]);
    expect(on('2026-12-01')).toEqual(['quarterly-visit queued']);
    expect(on('2026-12-31')).toEqual(['quarterly-visit queued']);
    expect(on('2027-01-01')).toEqual([]);
    // New Year's Day is a Friday: the visit has Monday as its day.
    const planned = decided(newest, null, nightAt('2027-01-01T02:00:00+08:00'));
    expect(becameOf(planned)).toEqual(['monthly-visit deferred']);
    expect(becameOf(decided(newest, planned, nightAt('2027-01-04T02:00:00+08:00')))).toEqual(['monthly-visit queued']);
  });

  test('who gets a retention call is not visited on top', () => {
    const given: Given = { ...leaving, profile: { dataLine: 1, joinedOn: '2026-10-02' } };
    // A Friday: the day of the visit, too.
    const first = decided(given, null, nightAt('2026-10-30T02:00:00+08:00'));
    expect(becameOf(first)).toEqual(['retention queued', 'monthly-visit merged']);
    expect(becameOf(decided(given, first, nightAt('2026-10-30T03:00:00+08:00')))).toEqual([
      'retention already-open',
      'monthly-visit merged',
    ]);
  });

  test('a new month does not ask again the day after, but does after the pause', () => {
    const first = decided(leaving);
    const second = decided(leaving, first, nightAt('2026-11-02T02:00:00+08:00'));
    expect(becameOf(second)).toEqual(['retention recently-asked']);
    const third = decided(leaving, second, nightAt('2026-11-25T02:00:00+08:00'));
    expect(becameOf(third)).toEqual(['retention queued']);
    expect(third.decision.work.retention).not.toBe(first.decision.work.retention);
  });

  test('held-out customers are the same ones every night, about the share asked for', () => {
    const half = policyWith(({ programmes }) => Object.assign(programmes.retention?.holdOut ?? {}, { share: 0.5 }));
    const heldOut = (now: string) =>
      Array.from({ length: 400 }, (_, index) =>
        becameOf(decided({ ...leaving, customerId: `C${index}` }, null, nightAt(now), half)),
      ).filter(([one]) => one === 'retention heldOut').length;
    expect(heldOut('2026-11-01T02:00:00+08:00')).toBeGreaterThan(150);
    expect(heldOut('2026-11-01T02:00:00+08:00')).toBeLessThan(250);
    expect(heldOut('2026-11-02T02:00:00+08:00')).toBe(heldOut('2026-11-01T02:00:00+08:00'));
  });

  test('a first decision goes to the stage that fits; later nights take one step each', () => {
    expect(decided({ profile: { joinedOn: '2010-01-01' } }).decision.stage).toBe('stable');
    expect(decided({ profile: { joinedOn: '2026-10-01' } }).decision.stage).toBe('identification');
    const young = decided({ profile: { joinedOn: '2026-10-01' } });
    const grown = decided({ profile: { joinedOn: '2010-01-01' } }, young);
    expect([grown.decision.stage, decided({ profile: { joinedOn: '2010-01-01' } }, grown).decision.stage]).toEqual([
      'growth',
      'stable',
    ]);
  });

  test('usage alone gives a decision, a profile alone too', () => {
    const usage = decided({ voiceMinutes: [100, 90, 110], dataMb: [10, 20, 30] }).decision;
    expect(usage).toMatchObject({ tiers: { 'three-dimensions': 'ordinary' }, stage: 'growth', risk: { band: 'low' } });
    expect(usage.reasons.find(({ feature }) => feature === 'arpu')).toMatchObject({
      value: null,
      label: { en: 'Average charge: not known', zh: '月均消费：未知' },
    });
    expect(decided({ profile: {} }).decision.tiers['three-dimensions']).toBe('ordinary');
  });

  test('a value that moves within its bin is not a change, a bin crossed is', () => {
    const contract = (contractEndsOn: string): Given => ({ profile: { joinedOn: '2015-01-01', contractEndsOn } });
    const first = decided(contract('2026-11-25'));
    const next = nightAt('2026-11-02T02:00:00+08:00');
    expect(decided(contract('2026-11-25'), first, next).changed).toBe(false);
    expect(decided(contract('2027-05-25'), first, next).changed).toBe(true);
  });
});

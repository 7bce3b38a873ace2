import { describe, expect, test } from 'vitest';
import { decision as contract, type Decision } from '../../shared/contracts/items/decision.ts';
import { differenceOf } from '../../shared/domain/explain/decision-history.ts';

const label = { en: 'words', zh: '词' };
const plain = contract.parse({
  ...{ version: 1, customerId: 'C1', region: 'south', scores: { value: 60 }, tiers: { value: 'mid' } },
  ...{ tiersSince: { value: '2026-10-31T18:00:00.000Z' }, stage: 'stable', stageSince: '2026-10-31T18:00:00.000Z' },
  ...{ risk: { points: 3, band: 'low' }, keyCustomer: false, work: {}, workSince: {}, policy: 'p', dumps: [] },
  ...{ runId: 'r', decidedAt: '2026-10-31T18:00:00.000Z' },
  reasons: [{ card: 'value', feature: 'arpu', value: 90, points: 24, label }],
});
const decision = (change: Partial<Decision> = {}): Decision => ({ ...plain, ...change });

describe('what a decision says differently', () => {
  test('names what changed and which features moved the points, the greatest first', () => {
    const after = decision({
      ...{ tiers: { value: 'high' }, scores: { value: 80 } },
      reasons: [
        { card: 'value', feature: 'arpu', value: 160, points: 42, label },
        { card: 'value', feature: 'tenureMonths', value: 6, points: 2, label },
      ],
    });
    expect(differenceOf(decision(), after)).toEqual({
      changes: [{ of: 'tier', scheme: 'value', from: 'mid', to: 'high' }],
      why: [
        { card: 'value', feature: 'arpu', from: 24, to: 42, label },
        { card: 'value', feature: 'tenureMonths', from: 0, to: 2, label },
      ],
      scores: [{ card: 'value', from: 60, to: 80 }],
    });
  });

  test('a feature that gives no points any more is named, too', () => {
    expect(differenceOf(decision(), decision({ reasons: [] })).why).toEqual([
      { card: 'value', feature: 'arpu', from: 24, to: 0, label },
    ]);
  });

  test('a value that moves within its bin, another run, another dump are no difference', () => {
    const later = decision({
      ...{ runId: 's', dumps: ['d'], policy: 'q' },
      reasons: [{ card: 'value', feature: 'arpu', value: 95, points: 24, label }],
    });
    expect(differenceOf(decision(), later)).toEqual({ changes: [], why: [], scores: [] });
  });

  test('of a new customer everything is new', () => {
    const { changes, why } = differenceOf(null, decision());
    expect(changes.map(({ of, from, to }) => [of, from, to])).toEqual([
      ['tier', null, 'mid'],
      ['stage', null, 'stable'],
      ['band', null, 'low'],
      ['region', null, 'south'],
      ['keyCustomer', null, 'false'],
    ]);
    expect(why).toEqual([]);
  });
});

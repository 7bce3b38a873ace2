import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunBase } from '../../shared/contracts/run-base.ts';
import { scoreTable } from '../../shared/domain/cards/score-table.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { baseOf, measureTable } from '../../shared/domain/decide/measure.ts';
import { sumCounts } from '../../shared/domain/decide/run-counts.ts';
import { gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import type { Night } from '../../shared/domain/night.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { readSnapshot } from '../../shared/dump/snapshot.ts';
import { decideAll, decisionWith, filesOf, type Given, leaving, nightAt, policyWith } from '../domain/customer.ts';

const policy = policyWith();

/** What a night says of one customer. */
const night = (given: Given, before: Uint8Array | null = null, at = nightAt(), base: RunBase | null = null) => {
  const decided = decideAll([given], before, policy, at, base);
  const decision = decisionAt(decided.table, 0, policy);
  const work = decided.work.map((queued) =>
    workOf(policy, queued, decision, decided.facts, at, decided.offersAt(queued.row)),
  );
  return {
    decision,
    work,
    candidates: decided.candidates.get(0) ?? [],
    counts: decided.counts,
    bytes: decided.bytes,
    changed: decided.changed,
  };
};

describe('fleas and loyal customers', () => {
  const conduct = (given: Given) => night(given).decision.churn?.conduct;
  const joined = (joinedOn: string) => ({ profile: { joinedOn } });

  test.each<[string, Given, string | null]>([
    ['new and in arrears', { ...joined('2026-08-01'), charged: [30, 30], arrearsDays: [0, 12] }, 'flea'],
    ['new, with a burst', { ...joined('2026-07-01'), charged: [30, 30, 90], arrearsDays: [0, 0, 0] }, 'flea'],
    ['new, paid on time', { ...joined('2026-08-01'), charged: [30, 30], arrearsDays: [0, 0] }, null],
    ['old, cheap, paid on time', { ...joined('2020-01-01'), charged: [20, 20], arrearsDays: [0, 0] }, 'loyal'],
    ['old, cheap, in arrears', { ...joined('2020-01-01'), charged: [20, 20], arrearsDays: [0, 40] }, null],
    ['old and dear', { ...joined('2020-01-01'), charged: [120, 120], arrearsDays: [0, 0] }, null],
    ['low ARPU alone', { charged: [20, 20] }, null],
    ['nothing known', {}, null],
  ])('%s: %s', (_, given, expected) => {
    expect(conduct(given)).toBe(expected);
  });

  test('a flea at risk is not called, nor is who spends less than 50; each is told why', () => {
    const flea = { ...leaving, profile: { ...leaving.profile, joinedOn: '2026-08-01' }, arrearsDays: [0, 12] };
    expect(night(flea).candidates).toMatchObject([
      { programme: 'retention', became: 'suppressed', reason: 'minimum-service' },
    ]);
    const cheap = { ...leaving, charged: [20, 20, 20, 20] };
    expect(night(cheap).decision.churn?.track).toBe('low-cost');
    expect(night(cheap).candidates).toMatchObject([
      { programme: 'retention', playbook: 'low-cost-message', became: 'queued' },
    ]);
    expect(night(leaving).decision.churn?.track).toBe('agent-call');
  });
});

describe('why customers leave', () => {
  test.each<[string, Given, string, string]>([
    ['arrears of a new customer', { profile: { joinedOn: '2026-08-01' }, arrearsDays: [9] }, 'malicious', 'system'],
    ['calls to a competitor', { competitorCalls: [2], complaints: [3] }, 'competitive', 'competitor'],
    ['a refund in dispute', { refundDisputes: [1] }, 'negligent', 'employee'],
    ['complaints', { complaints: [2] }, 'negligent', 'service'],
    ['faults', { faults: [2] }, 'negligent', 'system'],
    [
      'the end of the contract',
      { profile: { ...leaving.profile, contractEndsOn: '2026-11-10' } },
      'competitive',
      'price',
    ],
    ['less data', {}, 'natural', 'product-mismatch'],
    ['less of everything', { dataMb: [] }, 'natural', 'value'],
  ])('%s', (_, given, kind, cause) => {
    expect(night({ ...leaving, ...given }).decision.churn).toMatchObject({ kind, cause });
  });

  test('nobody asks of who is not at risk', () => {
    const { churn } = night({ charged: [80, 80], complaints: [3], satisfaction: [5] }).decision;
    expect(churn).toMatchObject({ reason: null, kind: null, cause: null });
    expect(churn?.probability).toBeGreaterThan(0);
  });

  test('the agent reads it with the work', () => {
    const [work] = night({ ...leaving, competitorCalls: [2] }).work;
    expect(work?.churn).toMatchObject({
      reason: { reason: { zh: '联系竞争对手或携转热线' }, kind: { zh: '竞争离网' }, cause: { zh: '竞争对手' } },
      conduct: null,
    });
  });
});

describe('what is at stake', () => {
  test('lifetime value times probability, to the hundredth', () => {
    const { churn } = night(leaving).decision;
    expect(churn?.valueAtRisk).toBeCloseTo((churn?.lifetimeValue ?? 0) * (churn?.probability ?? 0), 2);
    expect(churn?.lifetimeValue).toBeGreaterThan(0);
  });

  test('an unknown charge has no value, a refund is worth nothing', () => {
    expect(night({ voiceMinutes: [5] }).decision.churn).toMatchObject({ lifetimeValue: null, valueAtRisk: null });
    expect(night({ charged: [-50, -60] }).decision.churn).toMatchObject({ lifetimeValue: 0, valueAtRisk: 0 });
  });

  test('is counted by tier and region, and adds up to the same however customers are put together', () => {
    const customers = Array.from(
      { length: 12 },
      (_, index): Given => ({
        ...leaving,
        customerId: `C${String(index).padStart(2, '0')}`,
        profile: { region: index % 2 ? 'south' : 'north' },
        charged: [40 + index * 37.13, 41.11],
      }),
    );
    const whole = decideAll(customers, null, policy, nightAt());
    const parts = [0, 1, 2].map((part) =>
      decideAll(
        customers.filter((_, index) => index % 3 === part),
        null,
        policy,
        nightAt(),
      ),
    );
    const sums = (list: typeof parts) => sumCounts(list.map(({ counts }) => counts)).valueAtRisk;
    expect(sums(parts.toReversed())).toEqual(sumCounts([whole.counts]).valueAtRisk);
    const told = whole.snapshot.reduce(
      (sum, row) => sum + (decisionAt(whole.table, row, policy).churn?.valueAtRisk ?? 0),
      0,
    );
    const counted = Object.values(whole.counts.valueAtRisk ?? {}).reduce((sum, one) => sum + one, 0);
    expect(counted).toBe(Math.round(told * 100));
  });
});

describe('former customers', () => {
  const status = (word: string, given: Given = leaving): Given => ({
    ...given,
    profile: { ...given.profile, status: word },
  });
  /** A customer of the highest tier, from the first night to the last. */
  const good: Given = {
    profile: { joinedOn: '2015-01-01', region: 'south', creditScore: 800, status: 'active' },
    charged: [300, 300, 300, 300],
    voiceMinutes: [300, 310, 290, 300],
  };
  /** The night after a day, with the facts of a customer who stopped in October. */
  const on = (day: string) => nightAt(`${day}T02:00:00+08:00`);
  const gone = (months: number, closed = 'closed'): Given =>
    status(closed, {
      ...good,
      charged: [...(good.charged ?? []), ...Array.from({ length: months }, () => null)],
      voiceMinutes: [...(good.voiceMinutes ?? []), ...Array.from({ length: months }, () => null)],
    });
  const first = night(good, null, on('2026-11-01'));
  const second = night(gone(1), first.bytes, on('2026-12-01'));

  test('who is gone is kept, with the tier of before and the day of the last use', () => {
    expect(first.decision.former).toBeUndefined();
    expect(second.decision.former).toEqual({
      on: '2026-10-31',
      tier: 'high',
      charge: 300,
      kind: null,
      cause: null,
      back: null,
    });
    expect(second.counts.former).toBe(1);
  });

  test('the entry stays as it was, and is no reason to write the decision again', () => {
    const third = night(gone(1), second.bytes, on('2026-12-02'));
    expect(third.decision.former).toEqual(second.decision.former);
    expect(decisionWith(third.decision, { dumps: [] })).toMatchObject({ former: second.decision.former });
  });

  test('90 days after leaving an agent asks why; before that, nobody', () => {
    expect(second.candidates).toEqual([]);
    const early = night(gone(3), second.bytes, on('2027-01-29'));
    expect(early.work).toEqual([]);
    const due = night(gone(3), early.bytes, on('2027-01-30'));
    expect(due.work.map(({ programme }) => programme)).toEqual(['win-back']);
    const again = night(gone(3), due.bytes, on('2027-01-31'));
    expect(again.candidates).toMatchObject([{ programme: 'win-back', became: 'suppressed', reason: 'already-open' }]);
  });

  test('who came back is not won back', () => {
    const back = night(
      status('active', { ...good, charged: [300, 300, 300, 300, null, null, 300] }),
      second.bytes,
      on('2027-02-01'),
    );
    expect(back.decision.former?.back).toBe('2027-01-31');
    expect(back.candidates).toMatchObject([{ programme: 'win-back', became: 'suppressed', reason: 'came-back' }]);
    expect(back.counts.former).toBe(0);
  });

  test('who left in bad faith, or was of little value, is not asked back', () => {
    const owing = { ...good, profile: { ...good.profile, joinedOn: '2026-08-01' }, arrearsDays: [30], complaints: [3] };
    const before = night({ ...owing, competitorCalls: [3], satisfaction: [1] }, null, on('2026-11-01'));
    expect(before.decision.churn?.kind).toBe('malicious');
    const left = night(gone(1), before.bytes, on('2026-12-01'));
    expect(left.decision.former).toMatchObject({ kind: 'malicious' });
    const due = night(gone(3), left.bytes, on('2027-01-31'));
    const expected =
      left.decision.former?.tier === 'ordinary'
        ? []
        : [{ programme: 'win-back', became: 'suppressed', reason: 'malicious-churn' }];
    expect(due.candidates).toMatchObject(expected);
    expect(left.decision.former?.tier).not.toBe('ordinary');
  });

  test('who is heard of no more has left, too, without a profile that says so', () => {
    const silent = night({ profile: null, charged: [300, 300, null, null, null, null] }, null, on('2026-11-01'));
    expect(silent.decision.former).toMatchObject({ on: '2026-06-30', back: null });
  });
});

describe('behaviour segments and offers of a night', () => {
  const customers = Array.from({ length: 60 }, (_, index): Given => {
    const spends = index % 2 === 0 ? 30 : 400;
    return {
      ...leaving,
      customerId: `C${String(index).padStart(3, '0')}`,
      charged: [spends, spends, spends + index / 10],
      longDistanceFee: [0, 0, index % 4 === 0 ? spends : 0],
    };
  });
  /** The base of these customers, measured in some shards. */
  const measured = (at: Night, shards: number, last: RunBase | null = null) => {
    const run = { night: at, shards, last };
    const parts = Array.from({ length: shards }, (_, shard) => {
      const some = customers.filter((_, index) => index % shards === shard);
      return measureTable(policy, scoreTable(policy, gatherFacts(filesOf(some, at.months), at.months), at), run);
    });
    return baseOf(policy, parts, run);
  };

  test('every decision carries the segment and the method that made it', () => {
    const at = nightAt();
    const base = measured(at, 3);
    const { table, counts } = decideAll(customers, null, policy, at, base);
    const behaviours = customers.map((_, row) => decisionAt(table, row, policy).behaviour);
    expect(new Set(behaviours.map((behaviour) => behaviour?.method))).toEqual(new Set([base?.segments?.method]));
    expect(Object.values(counts.behaviours ?? {}).reduce((sum, count) => sum + count, 0)).toBe(customers.length);
    const ofKind = (kind: number) =>
      new Set(behaviours.filter((_, row) => row % 2 === kind).map((one) => one?.segment));
    expect(ofKind(0).isDisjointFrom(ofKind(1))).toBe(true);
  });

  test('the base is the same however many shards measured it', () => {
    expect(measured(nightAt(), 4)).toEqual(measured(nightAt(), 1));
  });

  test('without a base there are no segments, and direct offers still', () => {
    const { decision, work } = night({ ...leaving, longDistanceFee: [0, 60, 60, 60] });
    expect(decision.behaviour).toBeUndefined();
    expect(work[0]?.offers?.map(({ offer }) => offer)).toContain('ip-long-distance');
    expect(work[0]?.offers?.[0]?.say.zh).toMatch(/^长途费占账单 \d+%/);
  });

  test('new segments a month later, and a new method, are no reason to write everybody again', () => {
    const at = nightAt('2026-11-01T02:00:00+08:00');
    const base = measured(at, 2);
    const first = decideAll(customers, null, policy, at, base);
    const model = base?.segments;
    if (!base || !model) throw new Error('segments were found');
    const renamed = { ...base, segments: { ...model, method: 'k-means-another' } };
    const { changed, table } = decideAll(customers, first.bytes, policy, nightAt('2026-11-02T02:00:00+08:00'), renamed);
    expect(decisionAt(table, 0, policy).behaviour?.method).toBe('k-means-another');
    const moved = changed.filter(
      (row) =>
        decisionAt(table, row, policy).behaviour?.segment !== decisionAt(first.table, row, policy).behaviour?.segment,
    );
    expect(moved).toEqual([]);
  });
});

test('whatever the facts, nothing is NaN, and the snapshot says the same', () => {
  const series = fc.array(fc.oneof(fc.double({ min: -1e4, max: 1e5, noNaN: true }), fc.constant(null)), {
    maxLength: 6,
  });
  const given = fc.record({
    profile: fc.option(
      fc.record({
        status: fc.constantFrom(null, 'active', 'closed'),
        joinedOn: fc.constantFrom(null, '2031-01-01', '2019-05-05'),
        region: fc.constantFrom(null, 'nowhere@all'),
      }),
    ),
    charged: series,
    voiceMinutes: series,
    longDistanceFee: series,
    arrearsDays: series,
  });
  fc.assert(
    fc.property(given, (facts) => {
      const { table, bytes, counts } = decideAll([facts as Given], null, policy, nightAt());
      const decision = decisionAt(table, 0, policy);
      const numbers = [
        decision.churn?.probability,
        decision.churn?.lifetimeValue,
        decision.churn?.valueAtRisk,
        ...Object.values(counts.valueAtRisk ?? {}),
      ];
      for (const number of numbers) expect(number === null || Number.isFinite(number)).toBe(true);
      expect(decisionAt(readSnapshot(bytes), 0, policy)).toEqual(decision);
    }),
    { numRuns: 60 },
  );
});

import { describe, expect, test } from 'vitest';
import {
  type GuardLook,
  type GuardState,
  guardLook,
  guardState,
  harmGuardPolicy,
} from '../../shared/contracts/harm-guard.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { evidenceOf, look, newGuard, resume } from '../../shared/domain/work/guard/harm-guard.ts';
import { normalQuantile } from '../../shared/domain/work/guard/normal-quantile.ts';
import { uplift } from '../../shared/domain/work/guard/uplift.ts';
import { seeded } from '../notify/factories.ts';

const guard = harmGuardPolicy.parse({});

describe('uplift', () => {
  // Newcombe 1998, table II, method 10: differences of 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20 and 5/56 - 0/29.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ])('%i of %i against %i of %i', (stayed, customers, others, all, low, high) => {
    const found = uplift({ customers, stayed }, { customers: all, stayed: others }, 0.95);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
    expect(found?.uplift).toBeCloseTo(stayed / customers - others / all, 10);
  });

  test('nothing is known where a group is empty: nobody held out, or everybody', () => {
    expect(uplift({ customers: 0, stayed: 0 }, { customers: 9, stayed: 9 }, 0.95)).toBeNull();
    expect(uplift({ customers: 9, stayed: 9 }, { customers: 0, stayed: 0 }, 0.95)).toBeNull();
  });

  test('more stayed than there were is refused', () => {
    expect(() => uplift({ customers: 5, stayed: 6 }, { customers: 5, stayed: 5 }, 0.95)).toThrow('6 of 5 cannot');
  });

  test('the interval holds the true uplift in about 95 of 100 samples', () => {
    const random = seeded(5);
    const draw = (customers: number, share: number) => ({
      customers,
      stayed: Array.from({ length: customers }, () => random() < share).filter(Boolean).length,
    });
    let holds = 0;
    for (let run = 0; run < 2_000; run++) {
      const found = uplift(draw(300, 0.96), draw(40, 0.93), 0.95);
      if (found && found.low <= 0.03 && found.high >= 0.03) holds++;
    }
    expect(holds / 2_000).toBeGreaterThan(0.93);
    expect(holds / 2_000).toBeLessThan(0.985);
  });

  test('normal quantiles', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 6);
    expect(() => normalQuantile(1)).toThrow('no normal quantile');
  });
});

const seenOn = (day: string, contacted: [number, number], heldOut: [number, number]): GuardLook =>
  guardLook.parse({
    at: `${day}T18:00:00Z`,
    bands: {
      high: {
        contacted: { atRisk: contacted[0], left: contacted[1] },
        heldOut: { atRisk: heldOut[0], left: heldOut[1] },
      },
    },
  });

/** Leavers of a group since the last look, by inversion: a few of some hundreds. */
const leavers = (atRisk: number, hazard: number, random: () => number): number => {
  let chance = (1 - hazard) ** atRisk;
  let left = 0;
  for (let level = random(); level > chance && left < atRisk; left++) {
    level -= chance;
    chance *= ((atRisk - left) / (left + 1)) * (hazard / (1 - hazard));
  }
  return left;
};

/** A playbook of 180 nights: 40 new candidates a night, 1 in 5 held out, 3 % of those left alone leave a month. */
const simulate = (seed: number, hazardRatio: number, share = 0.2, nights = 180): GuardState => {
  const random = seeded(seed);
  const hazard = 1 - 0.97 ** (1 / 30);
  const groups = { contacted: 0, heldOut: 0 };
  let state = newGuard(guard);
  for (let night = 0; night < nights && state.status === 'running'; night++) {
    for (let one = 0; one < 40; one++) groups[random() < share ? 'heldOut' : 'contacted']++;
    const left = [
      leavers(groups.contacted, hazard * hazardRatio, random),
      leavers(groups.heldOut, hazard, random),
    ] as const;
    const day = addDays('2026-01-01', night);
    state = look(state, seenOn(day, [groups.contacted, left[0]], [groups.heldOut, left[1]]), guard);
    groups.contacted -= left[0];
    groups.heldOut -= left[1];
  }
  return state;
};
const runs = 1_000;
const stoppedShare = (hazardRatio: number, share?: number): number => {
  let stopped = 0;
  for (let run = 0; run < runs; run++) if (simulate(run + 1, hazardRatio, share).status === 'stopped') stopped++;
  return stopped / runs;
};

describe('the harm guard, over 1,000 simulated playbooks of 180 nights each', () => {
  // Three standard errors of a share of 5 % in 1,000 runs.
  const tolerance = 3 * Math.sqrt((guard.alpha * (1 - guard.alpha)) / runs);

  test('one that changes nothing is stopped in no more than alpha of the runs, though looked at every night', () => {
    const share = stoppedShare(1);
    expect(share).toBeLessThanOrEqual(guard.alpha + tolerance);
  });

  test('one that helps is hardly ever stopped', () => {
    const share = stoppedShare(0.7);
    expect(share).toBeLessThanOrEqual(0.01);
  });

  test.each([
    [2, 0.99],
    [1.5, 0.85],
  ])('one whose customers leave %f times as often is stopped in at least %f of the runs', (hazardRatio, power) => {
    const share = stoppedShare(hazardRatio);
    expect(share).toBeGreaterThanOrEqual(power);
  });

  test('a hold-out of 2 % keeps the error rate, too: only harm is found later', () => {
    const share = stoppedShare(1, 0.02);
    expect(share).toBeLessThanOrEqual(guard.alpha + tolerance);
  });
});

describe('the harm guard', () => {
  const harmful = () => {
    let state = newGuard(guard);
    for (let night = 0; state.status === 'running' && night < 100; night++)
      state = look(state, seenOn(addDays('2026-01-01', night), [1_000, 12], [250, 1]), guard);
    return state;
  };

  test('the evidence of one look is the mean over hazard ratios of r^x / E[r^X], by hand', () => {
    // One of two at risk left, the contacted one: X is 0 or 1 with even chances, so the mean of r^X is (1 + r) / 2.
    const state = look(newGuard(guard), seenOn('2026-01-01', [1, 1], [1, 0]), guard);
    const byHand = guard.hazardRatios.map((ratio) => ratio / ((1 + ratio) / 2));
    expect(evidenceOf(state)).toBeCloseTo(byHand.reduce((sum, one) => sum + one, 0) / byHand.length, 12);
  });

  test('the mean of the evidence over all that may happen in a look is 1 if contact changes nothing', () => {
    // 3 of 7 left; 4 were contacted: X is hypergeometric with weights C(4,x) C(3,3-x) of C(7,3) = 35.
    const weights = [1, 12, 18, 4];
    const mean = weights.reduce((sum, weight, left) => {
      const seen = seenOn('2026-01-01', [4, left], [3, 3 - left]);
      return sum + (weight / 35) * evidenceOf(look(newGuard(guard), seen, guard));
    }, 0);
    expect(mean).toBeCloseTo(1, 12);
  });

  test('a night without leavers, without anybody, or with one group only, says nothing', () => {
    let state = newGuard(guard);
    state = look(state, seenOn('2026-01-01', [0, 0], [0, 0]), guard);
    state = look(state, seenOn('2026-01-02', [500, 0], [100, 0]), guard);
    state = look(state, seenOn('2026-01-03', [500, 60], [0, 0]), guard);
    state = look(state, seenOn('2026-01-04', [0, 0], [100, 20]), guard);
    expect(evidenceOf(state)).toBeCloseTo(1, 12);
    expect(state.looks).toBe(4);
  });

  test('the same look twice, or an older one late, counts once', () => {
    const first = look(newGuard(guard), seenOn('2026-01-02', [100, 9], [100, 1]), guard);
    expect(look(first, seenOn('2026-01-02', [100, 9], [100, 1]), guard)).toBe(first);
    expect(look(first, seenOn('2026-01-01', [100, 9], [100, 1]), guard)).toBe(first);
  });

  test('a stopped playbook stays stopped until an operator resumes it, and stops again if it goes on doing harm', () => {
    const stopped = harmful();
    expect(stopped).toMatchObject({ status: 'stopped' });
    expect(stopped.stopped?.evidence).toBeGreaterThanOrEqual(1 / guard.alpha);
    expect(look(stopped, seenOn('2026-06-01', [1_000, 0], [250, 25]), guard).status).toBe('stopped');
    const word = { at: '2026-06-02T01:00:00Z', by: 'li.na', why: 'the script was changed' };
    const again = resume(stopped, word);
    expect([again.status, evidenceOf(again), again.resumed]).toEqual(['running', 1, [word]]);
    expect(resume(again, word)).toBe(again);
    let state = again;
    for (let night = 0; night < 100; night++)
      state = look(state, seenOn(addDays('2026-06-03', night), [1_000, 12], [250, 1]), guard);
    expect(state.status).toBe('stopped');
  });

  test('its state survives storage, and large nights do not overflow', () => {
    const state = look(newGuard(guard), seenOn('2026-01-01', [2_000_000, 60_000], [500_000, 15_000]), guard);
    expect(guardState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(Number.isFinite(evidenceOf(state))).toBe(true);
  });

  test('what cannot be is refused', () => {
    expect(() => seenOn('2026-01-01', [10, 11], [5, 0])).toThrow('more customers left than were there');
    expect(harmGuardPolicy.safeParse({ hazardRatios: [0.9] }).error?.issues[0]?.message).toContain('above 1');
  });

  test('bands are not mixed: a playbook that contacts mostly those who leave anyway does no harm by that', () => {
    // 1 in 10 of the high band leaves and 1 in 100 of the low one, contacted or not; the high band is hardly held out.
    const bands = {
      high: { contacted: { atRisk: 900, left: 90 }, heldOut: { atRisk: 100, left: 10 } },
      low: { contacted: { atRisk: 100, left: 1 }, heldOut: { atRisk: 900, left: 9 } },
    };
    const all = { contacted: { atRisk: 1_000, left: 91 }, heldOut: { atRisk: 1_000, left: 19 } };
    const at = '2026-01-01T18:00:00Z';
    expect(evidenceOf(look(newGuard(guard), { at, bands }, guard))).toBeLessThan(1);
    expect(evidenceOf(look(newGuard(guard), { at, bands: { all } }, guard))).toBeGreaterThan(1_000);
  });

  test('other hazard ratios in the policy begin the evidence anew; a stopped playbook stays stopped', () => {
    const other = { ...guard, hazardRatios: [2] };
    const first = look(newGuard(guard), seenOn('2026-01-01', [100, 9], [100, 1]), guard);
    const second = look(first, seenOn('2026-01-02', [91, 0], [99, 0]), other);
    expect([second.looks, evidenceOf(second), second.hazardRatios]).toEqual([1, 1, [2]]);
    expect(look(harmful(), seenOn('2026-06-01', [90, 0], [90, 0]), other).status).toBe('stopped');
  });
});

import { describe, expect, test } from 'vitest';
import { type GuardReport, guardReport } from '../../shared/contracts/guard-report.ts';
import { harmGuardPolicy } from '../../shared/contracts/harm-guard.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { lintPolicy } from '../../shared/domain/policy/lint-policy.ts';
import type { ArmCounts } from '../../shared/domain/work/guard/arm-counts.ts';
import { type ArmColumns, type Drawn, followArms } from '../../shared/domain/work/guard/arms.ts';
import {
  guardsAfter,
  guardsBefore,
  newlyStopped,
  stoppedOf,
  wordsThatCount,
} from '../../shared/domain/work/guard/guard-night.ts';
import { seeded } from '../notify/factories.ts';
import { defaultPolicy } from '../score/base.ts';

const policy = harmGuardPolicy.parse({});
const share = 0.3;
const customers = 1_200;
const band = { codes: new Int32Array(customers), values: ['high'] };

/**
 * An operator's nights from the draw to the report, a week apart: 100 new candidates a night, and each customer leaves with
 * the chance of the group that she is in. A stopped playbook draws nobody.
 *
 * @param hazardRatio how often contacted customers leave, relative to those left alone, 3 % of whom leave a week
 */
const simulate = (seed: number, hazardRatio: number, nights = 20) => {
  const random = seeded(seed);
  const gone = new Uint8Array(customers);
  const isHeldOut = Array.from({ length: customers }, () => random() < share);
  const isDrawn = new Uint8Array(customers);
  let [before, last]: [Partial<ArmColumns>, GuardReport | null] = [{}, null];
  let asked = 0;
  for (let night = 0; night < nights; night++) {
    const now = `${addDays('2026-01-01', night * 7)}T18:00:00.000Z`;
    for (let row = 0; row < asked; row++) {
      const isContacted = isDrawn[row] === 1 && !isHeldOut[row];
      if (random() < 0.03 * (isContacted ? hazardRatio : 1)) gone[row] = 1;
    }
    const guards = guardsBefore(last, []);
    const drawn: Drawn[] = [];
    for (const end = Math.min(customers, asked + 100); asked < end; asked++) {
      if (stoppedOf(guards).has('call')) continue;
      isDrawn[asked] = 1;
      drawn.push({ row: asked, playbook: 'call', arm: isHeldOut[asked] ? 'heldOut' : 'contacted' });
    }
    const counts: ArmCounts = {};
    before = followArms(
      {
        ...{ now, before, drawn, band, saltOf: () => 's', isDecided: new Uint8Array(customers).fill(1) },
        ...{ hasLeft: (row) => gone[row] === 1, followDays: policy.followDays },
      },
      counts,
    );
    // As it is stored between two nights.
    const report = guardsAfter(`run-${night}`, now, guards, counts, new Map([['call', share]]), policy);
    last = guardReport.parse(JSON.parse(JSON.stringify(report)));
  }
  return last as GuardReport;
};

const runs = 300;
const simulated = (hazardRatio: number) => {
  const reports = Array.from({ length: runs }, (_, seed) => simulate(seed + 1, hazardRatio).playbooks.call);
  return {
    stopped: reports.filter((one) => one?.state.status === 'stopped').length / runs,
    uplift: reports.map((one) => one?.uplift?.uplift ?? Number.NaN).reduce((sum, one) => sum + one, 0) / runs,
    covers: (truth: number) =>
      reports.filter((one) => one?.uplift && one.uplift.low <= truth && one.uplift.high >= truth).length / runs,
  };
};

describe(`from the draw to the report, over ${runs} simulated playbooks of 20 weekly looks`, () => {
  test('a harmful one (twice as many leave) is stopped in more than 90 of 100', () => {
    expect(simulated(2).stopped).toBeGreaterThan(0.9);
  });

  test('one that changes nothing is stopped in no more than alpha, and its interval holds 0 in 95 of 100', () => {
    const { stopped, uplift, covers } = simulated(1);
    const tolerance = 3 * Math.sqrt((policy.alpha * (1 - policy.alpha)) / runs);
    expect(stopped).toBeLessThanOrEqual(policy.alpha + tolerance);
    expect(Math.abs(uplift)).toBeLessThan(0.01);
    expect(covers(0)).toBeGreaterThan(0.95 - tolerance);
  });

  test('a good one (a third fewer leave) is never stopped, and the report says that it keeps customers', () => {
    const { stopped, uplift } = simulated(0.67);
    expect(stopped).toBeLessThanOrEqual(0.01);
    expect(uplift).toBeGreaterThan(0.03);
  });
});

describe('a night of the guard', () => {
  const at = (day: number) => `${addDays('2026-01-01', day)}T18:00:00.000Z`;
  const counts = (contacted: [number, number], heldOut: [number, number]): ArmCounts => ({
    ...{ 'call@high@contacted@customers': 2_000, 'call@high@contacted@stayed': 2_000 - contacted[1] },
    ...{ 'call@high@contacted@atRisk': contacted[0], 'call@high@contacted@left': contacted[1] },
    ...{ 'call@high@heldOut@customers': 500, 'call@high@heldOut@stayed': 500 - heldOut[1] },
    ...{ 'call@high@heldOut@atRisk': heldOut[0], 'call@high@heldOut@left': heldOut[1] },
  });
  const shares = new Map([['call', 0.2]]);
  const look = (last: GuardReport | null, day: number, words: Parameters<typeof guardsBefore>[1] = []) =>
    guardsAfter(`r${day}`, at(day), guardsBefore(last, words), counts([2_000, 90], [500, 5]), shares, policy);

  test('says once that a playbook was stopped, and an operator’s word for that stop alone resumes it', () => {
    const stopped = look(null, 1);
    expect(newlyStopped(guardsBefore(null, []), stopped)).toEqual(['call']);
    const next = look(stopped, 2);
    expect([...stoppedOf(guardsBefore(stopped, []))]).toEqual(['call']);
    expect(newlyStopped(guardsBefore(stopped, []), next)).toEqual([]);

    const word = { version: 1 as const, playbook: 'call', at: at(3), by: 'li.na', why: 'a new script' };
    const old = { ...word, stoppedAt: at(0) };
    const right = { ...word, stoppedAt: at(1) };
    expect(wordsThatCount(next, [old, right])).toEqual([right]);
    expect(stoppedOf(guardsBefore(next, [old])).size).toBe(1);
    const resumed = guardsBefore(next, [right]);
    expect(stoppedOf(resumed).size).toBe(0);
    expect(resumed.get('call')?.resumed).toEqual([{ at: at(3), by: 'li.na', why: 'a new script' }]);
    // The same word again, once the guard has stopped anew, is about the stop before.
    const again = look(next, 4, [right]);
    expect(again.playbooks.call?.state.stopped?.at).toBe(at(4));
    expect(wordsThatCount(again, [right])).toEqual([]);
  });

  test('looks once a run: of two workers who close the same run both write the same', () => {
    expect(look(look(null, 1), 1)).toEqual(look(null, 1));
  });

  test('where everybody is held out, or nobody, it says so and divides by nothing', () => {
    const only = (arm: string): ArmCounts => ({
      [`call@high@${arm}@customers`]: 50,
      [`call@high@${arm}@stayed`]: 40,
      [`call@high@${arm}@atRisk`]: 50,
      [`call@high@${arm}@left`]: 10,
    });
    const report = (shared: number, given: ArmCounts) =>
      guardsAfter('r', at(1), new Map(), given, new Map([['call', shared]]), policy).playbooks.call;
    expect(report(1, only('heldOut'))).toMatchObject({ uplift: null, note: 'all-held-out', evidence: 1 });
    expect(report(0, {})).toMatchObject({ uplift: null, note: 'no-hold-out', evidence: 1 });
    expect(report(0.5, only('contacted'))).toMatchObject({ uplift: null, note: 'too-early', evidence: 1 });
  });

  test('a playbook that the policy has no more stays known, and stopped', () => {
    const gone = guardsAfter('r2', at(2), guardsBefore(look(null, 1), []), {}, new Map(), policy).playbooks.call;
    expect(gone).toMatchObject({ note: 'not-in-policy', uplift: null, state: { status: 'stopped' } });
  });
});

test('a draft that holds everybody out is warned of, with the place', () => {
  const draft = structuredClone(defaultPolicy);
  const retention = draft.programmes.retention;
  if (retention) retention.holdOut = { share: 1, salt: 's' };
  const trial = {
    ...{ measured: { customers: 0, features: {}, slots: {} }, tiers: {}, candidates: {}, roster: undefined },
    ...{ windowMonths: 12, base: null },
  };
  const warnings = lintPolicy(draft, trial).filter(({ code }) => code === 'all-held-out');
  expect(warnings.map(({ path, words }) => [path, words.en])).toEqual([
    ['programmes.retention.holdOut.share', 'everybody is held out: nobody is contacted'],
  ]);
});

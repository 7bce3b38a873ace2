import { describe, expect, test } from 'vitest';
import type { ArmCounts } from '../../shared/domain/work/guard/arm-counts.ts';
import { countedOf } from '../../shared/domain/work/guard/arm-counts.ts';
import { type ArmColumns, type ArmNight, type Drawn, followArms } from '../../shared/domain/work/guard/arms.ts';

const band = { codes: new Int32Array(4), values: ['high'] };
const night = (given: Partial<ArmNight> & { now: string }): ArmNight => ({
  before: {},
  drawn: [],
  saltOf: () => 's@1',
  band,
  isDecided: new Uint8Array(4).fill(1),
  hasLeft: () => false,
  followDays: 30,
  ...given,
});
const drawn: Drawn[] = [
  { row: 0, playbook: 'call', arm: 'contacted' },
  { row: 1, playbook: 'call', arm: 'contacted' },
  { row: 2, playbook: 'call', arm: 'heldOut' },
];
const first = (): ArmColumns => followArms(night({ now: '2026-01-01T18:00:00.000Z', drawn }), {});
const follow = (given: Partial<ArmNight> & { now: string }) => {
  const counts: ArmCounts = {};
  const columns = followArms(night({ before: first(), ...given }), counts);
  return { columns, ...countedOf(counts, 'call') };
};
const group = (customers: number, stayed: number) => ({ customers, stayed });

describe('those drawn', () => {
  test('are followed from the night after the draw, in the band and group that they were drawn into', () => {
    const counts: ArmCounts = {};
    followArms(night({ now: '2026-01-01T18:00:00.000Z', drawn }), counts);
    expect(counts).toEqual({});
    const { look, bands } = follow({
      now: '2026-01-02T18:00:00.000Z',
      band: { codes: new Int32Array(4), values: ['low'] },
      hasLeft: (row) => row === 1,
    });
    expect(look).toEqual({ high: { contacted: { atRisk: 2, left: 1 }, heldOut: { atRisk: 1, left: 0 } } });
    expect(bands).toEqual({ high: { contacted: group(2, 1), heldOut: group(1, 1) } });
  });

  test('leave once: whoever is gone is at risk no more, and back again is still counted as gone', () => {
    const { columns } = follow({ now: '2026-01-02T18:00:00.000Z', hasLeft: (row) => row === 1 });
    for (const hasLeft of [(row: number) => row === 1, () => false]) {
      const { look, bands } = follow({ now: '2026-01-03T18:00:00.000Z', before: columns, hasLeft });
      expect(look.high).toEqual({ contacted: { atRisk: 1, left: 0 }, heldOut: { atRisk: 1, left: 0 } });
      expect(bands.high?.contacted).toEqual(group(2, 1));
    }
  });

  test('are drawn once: the next night’s draw changes neither group nor instant', () => {
    const before = first();
    const again = drawn.map((one) => ({ ...one, arm: 'heldOut' as const, playbook: 'other' }));
    expect(follow({ now: '2026-01-02T18:00:00.000Z', drawn: again }).columns).toEqual({
      ...before,
      since: { ...before.since, values: ['2026-01-01T18:00:00.000Z'] },
    });
  });

  test('are followed for so many days; then they have stayed', () => {
    const late = follow({ now: '2026-01-31T18:00:00.001Z', hasLeft: () => true });
    expect(late.look.high?.contacted).toEqual({ atRisk: 0, left: 0 });
    expect(late.bands.high?.contacted).toEqual(group(2, 2));
    expect(follow({ now: '2026-01-31T18:00:00.000Z', hasLeft: () => true }).look.high?.contacted.left).toBe(2);
  });

  test('who is not decided tonight is not looked at, and is looked at later', () => {
    const isDecided = new Uint8Array(4).fill(1);
    isDecided[1] = 0;
    const { look, bands, columns } = follow({
      now: '2026-01-02T18:00:00.000Z',
      isDecided,
      hasLeft: (row) => row === 1,
    });
    expect(look.high?.contacted).toEqual({ atRisk: 1, left: 0 });
    expect(bands.high?.contacted).toEqual(group(2, 2));
    const next = follow({ now: '2026-01-03T18:00:00.000Z', before: columns, hasLeft: (row) => row === 1 });
    expect(next.look.high?.contacted).toEqual({ atRisk: 2, left: 1 });
  });

  test('another salt draws anew, and forgets the old draw', () => {
    const { look, columns } = follow({
      now: '2026-01-02T18:00:00.000Z',
      saltOf: () => 's2',
      drawn: [{ row: 2, playbook: 'call', arm: 'contacted' }],
    });
    expect(look).toEqual({});
    expect([...columns.arm.codes].map((code) => columns.arm.values[code])).toEqual([
      ...[undefined, undefined, 'contacted@call@high@s2', undefined],
    ]);
  });

  test('who has left before the draw is followed by nobody: nobody leaves twice', () => {
    const { arm } = followArms(night({ now: '2026-01-01T18:00:00.000Z', drawn, hasLeft: () => true }), {});
    expect([...arm.codes]).toEqual([-1, -1, -1, -1]);
  });
});

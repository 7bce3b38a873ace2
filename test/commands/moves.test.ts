import { describe, expect, test } from 'vitest';
import type { DumpItem, DumpStatus } from '../../shared/contracts/items/ledger.ts';
import { release, retract } from '../../shared/domain/facts/dump-moves.ts';

const finding = {
  ...{ check: 'shift' as const, column: 'charged', value: 6.2, limit: 0.25 },
  words: 'charged: mean about 770 where it was 77, its values have shifted by 6.20, allowed 0.25',
};
const slice = (name: string) => ({
  feed: 'billing' as const,
  slice: name,
  rows: 2_000,
  findings: [finding],
  against: [],
});

const dump = (status: DumpStatus, own: Partial<DumpItem> = {}): DumpItem => ({
  ...{ version: 1, dumpId: 'd1', key: 'feed=billing/period=2026-10/source=boss/b.csv', versionId: 'v1' },
  ...{ feed: 'billing', period: '2026-10', source: 'boss', mapping: 'standard', status, problem: null, bytes: 1 },
  ...{ rows: 6_000, accepted: 6_000, refused: 0, facts: {}, arrivedAt: '2026-11-01T00:10:00Z', sequencer: '0A' },
  ...own,
});

const mover = { at: '2026-11-01T08:00:00.000Z', by: 'lihua' };

describe('releasing', () => {
  test('a held dump lets all of it count, and keeps who did it', () => {
    const held = dump('held', { problem: 'billing of all: ...', held: [slice('all')] });
    expect(release(held, undefined, mover)).toEqual({
      status: 'released',
      problem: null,
      held: [],
      history: [{ ...mover, did: 'released', slice: null, from: 'held' }],
    });
  });

  test('one slice leaves the others held', () => {
    const both = dump('held', { problem: 'p', held: [slice('Hunan'), slice('Hubei')] });
    const to = release(both, 'Hunan', mover);
    expect(to).toMatchObject({ status: 'released', problem: null, held: [{ slice: 'Hubei' }] });
    expect(to.history).toEqual([{ ...mover, did: 'released', slice: 'Hunan', from: 'held' }]);
  });

  test('takes a retraction back', () => {
    const gone = dump('retracted', { history: [{ ...mover, did: 'retracted', slice: null, from: 'released' }] });
    expect(release(gone, undefined, mover)).toMatchObject({ status: 'released', history: [{}, { from: 'retracted' }] });
  });

  test.each([
    [
      dump('failed', { problem: 'the file is empty' }),
      undefined,
      'dump d1 failed, so there is nothing of it to release or retract: the file is empty. Correct the file and drop it again',
    ],
    [dump('ingesting'), undefined, 'dump d1 is still being read: wait until it says released or held'],
    [dump('released'), undefined, 'dump d1 is released already, and no slice of it is held'],
    [dump('released', { held: [slice('Hunan')] }), 'Hunnan', 'dump d1 holds no slice "Hunnan" (did you mean "Hunan"?)'],
    [
      dump('retracted', { history: [{ ...mover, did: 'retracted', slice: null, from: 'held' }] }),
      'Hunan',
      'dump d1 was retracted by lihua at 2026-11-01T08:00:00.000Z: release all of it, or drop the file again',
    ],
  ])('is refused with words: %#', (given, name, words) => {
    expect(() => release(given, name, mover)).toThrow(words);
  });
});

describe('retracting', () => {
  test('a released dump keeps who did it', () => {
    expect(retract(dump('released'), mover)).toEqual({
      ...{ status: 'retracted', problem: null, held: [] },
      history: [{ ...mover, did: 'retracted', slice: null, from: 'released' }],
    });
  });

  test('a held dump keeps why it was held', () => {
    expect(retract(dump('held', { problem: 'p', held: [slice('all')] }), mover)).toMatchObject({
      status: 'retracted',
      problem: 'p',
    });
    expect(retract(dump('released', { held: [slice('Hunan')] }), mover).problem).toBe(
      `billing of Hunan: ${finding.words}`,
    );
  });

  test('is refused for a dump of which nothing counts', () => {
    expect(() => retract(dump('failed', { problem: 'x' }), mover)).toThrow('dump d1 failed');
    expect(() => retract(dump('retracted'), mover)).toThrow('dump d1 was retracted already');
  });
});

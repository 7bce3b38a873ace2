import { describe, expect, test } from 'vitest';
import type { HeldSlice } from '../../shared/contracts/gate.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { type FactFile, idsOf } from '../../shared/domain/facts/fact-file.ts';
import { gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import { setAside } from '../../shared/domain/facts/held-customers.ts';
import { heldOfRun } from '../../shared/domain/facts/held-dumps.ts';
import { fileOf } from '../domain/customer.ts';

const file = (dumpId: string, rows: [string, string | null, number][]): FactFile =>
  fileOf(
    { feed: 'billing', period: '2026-10', dumpId },
    rows.map(([customerId, region, charged]) => ({ customerId, region, charged })),
  );

const september = file('sep', [
  ['a', 'north', 1],
  ['b', 'south', 2],
  ['gone', 'south', 3],
  ['x', null, 4],
]);
const october = file('oct', [
  ['a', 'north', 10],
  ['b', 'south', 20],
  ['c', 'south', 30],
  ['x', null, 40],
]);
const held = (slice: string, own: object = {}) => [
  { dumpId: 'oct', whole: false, slices: [{ feed: 'billing' as const, slice, before: 'sep' }], ...own },
];

describe('of a dump with a held slice', () => {
  test('the rows of the slice do not count, and its customers are kept: also those whose rows are missing', () => {
    const { files, kept } = setAside([september, october], held('south'));
    expect([...kept].sort()).toEqual(['b', 'c', 'gone']);
    expect(files[0]).toBe(september);
    expect(idsOf(files[1] as FactFile)).toEqual(['a', null, null, 'x']);
    const { ids, known, series } = gatherFacts(files.slice(1), ['2026-10']);
    expect([...ids].filter((_, row) => known[row])).toEqual(['a', 'x']);
    expect(series('charged', 1).values).toEqual(Float64Array.of(10, Number.NaN, Number.NaN, 40));
  });

  test('rows that name no region are a slice of their own', () => {
    expect([...setAside([september, october], held('none')).kept]).toEqual(['x']);
  });

  test('a slice that has no row at all keeps the customers of the month before', () => {
    const withoutSouth = file('oct', [['a', 'north', 10]]);
    expect([...setAside([september, withoutSouth], held('south')).kept].sort()).toEqual(['b', 'gone']);
  });

  test('other feeds of the dump are left alone', () => {
    const usage = { ...october, feed: 'usage' as const };
    expect(setAside([usage], held('south')).files).toEqual([usage]);
  });
});

test('of a dump that is held as a whole nothing counts, and all of its customers are kept', () => {
  const { files, kept } = setAside([september, october], held('all', { whole: true }));
  expect(files).toEqual([september]);
  expect([...kept].sort()).toEqual(['a', 'b', 'c', 'gone', 'x']);
});

test('without anything held all files count as they are', () => {
  expect(setAside([september, october], [])).toEqual({ files: [september, october], kept: new Set() });
});

describe('what is held of a run', () => {
  const slice: HeldSlice = { feed: 'billing', slice: 'south', rows: 2, findings: [], against: ['sep', 'aug'] };
  const dump = (dumpId: string, own: Partial<DumpItem>): DumpItem => ({
    ...{ version: 1, dumpId, key: 'feed=billing/period=2026-10/source=boss/b.csv', versionId: dumpId, feed: 'billing' },
    ...{ period: '2026-10', source: 'boss', mapping: 'standard', status: 'released', problem: null, bytes: 1 },
    ...{ rows: 4, accepted: 4, refused: 0, facts: {}, arrivedAt: '2026-11-01T00:00:00Z', sequencer: '0A' },
    ...own,
  });

  test('are slices of released dumps, and dumps held as a whole', () => {
    const dumps = [
      dump('part', { held: [slice] }),
      dump('whole', { source: 'crm', status: 'held', held: [{ ...slice, slice: 'all' }], readings: [0, 900] }),
      dump('free', { source: 'other' }),
    ];
    expect(heldOfRun(dumps)).toEqual([
      { dumpId: 'part', whole: false, slices: [{ feed: 'billing', slice: 'south', before: 'sep' }] },
      { dumpId: 'whole', whole: true, readings: [0, 900], slices: [{ feed: 'billing', slice: 'all', before: 'sep' }] },
    ]);
  });

  test('a newer dump that passed takes the place of a held one', () => {
    const dumps = [
      dump('held', { status: 'held', held: [slice] }),
      dump('newer', { arrivedAt: '2026-11-01T05:00:00Z' }),
    ];
    expect(heldOfRun(dumps)).toEqual([]);
  });

  test('an older dump of the month does not', () => {
    const dumps = [
      dump('held', { status: 'held', held: [slice] }),
      dump('older', { arrivedAt: '2026-10-31T05:00:00Z' }),
    ];
    expect(heldOfRun(dumps).map(({ dumpId }) => dumpId)).toEqual(['held']);
  });

  test('nothing of a retracted dump', () => {
    expect(heldOfRun([dump('gone', { status: 'retracted', held: [slice] })])).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { release, retract } from '../../shared/domain/facts/dump-moves.ts';
import { deliver, deliverBase, firstNight, type Row, secondNight, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

const mover = { at: '2026-11-01T08:00:00.000Z', by: 'lihua' };
const thirdNight = '2026-11-02T18:00:00Z';

const slice = (name: string) => ({
  feed: 'billing' as const,
  slice: name,
  rows: 20,
  findings: [],
  against: ['billing-2026-09'],
});

/** October's bills again, a hundred times as high, with regions; the gate has held what the test says. */
const deliverWrong = (night: MemoryNight, own: Partial<DumpItem>): void => {
  const rows: Row[] = Array.from({ length: 40 }, (_, index) => ({
    customerId: `C${String(index).padStart(3, '0')}`,
    region: index % 2 === 0 ? 'south' : 'north',
    charged: (20 + index * 9) * 100,
    rechargeAmount: 100,
  }));
  deliver(night, { dumpId: 'wrong', feed: 'billing', period: '2026-10', rows, arrivedAt: '2026-11-01T10:00:00Z' });
  night.dumps.set('wrong', { ...(night.dumps.get('wrong') as DumpItem), ...own });
};

/** An operator's word. */
const decide = (night: MemoryNight, to: (dump: DumpItem) => object): void => {
  const dump = night.dumps.get('wrong') as DumpItem;
  night.dumps.set('wrong', { ...dump, ...to(dump) });
};

const score = (night: MemoryNight, customer: number): number =>
  night.table.get(`C${String(customer).padStart(3, '0')}`)?.scores.value ?? Number.NaN;

const afterFirstNight = async () => {
  const night = memoryNight();
  deliverBase(night);
  await wholeNight(night, firstNight);
  const before = new Map(night.table);
  return { night, before };
};

describe('a night with a held slice', () => {
  test('keeps the decisions of its customers, and decides the others on what is new', async () => {
    const { night, before } = await afterFirstNight();
    deliverWrong(night, { held: [slice('south')] });
    const runId = await wholeNight(night, secondNight);
    for (const [id, decision] of night.table)
      if (Number(id.slice(1)) % 2 === 0) expect(decision).toEqual(before.get(id));
    expect(score(night, 1)).toBeGreaterThan(before.get('C001')?.scores.value ?? Number.NaN);
    const counts = night.ledgerRuns.get(runId)?.counts;
    expect(counts).toMatchObject({ customers: 20, kept: 20 });
    const { candidates = 0, queued = 0, suppressed = 0, heldOut = 0, deferred = 0 } = counts ?? {};
    expect(candidates).toBe(queued + suppressed + heldOut + deferred);
  });

  test('whose release the next run sees', async () => {
    const { night, before } = await afterFirstNight();
    deliverWrong(night, { held: [slice('south')] });
    await wholeNight(night, secondNight);
    decide(night, (dump) => release(dump, 'south', mover));
    const runId = await wholeNight(night, thirdNight);
    expect(night.ledgerRuns.get(runId)?.counts).toMatchObject({ customers: 40, kept: 0 });
    expect(score(night, 0)).toBeGreaterThan(before.get('C000')?.scores.value ?? Number.NaN);
  });
});

describe('a night with a dump that is held as a whole', () => {
  const held = { status: 'held' as const, problem: 'p', held: [slice('all')] };

  test('decides nobody of whom it speaks', async () => {
    const { night, before } = await afterFirstNight();
    deliverWrong(night, held);
    const runId = await wholeNight(night, secondNight);
    expect(night.table).toEqual(before);
    expect(night.ledgerRuns.get(runId)?.counts).toMatchObject({ customers: 0, kept: 40, decisionsWritten: 0 });
  });

  test('once it is retracted, decides everybody on the months that count', async () => {
    const { night, before } = await afterFirstNight();
    deliverWrong(night, held);
    await wholeNight(night, secondNight);
    decide(night, (dump) => retract(dump, mover));
    const runId = await wholeNight(night, thirdNight);
    expect(night.ledgerRuns.get(runId)?.counts).toMatchObject({ customers: 40, kept: 0 });
    expect(score(night, 0)).toBe(before.get('C000')?.scores.value);
  });

  test('once it is released, decides everybody on it', async () => {
    const { night, before } = await afterFirstNight();
    deliverWrong(night, held);
    decide(night, (dump) => release(dump, undefined, mover));
    await wholeNight(night, secondNight);
    expect(score(night, 0)).toBeGreaterThan(before.get('C000')?.scores.value ?? Number.NaN);
  });
});

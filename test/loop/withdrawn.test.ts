import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { defaultPolicy, deliver, deliverBase, type Row, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

const nights = [1, 2, 3, 4].map((day) => `2026-11-0${day}T18:00:00Z`) as [string, string, string, string];
/** Nobody is kept by less than an agent's call, so that whoever is at risk is asked for. */
const policy = (() => {
  const given = structuredClone(defaultPolicy);
  const { retention } = given.programmes;
  if (retention) Object.assign(retention, { suppress: [], playbooks: [] });
  return parsePolicy(JSON.stringify(given));
})();
const ids = Array.from({ length: 40 }, (_, index) => `C${String(index).padStart(3, '0')}`);

/** October's use and bills anew: those who leave use a tenth of a minute a day, all others as ever. */
const correct = (night: MemoryNight, day: number, leaving: (index: number) => boolean): void => {
  const rows = (row: (index: number) => Row) => ids.map((customerId, index) => ({ customerId, ...row(index) }));
  const arrivedAt = `2026-11-0${day}T10:00:00Z`;
  deliver(night, {
    ...{ dumpId: `usage-10-${day}`, feed: 'usage', period: '2026-10', arrivedAt },
    rows: rows((index) =>
      leaving(index) ? { voiceMinutes: 3, dataMb: 10 } : { voiceMinutes: 300 + index, dataMb: 9000 },
    ),
  });
  deliver(night, {
    ...{ dumpId: `billing-10-${day}`, feed: 'billing', period: '2026-10', arrivedAt },
    rows: rows((index) => ({ charged: 20 + index * 9, rechargeAmount: leaving(index) ? 0 : 100 })),
  });
};
const every = (nth: number) => (index: number) => index % nth === 0;

const tonight = async (night: MemoryNight, scheduledAt: string) => {
  const runId = await wholeNight(night, scheduledAt, policy);
  const retention = night.workOf(runId).filter(({ programme }) => programme === 'retention');
  return {
    runId,
    work: new Map(retention.map((one) => [one.customerId, one])),
    withdrawn: (await night.runs.withdrawn(runId)).map(({ workId }) => workId).sort(),
    counts: night.ledgerRuns.get(runId)?.counts,
  };
};

const firstNight = async () => {
  const night = memoryNight();
  deliverBase(night);
  return { night, first: await tonight(night, nights[0]) };
};

describe('work whose reason has vanished', () => {
  test('is withdrawn once by the night that finds it; asked for again when use falls again, under the same id', async () => {
    const { night, first } = await firstNight();
    expect(first.work.size).toBeGreaterThan(3);
    expect([first.withdrawn, first.counts?.withdrawn]).toEqual([[], undefined]);

    // Every tenth is still leaving; the others of every fifth have recovered.
    correct(night, 2, every(10));
    const second = await tonight(night, nights[1]);
    const recovered = [...first.work.values()].filter(
      ({ customerId }) => night.table.get(customerId)?.risk.band !== 'high',
    );
    expect(recovered.length).toBeGreaterThan(1);
    expect(second.withdrawn).toEqual(recovered.map(({ workId }) => workId).sort());
    expect(second.counts?.withdrawn).toEqual({ retention: recovered.length });
    expect(second.work.size).toBe(0);
    for (const { customerId } of recovered) expect(night.table.get(customerId)?.work.retention).toBeUndefined();

    const third = await tonight(night, nights[2]);
    expect([third.withdrawn, third.counts?.withdrawn, third.work.size]).toEqual([[], undefined, 0]);

    correct(night, 4, every(5));
    const fourth = await tonight(night, nights[3]);
    expect([...fourth.work.keys()].sort()).toEqual(recovered.map(({ customerId }) => customerId).sort());
    for (const one of recovered)
      expect(fourth.work.get(one.customerId)).toMatchObject({ workId: one.workId, again: fourth.runId });
    expect(fourth.counts?.suppressedByReason['already-open']).toBe(first.work.size - recovered.length);
  });

  test('is left to the agent who has begun, as far as results tell, and so is work that is done', async () => {
    const { night, first } = await firstNight();
    const [begun, done, taken] = [...first.work.values()].filter(
      ({ customerId }) => !every(10)(Number(customerId.slice(1))),
    );
    const row = (one: typeof begun, result: string) => ({
      ...{ workId: one?.workId ?? '', customerId: one?.customerId ?? '' },
      ...{ result, doneAt: '2026-11-02T02:00:00Z' },
    });
    deliver(night, {
      ...{ dumpId: 'outcomes', feed: 'outcomes', period: '2026-11', source: 'crm' },
      rows: [row(begun, 'not-reached'), row(done, 'kept'), row(taken, 'taken')],
    });
    correct(night, 2, every(10));
    const { withdrawn } = await tonight(night, nights[1]);
    expect(withdrawn).not.toContain(begun?.workId);
    expect(withdrawn).not.toContain(done?.workId);
    expect(withdrawn).toContain(taken?.workId);
  });

  test('a programme that does not say so withdraws nothing', async () => {
    const { night, first } = await firstNight();
    const { retention } = policy.programmes;
    if (retention) retention.withdraw = false;
    correct(night, 2, every(10));
    const second = await tonight(night, nights[1]);
    if (retention) retention.withdraw = true;
    expect([first.work.size > 0, second.withdrawn, second.counts?.withdrawn]).toEqual([true, [], undefined]);
  });
});

import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { defaultPolicy, deliver, type Row, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

const customers = 320;
const ids = Array.from({ length: customers }, (_, index) => `C${String(index).padStart(3, '0')}`);
const months = ['2026-07', '2026-08', '2026-09', '2026-10'];
const nights = [1, 2, 3, 4, 5].map((day) => `2026-11-0${day}T18:00:00Z`) as [string, string, string, string, string];

const withHoldOut = (share: number, salt = 's') => {
  const text = structuredClone(defaultPolicy);
  const retention = text.programmes.retention;
  if (!retention) throw new Error('the default policy has no programme "retention"');
  retention.holdOut = { share, salt };
  for (const playbook of retention.playbooks) delete playbook.holdOut;
  return parsePolicy(JSON.stringify(text));
};

const profile = (customerId: string, status = 'active'): Row => ({
  ...{ customerId, status, region: 'south', joinedOn: '2012-03-15', creditScore: 500, contractMonths: 0 },
});

/** Everybody is about to leave, spends enough to be called, and is still there. */
const deliverBase = (night: MemoryNight): void => {
  const all = (feed: 'usage' | 'billing', period: string, row: (customerId: string) => Row) =>
    deliver(night, { dumpId: `${feed}-${period}`, feed, period, rows: ids.map(row) });
  deliver(night, { dumpId: 'customers-10', feed: 'customers', period: '2026-10', rows: ids.map((id) => profile(id)) });
  for (const [month, period] of months.entries()) {
    const falls = month === 3;
    all('usage', period, (customerId) => ({ customerId, voiceMinutes: falls ? 3 : 300, dataMb: falls ? 10 : 9000 }));
    all('billing', period, (customerId) => ({ customerId, charged: 200, rechargeAmount: falls ? 0 : 100 }));
  }
};

/** Who was drawn how, as the snapshots of a run tell. */
const armsOf = async (night: MemoryNight, runId: string) => {
  const arms = new Map<string, string>();
  for (const shard of ['000', '001', '002', '003']) {
    const table = await night.runs.snapshot(runId, shard);
    const arm = table?.words.get('arm_retention');
    for (const [row, id] of [...(arm && table ? table.ids : [])].entries())
      arms.set(id, arm?.values[arm.codes[row] as number]?.split('@')[0] ?? '');
  }
  return arms;
};

/** Closes the subscriptions of some. */
const close = (night: MemoryNight, gone: ReadonlySet<string>) =>
  deliver(night, {
    ...{ dumpId: 'customers-10-b', feed: 'customers', period: '2026-10', arrivedAt: '2026-11-01T20:00:00Z' },
    rows: ids.map((id) => profile(id, gone.has(id) ? 'closed' : 'active')),
  });

const first = async (policy: ReturnType<typeof withHoldOut>) => {
  const night = memoryNight();
  deliverBase(night);
  const runId = await wholeNight(night, nights[0], policy);
  return { night, runId, arms: await armsOf(night, runId), counts: night.ledgerRuns.get(runId)?.counts };
};
const tell = (night: MemoryNight, runId: string) => night.ledgerRuns.get(runId);
const fates = async (night: MemoryNight, scheduledAt: string, policy: ReturnType<typeof withHoldOut>) => {
  const runId = await wholeNight(night, scheduledAt, policy);
  return { runId, ...tell(night, runId) };
};

describe('the harm guard, from the draw to the next night', () => {
  test('a share is held out, everybody drawn is followed, and a harmful playbook stops until somebody resumes it', async () => {
    const policy = withHoldOut(0.3);
    const { night, arms, counts } = await first(policy);
    const drawn = (arm: string) => [...arms].filter(([, one]) => one === arm).map(([id]) => id);
    const [contacted, heldOut] = [drawn('contacted'), drawn('heldOut')];
    expect(contacted.length + heldOut.length).toBe(customers);
    expect(heldOut.length / customers).toBeGreaterThan(0.22);
    expect(heldOut.length / customers).toBeLessThan(0.38);
    expect(counts).toMatchObject({ queued: contacted.length, heldOut: heldOut.length });

    // Every third of those contacted leaves, and one of those left alone.
    close(night, new Set([...contacted.filter((_, index) => index % 3 === 0), ...heldOut.slice(0, 1)]));
    const second = await fates(night, nights[1], policy);
    const report = await night.runs.guard(second.runId);
    const name = Object.entries(report?.playbooks ?? {}).find(([, { state }]) => state.status === 'stopped')?.[0] ?? '';
    expect(second.stopped).toEqual([name]);
    expect(report?.playbooks[name]).toMatchObject({
      state: { looks: 2, heldOutLeft: 1, stopped: { at: '2026-11-02T18:00:00.000Z' } },
      note: null,
    });
    const uplift = report?.playbooks[name]?.uplift;
    expect(uplift?.uplift).toBeLessThan(-0.2);
    expect(uplift?.high).toBeLessThan(0);

    // Stopped: who would be drawn is suppressed, and the ledger says why.
    const third = await fates(night, nights[2], policy);
    expect(third.counts?.heldOut).toBe(0);
    expect(third.counts?.suppressedByReason['stopped-by-guard']).toBe(heldOut.length - 1);
    expect(third.stopped).toEqual([name]);

    const stoppedAt = report?.playbooks[name]?.state.stopped?.at ?? '';
    const word = {
      version: 1 as const,
      playbook: name,
      stoppedAt,
      at: '2026-11-04T01:00:00Z',
      by: 'li.na',
      why: 'script',
    };
    night.words.push(word);
    const fourth = await fates(night, nights[3], policy);
    expect(fourth.counts?.heldOut).toBe(heldOut.length - 1);
    expect(fourth.counts?.suppressedByReason['stopped-by-guard']).toBeUndefined();
    expect(fourth.stopped).toEqual([]);
    expect((await night.runs.guard(fourth.runId))?.playbooks[name]?.state.resumed).toEqual([
      { at: word.at, by: 'li.na', why: 'script' },
    ]);
    const fifth = await fates(night, nights[4], policy);
    expect(fifth.stopped).toEqual([]);
  });

  test('a playbook that does no harm goes on: as many leave of both', async () => {
    const policy = withHoldOut(0.5);
    const { night, arms } = await first(policy);
    close(night, new Set([...arms.keys()].filter((_, index) => index % 10 === 0)));
    const { stopped } = await fates(night, nights[1], policy);
    expect(stopped).toEqual([]);
  });

  test('all held out: nobody is contacted, nothing is divided by nobody, and the report says so', async () => {
    const policy = withHoldOut(1);
    const { night, counts } = await first(policy);
    expect(counts).toMatchObject({ queued: 0, heldOut: customers });
    close(night, new Set(ids.slice(0, 9)));
    const { runId } = await fates(night, nights[1], policy);
    const report = await night.runs.guard(runId);
    const notes = Object.values(report?.playbooks ?? {}).map(({ note, uplift }) => [note, uplift]);
    expect(notes).toContainEqual(['all-held-out', null]);
    expect(JSON.stringify(report)).not.toContain('NaN');
  });

  test('nobody held out: no column is written, and the report says that nothing can be known', async () => {
    const { night, runId, arms } = await first(withHoldOut(0));
    expect([...arms.values()].filter(Boolean)).toEqual([]);
    expect(tell(night, runId)?.counts?.arms).toBeUndefined();
    const report = await night.runs.guard(runId);
    expect(new Set(Object.values(report?.playbooks ?? {}).map(({ note }) => note))).toEqual(new Set(['no-hold-out']));
  });
});

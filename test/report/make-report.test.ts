import { describe, expect, test } from 'vitest';
import { makeReport } from '../../functions/report/make-report.ts';
import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import { reportKeys, runReport } from '../../shared/contracts/run-report.ts';
import { deliverBase, secondNight, wholeNight } from '../score/base.ts';
import { memoryNight, memoryObjects } from '../score/doubles.ts';

const nobody = { agentIds: [], agents: 0, pieces: 0 };
const workPlan: RunItem['workPlan'] = {
  ...{ pieces: 8, messages: 1, given: 5, deferred: { room: 2 }, waited: 0, agents: 1, withdrawn: {} },
  ...{ missing: {}, left: nobody, unknownManagers: nobody },
};

/** A night that is scored, and everything that its report meets. */
const scored = async () => {
  const night = memoryNight();
  deliverBase(night);
  const runId = await wholeNight(night);
  const reports = memoryObjects(() => {});
  const said: unknown[] = [];
  const make = makeReport({
    ...{ ledger: night.ledger, runs: night.runs, reports: reports.store },
    report: { made: (id) => void said.push(id), skipped: (why) => void said.push(why) },
  });
  const plan = async (id: string) => night.ledger.workPlanned(id, workPlan, night.ledgerRuns.get(id)?.counts ?? null);
  const stored = (id: string) =>
    Object.values(reportKeys(id)).map((key) => new TextDecoder().decode(reports.objects.get(key)));
  const told = (id: string) => runReport.parse(JSON.parse(stored(id)[1] ?? ''));
  return { night, runId, reports, said, plan, stored, told, make: (id: string) => make({ version: 1, runId: id }) };
};

describe('a report', () => {
  test('is made once the work is given out, and not before: then it would not know what was deferred', async () => {
    const { runId, reports, said, plan, make, told } = await scored();
    await make(runId);
    await make('2020-01-01T00-00-00Z');
    expect(said).toEqual(['not-planned', 'not-planned']);
    expect(reports.objects.size).toBe(0);
    await plan(runId);
    await make(runId);
    expect(told(runId).work.plan).toMatchObject({ given: 5, deferred: { room: 2 } });
  });

  test('asked for twice is the same, byte for byte, whatever came in meanwhile', async () => {
    const { night, runId, plan, make, stored } = await scored();
    await plan(runId);
    await make(runId);
    const once = stored(runId);
    const [dump] = night.dumps.values();
    night.dumps.set('later', {
      ...(dump as NonNullable<typeof dump>),
      dumpId: 'later',
      arrivedAt: '2026-11-05T00:00:00Z',
    });
    await make(runId);
    expect(stored(runId)).toEqual(once);
  });

  test('of the next night says what changed since the last', async () => {
    const { night, runId, plan, make, told } = await scored();
    await plan(runId);
    await make(runId);
    const nextId = await wholeNight(night, secondNight);
    await plan(nextId);
    await make(nextId);
    expect(told(runId)).toMatchObject({ previousRunId: null, customers: { decided: 40, before: null } });
    expect(told(nextId)).toMatchObject({ previousRunId: runId, customers: { decided: 40, before: 40 } });
    expect(told(runId).feeds.every(({ dumps, newDumps }) => dumps === newDumps)).toBe(true);
    expect(told(nextId).feeds.every(({ newDumps }) => newDumps === 0)).toBe(true);
  });

  test('of a run whose shards an older edition counted is made all the same', async () => {
    const { night, runId, plan, make, told } = await scored();
    for (const key of night.objects.keys()) if (key.includes('/figures/')) night.objects.delete(key);
    await plan(runId);
    await make(runId);
    expect(told(runId)).toMatchObject({ customers: { decided: 40 }, risk: { regions: [] }, promises: [] });
  });

  test('of a night before that said other things is not compared with', async () => {
    const { night, runId, reports, plan, make, told } = await scored();
    await plan(runId);
    await reports.store.put(reportKeys(runId).data, '{"version":0}', 'application/json');
    const nextId = await wholeNight(night, secondNight);
    await plan(nextId);
    await make(nextId);
    expect(told(nextId).previousRunId).toBeNull();
  });
});

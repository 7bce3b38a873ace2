import { describe, expect, test } from 'vitest';
import { planWork } from '../../functions/notify/plan-work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { memoryNight, memoryQueue } from '../score/doubles.ts';
import { Tables } from './doubles.ts';
import { anItem, aRequest } from './factories.ts';

const runId = '2026-10-31T18-00-00Z';

/** A run of two shards that has closed, and everything that giving out its work meets. */
const closedRun = async (work: readonly WorkRequested[][], tick: () => void = () => {}) => {
  const night = memoryNight();
  night.ledgerRuns.set(runId, {
    ...{ version: 1, runId, status: 'completed', scheduledAt: '2026-10-31T18:00:00Z', policy: 'p' },
    ...{ previousRunId: null, shards: work.length, counts: null },
  });
  for (const [shard, own] of work.entries()) await night.runs.saveWork(runId, `00${shard}`, own);
  const [churnRisk, returnVisit] = [memoryQueue<WorkRequested>(tick), memoryQueue<WorkRequested>(tick)];
  const said: unknown[] = [];
  const tables = new Tables();
  const plan = planWork({
    ledger: night.ledger,
    runs: night.runs,
    work: tables,
    queues: { 'churn-risk': churnRisk.queue, 'return-visit': returnVisit.queue },
    report: { planned: (counts) => void said.push(counts), skipped: (why) => void said.push(why) },
  });
  const sent = () => [...churnRisk.sent, ...returnVisit.sent].map(({ message }) => message.workId);
  return { night, tables, said, sent, churnRisk, returnVisit, plan: () => plan({ version: 1, runId }) };
};

const retention = aRequest({ workId: 'w1', kind: 'churn-risk' });
const visit = aRequest({ workId: 'w2', kind: 'return-visit' });

describe('giving out the work of a run', () => {
  test('puts all that its shards ask for on the queue of its kind', async () => {
    const { plan, churnRisk, returnVisit, night, said } = await closedRun([[retention], [visit], []]);
    await plan();
    expect(churnRisk.sent.map(({ message }) => message)).toEqual([retention]);
    expect(returnVisit.sent.map(({ message }) => message)).toEqual([visit]);
    expect(night.ledgerRuns.get(runId)?.workPlan).toEqual({ pieces: 2, withdrawn: {} });
    expect(said).toEqual([{ pieces: 2, withdrawn: {} }]);
  });

  test('first takes back what the run withdraws, and the ledger says what came of it', async () => {
    const { plan, night, tables, sent } = await closedRun([[retention], []]);
    tables.items.set('old', anItem({ workId: 'old', dueShard: 'late:2026-11-01#1' }));
    tables.items.set('begun', anItem({ workId: 'begun', state: 'in-progress' }));
    await night.runs.saveWithdrawn(runId, '000', ['old']);
    await night.runs.saveWithdrawn(runId, '001', ['begun', 'nobody']);
    await plan();
    expect(tables.items.get('old')).toMatchObject({ state: 'withdrawn', withdrawn: { runId } });
    expect(tables.items.get('begun')?.state).toBe('in-progress');
    expect(sent()).toEqual(['w1']);
    expect(night.ledgerRuns.get(runId)?.workPlan).toEqual({
      pieces: 1,
      withdrawn: { withdrawn: 1, begun: 1, unknown: 1 },
    });
  });

  test('is done once, however often it is asked for', async () => {
    const { plan, sent, said } = await closedRun([[retention]]);
    for (const _ of [1, 2, 3]) await plan();
    expect(sent()).toEqual(['w1']);
    expect(said.slice(1)).toEqual(['planned-before', 'planned-before']);
  });

  test('goes on after a death, and loses nothing', async () => {
    let calls = 0;
    const { plan, sent } = await closedRun([[retention], [visit]], () => {
      if (++calls === 3) throw new Error('died');
    });
    await expect(plan()).rejects.toThrow('died');
    await plan();
    expect([...new Set(sent())].sort()).toEqual(['w1', 'w2']);
  });

  test('waits for the run to close, and refuses a run whose shard left no work behind', async () => {
    const { plan, night, said } = await closedRun([[retention]]);
    night.objects.delete(`runs/${runId}/work/000.jsonl`);
    await expect(plan()).rejects.toThrow(`there is no object runs/${runId}/work/000.jsonl`);
    night.ledgerRuns.delete(runId);
    await plan();
    expect(said).toEqual(['not-completed']);
  });
});

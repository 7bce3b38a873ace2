import { describe, expect, test } from 'vitest';
import { planDigests } from '../../functions/notify/plan-digests.ts';
import { sweep } from '../../functions/notify/sweep.ts';
import type { WorkPlan } from '../../shared/contracts/items/ledger.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import { policies } from './digest-doubles.ts';
import { Tables } from './doubles.ts';
import { anAgent, anItem, day, runId } from './factories.ts';
import { notLate } from './late-double.ts';
import { aRun, ledgerWith } from './ledger-double.ts';

const timeZone = 'Asia/Shanghai';
const waiting = (workId: string, dueShard: string) =>
  anItem({ workId, status: 'waiting', agentId: null, assignedBy: null, dueShard });
const messages = <Message>() => {
  const sent: Message[] = [];
  return { sent, send: async (more: readonly Message[]) => void sent.push(...more) };
};

describe('sweep', () => {
  const run = async (
    tables: Tables,
    scheduledAt: string,
    runs = [aRun({ runId: 'r2', status: 'completed' })],
    waitingFromHour = 0,
  ) => {
    const queues = { 'churn-risk': messages<WorkRequested>(), 'return-visit': messages<WorkRequested>() };
    const counts: unknown[] = [];
    const report = { swept: (swept: unknown) => void counts.push(swept) };
    const ports = { ledger: ledgerWith(runs), work: tables, queues, timeZone, report, ...notLate, waitingFromHour };
    await sweep(ports)({ scheduledAt });
    return { churn: queues['churn-risk'].sent, visits: queues['return-visit'].sent, counts };
  };

  test('work whose local day has come is asked for again, for that day and by the newest roster', async () => {
    const tables = new Tables();
    tables.items.set('w', waiting('w', '2026-11-02#0'));
    expect((await run(tables, '2026-11-01T15:59:00Z')).churn).toEqual([]);
    const { churn } = await run(tables, '2026-11-01T16:00:00Z');
    expect(churn).toMatchObject([{ workId: 'w', day: '2026-11-02', runId: 'r2', version: 1 }]);
    expect(churn[0]).not.toHaveProperty('status');
  });

  test('waiting work is left to the plan of the night, until that is made or late', async () => {
    const tables = new Tables();
    tables.items.set('w', waiting('w', '2026-11-02#0'));
    const asked = async (localTime: string, planned: boolean) => {
      const scheduledAt = new Date(`2026-11-02T${localTime}:00+08:00`).toISOString();
      const workPlan = { pieces: 0, withdrawn: {} } as WorkPlan;
      const tonight = aRun({ runId: 'r3', status: 'completed', scheduledAt: '2026-11-01T18:00:00Z' });
      return (await run(tables, scheduledAt, [planned ? { ...tonight, workPlan } : tonight], 6)).churn.length;
    };
    expect(await asked('00:00', false)).toBe(0);
    expect(await asked('05:45', false)).toBe(0);
    expect(await asked('06:00', false)).toBe(1);
    expect(await asked('03:15', true)).toBe(1);
  });

  test('each kind returns to its own queue', async () => {
    const tables = new Tables();
    tables.items.set('c', waiting('c', '2026-11-02#0'));
    tables.items.set('v', { ...waiting('v', '2026-11-02#7'), kind: 'return-visit' });
    const { churn, visits } = await run(tables, '2026-11-02T00:00:00Z');
    expect([churn.map(({ workId }) => workId), visits.map(({ workId }) => workId)]).toEqual([['c'], ['v']]);
  });

  test('what is due within the hours that the policy calls urgent need not wait for the next list', async () => {
    const { dueWithinHours } = notLate.digest.urgent;
    const asked = async (secondsMore: number) => {
      const tables = new Tables();
      const due = Date.parse('2026-11-02T00:00:00Z') + dueWithinHours * 3_600_000 + secondsMore * 1_000;
      tables.items.set('w', { ...waiting('w', '2026-11-02#0'), dueAt: new Date(due).toISOString() });
      return (await run(tables, '2026-11-02T00:00:00Z')).churn;
    };
    expect(await asked(0)).toMatchObject([{ workId: 'w', urgent: true }]);
    expect((await asked(1))[0]).not.toHaveProperty('urgent');
  });

  test('days that were missed are made up for, two weeks back', async () => {
    const tables = new Tables();
    tables.items.set('old', waiting('old', '2026-11-02#3'));
    expect((await run(tables, '2026-11-16T00:00:00Z')).churn).toMatchObject([{ workId: 'old', day: '2026-11-16' }]);
  });

  test('asking again changes nothing, and ends once the work is settled', async () => {
    const tables = new Tables();
    tables.items.set('w', waiting('w', '2026-11-02#0'));
    expect((await run(tables, '2026-11-02T00:00:00Z')).churn).toHaveLength(1);
    expect((await run(tables, '2026-11-02T00:15:00Z')).churn).toHaveLength(1);
    expect(tables.writes).toEqual({});
    tables.items.set('w', anItem({ workId: 'w', day: '2026-11-02' }));
    expect((await run(tables, '2026-11-02T00:30:00Z')).churn).toEqual([]);
  });

  test('work keeps its own run where no run was completed yet', async () => {
    const tables = new Tables();
    tables.items.set('w', waiting('w', '2026-11-02#0'));
    expect((await run(tables, '2026-11-02T00:00:00Z', [])).churn).toMatchObject([{ runId }]);
  });

  test('a run that is still running after more than six hours is counted; others are not', async () => {
    const runs = [
      aRun({ runId: 'late', status: 'running', scheduledAt: '2026-11-01T17:59:00Z' }),
      aRun({ runId: 'young', status: 'running', scheduledAt: '2026-11-01T18:00:00Z' }),
      aRun({ runId: 'done', status: 'completed', scheduledAt: '2026-10-01T18:00:00Z' }),
    ];
    expect((await run(new Tables(), '2026-11-02T00:00:00Z', runs)).counts).toMatchObject([
      { askedAgain: 0, runsOverdue: 1 },
    ]);
  });
});

const listed = async (tables: Tables, agentId: string, workIds: string[], onDay = day) => {
  await tables.reserve({ day: onDay, agentId, runId }, workIds, 100);
  for (const workId of workIds) tables.items.set(workId, anItem({ workId, agentId, day: onDay }));
};

const planning = { policy: policies.digest, timeZone, digestAt: '08:30' };

describe('digest plan', () => {
  const plan = async (tables: Tables, roster: Roster, scheduledAt = '2026-11-01T00:30:00Z') => {
    const queue = messages<DigestRequested>();
    const lost: string[] = [];
    const report = { planned: () => {}, unreachable: (ids: string[]) => void lost.push(...ids) };
    const ports = { ...planning, agentDays: tables, work: tables, queue, rosterOf: async () => roster, report };
    await planDigests(ports)({ scheduledAt });
    return { sent: queue.sent, lost };
  };

  test('one message for each agent that has work', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    await listed(tables, 'A2', ['b']);
    const roster = [
      anAgent({ agentId: 'A1', channels: ['webhook', 'sns', 'sns'] }),
      anAgent({ agentId: 'A2' }),
      anAgent({ agentId: 'idle' }),
    ];
    const { sent } = await plan(tables, roster);
    expect(sent.map(({ agentId }) => agentId)).toEqual(['A1', 'A2']);
    expect(sent[0]).toEqual({
      version: 1,
      agentId: 'A1',
      day,
      runId,
      requestedAt: '2026-11-01T00:30:00Z',
    });
  });

  test('planning twice asks twice, after the digest was begun for nothing, and again where no channel took it', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    const roster = [anAgent({ agentId: 'A1' })];
    expect((await plan(tables, roster)).sent).toEqual((await plan(tables, roster)).sent);
    await tables.claim(day, 'A1', '2026-11-01T00:31:00Z', 0);
    expect((await plan(tables, roster)).sent).toEqual([]);
    await tables.undelivered(day, 'A1', '2026-11-01T00:30:00Z', { sns: 'answered 500' });
    expect((await plan(tables, roster)).sent).toHaveLength(1);
  });

  test('a list that was never sent is sent on a later day, as the list of its own day', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a'], '2026-10-30');
    const { sent } = await plan(tables, [anAgent({ agentId: 'A1' })]);
    expect(sent).toMatchObject([{ agentId: 'A1', day: '2026-10-30' }]);
  });

  test('every list is told by the newest roster that knows its agent: addresses change from night to night', async () => {
    const tables = new Tables();
    for (const [agentId, of] of [
      ['moved', 'run-1'],
      ['left', 'run-1'],
      ['new', 'run-2'],
    ] as const)
      await tables.reserve({ day, agentId, runId: of }, [agentId], 100);
    const rosters: Record<string, Roster> = {
      'run-1': [anAgent({ agentId: 'moved', channels: ['sns'] }), anAgent({ agentId: 'left', channels: ['sns'] })],
      'run-2': [anAgent({ agentId: 'moved', channels: ['webhook'] }), anAgent({ agentId: 'new', channels: ['sns'] })],
    };
    const queue = messages<DigestRequested>();
    const report = { planned: () => {}, unreachable: () => {} };
    const ports = {
      ...planning,
      agentDays: tables,
      work: tables,
      queue,
      rosterOf: async (id: string) => rosters[id],
      report,
    };
    await planDigests(ports)({ scheduledAt: '2026-11-01T00:30:00Z' });
    expect(queue.sent.map((sent) => `${sent.agentId} ${sent.runId}`).sort()).toEqual([
      'left run-1',
      'moved run-2',
      'new run-2',
    ]);
  });

  test('a list goes out when its agent’s day begins, in the agent’s own zone, and not at night', async () => {
    const roster = [
      anAgent({ agentId: 'A1' }),
      anAgent({ agentId: 'late', worksFrom: '12:00' }),
      anAgent({ agentId: 'west', worksFrom: '09:00', timeZone: 'Asia/Urumqi' }),
      anAgent({ agentId: 'evening', worksFrom: '20:30' }),
    ];
    const toldAt = async (local: string) => {
      const tables = new Tables();
      for (const { agentId } of roster) await listed(tables, agentId, [`w-${agentId}`]);
      const { sent } = await plan(tables, roster, new Date(`2026-11-01T${local}:00+08:00`).toISOString());
      return sent.map(({ agentId }) => agentId);
    };
    expect(await toldAt('06:30')).toEqual([]);
    expect(await toldAt('08:15')).toEqual([]);
    expect(await toldAt('08:30')).toEqual(['A1']);
    expect(await toldAt('10:45')).toEqual(['A1']);
    // Nine in Urumqi is eleven in Shanghai.
    expect(await toldAt('11:00')).toEqual(['A1', 'west']);
    expect(await toldAt('12:00')).toEqual(['A1', 'late', 'west']);
    expect(await toldAt('20:30')).toEqual(['west', 'evening']);
    expect(await toldAt('23:00')).toEqual(['evening']);
  });

  test('urgent work does not wait for the morning, but wakes nobody', async () => {
    const toldAt = async (at: string, dueAt: string) => {
      const tables = new Tables();
      await listed(tables, 'A1', ['w']);
      tables.items.set('w', anItem({ workId: 'w', agentId: 'A1', dueAt }));
      return (await plan(tables, [anAgent({ agentId: 'A1', worksFrom: '10:00' })], at)).sent.length;
    };
    const [dueToday, dueTomorrow] = ['2026-11-01T10:00:00Z', '2026-11-02T10:00:00Z'];
    expect(await toldAt('2026-10-31T22:45:00Z', dueToday)).toBe(0);
    expect(await toldAt('2026-10-31T23:00:00Z', dueToday)).toBe(1);
    expect(await toldAt('2026-10-31T23:00:00Z', dueTomorrow)).toBe(0);
    expect(await toldAt('2026-11-01T02:00:00Z', dueTomorrow)).toBe(1);
  });

  test('tomorrow is left for tomorrow', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a'], '2026-11-02');
    expect((await plan(tables, [anAgent({ agentId: 'A1' })])).sent).toEqual([]);
  });

  test('an agent that the roster does not reach is named, and does not stop the others', async () => {
    const tables = new Tables();
    await listed(tables, 'gone', ['a']);
    await listed(tables, 'A1', ['b']);
    const { sent, lost } = await plan(tables, [anAgent({ agentId: 'A1' })]);
    expect([sent.length, lost]).toEqual([1, ['gone']]);
  });
});

import { describe, expect, test } from 'vitest';
import { lookAfterLate } from '../../functions/notify/late-work.ts';
import { sweep } from '../../functions/notify/sweep.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { digestPolicy } from '../../shared/contracts/policy/digest.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import { workLifePolicy } from '../../shared/contracts/work-life.ts';
import { type ListDay, listDayOf } from '../../shared/domain/work/list-days.ts';
import { policyWith } from '../domain/customer.ts';
import { assignOnce, contradictions, listDay, Tables, Turns } from './doubles.ts';
import { anAgent, anItem, day, runId } from './factories.ts';
import { lateWords } from './late-double.ts';
import { aRun, ledgerWith } from './ledger-double.ts';

const workLife = workLifePolicy.parse({});
const digest = digestPolicy.parse({});
const roster: Roster = [
  anAgent({ agentId: 'A1', deputyId: 'A2', supervisorId: 'S1' }),
  anAgent({ agentId: 'A2', skills: [], language: 'en' }),
  anAgent({ agentId: 'A3' }),
];
const held = (workId: string, given: Partial<WorkItem> = {}): WorkItem =>
  anItem({ workId, dueShard: 'late:2026-11-03#0', dueAt: '2026-11-03T10:00:00.000Z', ...given });
const world = (...items: WorkItem[]) => worldOf(listDay, items);
const worldOf = (days: ListDay, items: readonly WorkItem[]) => {
  const tables = new Tables();
  for (const item of items) tables.items.set(item.workId, item);
  const late = lateWords();
  const look = (now: string, agents: Roster | undefined = roster) =>
    lookAfterLate({ work: tables, late, workLife, digest, timeZone: 'Asia/Shanghai', listDay: days }, now, agents);
  return { tables, told: late.told, look };
};

describe('late work', () => {
  test('nothing happens before it is due', async () => {
    const { look, told, tables } = world(held('w'));
    expect(await look('2026-11-03T09:59:00.000Z')).toEqual({ reminded: 0, escalated: 0 });
    expect([told, tables.writes]).toEqual([[], {}]);
  });

  test('the agent is reminded once, in one message for all of it, without names', async () => {
    const { look, told, tables } = world(held('a'), held('b'), held('c', { agentId: 'A3' }));
    expect(await look('2026-11-03T10:00:00.000Z')).toEqual({ reminded: 3, escalated: 0 });
    expect(await look('2026-11-03T10:15:00.000Z')).toEqual({ reminded: 0, escalated: 0 });
    expect(told.map(({ agentId, kind, work }) => [agentId, kind, work])).toEqual([
      ['A1', 'reminder', ['a', 'b']],
      ['A3', 'reminder', ['c']],
    ]);
    expect(told[0]?.text).toBe(
      '您有 2 位客户已逾期，请今日联系：\n1. [流失预警] C-a · 11月3日前\n2. [流失预警] C-b · 11月3日前',
    );
    expect(tables.items.get('a')).toMatchObject({ state: 'overdue', agentId: 'A1', status: 'assigned' });
  });

  test('what moves on on a Saturday waits for the working day that comes next', async () => {
    const { look, tables } = worldOf(listDayOf(policyWith().policy), [held('w', { state: 'overdue' })]);
    expect(await look('2026-11-07T10:00:00.000Z')).toEqual({ reminded: 0, escalated: 1 });
    expect(tables.items.get('w')?.dueShard).toMatch(/^2026-11-09#/);
  });

  test('a day later it waits for the deputy, and the supervisor hears of it', async () => {
    const { look, told, tables } = world(held('w', { state: 'overdue', managerId: 'A1' }));
    expect(await look('2026-11-04T10:00:00.000Z')).toEqual({ reminded: 0, escalated: 1 });
    expect(told.map(({ agentId, kind }) => [agentId, kind])).toEqual([['S1', 'escalation']]);
    expect(tables.items.get('w')).toMatchObject({
      ...{ state: 'escalated', status: 'waiting', agentId: null, ownerId: 'A2', managerId: null },
      dueShard: expect.stringMatching(/^2026-11-04#/),
    });
    expect(await look('2026-11-05T10:00:00.000Z')).toEqual({ reminded: 0, escalated: 0 });
  });

  test('work of an agent who has left goes to the pool at once, with nobody to be told', async () => {
    const { look, told, tables } = world(held('w', { agentId: 'gone' }));
    expect(await look('2026-11-03T10:00:00.000Z')).toEqual({ reminded: 0, escalated: 1 });
    expect(told).toEqual([]);
    const item = tables.items.get('w');
    expect(item).toMatchObject({ state: 'escalated', status: 'waiting' });
    expect(item?.steps.map(({ event }) => event)).toEqual(['fall-due', 'escalate']);
    expect(item).not.toHaveProperty('ownerId');
  });

  test('an outcome that came meanwhile holds: the item is not changed over it', async () => {
    const { look, tables } = world(held('w', { state: 'overdue' }));
    const get = tables.get.bind(tables);
    tables.get = async (ids) => {
      const seen = await get(ids);
      tables.items.set('w', held('w', { state: 'done', dueShard: null }));
      return seen;
    };
    expect(await look('2026-11-04T10:00:00.000Z')).toEqual({ reminded: 0, escalated: 0 });
    expect(tables.items.get('w')?.state).toBe('done');
  });

  test('without a roster nothing moves: it would go to nobody', async () => {
    const { tables, told } = world(held('w', { state: 'overdue' }));
    const late = { tell: async () => void told.push() as never };
    const ports = { work: tables, late, workLife, digest, timeZone: 'Asia/Shanghai', listDay };
    expect(await lookAfterLate(ports, '2026-11-09T10:00:00.000Z', undefined)).toEqual({ reminded: 0, escalated: 0 });
  });

  test('from list to deputy: assigned, late, handed on, and on the deputy’s list of the next day', async () => {
    const tables = new Tables();
    const turns = new Turns(() => 0.4);
    const request = { ...held('w') } as WorkRequested;
    await turns.drive(assignOnce(tables, roster, [{ ...request, managerId: 'A1' }], turns));
    expect(tables.items.get('w')).toMatchObject({
      agentId: 'A1',
      dueShard: expect.stringMatching(/^late:2026-11-03#/),
    });

    const asked: WorkRequested[] = [];
    const queue = { send: async (more: readonly WorkRequested[]) => void asked.push(...more) };
    const at = (scheduledAt: string) =>
      sweep({
        ...{
          ledger: ledgerWith([aRun({ runId: 'r2', status: 'completed' })]),
          work: tables,
          late: lateWords(),
          workLife,
          digest,
        },
        ...{ queues: { 'churn-risk': queue, 'return-visit': queue }, rosterOf: async () => roster },
        ...{ timeZone: 'Asia/Shanghai', listDay, waitingFromHour: 0, report: { swept: () => {} } },
      })({ scheduledAt });
    await at('2026-11-03T10:00:00Z');
    await at('2026-11-04T10:00:00Z');
    expect(asked).toMatchObject([{ workId: 'w', day: '2026-11-04', ownerId: 'A2' }]);
    await turns.drive(assignOnce(tables, roster, asked, turns));
    const item = tables.items.get('w');
    expect(item).toMatchObject({ agentId: 'A2', assignedBy: 'owner', day: '2026-11-04', state: 'escalated' });
    expect(tables.days.get('2026-11-04 A2')?.workIds.has('w')).toBe(true);
    // The place on the first list stays, as that list went out; the digest holds what the item confirms.
    expect(contradictions(tables, roster)).toEqual([`w is on the list of A1 ${day}, its item says A2 2026-11-04`]);
    expect(runId).not.toBe('');
  });
});

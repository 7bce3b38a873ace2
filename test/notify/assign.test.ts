import { describe, expect, test } from 'vitest';
import type { WorkSent } from '../../shared/contracts/messages/work-sent.ts';
import type { Agent } from '../../shared/contracts/roster.ts';
import { type AgentList, assign } from '../../shared/domain/work/assign.ts';
import { anAgent, aRequest } from './factories.ts';

const tomorrow = '2026-11-02';
const list = (agentId: string, workIds: string[], closed = false): AgentList => ({
  agentId,
  workIds: new Set(workIds),
  closed,
});
const who = (requests: WorkSent[], roster: Agent[], lists: AgentList[] = []) => {
  const { assigned, waiting } = assign(requests, lists, roster, tomorrow);
  return Object.fromEntries([
    ...assigned.map(({ request, agentId, assignedBy }) => [request.workId, `${agentId} by ${assignedBy}`]),
    ...waiting.map(({ request, until, waitsFor }) => [
      request.workId,
      waitsFor ? `waits until ${until} for ${waitsFor}` : 'waits',
    ]),
  ]);
};

describe('assign', () => {
  test('the own manager comes first, whatever the skill and region', () => {
    const roster = [anAgent({ agentId: 'A1' }), anAgent({ agentId: 'A2', skills: [], regions: ['north'] })];
    expect(who([aRequest({ workId: 'w', managerId: 'A2' })], roster)).toEqual({ w: 'A2 by manager' });
  });

  test('a full manager is stood in for by the deputy', () => {
    const roster = [
      anAgent({ agentId: 'A1' }),
      anAgent({ agentId: 'A2', capacity: 1, deputyId: 'A3' }),
      anAgent({ agentId: 'A3', skills: [] }),
    ];
    expect(who([aRequest({ workId: 'w', managerId: 'A2' })], roster, [list('A2', ['x'])])).toEqual({
      w: 'A3 by deputy',
    });
  });

  test('a full manager and a full deputy leave it to region and skill', () => {
    const roster = [
      anAgent({ agentId: 'A1', regions: ['north'] }),
      anAgent({ agentId: 'A2', capacity: 0, deputyId: 'A3' }),
      anAgent({ agentId: 'A3', capacity: 0 }),
      anAgent({ agentId: 'A4', regions: ['south'] }),
    ];
    expect(who([aRequest({ workId: 'w', managerId: 'A2' })], roster)).toEqual({ w: 'A4 by region-skill' });
  });

  test('an agent without regions serves all of them', () => {
    expect(who([aRequest({ workId: 'w' })], [anAgent({ agentId: 'A1' })])).toEqual({ w: 'A1 by region-skill' });
  });

  test('where nobody of the region has the skill and room, the skill alone decides', () => {
    const roster = [
      anAgent({ agentId: 'A1', regions: ['south'], skills: ['visit'] }),
      anAgent({ agentId: 'A2', regions: ['north'], skills: ['retention'] }),
    ];
    expect(who([aRequest({ workId: 'w' })], roster)).toEqual({ w: 'A2 by skill' });
  });

  test('a customer without a region is matched by skill alone', () => {
    expect(who([aRequest({ workId: 'w', region: null })], [anAgent({ agentId: 'A1' })])).toEqual({ w: 'A1 by skill' });
  });

  test('the least loaded is who has the smallest part of the capacity filled, not the fewest items', () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 4 }), anAgent({ agentId: 'A2', capacity: 40 })];
    const lists = [list('A1', ['a']), list('A2', ['b', 'c'])];
    expect(who([aRequest({ workId: 'w' })], roster, lists)).toEqual({ w: 'A2 by region-skill' });
  });

  test('equal loads go by id, and work spreads evenly', () => {
    const roster = [anAgent({ agentId: 'A2' }), anAgent({ agentId: 'A1' })];
    const requests = ['a', 'b', 'c', 'd'].map((workId) => aRequest({ workId }));
    expect(Object.values<string>(who(requests, roster)).map((text) => text.slice(0, 2))).toEqual([
      'A1',
      'A2',
      'A1',
      'A2',
    ]);
  });

  test('where capacity is short the greatest priority gets it and the rest waits', () => {
    const requests = [
      aRequest({ workId: 'low', priority: 1 }),
      aRequest({ workId: 'high', priority: 9 }),
      aRequest({ workId: 'mid', priority: 5 }),
    ];
    expect(who(requests, [anAgent({ agentId: 'A1', capacity: 2 })])).toEqual({
      high: 'A1 by region-skill',
      mid: 'A1 by region-skill',
      low: 'waits',
    });
  });

  test('work waits where no agent has the skill, and where there are no agents', () => {
    const request = aRequest({ workId: 'w', skill: 'vip' });
    expect(who([request], [anAgent({ agentId: 'A1' })])).toEqual({ w: 'waits' });
    expect(who([request], [])).toEqual({ w: 'waits' });
  });

  test('a manager who left the roster is passed over', () => {
    expect(who([aRequest({ workId: 'w', managerId: 'gone' })], [anAgent({ agentId: 'A1' })])).toEqual({
      w: 'A1 by region-skill',
    });
  });

  test('work that has a place on a list keeps it, even on a full list and against the own manager', () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 }), anAgent({ agentId: 'A2' })];
    const { assigned } = assign([aRequest({ workId: 'w', managerId: 'A2' })], [list('A1', ['w'])], roster, tomorrow);
    expect(assigned).toMatchObject([{ agentId: 'A1', assignedBy: 'region-skill', reserved: true }]);
  });

  test('a closed list takes nothing, and a place on it does not count', () => {
    const roster = [anAgent({ agentId: 'A1' })];
    expect(who([aRequest({ workId: 'w' })], roster, [list('A1', [], true)])).toEqual({ w: 'waits' });
    expect(who([aRequest({ workId: 'w' })], roster, [list('A1', ['w'], true)])).toEqual({ w: 'waits' });
  });

  test('work goes where the plan of the night says, and waits as long as it says', () => {
    const roster = [anAgent({ agentId: 'A1' }), anAgent({ agentId: 'A2', skills: [] })];
    const planned = {
      ...aRequest({ workId: 'w', managerId: 'A1' }),
      placement: { agentId: 'A2', assignedBy: 'owner' },
    };
    const deferred = { ...aRequest({ workId: 'd' }), placement: { until: '2026-11-02', waitsFor: 'room' } };
    expect(who([planned, deferred] as WorkSent[], roster)).toEqual({
      w: 'A2 by owner',
      d: 'waits until 2026-11-02 for room',
    });
  });

  test('an agent of the plan who is full, told or gone is stood in for, after all others of the plan', () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 }), anAgent({ agentId: 'A2' }), anAgent({ agentId: 'A3' })];
    const planned = (workId: string, agentId: string, priority: number): WorkSent => ({
      ...aRequest({ workId, priority }),
      placement: { agentId, assignedBy: 'skill' },
    });
    const lists = [list('A1', ['x']), list('A2', [], true)];
    const work = [
      planned('full', 'A1', 9),
      planned('told', 'A2', 8),
      planned('gone', 'A9', 7),
      planned('fine', 'A3', 1),
    ];
    expect(who(work, roster, lists)).toEqual({
      ...{ full: 'A3 by region-skill', told: 'A3 by region-skill', gone: 'A3 by region-skill', fine: 'A3 by skill' },
    });
  });

  test('whoever calls speaks the language and serves the tier; a manager does so in any case', () => {
    const roster = [
      anAgent({ agentId: 'A1', languages: ['zh'] }),
      anAgent({ agentId: 'A2', languages: ['EN', 'zh'], tiersServed: ['high'] }),
      anAgent({ agentId: 'A3', languages: ['en'], tiersServed: ['mid'] }),
    ];
    const work = [
      aRequest({ workId: 'english', language: 'en', tier: 'high' }),
      aRequest({ workId: 'low', language: 'en', tier: 'low' }),
      aRequest({ workId: 'ungraded', language: 'en', tier: 'none', region: null }),
      aRequest({ workId: 'managed', language: 'en', managerId: 'A1' }),
    ];
    expect(who(work, roster)).toMatchObject({
      ...{ english: 'A2 by region-skill', low: 'waits', ungraded: 'A3 by skill', managed: 'A1 by manager' },
    });
  });
});

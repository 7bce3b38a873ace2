import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { Agent } from '../../shared/contracts/roster.ts';

export const runId = '2026-10-31T18-00-00Z';
export const day = '2026-11-01';

export const anAgent = (given: Partial<Agent> & { agentId: string }): Agent => ({
  name: null,
  regions: [],
  skills: ['retention', 'visit'],
  language: 'zh',
  languages: [],
  tiersServed: [],
  capacity: 10,
  channels: ['sns'],
  webhookUrl: null,
  deputyId: null,
  supervisorId: null,
  ...given,
});

export const aRequest = (given: Partial<WorkRequested> & { workId: string }): WorkRequested => ({
  version: 1,
  kind: 'churn-risk',
  programme: 'retention',
  runId,
  customerId: `C-${given.workId}`,
  maskedName: '王**',
  maskedPhone: '138****1234',
  region: 'south',
  tier: 'high',
  managerId: null,
  skill: 'retention',
  priority: 10,
  reasons: [],
  day,
  dueAt: '2026-11-03T10:00:00Z',
  ...given,
});

export const anItem = (given: Partial<WorkItem> & { workId: string }): WorkItem => ({
  ...aRequest(given),
  status: 'assigned',
  agentId: 'A1',
  assignedBy: 'skill',
  dueShard: null,
  state: 'open',
  steps: [],
  ...given,
});

/** Messages as a queue hands them over. */
export const delivered = <Message>(messages: readonly Message[]) =>
  messages.map((message, index) => ({ messageId: `m${index}`, message }));

/** A small seeded generator (mulberry32): 0 <= number < 1. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

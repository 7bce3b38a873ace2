import { random, weighted } from '../../local/sample/random.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { Agent } from '../../shared/contracts/roster.ts';

const regions = Array.from({ length: 31 }, (_, index) => `province-${index}`);
const skills = ['retention', 'visit', 'vip', 'enterprise', 'data'] as const;
const idOf = (index: number): string => `A${String(index).padStart(4, '0')}`;

/** Agents as those of `bench:assign`: half have one skill, the others two or three; each serves one to three of 31 regions, one in ten all. */
export const aRoster = (agents: number, room: number): Agent[] =>
  Array.from({ length: agents }, (_, index) => {
    const numbers = random(1, index);
    const pick = <T>(list: readonly T[], count: number): T[] => [
      ...new Set(Array.from({ length: count }, () => numbers.pick(list))),
    ];
    const many = weighted(numbers, [
      [1, 5],
      [2, 3],
      [3, 2],
    ] as const);
    return {
      agentId: idOf(index),
      name: null,
      skills: pick(skills, many),
      regions: numbers.chance(0.1) ? [] : pick(regions, numbers.whole(1, 3)),
      language: 'zh',
      ...{ languages: [], tiersServed: [], capacity: room, channels: ['sns'], webhookUrl: null },
      deputyId: idOf((index + 1) % agents),
      supervisorId: null,
    };
  });

/** Work of one shard; three in ten customers have a manager of their own. Each piece has the reasons that a real one has. */
export const someWork = (
  runId: string,
  { items, agents, shard, shards }: { items: number; agents: number; shard: number; shards: number },
): WorkRequested[] =>
  Array.from({ length: Math.ceil((items - shard) / shards) }, (_, at) => {
    const index = shard + at * shards;
    const numbers = random(2, index);
    const skill = weighted(numbers, [
      ['retention', 60],
      ['visit', 20],
      ['vip', 10],
      ['enterprise', 6],
      ['data', 4],
    ] as const);
    const isVisit = skill !== 'retention' && numbers.chance(0.5);
    return {
      version: 1,
      workId: `w${String(index).padStart(23, '0')}`,
      kind: isVisit ? 'return-visit' : 'churn-risk',
      programme: isVisit ? 'quarterly-visit' : 'retention',
      runId,
      customerId: `C${String(index).padStart(9, '0')}`,
      maskedName: '王**',
      maskedPhone: '138****1234',
      region: numbers.pick(regions),
      tier: numbers.pick(['high', 'mid', 'ordinary']),
      managerId: numbers.chance(0.3) ? idOf(numbers.whole(0, agents - 1)) : null,
      skill,
      priority: numbers.whole(0, 200),
      labels: {
        programme: { en: 'Retention', zh: '离网挽留' },
        tier: { en: 'High value', zh: '高端客户' },
      },
      reasons: Array.from({ length: 5 }, (__, reason) => ({
        card: reason < 3 ? 'churn' : 'value',
        feature: `voiceMinutesFall${reason}`,
        value: numbers.whole(0, 100),
        points: numbers.whole(1, 40),
        label: { en: 'Calls fell 62 % against the own average of three months', zh: '通话较近三个月自身均值下降 62%' },
      })),
      day: '2026-11-01',
      dueAt: '2026-11-04T10:00:00Z',
    };
  });

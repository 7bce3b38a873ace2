import { periodOf } from './months.ts';
import { personName } from './names.ts';
import { random, weighted } from './random.ts';
import type { Row } from './rows.ts';

/** Customers for each agent: about 45 agents for 10,000, a few less than a bad night needs, so that some work waits. */
const customersPerAgent = 222;

/** Number of agents that an operator of this size has. */
export const agentCount = (customers: number): number => Math.max(6, Math.round(customers / customersPerAgent));

const agentId = (index: number): string => `A${String(index + 1).padStart(3, '0')}`;

/** Skills of each agent in turn; what the policies ask for. */
const skillsInTurn = [
  'retention',
  'retention;visit',
  'retention',
  'visit;vip;enterprise',
  'retention;data',
  'retention;vip',
  'visit;enterprise;data',
  'retention',
];

/** Regions in turn, by how many customers they have: 3 in 10 north, 3 east, 2 south, 1 west, 1 everywhere. */
const regionsInTurn = ['north', 'east', 'south', 'north', 'east', 'west', 'north', 'south', 'east', ''];

/** Value tiers in turn: whoever sees key customers serves no ordinary ones; all others serve everybody. */
const tiersOf = (skills: string): string => (/vip|enterprise/.test(skills) ? 'high;mid' : '');

const isManager = (index: number): boolean => /vip|enterprise/.test(skillsInTurn[index % skillsInTurn.length] ?? '');

/** Account managers by region: the agents with the skill for key customers. */
export const managersOf = (agents: number): ((region: string) => readonly string[]) => {
  const managers = Array.from({ length: agents }, (_, index) => index).filter(isManager);
  const serve = (region: string): readonly string[] =>
    managers
      .filter((index) => ['', region].includes(regionsInTurn[index % regionsInTurn.length] ?? ''))
      .map((index) => agentId(index));
  const byRegion = new Map(['north', 'east', 'south', 'west'].map((region) => [region, serve(region)]));
  return (region) => byRegion.get(region) ?? [];
};

/**
 * Rows of the agents feed. The last one has no channel, as happens when somebody was entered in a hurry: tierline refuses
 * the row, because work given to that agent would be seen by nobody.
 */
export const agentRows = (seed: number, agents: number, month: number, webhookBase: string): Row[] => {
  const row = (index: number, channels: string): Row => {
    const numbers = random(seed, 5, index);
    const skills = skillsInTurn[index % skillsInTurn.length] ?? '';
    const [name, language] = [personName(numbers), numbers.chance(0.2) ? 'en' : 'zh'];
    return {
      agentId: agentId(index),
      period: periodOf(month),
      name,
      regions: regionsInTurn[index % regionsInTurn.length] ?? '',
      skills,
      language,
      languages: language === 'en' ? 'zh;en' : 'zh',
      tiersServed: tiersOf(skills),
      capacity: String(numbers.whole(6, 12)),
      channels,
      webhookUrl: channels.includes('webhook') ? `${webhookBase}/${agentId(index)}` : '',
      deputyId: agentId((index + regionsInTurn.length) % agents),
    };
  };
  const channelsOf = (index: number): string =>
    weighted(random(seed, 6, index), [
      ['sns', 5],
      ['webhook', 3],
      ['sns;webhook', 2],
    ] as const);
  return [...Array.from({ length: agents }, (_, index) => row(index, channelsOf(index))), row(agents, '')];
};

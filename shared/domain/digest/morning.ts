import type { WorkItem } from '../../contracts/items/work.ts';
import type { DigestPolicy } from '../../contracts/policy/digest.ts';
import type { Agent } from '../../contracts/roster.ts';
import { localTime } from '../calendar.ts';

/** Where an agent's day is: nobody wants a list at night, urgent work alone before the morning. */
export type DayPhase = 'night' | 'early' | 'day';

/**
 * Where an agent's day is at an instant. Times of day are texts, `09:30`, and compare as such.
 *
 * @param digestAt when the day begins for agents of whom the roster does not say
 */
export const dayPhase = (
  agent: Pick<Agent, 'worksFrom' | 'timeZone'>,
  at: string,
  {
    policy,
    timeZone,
    digestAt,
  }: { policy: Pick<DigestPolicy, 'urgent' | 'until'>; timeZone: string; digestAt: string },
): DayPhase => {
  const time = localTime(at, agent.timeZone ?? timeZone);
  const morning = agent.worksFrom ?? digestAt;
  // Whoever begins in the evening has a day until midnight.
  if (time >= morning && (time <= policy.until || morning > policy.until)) return 'day';
  return time < morning && time >= policy.urgent.from ? 'early' : 'night';
};

/** Whether work is due so soon that it does not wait for the agent's morning. */
export const isUrgent = (
  { dueAt }: Pick<WorkItem, 'dueAt'>,
  at: string,
  { urgent }: Pick<DigestPolicy, 'urgent'>,
): boolean => Date.parse(dueAt) - Date.parse(at) <= urgent.dueWithinHours * 3_600_000;

import type { AgentDays } from '../../shared/aws/agent-days.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { freed } from '../../shared/domain/work/freed.ts';
import { lateDays } from './sweep.ts';

/** What freeing work needs. */
export type FreeWorkPorts = {
  work: Pick<WorkTable, 'get' | 'advance'>;
  agentDays: Pick<AgentDays, 'listOf' | 'release'>;
};

/** Items written at once. */
const parallel = 32;

/**
 * Takes open work back from agents who have left since the night before: it waits for `day`, owned by the deputy. Work that
 * somebody changes meanwhile stays as it is; what is done again changes nothing.
 *
 * @param before agents of the night before
 * @param now agents of tonight; where there are none at all, nobody has left: the file is missing
 */
export const freeWork = async (
  { work, agentDays }: FreeWorkPorts,
  day: string,
  before: Roster,
  now: Roster,
): Promise<{ agentIds: string[]; items: WorkItem[] }> => {
  const here = new Set(now.map(({ agentId }) => agentId));
  const left = here.size === 0 ? [] : before.filter(({ agentId }) => !here.has(agentId));
  const items: WorkItem[] = [];
  for (const agent of left)
    for (let ago = 0; ago <= lateDays; ago++) {
      const list = await agentDays.listOf(addDays(day, -ago), agent.agentId);
      if (!list) continue;
      await inParallel(parallel, (await work.get([...list.workIds])).values(), async (seen) => {
        const item = freed(seen, agent, day, here);
        if (item !== seen && (await work.advance(item, seen))) items.push(item);
      });
      // Who still held a place for the day would get the work back.
      if (ago === 0) await agentDays.release(day, agent.agentId, [...list.workIds]);
    }
  return { agentIds: left.map(({ agentId }) => agentId), items };
};

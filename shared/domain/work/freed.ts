import type { WorkItem } from '../../contracts/items/work.ts';
import type { Agent } from '../../contracts/roster.ts';
import { dueShardOf } from './assign-days.ts';
import { isOver } from './work-life.ts';

/**
 * Work of an agent who has left, as it waits for another: for `day`, owned by the deputy if there is one. The same item where the
 * agent does not hold it, or it is over.
 *
 * @param here agents of tonight
 */
export const freed = (item: WorkItem, agent: Agent, day: string, here: ReadonlySet<string>): WorkItem => {
  const { agentId, deputyId } = agent;
  if (item.status !== 'assigned' || item.agentId !== agentId || isOver(item.state)) return item;
  const { ownerId: _, ...others } = item;
  return {
    ...others,
    ...(deputyId !== null && here.has(deputyId) && { ownerId: deputyId }),
    managerId: item.managerId === agentId ? null : item.managerId,
    leftBy: agentId,
    ...{ status: 'waiting', agentId: null, assignedBy: null, dueShard: dueShardOf(item.workId, day) },
  };
};

import type { AgentDay, WorkItem } from '../../shared/contracts/items/work.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import { newsDigest } from '../../shared/domain/digest/news-digest.ts';
import { isSettled } from '../../shared/domain/work/assign-days.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import { lease, overChannels } from './over-channels.ts';
import type { DigestPorts } from './send-digest.ts';

/**
 * Tells an agent what has changed on a list that went out: urgent work that was added, and work that was taken back. One message
 * for all of it; what it told is not told again. What no channel takes is planned again.
 *
 * @throws where somebody else is sending it
 */
export const sendNews =
  (ports: DigestPorts) =>
  async (request: DigestRequested): Promise<void> => {
    const { agentDays, work, rosterOf, timeZone, policy, now, report } = ports;
    const { agentId, day, runId } = request;
    const at = now();
    const claim = await agentDays.claimNews(day, agentId, at, at + lease);
    if (claim.outcome === 'busy') throw new Error('the list is being sent right now');
    if (claim.outcome !== 'claimed') return report.skipped('empty');
    const { list } = claim;
    try {
      const agent = (await rosterOf(runId))?.find((one) => one.agentId === agentId);
      if (!agent) throw new Error(`agent ${agentId} is not in the roster of run ${runId}`);
      const items = await work.get([...list.added, ...list.takenBack]);
      const news = newsOf(list, items);
      if (news.added.length + news.takenBack.length > 0) {
        const told = await overChannels(ports, {
          ...{ agent, day, again: request.again, until: at + lease, linked: news.added },
          key: [day, ...[...news.added, ...news.takenBack].map(({ workId }) => workId).sort()].join(' '),
          compose: (links) => newsDigest(agent, day, news, { policy: policy.digest, timeZone, ...links }),
        });
        if ('again' in told)
          await ports.queue.send([{ ...request, again: told.again }], { delaySeconds: told.seconds });
        if (!('taken' in told)) return await agentDays.unclaim(day, agentId);
        report.sent(told.taken, news.added.length + news.takenBack.length);
      }
      // Work that is still on its way to the list is told later; all else needs no word any more.
      const done = [...list.added].filter((workId) => isSettled(items.get(workId), day));
      await agentDays.newsTold(day, agentId, { added: done, takenBack: [...list.takenBack] });
    } catch (error) {
      await agentDays.unclaim(day, agentId);
      throw error;
    }
  };

/** What of a list's news is true by now. */
const newsOf = ({ agentId, day, added, takenBack }: AgentDay, items: ReadonlyMap<string, WorkItem>) => {
  const known = (ids: ReadonlySet<string>) => [...ids].flatMap((id) => items.get(id) ?? []);
  return {
    added: known(added).filter((item) => item.agentId === agentId && item.day === day && !isOver(item.state)),
    takenBack: known(takenBack).filter((item) => item.agentId === agentId && item.state === 'withdrawn'),
  };
};

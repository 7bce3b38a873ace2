import type { ReplyLinks } from '../../shared/aws/reply-links.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { ReplyPolicy } from '../../shared/contracts/policy/reply.ts';
import type { Agent } from '../../shared/contracts/roster.ts';

const daySeconds = 86_400;

/**
 * Links of a digest's items. They are made of the work, the agent and the delivery, and expire with the work's due time: so a
 * digest that is sent again has the same ones.
 *
 * @param base where the reply page is
 */
export const digestLinks =
  (base: string, links: () => Promise<ReplyLinks>, { validDays }: Pick<ReplyPolicy, 'validDays'>) =>
  async ({ agentId, language }: Pick<Agent, 'agentId' | 'language'>, deliveryId: string) => {
    const sealed = await links();
    return ({ workId, dueAt }: Pick<WorkItem, 'workId' | 'dueAt'>): string => {
      const text = sealed.sealLink({
        ...{ workId, agentId },
        expiresAt: Math.floor(Date.parse(dueAt) / 1_000) + validDays * daySeconds,
        nonce: deliveryId.slice(0, 8),
      });
      return `${base}/r/${text}${language === 'en' ? '?lang=en' : ''}`;
    };
  };

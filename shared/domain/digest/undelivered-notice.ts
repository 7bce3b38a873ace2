import type { DigestPolicy } from '../../contracts/policy/digest.ts';
import { type Language, sayIn, writtenDay } from './digest-words.ts';
import type { LateNotice } from './late-notice.ts';

/**
 * What a supervisor is told of an agent whom no channel reached.
 *
 * @param tried by channel: why it did not take the digest
 */
export const undeliveredNotice = (
  agentId: string,
  day: string,
  count: number,
  tried: Readonly<Record<string, string>>,
  language: Language,
  policy: DigestPolicy,
): LateNotice => {
  const say = sayIn(policy, language);
  const why = Object.entries(tried).map(([channel, reason]) => `${channel}: ${reason}`);
  return {
    subject: `tierline ${day}: an agent could not be told`,
    text: say('undelivered', {
      ...{ agent: agentId, count, day: writtenDay(day, language) },
      tried: why.join(say('separator')),
    }),
  };
};

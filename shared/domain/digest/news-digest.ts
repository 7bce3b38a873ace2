import type { WorkItem } from '../../contracts/items/work.ts';
import type { Agent } from '../../contracts/roster.ts';
import { withdrawalLabels } from '../../contracts/withdrawal.ts';
import { type Digest, type DigestEntry, type DigestSettings, digest } from './digest.ts';
import { digestName } from './digest-mask.ts';
import { sayIn, writtenDay } from './digest-words.ts';

/** What has changed on a list that went out. */
export type ListNews = { added: readonly WorkItem[]; takenBack: readonly WorkItem[] };

/**
 * Puts into words what has changed on a list that went out: what need not be done any more, and what is urgent and new.
 *
 * @param day day of the list, `YYYY-MM-DD`
 */
export const newsDigest = (
  agent: Pick<Agent, 'name' | 'language'>,
  day: string,
  { added, takenBack }: ListNews,
  settings: DigestSettings,
): Digest => {
  const { language } = agent;
  const say = sayIn(settings.policy, language);
  const urgent = digest(agent, day, added, settings);
  const entries: DigestEntry[] = [...takenBack]
    .sort((one, other) => (one.workId < other.workId ? -1 : 1))
    .map((item) => ({
      head: [
        `[${say('withdrawn')}] ${item.customerId} ${item.maskedName === null ? say('unknownName') : digestName(item.maskedName)}`,
        item.labels?.programme[language] ?? item.programme,
      ].join(' · '),
      details: [withdrawalLabels[item.withdrawn?.why ?? 'vanished'][language]],
    }));
  const all = [...entries, ...urgent.entries];
  const opening = [
    ...urgent.opening.slice(0, 1),
    say('news', { day: writtenDay(day, language), added: added.length, withdrawn: takenBack.length }),
  ];
  const lines = ({ head, details, link }: DigestEntry): string =>
    [head, ...details, ...(link ? [`${say('link')}: ${link}`] : [])].join('\n   ');
  return {
    ...{ opening, entries: all, items: urgent.items },
    subject: `tierline ${day}: list changed`,
    text: [...opening, ...all.map(lines)].join('\n'),
    takenBack: takenBack.map(({ workId }) => workId).sort(),
  };
};

import type { WorkItem } from '../../contracts/items/work.ts';
import type { WorkKind } from '../../contracts/messages/work-requested.ts';
import type { Agent } from '../../contracts/roster.ts';
import { localDate } from '../calendar.ts';
import { digestName, digestNumber } from './digest-mask.ts';
import { type DigestWords, digestWords } from './digest-words.ts';

/** One piece of work as its agent reads it; texts in the agent's language, name and number masked. */
export type DigestItem = {
  workId: string;
  kind: WorkKind;
  programme: string;
  customerId: string;
  name: string;
  number: string | null;
  region: string | null;
  tier: string;
  /** Local day, `YYYY-MM-DD`. */
  dueOn: string;
  /** Strongest first. */
  reasons: string[];
  /** What to offer and what speaks for it, the best first; absent where there is nothing. */
  offers?: { offer: string; say: string }[];
};

/** What one agent is told of one day. */
export type Digest = {
  /** ASCII, less than 100 characters: what every mail gateway takes. */
  subject: string;
  /** The list for a person. */
  text: string;
  /** The same for a machine, with all reasons. */
  items: DigestItem[];
};

/** Items whose reasons are told: the first screens of a phone. The others are named in one line each. */
const explained = 10;
/** Reasons told for each: the strongest; the rest an agent sees in CRM. */
const reasonsTold = 2;

/**
 * Puts an agent's work of a day into words: those about to leave first, then by priority.
 *
 * @param agent whom it is for; null name: no name in the greeting
 * @param day day of the list, `YYYY-MM-DD`
 * @param work the agent's items, in any order
 * @param timeZone IANA name; due days are local
 */
export const digest = (
  agent: Pick<Agent, 'name' | 'language'>,
  day: string,
  work: readonly WorkItem[],
  timeZone: string,
): Digest => {
  const words = digestWords[agent.language];
  const sorted = [...work].sort(byUrgency);
  const items = sorted.map((item) => digestItem(item, agent.language, words, timeZone));
  const counts = { 'churn-risk': 0, 'return-visit': 0 };
  for (const { kind } of items) counts[kind]++;
  return {
    subject: `tierline ${day}: ${items.length} ${items.length === 1 ? 'customer' : 'customers'}`,
    text: [
      words.greeting(agent.name),
      words.summary(day, counts),
      ...items.map((item, index) => lines(item, index, words)),
    ].join('\n'),
    items,
  };
};

const byUrgency = (a: WorkItem, b: WorkItem): number =>
  Number(b.kind === 'churn-risk') - Number(a.kind === 'churn-risk') ||
  b.priority - a.priority ||
  (a.workId < b.workId ? -1 : 1);

const digestItem = (item: WorkItem, language: Agent['language'], words: DigestWords, timeZone: string): DigestItem => ({
  workId: item.workId,
  kind: item.kind,
  programme: item.labels?.programme[language] ?? item.programme,
  customerId: item.customerId,
  name: item.maskedName === null ? words.unknownName : digestName(item.maskedName),
  number: item.maskedPhone === null ? null : digestNumber(item.maskedPhone),
  region: item.region,
  tier: item.labels?.tier[language] ?? item.tier,
  dueOn: localDate(item.dueAt, timeZone),
  reasons: item.reasons.map(({ label }) => label[language]),
  ...(item.offers && {
    offers: item.offers.map(({ label, say }) => ({ offer: label[language], say: say[language] })),
  }),
});

const lines = (item: DigestItem, index: number, words: DigestWords): string => {
  const who = [item.customerId, item.name, item.number].filter((part) => part !== null).join(' ');
  const facts = [item.region, item.tier, item.programme, words.due(item.dueOn)].filter((part) => part !== null);
  const head = `${index + 1}. [${words.kind[item.kind]}] ${who} · ${facts.join(' · ')}`;
  if (index >= explained) return head;
  const [best] = item.offers ?? [];
  return [
    head,
    ...(item.reasons.length > 0 ? [item.reasons.slice(0, reasonsTold).join(words.separator)] : []),
    ...(best ? [words.offer(best.offer, best.say)] : []),
  ].join('\n   ');
};

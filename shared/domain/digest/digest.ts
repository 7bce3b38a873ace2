import type { WorkItem } from '../../contracts/items/work.ts';
import type { WorkKind } from '../../contracts/messages/work-requested.ts';
import type { DigestPolicy } from '../../contracts/policy/digest.ts';
import type { Agent } from '../../contracts/roster.ts';
import { localDate, localTime } from '../calendar.ts';
import { digestName, digestNumber } from './digest-mask.ts';
import { type Say, sayIn, writtenDay } from './digest-words.ts';

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
  /** What a visit's outline has the agent ask, and the name under which the answer comes back; absent where nothing is asked. */
  questions?: { name: string; ask: string }[];
  /** What the customer was promised and still waits for; absent where there is nothing. */
  promises?: string[];
  /** When the customer may be contacted, on the operator's clock, `HH:MM`; absent where always. */
  contact?: { from: string; until: string };
  /** What the agent must know before speaking; absent where there is nothing. */
  notes?: string[];
  /** What the agent says; absent where the policy has no script. */
  script?: string;
  /** Where the agent reads more and says what came of it. */
  link?: string;
};

/** One item in words: a line that tells who, lines that tell why, and the link. */
export type DigestEntry = { head: string; details: string[]; link?: string };

/** What one agent is told of one day. */
export type Digest = {
  /** ASCII, less than 100 characters: what every mail gateway takes. */
  subject: string;
  /** The list for a person, whole. */
  text: string;
  /** Greeting and counts. */
  opening: string[];
  /** The items in words, for channels that lay them out in their own way. */
  entries: DigestEntry[];
  /** The same for a machine, with all reasons. */
  items: DigestItem[];
  /** Where it tells of changes to a list: ids of the work that was taken back. */
  takenBack?: string[];
};

/** What a digest needs besides the work. */
export type DigestSettings = {
  policy: DigestPolicy;
  /** Operator's IANA time zone: due days are local. */
  timeZone: string;
  /** The signed link of a piece of work; without it there are none. */
  linkOf?: (workId: string) => string;
};

/**
 * Puts an agent's work of a day into words: those about to leave first, then by priority.
 *
 * @param agent whom it is for; null name: no name in the greeting
 * @param day day of the list, `YYYY-MM-DD`
 * @param work the agent's items, in any order
 */
export const digest = (
  { name, language }: Pick<Agent, 'name' | 'language'>,
  day: string,
  work: readonly WorkItem[],
  settings: DigestSettings,
): Digest => {
  const { policy } = settings;
  const say = sayIn(policy, language);
  const items = [...work].sort(byUrgency).map((item) => digestItem(item, language, say, settings));
  const opening = [
    name ? say('greeting', { name }) : say('greetingNobody'),
    say('summary', {
      count: items.length,
      day: writtenDay(day, language),
      churnRisk: items.filter(({ kind }) => kind === 'churn-risk').length,
      returnVisit: items.filter(({ kind }) => kind === 'return-visit').length,
    }),
  ];
  const entries = items.map((item, index) => entryOf(item, index, language, say, policy));
  const lines = ({ head, details, link }: DigestEntry): string =>
    [head, ...details, ...(link ? [`${say('link')}: ${link}`] : [])].join('\n   ');
  return {
    subject: `tierline ${day}: ${items.length} ${items.length === 1 ? 'customer' : 'customers'}`,
    text: [...opening, ...entries.map(lines)].join('\n'),
    ...{ opening, entries, items },
  };
};

const byUrgency = (a: WorkItem, b: WorkItem): number =>
  Number(b.kind === 'churn-risk') - Number(a.kind === 'churn-risk') ||
  b.priority - a.priority ||
  (a.workId < b.workId ? -1 : 1);

const digestItem = (
  item: WorkItem,
  language: Agent['language'],
  say: Say,
  { timeZone, linkOf }: DigestSettings,
): DigestItem => ({
  workId: item.workId,
  kind: item.kind,
  programme: item.labels?.programme[language] ?? item.programme,
  customerId: item.customerId,
  name: item.maskedName === null ? say('unknownName') : digestName(item.maskedName),
  number: item.maskedPhone === null ? null : digestNumber(item.maskedPhone),
  region: item.region,
  tier: item.labels?.tier[language] ?? item.tier,
  dueOn: localDate(item.dueAt, timeZone),
  reasons: item.reasons.map(({ label }) => label[language]),
  ...(item.offers && {
    offers: item.offers.map(({ label, say: speaks }) => ({ offer: label[language], say: speaks[language] })),
  }),
  ...(item.outline?.questions && {
    questions: item.outline.questions.map(({ name, ask }) => ({ name, ask: ask[language] })),
  }),
  ...(item.outline?.promises && { promises: item.outline.promises.map((label) => label[language]) }),
  ...(item.contactBetween && {
    contact: {
      from: localTime(item.contactBetween.from, timeZone),
      until: localTime(item.contactBetween.until, timeZone),
    },
  }),
  ...(item.notes && { notes: item.notes.map((note) => note[language]) }),
  ...(item.script && { script: item.script[language] }),
  ...(linkOf && { link: linkOf(item.workId) }),
});

const entryOf = (
  item: DigestItem,
  index: number,
  language: Agent['language'],
  say: Say,
  { explained, reasonsTold }: DigestPolicy,
): DigestEntry => {
  const who = [item.customerId, item.name, item.number].filter((part) => part !== null).join(' ');
  const due = say('due', { day: writtenDay(item.dueOn, language) });
  const facts = [item.region, item.tier, item.programme, due].filter((part) => part !== null);
  const kind = say(item.kind === 'churn-risk' ? 'churnRisk' : 'returnVisit');
  const [best] = item.offers ?? [];
  const reasons = item.reasons.slice(0, reasonsTold).join(say('separator'));
  const questions = (item.questions ?? []).map(({ ask }) => ask).join(' ');
  const before = [...(item.contact ? [say('contact', item.contact)] : []), ...(item.notes ?? [])].join(
    say('separator'),
  );
  const details = [
    ...(before === '' ? [] : [before]),
    ...(item.promises ?? []).map((promise) => say('promise', { promise })),
    ...(reasons === '' ? [] : [reasons]),
    ...(best ? [say('offer', best)] : []),
    ...(questions === '' ? [] : [say('questions', { questions })]),
  ];
  return {
    head: `${index + 1}. [${kind}] ${who} · ${facts.join(' · ')}`,
    details: index < explained ? details : [],
    ...(item.link !== undefined && { link: item.link }),
  };
};

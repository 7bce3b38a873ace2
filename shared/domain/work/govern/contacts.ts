import { type ContactChannel, contactChannel } from '../../../contracts/contact-channel.ts';
import type { ContactPolicy } from '../../../contracts/policy/contact.ts';
import { capDays } from '../../../contracts/policy/contact.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { addDays, localDate } from '../../calendar.ts';
import { columnName, type DecisionTable } from '../../decide/decision-table.ts';
import { type Coded, wordAt } from '../../decide/shard-table.ts';
import { wordList } from '../../decide/word-list.ts';
import { rowsWithWord } from '../../rows.ts';
import type { Reported } from './contact-events.ts';

/** One contact that was asked for, or that is known to have been made. */
export type Contact = { channel: ContactChannel /** Local day. */; day: string; workId: string };

/** A quarter and a week: whoever visited a customer last quarter is asked first this quarter. */
const quarterDays = 100;

/** Sections that say for how long contacts are remembered. */
type Remembering = Pick<Policy, 'contact' | 'assessment'>;

/**
 * Contacts are remembered for as long as the longest cap looks back; or the longest peace, because an outcome may name the
 * work and not the customer; or a quarter, because customers stay with the agents whom they know; or agents are assessed by
 * them.
 */
const rememberedDays = ({ contact, assessment }: Remembering): number =>
  Math.max(
    ...[quarterDays, assessment?.days ?? 0],
    ...[...Object.values(capDays), ...Object.values(contact?.coolDown ?? {})],
  );

/** Contacts that nights asked for, by row, as the snapshot of the night before has them. */
export type AskedContacts = ReadonlyMap<number, readonly Contact[]>;

const entryOf = (channel: ContactChannel, text: string): Contact => {
  const [day = '', workId = ''] = text.split('/');
  return { channel, day, workId };
};

/**
 * Reads the columns `contacts_<channel>`, and forgets what is too old for any cap.
 *
 * @param waits whether nobody has the work yet: its contact is made today at the earliest
 */
export const askedContacts = (
  before: DecisionTable | null,
  policy: Remembering,
  today: string,
  waits: (workId: string) => boolean = () => false,
): AskedContacts => {
  const found = new Map<number, Contact[]>();
  const oldest = addDays(today, 1 - rememberedDays(policy));
  for (const channel of contactChannel.options) {
    const column = before?.words.get(columnName('contacts', channel));
    if (!before || !column) continue;
    for (const row of rowsWithWord(column.codes)) {
      const fresh = (wordAt(column, row) as string)
        .split(';')
        .map((text) => entryOf(channel, text))
        .map((contact) => (waits(contact.workId) ? { ...contact, day: today } : contact))
        .filter(({ day }) => day >= oldest);
      if (fresh.length > 0) found.set(row, [...(found.get(row) ?? []), ...fresh]);
    }
  }
  return found;
};

/** Columns `contacts_<channel>` of tonight: what is remembered, and what tonight asks for. */
export const contactColumns = (
  rows: number,
  asked: AskedContacts,
  tonight: ReadonlyMap<number, readonly Contact[]>,
): Map<string, Coded> => {
  const columns = new Map<string, Coded>();
  for (const channel of contactChannel.options) {
    const list = wordList();
    const codes = new Int32Array(rows).fill(-1);
    for (const row of new Set([...asked.keys(), ...tonight.keys()])) {
      const its = [...(asked.get(row) ?? []), ...(tonight.get(row) ?? [])].filter((one) => one.channel === channel);
      if (its.length > 0) codes[row] = list.codeOf(its.map(({ day, workId }) => `${day}/${workId}`).join(';'));
    }
    columns.set(columnName('contacts', channel), { codes, values: list.words });
  }
  return columns;
};

/** Whom a contact of unknown channel reached how: a visit was made, all else was a call. */
const channelOf = (result: Reported['result']): ContactChannel => (result === 'visited' ? 'visit' : 'call');

/** The last day on which something that nobody has reported may have been done; a message is sent on its day. */
const latestDay = ({ channel, day }: Contact, pendingDays: number, today: string): string => {
  if (channel === 'message') return day;
  const last = addDays(day, pendingDays);
  return last < today ? last : today;
};

/**
 * Contacts of one customer. What was reported stands in place of what was asked for: on the day that it was done. What
 * was asked for and not reported counts on the last day on which it may have been done.
 */
export const contactsOf = (
  asked: readonly Contact[],
  reported: readonly Reported[],
  { counts, pendingDays }: Pick<ContactPolicy, 'counts' | 'pendingDays'>,
  timeZone: string,
  today: string,
): Contact[] => {
  const known = new Map(asked.map((contact) => [contact.workId, contact]));
  const made = reported
    .filter(({ result }) => (counts as readonly string[]).includes(result))
    .map(
      ({ workId, result, doneAt }): Contact => ({
        workId,
        channel: known.get(workId)?.channel ?? channelOf(result),
        day: localDate(doneAt, timeZone),
      }),
    );
  // What is said to have been done before it was asked for is another contact.
  const replaced = new Set(
    made.filter(({ workId, day }) => day >= (known.get(workId)?.day ?? '')).map((one) => one.workId),
  );
  const pending = asked
    .filter(({ workId }) => !replaced.has(workId))
    .map((contact) => ({ ...contact, day: latestDay(contact, pendingDays, today) }));
  return [...pending, ...made];
};

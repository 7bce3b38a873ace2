import { type Cap, capDays } from '../../../contracts/policy/contact.ts';
import { addDays } from '../../calendar.ts';
import type { Night } from '../../night.ts';
import type { CompiledContact } from '../../policy/compile-contact.ts';
import { ownReasons } from '../candidate.ts';
import type { GovernStepTest } from './asked.ts';
import type { Contact } from './contacts.ts';

/** First day on which one more contact stays within a cap; null where today is. @param contacts that the cap counts */
const freeOn = ({ most, per }: Cap, contacts: readonly Contact[], today: string): string | null => {
  const days = contacts.map(({ day }) => day).sort();
  // The cap's window is full as long as it reaches back to the contact that is its `most`-th newest.
  const full = days.at(-most);
  if (full === undefined) return null;
  const free = addDays(full, capDays[per]);
  return free > today ? free : null;
};

/**
 * Contact caps: so many contacts in so many days, of all programmes together.
 *
 * @param contactsAt contacts of the customer in a row: made, or asked for on earlier nights
 */
export const contactCap = (
  { rules }: CompiledContact,
  contactsAt: (row: number) => readonly Contact[],
  { today }: Night,
): GovernStepTest => {
  const { caps } = rules;
  if (caps.length === 0) return () => null;
  return ({ row, playbook: { channel } }) => {
    const contacts = contactsAt(row);
    let latest: { rule: string; until: string } | null = null;
    for (const [index, cap] of caps.entries()) {
      if (cap.channels && !cap.channels.includes(channel)) continue;
      const counted = contacts.filter((contact) => !cap.channels || cap.channels.includes(contact.channel));
      const until = freeOn(cap, counted, today);
      if (until !== null && (latest === null || until > latest.until))
        latest = { rule: `contact.caps[${index}]`, until };
    }
    return latest && { step: 'cap', reason: ownReasons.cap, ...latest };
  };
};

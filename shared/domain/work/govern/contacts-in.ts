import { type RuleColumns, wordAt } from '../../decide/shard-table.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import { zoneOf } from './contact-hours.ts';
import { type Contact, contactsOf } from './contacts.ts';
import type { KnownContacts } from './known-contacts.ts';

/** Contacts of the customer in a row, made or asked for; of what was asked for, only what `counts`. */
export type ContactsAt = (row: number, counts?: (asked: Contact) => boolean) => readonly Contact[];

/** What caps go by, bound to a shard. Work that waits for a later day is no contact yet. */
export const contactsIn = (
  { contact }: CompiledPolicy,
  columns: RuleColumns,
  known: KnownContacts,
  { timeZone, today }: Night,
): ContactsAt => {
  const regions = columns.texts.get('region');
  return (row, counts = () => true) => {
    if (!contact) return [];
    const zone = zoneOf(contact.rules, regions ? wordAt(regions, row) : null, timeZone);
    const asked = known.askedAt(row).filter((one) => !known.rests(one.workId) && counts(one));
    return contactsOf(asked, known.reportedAt(row), contact.rules, zone, today);
  };
};

import { addDays, localDate } from '../../calendar.ts';
import { type RuleColumns, wordAt } from '../../decide/shard-table.ts';
import type { Night } from '../../night.ts';
import type { CompiledContact } from '../../policy/compile-contact.ts';
import { ownReasons } from '../candidate.ts';
import type { GovernStepTest } from './asked.ts';
import type { Reported } from './contact-events.ts';
import { zoneOf } from './contact-hours.ts';

/**
 * Cool-down: after what came of a contact, the customer is left in peace for the days that the policy gives the result.
 *
 * @param reportedAt what came of contacts of the customer in a row
 */
export const coolDown = (
  { rules }: CompiledContact,
  columns: RuleColumns,
  reportedAt: (row: number) => readonly Reported[],
  { today, timeZone }: Night,
): GovernStepTest => {
  const days: Partial<Record<string, number>> = rules.coolDown;
  if (Object.keys(days).length === 0) return () => null;
  const regions = columns.texts.get('region');
  return ({ row }) => {
    const zone = zoneOf(rules, regions ? wordAt(regions, row) : null, timeZone);
    let latest: { rule: string; until: string } | null = null;
    for (const { result, doneAt } of reportedAt(row)) {
      const peace = days[result];
      if (peace === undefined) continue;
      const until = addDays(localDate(doneAt, zone), peace);
      if (until > today && (latest === null || until > latest.until))
        latest = { rule: `contact.coolDown.${result}`, until };
    }
    return latest && { step: 'cool-down', reason: ownReasons.coolDown, ...latest };
  };
};

import type { Hold } from '../../../contracts/policy/contact.ts';
import { addDays, dayNumber, localDate } from '../../calendar.ts';
import type { RuleColumns } from '../../decide/shard-table.ts';
import { wordAt } from '../../decide/shard-table.ts';
import type { Night } from '../../night.ts';
import type { CompiledContact } from '../../policy/compile-contact.ts';
import type { GovernStepTest } from './asked.ts';
import type { Notice } from './contact-events.ts';
import { zoneOf } from './contact-hours.ts';

/** Days on which a notice is in the way of contact, on the clocks of the customer's region. */
const daysOf = (
  { startsAt, endsAt }: Notice,
  { daysBefore, daysAfter, openDays }: NonNullable<Hold['notice']>,
  timeZone: string,
): { from: string; until: string; isOpen: boolean } => {
  const begin = localDate(startsAt, timeZone);
  return {
    from: addDays(begin, -daysBefore),
    until: endsAt === null ? addDays(begin, openDays) : addDays(localDate(endsAt, timeZone), daysAfter),
    isOpen: endsAt === null,
  };
};

/**
 * Notices that nobody has closed for longer than any rule of the policy lets them count: days that each is open. They are in nobody's way
 * any more, and somebody should close them.
 */
export const staleNotices = (
  notices: readonly Notice[],
  { rules }: Pick<CompiledContact, 'rules'>,
  { today, timeZone }: Night,
): Record<string, number> =>
  Object.fromEntries(
    notices.flatMap(({ noticeId, kind, startsAt, endsAt }) => {
      const limits = rules.holds.flatMap(({ notice }) =>
        notice?.kind.some((one) => one === kind) ? [notice.openDays] : [],
      );
      const days = dayNumber(today) - dayNumber(localDate(startsAt, timeZone));
      return endsAt === null && limits.length > 0 && days > Math.max(...limits) ? [[noticeId, days]] : [];
    }),
  );

/** Notices about a customer, or about all of the customer's region. */
const noticesAbout = (notices: readonly Notice[]) => {
  const byCustomer = Map.groupBy(notices, ({ customerId }) => customerId);
  const byRegion = Map.groupBy(byCustomer.get(null) ?? [], ({ region }) => region);
  return (customerId: string, region: string | null): readonly Notice[] => [
    ...(byCustomer.get(customerId) ?? []),
    ...(region === null ? [] : (byRegion.get(region) ?? [])),
  ];
};

/**
 * Operational hold: something goes on, such as an open fault, a dispute, arrears or a cut-over of tomorrow. The first hold that
 * pauses contact counts; of those that change what is said, all are told.
 */
export const operationalHold = (
  { rules, holds }: CompiledContact,
  columns: RuleColumns,
  notices: readonly Notice[],
  { today, timeZone }: Night,
): GovernStepTest => {
  const about = noticesAbout(notices);
  const bound = holds.map((one) => ({ ...one, holds: one.holds?.(columns) }));
  const regions = columns.texts.get('region');
  return ({ row, customerId, programme, notes }) => {
    const region = regions ? wordAt(regions, row) : null;
    let all: readonly Notice[] | undefined;
    for (const { hold, rule, holds: isHeld } of bound) {
      if (hold.except.includes(programme.name)) continue;
      // The day after the last one; of what is open, and of conditions, tomorrow: they are asked again every night.
      let until = addDays(today, 1);
      if (isHeld) {
        if (!isHeld(row)) continue;
      } else if (hold.notice) {
        const { notice } = hold;
        const zone = zoneOf(rules, region, timeZone);
        all ??= about(customerId, region);
        const inTheWay = all
          .filter(({ kind }) => (notice.kind as readonly string[]).includes(kind))
          .map((one) => daysOf(one, notice, zone))
          .filter((days) => days.from <= today && days.until >= today);
        if (inTheWay.length === 0) continue;
        for (const days of inTheWay) if (!days.isOpen && addDays(days.until, 1) > until) until = addDays(days.until, 1);
      }
      if (hold.does === 'pause') return { step: 'hold', reason: hold.code, rule, until };
      if (hold.note) notes.push(hold.note);
    }
    return null;
  };
};

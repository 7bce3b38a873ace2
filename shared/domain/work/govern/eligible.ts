import { addDays, localDate } from '../../calendar.ts';
import type { RuleColumns } from '../../decide/shard-table.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import { ownReasons } from '../candidate.ts';
import type { OpenWork } from '../open-work.ts';
import type { GovernStepTest } from './asked.ts';

/** A rule of the policy keeps the programme from the customer. */
export const suppressedByRule = (
  { programmes }: CompiledPolicy,
  columns: RuleColumns,
  { today }: Night,
): GovernStepTest => {
  const rules = new Map(
    programmes.map(({ name, suppress }) => [name, suppress.map((one) => ({ ...one, holds: one.holds(columns) }))]),
  );
  return ({ row, programme: { name } }) => {
    const rule = rules.get(name)?.find(({ holds }) => holds(row));
    // A rule is asked again every night.
    return rule ? { step: 'eligible', reason: rule.code, rule: rule.rule, until: addDays(today, 1) } : null;
  };
};

/**
 * Eligible: the same work is not asked for twice, and no rule of the policy keeps the programme from the customer.
 *
 * @param open work of earlier nights, by row
 */
export const eligible = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  open: ReadonlyMap<number, OpenWork>,
  night: Night,
): GovernStepTest => {
  const ruledOut = suppressedByRule(compiled, columns, night);
  return (asked) => {
    const { row, programme, promise } = asked;
    const { name } = programme;
    if (promise?.askedAt !== undefined) {
      const until = addDays(localDate(promise.dueAt, night.timeZone), 1);
      return { step: 'eligible', reason: ownReasons.alreadyOpen, rule: `programmes.${name}.keeps`, until };
    }
    const earlier = promise ? undefined : open.get(row)?.[name];
    if (!earlier) return ruledOut(asked);
    const { reason, until } = earlier;
    const rule = `programmes.${name}.${reason === ownReasons.alreadyOpen ? 'period' : 'pauseDays'}`;
    return { step: 'eligible', reason, rule, until };
  };
};

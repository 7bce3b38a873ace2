import type { Label } from '../../../contracts/field.ts';
import { addDays } from '../../calendar.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import { ownReasons } from '../candidate.ts';
import type { OpenWork } from '../open-work.ts';
import type { GovernStepTest } from './asked.ts';

/** What tonight asks for about a customer already: the notes of that contact, and its programme. */
export type TonightOf = (row: number) => { programme: string; notes: Label[] } | undefined;

/**
 * Merge: a visit and a churn task for one customer are one contact. Who is called tonight, or stands on an agent's list
 * for a retention call, is not called once more; tonight's agent is told what else the call is for.
 *
 * @param open work of earlier nights, by row
 */
export const merge = (
  { programmes }: CompiledPolicy,
  open: ReadonlyMap<number, OpenWork>,
  tonight: TonightOf,
  { today }: Night,
): GovernStepTest => {
  const saving = programmes.filter(({ rules }) => rules.kind === 'churn-risk').map(({ name }) => name);
  return ({ row, programme }) => {
    const first = tonight(row);
    if (first) {
      const { en, zh } = programme.rules.label;
      first.notes.push({ en: `Also: ${en}`, zh: `并：${zh}` });
      return {
        ...{ step: 'merge', reason: ownReasons.merged },
        ...{ rule: `programmes.${first.programme}`, until: addDays(today, 1) },
      };
    }
    const its = open.get(row);
    if (!its) return null;
    for (const name of saving) {
      const earlier = its[name];
      if (earlier?.standsInTheWay)
        return { step: 'merge', reason: ownReasons.merged, rule: `programmes.${name}`, until: earlier.until };
    }
    return null;
  };
};

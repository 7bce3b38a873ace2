import type { Label } from '../../contracts/field.ts';
import type { Policy } from '../../contracts/policy.ts';
import { ownReasons } from '../work/candidate.ts';

/** Reasons of the engine itself, which every policy knows. */
const always: Record<string, Label> = {
  [ownReasons.alreadyOpen]: { en: 'Asked for on an earlier night', zh: '前几夜已派单' },
  [ownReasons.recentlyAsked]: { en: 'Asked for a few days ago', zh: '近日刚派单' },
  [ownReasons.visitDay]: { en: 'The day of the visit has not come', zh: '未到回访日' },
  [ownReasons.merged]: { en: 'Other work about the customer goes first', zh: '已合并至其他任务' },
  [ownReasons.stoppedByGuard]: { en: 'Stopped: contact did harm', zh: '已停止：接触有害' },
  [ownReasons.cap]: { en: 'As many contacts as allowed', zh: '接触次数已达上限' },
  [ownReasons.coolDown]: { en: 'Left in peace after a contact', zh: '接触后静默期' },
};

const byCode = (list: readonly { code: string; label: Label }[]): Record<string, Label> =>
  Object.fromEntries(list.map(({ code, label }) => [code, label]));

/** What people read for the reasons why a candidate got no contact, by code. */
export const suppressionLabels = (
  policy: Pick<Policy, 'contact' | 'suppress' | 'programmes'>,
): Record<string, Label> => ({
  ...always,
  ...byCode(policy.contact?.holds ?? []),
  ...byCode(policy.suppress),
  ...byCode(Object.values(policy.programmes).flatMap(({ suppress }) => suppress)),
});

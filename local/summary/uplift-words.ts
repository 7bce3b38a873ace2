import type { Label } from '../../shared/contracts/field.ts';
import type { GuardedPlaybook, GuardNote } from '../../shared/contracts/guard-report.ts';
import type { Lang } from './words.ts';

/** Why nothing can be said of what contact is worth. */
const notes: Record<GuardNote, Label> = {
  'no-hold-out': { en: 'nobody is held out: nothing can be known', zh: '无对照组，无法判断' },
  'all-held-out': { en: 'everybody is held out: nobody is contacted', zh: '全部为对照组，无人接触' },
  'too-early': { en: 'too early: one of the groups is empty', zh: '为时尚早：有一组为空' },
  'not-in-policy': { en: 'no longer in the policy', zh: '策略中已无此方案' },
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;

/** What contact is worth, with its interval; or why that is not known. */
export const upliftWords = ({ uplift, note }: Pick<GuardedPlaybook, 'uplift' | 'note'>, lang: Lang): string => {
  if (uplift) return `${signed(uplift.uplift)} (${signed(uplift.low)} … ${signed(uplift.high)})`;
  return note ? notes[note][lang] : '';
};

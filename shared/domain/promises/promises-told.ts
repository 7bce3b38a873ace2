import type { Label } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';

/** What an agent reads of promises to a customer: those that were broken, then those that are open, in the policy's order. */
export const promisesTold = (
  { promises }: Pick<CompiledPolicy, 'promises'>,
  { promises: its }: Pick<Decision, 'promises'>,
): Label[] => {
  if (!promises || !its) return [];
  // Of answers only a share is promised: a late one is nothing to speak of.
  const list = promises.list.filter(({ kind }) => kind !== 'answer');
  const told = (state: 'broken' | 'open', en: string, zh: string): Label[] =>
    list.flatMap(({ name, label }) => {
      const count = its[state][name] ?? 0;
      return count === 0 ? [] : [{ en: `${en}: ${label.en} (${count})`, zh: `${zh}：${label.zh}（${count} 项）` }];
    });
  return [...told('broken', 'Not kept', '未兑现'), ...told('open', 'Still open', '待兑现')];
};

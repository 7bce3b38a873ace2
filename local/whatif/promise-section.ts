import type { Label } from '../../shared/contracts/field.ts';
import { promiseScheme } from '../../shared/contracts/policy/promises.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { WordMove } from '../../shared/domain/whatif/compare-decisions.ts';
import type { OwedCount } from '../../shared/domain/whatif/owed.ts';
import type { Cell, Section, Table } from './sections.ts';
import type { Policies } from './what-if.ts';
import { say } from './words.ts';
import { union, wordsTable } from './words-table.ts';

const sum = (counts: readonly OwedCount[]): number => counts.reduce((total, { promises }) => total + promises, 0);

/** How many one of the policies owes: in all, broken, and such as the other one does not owe. */
const owedBy = (counts: readonly OwedCount[], by: OwedCount['by']) => {
  const own = counts.filter((one) => one.by === by);
  return {
    all: sum(own),
    broken: sum(own.filter(({ state }) => state === 'broken')),
    alone: sum(own.filter(({ isShared }) => !isShared)),
  };
};

const promisesOf = ({ promises }: Policy): { name: string; label: Label }[] =>
  Object.entries(promises?.made ?? {}).map(([name, { label }]) => ({ name, label }));
const tiersOf = (policy: Policy): { name: string; label: Label }[] =>
  policy.schemes[promiseScheme(policy)]?.tiers ?? [];

/** What is owed by promise and tier, in the order of the draft. */
const owedTable = (owed: readonly OwedCount[], { policy, draft }: Policies): Table => {
  const tiers = [...union(tiersOf(draft), tiersOf(policy)), { name: null, label: say.ungraded }];
  return {
    header: [say.promise, say.tier, say.before, say.broken, say.after, say.broken, say.newly, say.noLonger],
    rows: union(promisesOf(draft), promisesOf(policy)).flatMap((promise) =>
      tiers.flatMap((tier): Cell[][] => {
        const counts = owed.filter((one) => one.promise === promise.name && one.tier === tier.name);
        if (counts.length === 0) return [];
        const [before, after] = [owedBy(counts, 'before'), owedBy(counts, 'after')];
        return [
          [
            ...[promise.label, tier.label, before.all, before.broken, after.all, after.broken],
            ...[after.alone, before.alone],
          ],
        ];
      }),
    ),
  };
};

/** What a draft owes customers that the policy in force does not, and the other way round; nothing where neither promises anything. */
export const promiseSection = (
  owed: readonly OwedCount[],
  entitlements: readonly WordMove[],
  policies: Policies,
): Section[] => {
  if (!policies.policy.promises && !policies.draft.promises) return [];
  const [newly, noLonger] = [owedBy(owed, 'after').alone, owedBy(owed, 'before').alone];
  const entitled = union(policies.draft.promises?.entitlements ?? [], policies.policy.promises?.entitlements ?? []);
  const number = (value: number): string => value.toLocaleString('en-US');
  return [
    {
      title: { en: 'Service promises', zh: '服务承诺' },
      notes: [
        {
          en: `On the calls, notices and balances that the night knows, by the tiers that each policy gives: ${number(newly)} promises newly owed, ${number(noLonger)} no longer`,
          zh: `按该夜已知的来电、通知与余额，及各策略给出的等级：新增承诺 ${number(newly)} 项，不再承诺 ${number(noLonger)} 项`,
        },
      ],
      tables: [
        ...(owed.length > 0 ? [owedTable(owed, policies)] : []),
        ...(entitlements.length > 0 ? [wordsTable(say.entitlement, entitlements, entitled)] : []),
      ],
    },
  ];
};

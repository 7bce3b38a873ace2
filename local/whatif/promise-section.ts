import { type Label, plainLabel } from '../../shared/contracts/field.ts';
import { promiseScheme } from '../../shared/contracts/policy/promises.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { WordMove } from '../../shared/domain/whatif/compare-decisions.ts';
import type { OwedCount } from '../../shared/domain/whatif/owed.ts';
import type { Cell, Section, Table } from './sections.ts';
import { say } from './words.ts';
import { union, wordsTable } from './words-table.ts';

/** The two policies whose words are read. */
type Policies = { policy: Policy; draft: Policy };

const sum = (counts: readonly OwedCount[]): number => counts.reduce((total, { promises }) => total + promises, 0);

/** Owed by one of the policies alone. */
const isOnly = ({ isShared }: OwedCount): boolean => !isShared;

const owedTable = (owed: readonly OwedCount[], { policy, draft }: Policies): Table => {
  const promiseLabel = (name: string): Label =>
    (draft.promises?.made[name] ?? policy.promises?.made[name])?.label ?? plainLabel(name);
  const tierLabel = (name: string | null): Label => {
    if (name === null) return say.ungraded;
    const found = [draft, policy]
      .flatMap((one) => one.schemes[promiseScheme(one)]?.tiers ?? [])
      .find((tier) => tier.name === name);
    return found?.label ?? plainLabel(name);
  };
  // In the order of the draft, what it has no more behind.
  const promises = [draft, policy].flatMap((one) => Object.keys(one.promises?.made ?? {}));
  const tiers = [draft, policy].flatMap((one) => one.schemes[promiseScheme(one)]?.tiers.map(({ name }) => name) ?? []);
  const places = ({ promise, tier }: OwedCount): [number, number] => [
    promises.indexOf(promise),
    tier === null ? tiers.length : tiers.indexOf(tier),
  ];
  const inOrder = owed.toSorted((one, other) => {
    const [left, right] = [places(one), places(other)];
    return left[0] - right[0] || left[1] - right[1];
  });
  const groups = Map.groupBy(inOrder, ({ promise, tier }) => JSON.stringify([promise, tier]));
  return {
    header: [say.promise, say.tier, say.before, say.broken, say.after, say.broken, say.newly, say.noLonger],
    rows: [...groups.values()].map((counts): Cell[] => {
      const [{ promise, tier }] = counts as [OwedCount];
      const sides = (['before', 'after'] as const).map((by) => {
        const own = counts.filter((one) => one.by === by);
        return { own, broken: own.filter(({ state }) => state === 'broken'), only: own.filter(isOnly) };
      });
      const [left, right] = sides.map(({ only }) => sum(only)) as [number, number];
      return [
        ...[promiseLabel(promise), tierLabel(tier)],
        ...sides.flatMap(({ own, broken }) => [sum(own), sum(broken)]),
        ...[right, left],
      ];
    }),
  };
};

/** What a draft owes customers that the policy in force does not, and the other way round; nothing where neither promises anything. */
export const promiseSection = (
  owed: readonly OwedCount[],
  entitlements: readonly WordMove[],
  policies: Policies,
): Section[] => {
  if (!policies.policy.promises && !policies.draft.promises) return [];
  const [newly, noLonger] = (['after', 'before'] as const).map((by) =>
    sum(owed.filter((one) => one.by === by && isOnly(one))),
  );
  const entitled = union(policies.draft.promises?.entitlements ?? [], policies.policy.promises?.entitlements ?? []);
  const number = (value = 0): string => value.toLocaleString('en-US');
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

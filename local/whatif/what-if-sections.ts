import { type Label, plainLabel } from '../../shared/contracts/field.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { Change } from '../../shared/domain/explain/decision-history.ts';
import { metaOf } from '../../shared/domain/explain/explain-card.ts';
import type { ChangedCustomer } from '../../shared/domain/whatif/compare-decisions.ts';
import { promiseSection } from './promise-section.ts';
import { schemeSection } from './scheme-section.ts';
import type { Section } from './sections.ts';
import type { Policies, WhatIf } from './what-if.ts';
import { say } from './words.ts';
import { union, wordsTable } from './words-table.ts';
import { workSection } from './work-section.ts';

/** Reasons of a customer that are shown: as many as an agent reads. */
const mostReasons = 3;
/** Places of a draft that a terminal shows. */
const mostChanges = 20;

const joined = (parts: readonly Label[]): Label => ({
  en: parts.map(({ en }) => en).join('; '),
  zh: parts.map(({ zh }) => zh).join('；'),
});

const changesSection = ({ changes }: WhatIf): Section => ({
  title: { en: 'What the draft changes', zh: '草案的改动' },
  notes: changes.length === 0 ? [{ en: 'Nothing: it is the policy in force.', zh: '无：与现行策略相同。' }] : [],
  tables:
    changes.length === 0
      ? []
      : [
          {
            header: [say.place, say.from, say.to],
            rows: changes.map(({ path, from, to }) => [path, from ?? '–', to ?? '–']),
            most: mostChanges,
          },
        ],
});

const warningsSection = ({ warnings }: WhatIf): Section => ({
  title: { en: 'Warnings', zh: '检查' },
  notes: warnings.length === 0 ? [{ en: 'None.', zh: '无。' }] : [],
  tables:
    warnings.length === 0
      ? []
      : [
          {
            header: [say.place, say.warning, say.suggestion],
            rows: warnings.map(({ path, words, suggestion }) => [path, words, suggestion]),
            isLong: true,
          },
        ],
});

const stagesOf = ({ lifecycle }: Policy): { name: string; label: Label }[] =>
  Object.entries(lifecycle.stages).map(([name, label]) => ({ name, label }));

const riskSection = ({ comparison: { bands, stages } }: WhatIf, { policy, draft }: Policies): Section => ({
  title: { en: 'Risk and lifecycle', zh: '风险与生命周期' },
  notes: [],
  tables: [
    wordsTable(say.band, bands, union(draft.risk.bands, policy.risk.bands)),
    wordsTable(say.stage, stages, union(stagesOf(draft), stagesOf(policy))),
  ],
});

/** What both policies call a word of a change. */
const called = ({ of, scheme = '' }: Change, name: string | null, { policy, draft }: Policies): Label => {
  if (name === null) return say.none;
  const find = (read: (from: Policy) => readonly { name: string; label: Label }[] | undefined): Label | undefined =>
    [draft, policy].flatMap((from) => read(from) ?? []).find((one) => one.name === name)?.label;
  if (of === 'tier') return find(({ schemes }) => schemes[scheme]?.tiers) ?? plainLabel(name);
  if (of === 'band') return find(({ risk }) => risk.bands) ?? plainLabel(name);
  if (of === 'stage') return draft.lifecycle.stages[name] ?? policy.lifecycle.stages[name] ?? plainLabel(name);
  return plainLabel(name);
};

const whatChanges = (one: ChangedCustomer, policies: Policies): Label => {
  const { policy, draft } = policies;
  const programme = (name: string): Label =>
    (draft.programmes[name] ?? policy.programmes[name])?.label ?? plainLabel(name);
  return joined([
    ...one.changes.map((change): Label => {
      const [from, to] = [called(change, change.from, policies), called(change, change.to, policies)];
      return { en: `${from.en} → ${to.en}`, zh: `${from.zh} → ${to.zh}` };
    }),
    ...one.workAdded.map((name) => ({ en: `+ ${programme(name).en}`, zh: `增：${programme(name).zh}` })),
    ...one.workRemoved.map((name) => ({ en: `− ${programme(name).en}`, zh: `减：${programme(name).zh}` })),
  ]);
};

/** Features whose points moved; where none did, the edges moved. */
const whyChanges = ({ why }: ChangedCustomer): Label =>
  why.length === 0
    ? { en: 'same points, other rules', zh: '分数未变，规则改变' }
    : joined(
        why.slice(0, mostReasons).map(({ feature, from, to }) => {
          const { label } = metaOf(feature);
          return { en: `${label.en}: ${from} → ${to} points`, zh: `${label.zh}：${from} → ${to} 分` };
        }),
      );

const mostSection = ({ comparison: { most, changed, customers } }: WhatIf, policies: Policies): Section => ({
  title: { en: 'The customers most changed', zh: '变化最大的客户' },
  notes: [
    {
      en: `${changed.toLocaleString('en-US')} of ${customers.toLocaleString('en-US')} customers are decided differently in something.`,
      zh: `${customers.toLocaleString('en-US')} 位客户中有 ${changed.toLocaleString('en-US')} 位的结论有所不同。`,
    },
  ],
  tables:
    most.length === 0
      ? []
      : [
          {
            header: [say.customer, say.region, say.charge, say.what, say.why],
            rows: most.map((one) => [
              ...[one.customerId, one.region ?? say.unknown],
              one.charge === null ? say.unknown : Math.round(one.charge),
              ...[whatChanges(one, policies), whyChanges(one)],
            ]),
            isLong: true,
          },
        ],
});

const methodSection = ({ run, kept, comparison }: WhatIf): Section => ({
  title: { en: 'How this was worked out', zh: '计算方法' },
  notes: [
    {
      en: `Both policies decided everybody on the facts, the instant and the roster of run ${run.runId}, from the tiers and stages that it left behind, so that margins and minimum stays count; and from the work that stood open before it. They differ in the policy alone. Nothing was written.`,
      zh: `两套策略均以运行 ${run.runId} 的事实、时点与客户经理名册，从其留下的等级与阶段出发（因此缓冲与最短保留期均生效）、以此前未结的任务为起点，对全部客户重新计算；两者仅策略不同。未写入任何数据。`,
    },
    {
      en: `A charge is the mean of the last three months; it is not known of ${comparison.chargeUnknown.toLocaleString('en-US')} customers, who count without one.`,
      zh: `月消费为近三个月均值；${comparison.chargeUnknown.toLocaleString('en-US')} 位客户未知，按零计入。`,
    },
    ...(kept > 0
      ? [
          {
            en: `${kept.toLocaleString('en-US')} customers are left out, because a dump that speaks of them was held.`,
            zh: `${kept.toLocaleString('en-US')} 位客户因数据被暂缓而未计入。`,
          },
        ]
      : []),
  ],
  tables: [],
});

/** Everything that is told about a draft, in the order in which it is read: what is wrong with it first. */
export const whatIfSections = (given: WhatIf, policies: Policies): Section[] => [
  changesSection(given),
  warningsSection(given),
  ...[...new Set([...Object.keys(policies.draft.schemes), ...Object.keys(policies.policy.schemes)])].map((name) =>
    schemeSection(name, { moves: given.comparison.tiers.filter(({ scheme }) => scheme === name), ...policies }),
  ),
  riskSection(given, policies),
  workSection(given.comparison.candidates, given.loads, policies),
  ...promiseSection(given.comparison.owed, given.comparison.entitlements, policies),
  mostSection(given, policies),
  methodSection(given),
];

import type { Label } from '../../contracts/field.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { Policy } from '../../contracts/policy.ts';
import { placeText } from '../../contracts/problems.ts';
import type { Roster } from '../../contracts/roster.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import { type Slot, slotsOf } from '../cards/card-slots.ts';
import { metaOf, slotLabel } from '../explain/explain-card.ts';
import { writtenValue } from '../explain/written-value.ts';
import type { Measured } from './measure-policy.ts';

/** Something in a draft that is allowed, but hardly meant. */
export type Warning = {
  /** What kind of thing. */
  code:
    | 'dead-bin'
    | 'empty-tier'
    | 'missing-feature'
    | 'few-customers'
    | 'no-skill'
    | 'idle-programme'
    | 'all-held-out'
    | 'longer-window';
  /** Place in the policy. */
  path: string;
  /** What is so, and what to do about it. */
  words: Label;
  suggestion: Label;
};

/** What a draft came to on the base that it was tried on. */
export type Trial = {
  measured: Measured;
  /** Customers by scheme and tier. */
  tiers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Candidates for work by programme. */
  candidates: Readonly<Record<string, number>>;
  /** Agents of the run; undefined where none are known. */
  roster: Roster | undefined;
  /** Months of facts that the night froze. */
  windowMonths: number;
  /** What the draft knows of the whole base; null where it asks for nothing. */
  base: RunBase | null;
};

type Path = (string | number)[];

const warning = (code: Warning['code'], path: Path, words: Label, suggestion: Label): Warning => ({
  code,
  path: placeText(path),
  words,
  suggestion,
});

const deadBins = ({ scorecards, currency }: Policy, { measured }: Trial): Warning[] =>
  Object.entries(scorecards).flatMap(([card, { features: scored }]) =>
    scored.flatMap((one, index) => {
      const counts = measured.slots[card]?.[one.feature] ?? [];
      const spread = measured.features[one.feature];
      // Of a feature that nobody has all bins are dead: that is said once, as a feature.
      if (!spread?.known) return [];
      const meta = metaOf(one.feature);
      return slotsOf(one).flatMap((slot: Slot, place): Warning[] => {
        if ((slot.kind !== 'bin' && slot.kind !== 'category') || counts[place] !== 0) return [];
        const name = slotLabel(one.feature, slot, currency);
        const member = slot.kind === 'bin' ? 'bins' : 'categories';
        const [least, most] = [spread.least ?? 0, spread.most ?? 0].map((value) =>
          writtenValue(value, meta.unit, currency),
        );
        return [
          warning(
            'dead-bin',
            ['scorecards', card, 'features', index, member, place],
            {
              en: `nobody of ${measured.customers.toLocaleString('en-US')} customers falls in it: ${meta.label.en} ${name.en}`,
              zh: `${measured.customers.toLocaleString('en-US')} 位客户无一落入：${meta.label.zh} ${name.zh}`,
            },
            slot.kind === 'bin'
              ? {
                  en: `values lie from ${least?.en} to ${most?.en}: join it with the bin beside it, or leave it for what may come`,
                  zh: `取值在${least?.zh}与${most?.zh}之间：与相邻分箱合并，或留待日后`,
                }
              : { en: 'remove it, or check how the feed writes the values', zh: '删除，或核对数据中的写法' },
          ),
        ];
      });
    }),
  );

const emptyTiers = ({ schemes }: Policy, { tiers }: Trial): Warning[] =>
  Object.entries(schemes).flatMap(([name, scheme]) =>
    scheme.tiers.flatMap((tier, index): Warning[] =>
      (tiers[name]?.[tier.name] ?? 0) > 0
        ? []
        : [
            warning(
              'empty-tier',
              ['schemes', name, 'tiers', index],
              { en: `nobody gets the tier ${tier.label.en}`, zh: `无客户进入等级“${tier.label.zh}”` },
              { en: 'lower its edge, or remove the tier', zh: '降低门槛，或删除该等级' },
            ),
          ],
    ),
  );

/** Groups of percentile schemes that are cut by the edges of a wider group, or too small altogether. */
const fewCustomers = ({ schemes }: Policy, { base }: Trial): Warning[] =>
  Object.entries(schemes).flatMap(([name, scheme]) => {
    const cuts = base?.cutOffs?.[name];
    if (scheme.kind !== 'percentiles' || !cuts) return [];
    const path = ['schemes', name, 'leastCustomers'];
    const small = Object.entries(cuts.groups).filter(([group, { uses }]) => uses !== group);
    const least = scheme.leastCustomers.toLocaleString('en-US');
    return [
      ...(cuts.tooFew
        ? [
            warning(
              'few-customers',
              path,
              {
                en: `the whole base has fewer than the ${least} customers that it asks for`,
                zh: `全部客户不足 ${least} 户`,
              },
              { en: 'ask for fewer, or grade by thresholds', zh: '降低要求，或改用固定门槛' },
            ),
          ]
        : []),
      ...small.map(([group, { customers, uses }]) =>
        warning(
          'few-customers',
          path,
          {
            en: `${group} has ${customers} customers, fewer than ${least}: it is cut by the edges of ${uses}`,
            zh: `${group} 仅 ${customers} 户，不足 ${least}：改用 ${uses} 的门槛`,
          },
          { en: 'ask for fewer, or leave the group out of "groupBy"', zh: '降低要求，或从 groupBy 中去掉该分组' },
        ),
      ),
    ];
  });

/** Every feature that a condition names, with its place. */
const featuresIn = (given: Condition, path: Path): { feature: string; path: Path }[] => [
  ...(given.feature === undefined ? [] : [{ feature: given.feature, path: [...path, 'feature'] }]),
  ...(given.all ?? []).flatMap((part, index) => featuresIn(part, [...path, 'all', index])),
  ...(given.any ?? []).flatMap((part, index) => featuresIn(part, [...path, 'any', index])),
  ...(given.not ? featuresIn(given.not, [...path, 'not']) : []),
];

/** Every condition of a document, wherever it stands: members called `when` or `appliesTo`. */
const conditionsIn = (value: unknown, path: Path = []): { feature: string; path: Path }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, part]) =>
    key === 'when' || key === 'appliesTo'
      ? featuresIn(part as Condition, [...path, key])
      : conditionsIn(part, [...path, key]),
  );
};

const missingFeatures = (policy: Policy, { measured }: Trial): Warning[] => {
  const cards = Object.entries(policy.scorecards).flatMap(([card, { features: scored }]) =>
    scored.map(({ feature }, index) => ({ feature, path: ['scorecards', card, 'features', index, 'feature'] as Path })),
  );
  return [...cards, ...conditionsIn(policy)].flatMap(({ feature, path }): Warning[] => {
    const spread = measured.features[feature];
    if (!spread || spread.known > 0 || measured.customers === 0) return [];
    const { label } = metaOf(feature);
    return [
      warning(
        'missing-feature',
        path,
        { en: `${label.en} (${feature}) is known of no customer`, zh: `没有任何客户的“${label.zh}”（${feature}）` },
        {
          en: 'see docs/feeds.md for the feed that brings it, or leave the feature out',
          zh: '请接入相应数据（见 docs/feeds.md），或去掉该特征',
        },
      ),
    ];
  });
};

const programmes = (policy: Policy, { roster, candidates }: Trial): Warning[] =>
  Object.entries(policy.programmes).flatMap(([name, { skill }]): Warning[] => {
    const skills = new Set(roster?.flatMap((agent) => agent.skills));
    const path = ['programmes', name];
    return [
      ...(roster && !skills.has(skill)
        ? [
            warning(
              'no-skill',
              [...path, 'skill'],
              {
                en: `no agent of ${roster.length} has the skill "${skill}": only customers' own managers can take its work`,
                zh: `${roster.length} 位客户经理中无人具备技能“${skill}”：只有客户自己的经理能接单`,
              },
              {
                en: `agents have: ${[...skills].sort().join(', ') || 'none'}`,
                zh: `现有技能：${[...skills].sort().join('、') || '无'}`,
              },
            ),
          ]
        : []),
      ...((candidates[name] ?? 0) === 0
        ? [
            warning(
              'idle-programme',
              [...path, 'when'],
              { en: 'nobody is a candidate on this night', zh: '当夜无候选客户' },
              { en: 'right for a seasonal programme; else widen the condition', zh: '季节性方案属正常；否则放宽条件' },
            ),
          ]
        : []),
    ];
  });

/** Hold-outs that leave nobody to contact: right for a rehearsal, hardly for a night. */
const allHeldOut = ({ programmes: all }: Policy): Warning[] =>
  Object.entries(all).flatMap(([name, { holdOut, playbooks }]) =>
    [{ holdOut, path: ['programmes', name, 'holdOut', 'share'] as Path }]
      .concat(
        playbooks.flatMap((playbook, index) =>
          playbook.holdOut
            ? [{ holdOut: playbook.holdOut, path: ['programmes', name, 'playbooks', index, 'holdOut', 'share'] }]
            : [],
        ),
      )
      .filter((one) => one.holdOut.share === 1)
      .map(({ path }) =>
        warning(
          'all-held-out',
          path,
          { en: 'everybody is held out: nobody is contacted', zh: '全部客户被列为对照组：无人会被接触' },
          {
            en: 'hold out a tenth: enough to see in some months what contact is worth',
            zh: '保留一成作对照即可，数月内便能看出接触的成效',
          },
        ),
      ),
  );

/** A night froze no more months than its own policy looks at. */
const longerWindow = ({ windowMonths }: Policy, trial: Trial): Warning[] =>
  windowMonths <= trial.windowMonths
    ? []
    : [
        warning(
          'longer-window',
          ['windowMonths'],
          {
            en: `the draft looks at ${windowMonths} months, but the night kept ${trial.windowMonths}: the months before are missing here`,
            zh: `草案取 ${windowMonths} 个月，当夜仅保留 ${trial.windowMonths} 个月：更早月份在此缺失`,
          },
          { en: 'trends over more months will differ once it ships', zh: '上线后长期趋势类特征会有所不同' },
        ),
      ];

/** What a draft says that is hardly meant, found on a base of customers that it was tried on. In the policy's order. */
export const lintPolicy = (policy: Policy, trial: Trial): Warning[] => [
  ...longerWindow(policy, trial),
  ...missingFeatures(policy, trial),
  ...deadBins(policy, trial),
  ...fewCustomers(policy, trial),
  ...emptyTiers(policy, trial),
  ...programmes(policy, trial),
  ...allHeldOut(policy),
];

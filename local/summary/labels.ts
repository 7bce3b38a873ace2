import type { Label } from '../../shared/contracts/field.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { ungraded } from '../../shared/domain/decide/run-counts.ts';
import { ownReasons } from '../../shared/domain/work/candidate.ts';
import type { PolicyLabels } from './summary.ts';

const byName = (list: readonly { name: string; label: Label }[]): Record<string, Label> =>
  Object.fromEntries(list.map(({ name, label }) => [name, label]));
const notGraded: Label = { en: 'Not graded', zh: '不参评' };
const byCode = (list: readonly { code: string; label: Label }[]): Record<string, Label> =>
  Object.fromEntries(list.map(({ code, label }) => [code, label]));

/** Reasons of the engine itself, which every policy knows. */
const always: Record<string, Label> = {
  [ownReasons.alreadyOpen]: { en: 'Asked for on an earlier night', zh: '前几夜已派单' },
  [ownReasons.recentlyAsked]: { en: 'Asked for a few days ago', zh: '近日刚派单' },
  [ownReasons.merged]: { en: 'Other work about the customer goes first', zh: '已合并至其他任务' },
  [ownReasons.stoppedByGuard]: { en: 'Stopped: contact did harm', zh: '已停止：接触有害' },
  [ownReasons.cap]: { en: 'As many contacts as allowed', zh: '接触次数已达上限' },
  [ownReasons.coolDown]: { en: 'Left in peace after a contact', zh: '接触后静默期' },
};

/** The names that a policy gives to its words. */
export const labelsOf = (policy: Policy): PolicyLabels => {
  const [scheme, ...others] = Object.values(policy.schemes);
  const otherNames = Object.keys(policy.schemes).slice(1);
  return {
    name: policy.name,
    edition: policy.edition,
    scheme: scheme?.label ?? { en: 'Tier', zh: '等级' },
    tiers: { ...byName(scheme?.tiers ?? []), ...(scheme?.appliesTo && { [ungraded]: notGraded }) },
    otherSchemes: Object.fromEntries(
      others.map(({ label, tiers }, index) => [otherNames[index] as string, { label, tiers: byName(tiers) }]),
    ),
    watchLists: Object.fromEntries(Object.entries(policy.watchLists).map(([name, { label }]) => [name, label])),
    stages: policy.lifecycle.stages,
    bands: byName(policy.risk.bands),
    programmes: Object.fromEntries(Object.entries(policy.programmes).map(([name, { label }]) => [name, label])),
    ...(policy.promises && {
      promises: Object.fromEntries(Object.entries(policy.promises.made).map(([name, { label }]) => [name, label])),
    }),
    ...(policy.churn && {
      outlook: {
        currency: policy.currency,
        kinds: policy.churn.kinds,
        conducts: byName(policy.churn.conduct),
        tracks: byName(policy.churn.tracks),
      },
    }),
    suppressions: {
      ...always,
      ...byCode(policy.contact?.holds ?? []),
      ...byCode(policy.suppress),
      ...byCode(Object.values(policy.programmes).flatMap(({ suppress }) => suppress)),
    },
  };
};

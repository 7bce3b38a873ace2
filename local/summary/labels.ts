import type { Label } from '../../shared/contracts/field.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { ungraded } from '../../shared/domain/decide/run-counts.ts';
import { suppressionLabels } from '../../shared/domain/explain/suppression-labels.ts';
import type { PolicyLabels } from './summary.ts';

const byName = (list: readonly { name: string; label: Label }[]): Record<string, Label> =>
  Object.fromEntries(list.map(({ name, label }) => [name, label]));
const notGraded: Label = { en: 'Not graded', zh: '不参评' };

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
    suppressions: suppressionLabels(policy),
  };
};

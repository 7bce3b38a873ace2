import { type Label, plainLabel } from '../../contracts/field.ts';
import type { RunCounts, RunItem } from '../../contracts/items/ledger.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { ReportedFates, RunReport } from '../../contracts/run-report.ts';
import { suppressionLabels } from '../explain/suppression-labels.ts';
import { ownReasons } from '../work/candidate.ts';
import { type LedgerSlice, slicesOf } from '../work/suppression-ledger.ts';
import { largest } from './people-part.ts';
import { sumOf } from './sum-of.ts';

const sum = (counts: Readonly<Record<string, number>>): number => sumOf(Object.values(counts), (count) => count);

/** What became of the candidates of some slices together. */
const fatesOf = (slices: readonly LedgerSlice[]): ReportedFates => {
  const fates = { candidates: 0, queued: 0, suppressed: 0, heldOut: 0, deferred: 0 };
  for (const slice of slices) {
    for (const fate of ['candidates', 'queued', 'heldOut', 'deferred'] as const) fates[fate] += slice[fate];
    fates.suppressed += sum(slice.suppressed);
  }
  return fates;
};

const playbookLabel = ({ programmes }: Policy, { programme, playbook }: LedgerSlice): Label => {
  const found = programmes[programme];
  return found?.playbooks.find(({ name }) => name === playbook)?.label ?? found?.label ?? plainLabel(playbook);
};

/** Work: what became of all candidates, by reason, playbook and region; and what giving it out came to. */
export const workOf = (
  policy: Policy,
  counts: RunCounts,
  plan: RunItem['workPlan'],
  previous: RunReport | null,
): RunReport['work'] => {
  const slices = slicesOf(counts.ledger ?? {});
  const labels = suppressionLabels(policy);
  const { candidates, queued, suppressed, heldOut, deferred } = counts;
  const keeping = slices.filter(({ programme }) => {
    const rules = policy.programmes[programme];
    return rules?.kind === 'churn-risk' && rules.keeps === undefined;
  });
  const byRegion = [...Map.groupBy(slices, ({ region }) => region)];
  const regions = largest(
    byRegion,
    ([, its]) => fatesOf(its).candidates,
    ([region]) => region,
  );
  const last = previous?.work;
  return {
    ...{ candidates, queued, suppressed, heldOut, deferred },
    before: last
      ? {
          ...{ candidates: last.candidates, queued: last.queued, suppressed: last.suppressed },
          ...{ heldOut: last.heldOut, deferred: last.deferred },
        }
      : null,
    keeping: {
      ...fatesOf(keeping),
      alreadyOpen: sumOf(keeping, ({ suppressed }) => suppressed[ownReasons.alreadyOpen] ?? 0),
    },
    reasons: Object.entries(counts.suppressedByReason)
      .map(([name, times]) => ({ name, label: labels[name] ?? plainLabel(name), candidates: times }))
      .sort((left, right) => right.candidates - left.candidates || (left.name < right.name ? -1 : 1)),
    playbooks: [...Map.groupBy(slices, ({ programme, playbook }) => `${programme}|${playbook}`).values()]
      .map((its) => {
        const [first] = its as [LedgerSlice];
        return { name: first.playbook, label: playbookLabel(policy, first), ...fatesOf(its) };
      })
      .sort((left, right) => right.candidates - left.candidates || (left.name < right.name ? -1 : 1)),
    regions: [
      ...regions.named.map(([region, its]) => ({
        region: region === '-' ? null : region,
        regions: 1,
        ...fatesOf(its),
      })),
      ...(regions.others.length > 0
        ? [{ region: null, regions: regions.others.length, ...fatesOf(regions.others.flatMap(([, its]) => its)) }]
        : []),
    ],
    plan: plan
      ? {
          ...{ given: plan.given, messages: plan.messages, waited: plan.waited, agents: plan.agents },
          ...{ withdrawn: sum(plan.withdrawn), deferred: plan.deferred, missing: plan.missing },
        }
      : null,
  };
};

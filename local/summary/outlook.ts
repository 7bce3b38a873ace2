import type { Label } from '../../shared/contracts/field.ts';
import type { RunCounts } from '../../shared/contracts/items/ledger.ts';
import type { Segment } from '../../shared/contracts/segment-model.ts';
import { tierAndRegion } from '../../shared/domain/churn/at-risk.ts';
import { cut } from '../../shared/domain/page/text-width.ts';
import type { Page } from './page.ts';
import type { Outlook, Summary } from './summary.ts';
import { count, table } from './table.ts';

/**
 * What a run counted of what may come of its customers; undefined where its policy did not ask.
 *
 * @param segments the run's behaviour segments, for their names
 */
export const outlookOf = (
  counts: RunCounts,
  segments: readonly Pick<Segment, 'id' | 'label'>[],
): Outlook | undefined => {
  const { churnKinds, conducts, tracks, behaviours, former, valueAtRisk } = counts;
  if (!valueAtRisk) return undefined;
  const byTier: Record<string, number> = {};
  for (const [key, hundredths] of Object.entries(valueAtRisk)) {
    const { tier } = tierAndRegion(key);
    byTier[tier] = (byTier[tier] ?? 0) + hundredths;
  }
  return {
    valueAtRisk: Object.fromEntries(Object.entries(byTier).map(([tier, sum]) => [tier, sum / 100])),
    churnKinds: churnKinds ?? {},
    conducts: conducts ?? {},
    tracks: tracks ?? {},
    behaviours: behaviours ?? {},
    behaviourLabels: Object.fromEntries(segments.map(({ id, label }) => [id, label])),
    former: former ?? 0,
  };
};

/** What is at stake by tier; why customers leave and how they are kept; segments; the archive. A line each. */
export const renderOutlook = ({ outlook }: Summary, view: Page): string[] => {
  const { say, labels } = view;
  if (!outlook || !labels.outlook) return [];
  const { currency, kinds, conducts, tracks } = labels.outlook;
  const total = Object.values(outlook.valueAtRisk).reduce((sum, value) => sum + value, 0);
  const told = (counts: Record<string, number>, names: Record<string, Label>): string =>
    [
      ...Object.keys(names),
      ...Object.keys(counts)
        .filter((name) => !(name in names))
        .sort(),
    ]
      .filter((name) => (counts[name] ?? 0) > 0)
      .map((name) => `${view.both(names[name], name)} ${count(Math.round(counts[name] ?? 0))}`)
      .join(' · ');
  const rows = [
    [say('atStakeByTier'), told(outlook.valueAtRisk, labels.tiers)],
    [say('whyTheyLeave'), told(outlook.churnKinds, kinds)],
    [say('conduct'), told(outlook.conducts, conducts)],
    [say('howKept'), told(outlook.tracks, tracks)],
    [say('segments'), told(outlook.behaviours, outlook.behaviourLabels)],
    [say('archive'), outlook.former > 0 ? count(outlook.former) : ''],
  ].filter(([, text]) => text !== '');
  return [
    ...view.title(say('outlook'), `${count(Math.round(total))} ${currency}`),
    ...table(rows, ['left', 'left']).map((line) => `  ${cut(line, 98)}`),
  ];
};

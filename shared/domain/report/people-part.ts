import { type Label, plainLabel } from '../../contracts/field.ts';
import type { RunCounts } from '../../contracts/items/ledger.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { ReportedRegion, ReportedTier, RunReport } from '../../contracts/run-report.ts';
import type { FigureCell } from '../../contracts/shard-figures.ts';
import { ungraded } from '../decide/run-counts.ts';
import { sumOf } from './sum-of.ts';

/** Regions that are named; of more, the others stand together: a page of a thousand regions is read by nobody. */
export const mostRegions = 12;

/** The largest by some measure, and the others apart. All of them, where only one would stand apart. */
export const largest = <T>(items: readonly T[], size: (item: T) => number, name: (item: T) => string) => {
  const sorted = items
    .map((item) => ({ item, size: size(item), name: name(item) }))
    .sort((left, right) => right.size - left.size || (left.name < right.name ? -1 : Number(left.name > right.name)))
    .map(({ item }) => item);
  const named = sorted.length > mostRegions ? mostRegions - 1 : sorted.length;
  return { named: sorted.slice(0, named), others: sorted.slice(named) };
};

/** Names and labels of a list, and of what is counted besides: words of an older policy. */
const namesOf = (list: readonly { name: string; label: Label }[], counted: Readonly<Record<string, number>>) => [
  ...list,
  ...Object.keys(counted)
    .filter((name) => !list.some((one) => one.name === name))
    .sort()
    .map((name) => ({ name, label: name === ungraded ? { en: 'Not graded', zh: '不参评' } : plainLabel(name) })),
];

/** Tiers of the policy's first scheme, best first. */
export const tiersOf = (
  { schemes }: Policy,
  counts: RunCounts,
  cells: readonly FigureCell[],
  previous: RunReport | null,
): RunReport['scheme'] => {
  const [scheme] = Object.values(schemes);
  return {
    label: scheme?.label ?? { en: 'Tier', zh: '等级' },
    tiers: namesOf(scheme?.tiers ?? [], counts.tiers).map(({ name, label }): ReportedTier => {
      const its = cells.filter(({ tier }) => tier === name);
      return {
        ...{ name, label, customers: counts.tiers[name] ?? 0 },
        before: previous?.scheme.tiers.find((tier) => tier.name === name)?.customers ?? null,
        charge: sumOf(its, ({ charge }) => charge) / 100,
        atRisk: sumOf(its, ({ atRisk }) => atRisk) / 100,
      };
    }),
  };
};

/** Who came from where: the moves that the run counted, and those who stayed. */
export const movesOf = ({ tiers, moves }: RunCounts): RunReport['moves'] => {
  const flows = Object.entries(moves).map(([move, customers]) => {
    const at = move.indexOf('>');
    const from = move.slice(0, at);
    return { from: from === 'new' ? null : from, to: move.slice(at + 1), customers };
  });
  const stayed = Object.entries(tiers).map(([tier, customers]) => ({
    ...{ from: tier, to: tier },
    customers: customers - sumOf(flows, (flow) => (flow.to === tier ? flow.customers : 0)),
  }));
  return [...stayed, ...flows].filter(({ customers }) => customers > 0);
};

/** Bands, the most at risk first. */
export const bandsOf = ({ risk }: Policy, { bands }: RunCounts, previous: RunReport | null): RunReport['bands'] =>
  namesOf(risk.bands, bands).map(({ name, label }) => ({
    ...{ name, label, customers: bands[name] ?? 0 },
    before: previous?.bands.find((band) => band.name === name)?.customers ?? null,
  }));

/** Regions by market segments, and how many of each are in the band most at risk. */
export const riskOf = ({ risk }: Policy, cells: readonly FigureCell[]): RunReport['risk'] => {
  const worst = risk.bands[0]?.name;
  const bySegment = Map.groupBy(cells, ({ segment }) => segment);
  const customersOf = (some: readonly FigureCell[]): number => sumOf(some, ({ customers }) => customers);
  const segments = [...bySegment]
    .sort(
      ([left, ours], [right, theirs]) =>
        customersOf(theirs) - customersOf(ours) || ((left ?? '') < (right ?? '') ? -1 : 1),
    )
    .map(([segment]) => segment);
  const row = (region: string | null, regions: number, its: readonly FigureCell[]): ReportedRegion => ({
    ...{ region, regions, customers: customersOf(its), atRisk: sumOf(its, ({ atRisk }) => atRisk) / 100 },
    cells: segments.map((segment) => {
      const here = its.filter((cell) => cell.segment === segment);
      return { customers: customersOf(here), high: customersOf(here.filter(({ band }) => band === worst)) };
    }),
  });
  const byRegion = [...Map.groupBy(cells, ({ region }) => region)];
  const { named, others } = largest(
    byRegion,
    ([, its]) => customersOf(its),
    ([region]) => region ?? '',
  );
  return {
    segments,
    regions: [
      ...named.map(([region, its]) => row(region, 1, its)),
      ...(others.length > 0
        ? [
            row(
              null,
              others.length,
              others.flatMap(([, its]) => its),
            ),
          ]
        : []),
    ],
  };
};

/** What is at stake in all; null where the policy does not ask. */
export const atRiskOf = ({ valueAtRisk }: RunCounts, previous: RunReport | null): RunReport['atRisk'] =>
  valueAtRisk === undefined
    ? null
    : { total: sumOf(Object.values(valueAtRisk), (value) => value) / 100, before: previous?.atRisk?.total ?? null };

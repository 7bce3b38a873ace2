import type { AgentFigures } from '../../contracts/agent-figures.ts';
import type { Measured, Prices } from '../../contracts/cost-data.ts';
import { plainLabel } from '../../contracts/field.ts';
import type { GuardReport } from '../../contracts/guard-report.ts';
import type { DumpItem, RunItem } from '../../contracts/items/ledger.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Roster } from '../../contracts/roster.ts';
import type { RunManifest } from '../../contracts/run-manifest.ts';
import type { ReportedPlaybook, RunReport } from '../../contracts/run-report.ts';
import type { ShardFigures } from '../../contracts/shard-figures.ts';
import { localDate } from '../calendar.ts';
import { nightCost } from '../cost/night-cost.ts';
import { isBalanced, noCounts } from '../decide/run-counts.ts';
import { agentsOf } from './agents-part.ts';
import { feedsOf } from './feeds-part.ts';
import { headlineOf, needsOf } from './headline.ts';
import { atRiskOf, bandsOf, movesOf, riskOf, tiersOf } from './people-part.ts';
import { promisesOf } from './promise-part.ts';
import { sumOf } from './sum-of.ts';
import { workOf } from './work-part.ts';

/** What a report is made of: what the run stored, and nothing else. */
export type ReportInput = {
  /** Its ledger row: sums of all shards, and what giving out the work came to. */
  run: RunItem;
  manifest: RunManifest;
  policy: Policy;
  /** What the shards counted with their snapshots, together. */
  figures: ShardFigures;
  guard: GuardReport | null;
  agents: AgentFigures | null;
  roster: Roster;
  /** Ledger rows of the dumps of the months that the night looks at. */
  dumps: readonly DumpItem[];
  /** Ids of the dumps that the run before worked from. */
  dumpsBefore: ReadonlySet<string>;
  /** The report of the run before; null where there is none. */
  previous: RunReport | null;
  measured: Measured;
  prices: Prices;
};

/** Playbooks of which something can be known, or that are stopped. */
const playbooksOf = ({ programmes }: Policy, report: GuardReport | null): ReportedPlaybook[] => {
  const known = Object.entries(programmes).flatMap(([name, { label, playbooks }]) => [{ name, label }, ...playbooks]);
  return Object.entries(report?.playbooks ?? {})
    .filter(([, { note, state }]) => state.status === 'stopped' || note !== 'no-hold-out')
    .map(([name, { state, bands, uplift, note }]) => {
      const sum = (arm: 'contacted' | 'heldOut'): number => sumOf(Object.values(bands), (band) => band[arm].customers);
      return {
        ...{ name, label: known.find((one) => one.name === name)?.label ?? plainLabel(name) },
        ...{ stopped: state.status === 'stopped', contacted: sum('contacted'), heldOut: sum('heldOut'), note },
        uplift: uplift && { uplift: uplift.uplift, low: uplift.low, high: uplift.high },
      };
    });
};

/** What a run says to managers. The same that is stored gives the same report, byte for byte. */
export const reportOf = (input: ReportInput): RunReport => {
  const { run, manifest, policy, figures, previous, prices } = input;
  const counts = run.counts ?? noCounts();
  const lines = nightCost(run, manifest, input.measured, prices);
  const told = {
    version: 1 as const,
    ...{ runId: run.runId, previousRunId: previous?.runId ?? null },
    ...{ now: manifest.now, timeZone: manifest.timeZone, day: localDate(manifest.now, manifest.timeZone) },
    policy: { name: policy.name, label: policy.label, edition: policy.edition, hash: manifest.policy },
    currency: policy.currency,
    customers: { decided: counts.customers, kept: counts.kept, before: previous?.customers.decided ?? null },
    scheme: tiersOf(policy, counts, figures.cells, previous),
    moves: movesOf(counts),
    bands: bandsOf(policy, counts, previous),
    atRisk: atRiskOf(counts, previous),
    risk: riskOf(policy, figures.cells),
    work: workOf(policy, counts, run.workPlan, previous),
    promises: promisesOf(policy, figures.promises),
    agents: agentsOf(input.agents, input.roster),
    playbooks: playbooksOf(policy, input.guard),
    feeds: feedsOf(manifest, input.dumps, input.dumpsBefore),
    cost: {
      lines,
      total: sumOf(lines, ({ cost }) => cost),
      before: previous?.cost.total ?? null,
      ...{ currency: prices.currency, prices: prices.asOf, region: prices.region },
    },
  };
  return { ...told, headline: headlineOf(told), needs: needsOf(told, isBalanced(counts)) };
};

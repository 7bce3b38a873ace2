import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AgentCounts } from '../../shared/contracts/agent-figures.ts';
import { measuredFile, prices } from '../../shared/contracts/cost-data.ts';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { DumpItem, RunCounts } from '../../shared/contracts/items/ledger.ts';
import { assessmentPolicy } from '../../shared/contracts/policy/assessment.ts';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { policyTextOf } from '../../shared/contracts/policy-file.ts';
import type { FigureCell, PromiseTally } from '../../shared/contracts/shard-figures.ts';
import measured from '../../shared/domain/cost/measured.json' with { type: 'json' };
import listPrices from '../../shared/domain/cost/prices.json' with { type: 'json' };
import { noCounts } from '../../shared/domain/decide/run-counts.ts';
import type { ReportInput } from '../../shared/domain/report/run-report.ts';
import { assess, noAgentCounts } from '../../shared/domain/work/loop/assessment.ts';

/** The policy that reports are made up under: it asks for everything that a report can show. */
export const reportedPolicy = parsePolicy(
  policyTextOf(fileURLToPath(new URL('../../policies/three-dimensions.json', import.meta.url)), (file) =>
    readFileSync(file, 'utf8'),
  ),
);

/** Size of a made-up base. */
export type ReportedBase = { customers: number; regions: number; agents: number; isFirst?: boolean };

/** A whole number below `most` that depends on its arguments alone. */
const pick = (most: number, ...parts: number[]): number => {
  let hash = 2166136261;
  for (const part of parts) hash = Math.imul(hash ^ (part + 0x9e37), 16777619);
  return (Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0) % most;
};

const runId = '2026-10-31T18-00-00Z';
const now = '2026-10-31T18:00:00.000Z';
const segments = ['consumer', 'household', 'enterprise', 'government', null];
const [tiers, bands] = [Object.values(reportedPolicy.schemes)[0]?.tiers ?? [], reportedPolicy.risk.bands];

/** Customers spread over all cells, every one of them in one. */
const cellsOf = ({ customers, regions }: ReportedBase): FigureCell[] => {
  const names = tiers.flatMap((tier) =>
    bands.flatMap((band) =>
      Array.from({ length: regions }, (_, at) => `region-${at}`).flatMap((region) =>
        segments.map((segment) => ({ tier: tier.name, band: band.name, region, segment })),
      ),
    ),
  );
  const weights = names.map((_, at) => 1 + pick(100, at));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let [given, weighed] = [0, 0];
  return names.flatMap((name, at) => {
    weighed += weights[at] as number;
    const count = Math.round((weighed / whole) * customers) - given;
    given += count;
    return count === 0
      ? []
      : [
          {
            ...name,
            customers: count,
            charge: count * (2_000 + pick(30_000, at, 1)),
            atRisk: count * pick(50_000, at, 2),
          },
        ];
  });
};

/** Work of every playbook in every region, with every fate. */
const workOf = (regions: number): Partial<RunCounts> => {
  const ledger: Record<string, number> = {};
  const sums = { candidates: 0, queued: 0, suppressed: 0, heldOut: 0, deferred: 0 };
  const suppressedByReason: Record<string, number> = {};
  for (let region = 0; region < regions; region++)
    for (const [programme, { playbooks }] of Object.entries(reportedPolicy.programmes))
      for (const playbook of playbooks.length > 0 ? playbooks.map(({ name }) => name) : [programme]) {
        const slice = `region-${region}|${programme}|${playbook}`;
        const fates = { queued: pick(40, region, 3), heldOut: pick(3, region, 4), deferred: pick(4, region, 5) };
        const reasons = {
          'already-open': pick(20, region, 6),
          'open-fault': pick(9, region, 7),
          cap: pick(5, region, 8),
        };
        const suppressed = Object.values(reasons).reduce((sum, count) => sum + count, 0);
        const candidates = suppressed + fates.queued + fates.heldOut + fates.deferred;
        ledger[`${slice}|candidates`] = candidates;
        for (const [fate, count] of Object.entries(fates)) ledger[`${slice}|${fate}`] = count;
        for (const [reason, count] of Object.entries(reasons)) {
          ledger[`${slice}|suppressed:${reason}`] = count;
          suppressedByReason[reason] = (suppressedByReason[reason] ?? 0) + count;
        }
        sums.candidates += candidates;
        sums.suppressed += suppressed;
        for (const fate of ['queued', 'heldOut', 'deferred'] as const) sums[fate] += fates[fate];
      }
  return { ...sums, ledger, suppressedByReason };
};

const tallies = (customers: number): PromiseTally[] =>
  Object.keys(reportedPolicy.promises?.made ?? {}).flatMap((promise, at) =>
    [...tiers.map(({ name }) => name), null].map((tier, place) => {
      const [delivered, broken, open] = [4, 1, 1].map((most, state) =>
        pick(most * customers + 1, at, place, state),
      ) as [...[number, number, number]];
      return {
        promise,
        tier,
        desk: tier === null ? 'vip' : null,
        promised: delivered + broken + open,
        delivered,
        broken,
        open,
      };
    }),
  );

const dumpsOf = (customers: number): DumpItem[] =>
  (['customers', 'usage', 'billing', 'service', 'calls', 'agents'] as FeedName[]).flatMap((feed, at) =>
    ['2026-08', '2026-09', '2026-10'].map((period, month): DumpItem => {
      const refused = pick(1 + Math.floor(customers / 100), at, month);
      const key = `feed=${feed}/period=${period}/source=boss/${feed}.csv`;
      return {
        ...{ version: 1, dumpId: `${feed}-${period}`, key, versionId: 'v', feed, period, source: 'boss' },
        ...{ mapping: 'standard', status: 'released', problem: null, bytes: 1, facts: {}, sequencer: '0' },
        ...{ rows: customers + refused, accepted: customers, refused, arrivedAt: `${period}-28T00:00:00Z` },
      };
    }),
  );

const agentCounts = (agent: number): AgentCounts => {
  const [done, verified, saves] = [pick(60, agent, 1), pick(30, agent, 2), pick(9, agent, 3)];
  return {
    ...noAgentCounts(),
    ...{ assigned: done + 5, due: done + 2, done, doneInTime: Math.floor(done * 0.9), overdue: pick(4, agent, 4) },
    ...{ verified, unverified: pick(8, agent, 5), contradicted: pick(5, agent, 6) },
    ...{ saves, savesVerified: Math.floor(saves * 0.7), valueKept: saves * 40_000, calls: 20, callsInTime: 17 },
  };
};

/** What a night of a made-up base leaves for its report; the same for the same size. */
export const reportInput = ({ customers, regions, agents, isFirst = false }: ReportedBase): ReportInput => {
  const cells = cellsOf({ customers, regions, agents });
  const by = (of: (cell: FigureCell) => string, what: 'customers' | 'atRisk' = 'customers'): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const cell of cells) sums[of(cell)] = (sums[of(cell)] ?? 0) + cell[what];
    return sums;
  };
  const inTiers = by(({ tier }) => tier);
  const moves = Object.fromEntries(
    isFirst
      ? Object.entries(inTiers).map(([tier, count]) => [`new>${tier}`, count])
      : tiers.flatMap(({ name }, at) =>
          tiers
            .filter((other) => other.name !== name)
            .map((other, place) => [
              `${other.name}>${name}`,
              Math.floor((inTiers[name] ?? 0) / (20 + 7 * (at + place))),
            ]),
        ),
  );
  const work = workOf(regions);
  const dumps = dumpsOf(customers);
  const agentIds = Array.from({ length: agents }, (_, at) => `A${String(at).padStart(4, '0')}`);
  const weights = reportedPolicy.assessment ?? assessmentPolicy.parse({});
  const state = {
    ...{ version: 1 as const, status: 'running' as const, lastLook: now, hazardRatios: [], logEvidence: [], looks: 3 },
    ...{ contactedLeft: 100, heldOutLeft: 15, stopped: null, resumed: [] },
  };
  return {
    run: {
      ...{ version: 1, runId, status: 'completed', scheduledAt: now, policy: 'p', previousRunId: null, shards: 64 },
      counts: {
        ...{ ...noCounts(), customers, decisionsWritten: Math.floor(customers / 50), tiers: inTiers, moves },
        ...{ bands: by(({ band }) => band), valueAtRisk: by(({ tier, region }) => `${tier}@${region}`, 'atRisk') },
        ...work,
      },
      workPlan: {
        ...{ pieces: 900, given: 700, messages: 200, waited: 12, agents, deferred: { room: 14, skill: 3 } },
        ...{ withdrawn: { withdrawn: 4 }, missing: { 'skill data': 3 } },
        ...{ left: { agentIds: [], agents: 0, pieces: 0 }, unknownManagers: { agentIds: [], agents: 0, pieces: 0 } },
      },
    },
    manifest: {
      ...{
        version: 1,
        runId,
        now,
        timeZone: 'Asia/Shanghai',
        businessDay: '2026-10-31',
        policy: '3f0e2123aa',
        shards: 64,
      },
      ...{ previousRunId: null, abandonedRunIds: [], dumps },
    },
    policy: reportedPolicy,
    figures: { version: 1, cells, promises: tallies(Math.ceil(customers / 1_000)) },
    guard: {
      ...{ version: 1, runId },
      playbooks: Object.fromEntries(
        ['win-over', 'ask-why', 'low-cost-message'].map((name, at) => {
          const uplift = { uplift: 0.031 - 0.03 * at, low: 0.011 - 0.03 * at, high: 0.051 - 0.03 * at };
          const band = { contacted: { customers: 800, stayed: 700 }, heldOut: { customers: 90, stayed: 75 } };
          const known = { uplift: { ...uplift, contacted: 0.875, heldOut: 0.833 }, note: null };
          return [
            name,
            {
              state: { ...state, ...(at === 2 && { status: 'stopped' as const }) },
              evidence: 1,
              bands: { high: band },
              ...known,
            },
          ];
        }),
      ) as NonNullable<ReportInput['guard']>['playbooks'],
    },
    agents: {
      ...{ version: 1, runId },
      agents: Object.fromEntries(agentIds.map((agentId, at) => [agentId, assess(agentCounts(at), weights)])),
    },
    roster: [],
    dumps,
    dumpsBefore: new Set(dumps.filter(({ period }) => period < '2026-10').map(({ dumpId }) => dumpId)),
    previous: null,
    measured: measuredFile.parse(measured).figures,
    prices: prices.parse(listPrices),
  };
};

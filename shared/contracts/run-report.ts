import * as z from 'zod';
import { calendarDate, instant, label } from './field.ts';
import { guardNote } from './guard-report.ts';
import { promiseTally } from './shard-figures.ts';

const count = () => z.number().int().min(0);
/** In the policy's currency, to the hundredth. */
const money = () => z.number();
/** What a thing was by the report before; null where that does not say. */
const before = () => z.number().nullable();
const named = { name: z.string(), label: label() };

/** What became of candidates: candidates = queued + suppressed + heldOut + deferred, always. */
const fates = { candidates: count(), queued: count(), suppressed: count(), heldOut: count(), deferred: count() };
/** What became of candidates. */
export const reportedFates = z.object(fates);
/** What became of candidates. */
export type ReportedFates = z.infer<typeof reportedFates>;

/** Something that a manager should do something about. */
const need = z.object({
  /** What it is, for programs. */
  code: z.enum([
    'unbalanced',
    'playbook-stopped',
    'promise-missed',
    'slices-held',
    'dumps-failed',
    'feed-late',
    'no-room',
    'nobody-can',
  ]),
  /** What it is, for a person. */
  what: label(),
  /** Section of the page that shows it. */
  section: z.enum(['work', 'worth', 'promises', 'feeds']),
});

/** A tier of the policy's first scheme. */
const tier = z.object({
  ...named,
  customers: count(),
  before: before(),
  /** What they pay a month, together. */
  charge: money(),
  /** Lifetime value times the probability of leaving, summed. */
  atRisk: money(),
});
/** A tier of the policy's first scheme. */
export type ReportedTier = z.infer<typeof tier>;

/** A region, or all those that are not named, together. */
const region = z.object({
  /** As CRM writes it; null where not known, or where several stand together. */
  region: z.string().nullable(),
  /** Regions that stand together here; 1 for a region. */
  regions: count(),
  customers: count(),
  atRisk: money(),
  /** By segment, in the order of `segments`: customers, and those of the band most at risk. */
  cells: z.array(z.object({ customers: count(), high: count() })),
});
/** A region, or all those that are not named, together. */
export type ReportedRegion = z.infer<typeof region>;

/** A playbook of the harm guard. */
const playbook = z.object({
  ...named,
  stopped: z.boolean(),
  contacted: count(),
  heldOut: count(),
  /** Share that stayed among those contacted, less that among those held out, with its interval; null where nothing is known. */
  uplift: z.object({ uplift: z.number(), low: z.number(), high: z.number() }).nullable(),
  note: guardNote.nullable(),
});
/** A playbook of the harm guard. */
export type ReportedPlaybook = z.infer<typeof playbook>;

/** An agent by verified figures, or the rest of the team together. */
const agent = z.object({
  /** The operator's id; null for the rest of the team. */
  agentId: z.string().nullable(),
  name: z.string().nullable(),
  /** Agents that stand together here; 1 for an agent. */
  agents: count(),
  ...{ assigned: count(), due: count(), doneInTime: count(), overdue: count() },
  ...{ verified: count(), unverified: count(), contradicted: count() },
  /** Customers said to be kept, and those of them who still pay; what those are worth. */
  ...{ saves: count(), savesVerified: count(), valueKept: money() },
  /** Points of 100 by the policy's weights; null where nothing is known, and for the rest of the team. */
  total: z.number().nullable(),
});
/** An agent by verified figures. */
export type ReportedAgent = z.infer<typeof agent>;

/** What a feed delivered to this night. */
const feed = z.object({
  ...named,
  /** Systems that deliver it. */
  sources: count(),
  /** Dumps that the run worked from, and those of them that the run before had not. */
  dumps: count(),
  newDumps: count(),
  /** Rows of all of these; rows = accepted + refused. */
  ...{ rows: count(), accepted: count(), refused: count() },
  /** Slices held by the feed gate, and dumps that failed. */
  ...{ held: count(), failed: count() },
  /** Newest month; null where there is none. */
  newest: z.string().nullable(),
  /** Systems whose last full month is not here yet, though the month before it is. */
  late: z.array(z.string()),
});
/** What a feed delivered to this night. */
export type ReportedFeed = z.infer<typeof feed>;

/** A part of what the night cost. */
const costLine = z.object({
  what: label(),
  /** How many, of what. */
  amount: z.number().min(0),
  unit: label(),
  cost: z.number().min(0),
  /** Whether the ledger counted the amount, or the load model estimates it. */
  by: z.enum(['counted', 'estimated']),
});
/** A part of what the night cost. */
export type ReportedCost = z.infer<typeof costLine>;

/**
 * What a run says to managers: `run=<runId>/report.json` in the reports bucket, beside the page that shows it. Sums only: it
 * names no customer. Every number comes from the run's ledger row, from what the shards counted with their snapshots, or from what
 * the run wrote beside them.
 */
export const runReport = z.object({
  /** Version of this object. */
  version: z.literal(1),
  runId: z.string().min(1),
  /** The run whose report the changes are against; null where there is none. */
  previousRunId: z.string().nullable(),
  /** Instant that was decided for, UTC; the operator's time zone; the day of the agents' lists. */
  now: instant(),
  timeZone: z.string().min(1),
  day: calendarDate(),
  policy: z.object({ ...named, edition: z.string(), hash: z.string() }),
  currency: z.string(),
  /** The night in one sentence. */
  headline: label(),
  needs: z.array(need),
  customers: z.object({
    decided: count(),
    /** Left as they were, because a dump that speaks of them is held. */
    kept: count(),
    before: before(),
  }),
  /** The policy's first scheme: tiers, best first. Who is not graded stands last, as `none`. */
  scheme: z.object({ label: label(), tiers: z.array(tier) }),
  /** From which tier to which, those who stayed among them; `from` is null for a first decision. */
  moves: z.array(z.object({ from: z.string().nullable(), to: z.string(), customers: count() })),
  /** Bands, the most at risk first. */
  bands: z.array(z.object({ ...named, customers: count(), before: before() })),
  /** Lifetime value times the probability of leaving; null where the policy does not ask. */
  atRisk: z.object({ total: money(), before: before() }).nullable(),
  /** The largest regions, and the others together. `segments` are market segments; null where not known. */
  risk: z.object({ segments: z.array(z.string().nullable()), regions: z.array(region) }),
  work: z.object({
    ...fates,
    before: reportedFates.nullable(),
    /** Those of programmes that keep customers, and those of them that somebody had on an earlier list already. */
    keeping: z.object({ ...fates, alreadyOpen: count() }),
    reasons: z.array(z.object({ ...named, candidates: count() })),
    playbooks: z.array(z.object({ ...named, ...fates })),
    regions: z.array(z.object({ region: z.string().nullable(), regions: count(), ...fates })),
    /** What giving it out came to; null where that is not known. */
    plan: z
      .object({
        ...{ given: count(), messages: count(), waited: count(), withdrawn: count(), agents: count() },
        /** Pieces left over, by what there was too little of. */
        deferred: z.record(z.string(), count()),
        /** Work that nobody can do, by what nobody has. */
        missing: z.record(z.string(), count()),
      })
      .nullable(),
  }),
  promises: z.array(
    z.object({
      ...named,
      /** By tier or desk; `target` is the share that is to be kept. */
      lines: z.array(promiseTally.extend({ label: label(), target: z.number().nullable() })),
    }),
  ),
  /** The best first; null where the policy assesses nobody. */
  agents: z.object({ team: agent, agents: z.array(agent) }).nullable(),
  playbooks: z.array(playbook),
  feeds: z.array(feed),
  cost: z.object({
    lines: z.array(costLine),
    total: z.number().min(0),
    before: before(),
    currency: z.string(),
    /** Day and region of the list prices. */
    prices: z.string(),
    region: z.string(),
  }),
});
/** What a run says to managers. */
export type RunReport = z.infer<typeof runReport>;

/** Keys of a run's report in the reports bucket. */
export const reportKeys = (runId: string): { page: string; data: string } => ({
  page: `run=${runId}/report.html`,
  data: `run=${runId}/report.json`,
});

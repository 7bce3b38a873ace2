import type { Label } from '../../shared/contracts/field.ts';
import type { GuardedPlaybook } from '../../shared/contracts/guard-report.ts';
import type { WorkPlan } from '../../shared/contracts/items/ledger.ts';

/** How many work items became of the candidates: candidates = queued + suppressed + heldOut + deferred. */
export type WorkCounts = { candidates: number; queued: number; suppressed: number; heldOut: number; deferred: number };

/** What became of one dump. */
export type DumpSummary = {
  key: string;
  feed: string | null;
  period: string;
  source: string;
  mapping: string | null;
  status: string;
  problem: string | null;
  rows: number;
  accepted: number;
  refused: number;
  /** Facts by feed and month, `usage/2026-10` -> rows. */
  facts: Record<string, number>;
  /** Refused rows by column and reason. */
  reasons: { column: string | null; reason: string; rows: number }[];
};

/** One of the customers most at risk; the id is masked. */
export type RiskSummary = {
  customer: string;
  region: string | null;
  tier: string;
  stage: string;
  points: number;
  band: string;
  reasons: Label[];
};

/** How functions started, by name: how often, and the medians of wall and processor time from the fork to the module being there. */
export type ColdStarts = Record<string, { starts: number; medianMs: number; cpuMs: number }>;

/** Seconds that each step took. */
export type Seconds = Record<'synth' | 'start' | 'ingest' | 'score' | 'notify' | 'total', number>;

/** Names that people read for the policy's words. */
export type PolicyLabels = {
  name: string;
  edition: string;
  /** The leading scheme, and its tiers, best first. */
  scheme: Label;
  tiers: Record<string, Label>;
  /** The other schemes by name, and their tiers, best first. */
  otherSchemes: Record<string, { label: Label; tiers: Record<string, Label> }>;
  watchLists: Record<string, Label>;
  stages: Record<string, Label>;
  bands: Record<string, Label>;
  programmes: Record<string, Label>;
  /** Promises by name; absent where the policy makes none. */
  promises?: Record<string, Label>;
  suppressions: Record<string, Label>;
  /** Kinds of churn, patterns of conduct, tracks, and the currency of what is at stake; absent where the policy does not ask. */
  outlook?: {
    currency: string;
    kinds: Record<string, Label>;
    conducts: Record<string, Label>;
    tracks: Record<string, Label>;
  };
};

/** What may come of the customers, in numbers of customers. */
export type Outlook = {
  /** Lifetime value times probability of leaving, in the policy's currency, by tier of the first scheme. */
  valueAtRisk: Record<string, number>;
  churnKinds: Record<string, number>;
  conducts: Record<string, number>;
  tracks: Record<string, number>;
  behaviours: Record<string, number>;
  /** What the behaviour segments are called, by id. */
  behaviourLabels: Record<string, Label>;
  /** Former customers in the archive. */
  former: number;
};

/** What one night did, as `--json` writes it and the terminal shows it. */
export type Summary = {
  /** Name of the operator's data directory. */
  operator: string;
  /** The night, UTC, and the zone in which a person reads it. */
  now: string;
  timeZone: string;
  runId: string | null;
  /** Content hash of the policy that decided. */
  policy: string | null;
  /** Everything had been done by an earlier start. */
  alreadyDone: boolean;
  dumps: DumpSummary[];
  customers: number;
  tiers: Record<string, number>;
  stages: Record<string, number>;
  bands: Record<string, number>;
  /** Moves between tiers: `mid>high` -> customers; `new>high` for a first decision. */
  moves: Record<string, number>;
  /** Customers by scheme and tier: `pyramid:gold` -> customers. */
  schemes: Record<string, number>;
  /** Customers by watch list, and who came (`+list`) and left (`-list`). */
  watched: Record<string, number>;
  watchMoves: Record<string, number>;
  /** What may come of them; absent where the policy does not ask. */
  outlook?: Outlook;
  decisionsWritten: number;
  work: WorkCounts;
  queuedByKind: Record<string, number>;
  suppressedByReason: Record<string, number>;
  /** Promises by name and state, `repair:broken` -> promises; absent where none are made. */
  promises?: Record<string, number>;
  /** Work of earlier nights whose reason has vanished, by programme. */
  withdrawn?: Record<string, number>;
  /** What the run knows of its playbooks: what contact is worth, and what is stopped. */
  playbooks?: Record<string, Pick<GuardedPlaybook, 'uplift' | 'note'> & { stopped: boolean }>;
  /** Planned visits by day, today's among them; absent where no programme has a cadence. */
  visitsByDay?: Record<string, number>;
  /** How the night's work was given out; absent until it was. */
  workPlan?: WorkPlan;
  topRisks: RiskSummary[];
  /** Work items assigned to an agent. */
  notified: number;
  /** Work items that wait because all fitting agents are full. */
  waiting: number;
  /** Agents of the run's roster, those with work, and the sum of what they take a day. */
  agents: { total: number; withWork: number; capacity: number };
  /** Digests delivered, one an agent and channel. */
  digests: number;
  digestsByChannel: Record<string, number>;
  /** Agents with work whom no channel reached, and why each channel did not. */
  undelivered: { agent: string; tried: Record<string, string> }[];
  /** One digest of each language as an agent got it. */
  examples: { language: string; agent: string; text: string }[];
  /** IAM refusals. */
  denied: number;
  deniedCalls: { function: string; action: string; resource: string }[];
  /** Messages in dead-letter queues, by queue. */
  deadLetters: Record<string, number>;
  requests: Record<string, number>;
  units: { write: number; read: number };
  coldStarts: ColdStarts;
  seconds: Seconds;
  /** The managers' report: where its page is kept, the night in a sentence, what needs somebody. Absent until it was made. */
  report?: { page: string; headline: Label; needs: Label[] };
  /** What is not as it must be; empty when all is well. */
  problems: string[];
};

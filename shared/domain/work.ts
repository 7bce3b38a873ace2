import type { Label } from '../contracts/field.ts';
import type { Decision } from '../contracts/items/decision.ts';
import type { WorkRequested } from '../contracts/messages/work-requested.ts';
import type { Programme } from '../contracts/policy/programme.ts';
import { quarterOf } from './calendar.ts';
import type { CompiledPolicy, CompiledProgramme } from './compile-policy.ts';
import type { CustomerFacts } from './facts.ts';
import { maskName, maskPhone } from './mask.ts';
import { dueAt, type Night } from './night.ts';
import { scoreOf } from './scorecards.ts';
import { sha256 } from './sha256.ts';
import type { RuleColumns } from './shard-table.ts';

/** What became of one candidate for work; exactly one of the four. */
export type Candidate = { programme: string } & (
  | { became: 'queued'; work: WorkRequested }
  | { became: 'suppressed'; reason: string }
  | { became: 'heldOut' }
  | { became: 'deferred' }
);

/** Reasons of the engine itself, besides those of the policy's rules. */
export const ownReasons = {
  /** The same work was asked for on an earlier night of the period. */
  alreadyOpen: 'already-open',
  /** It was asked for in the period before, but too few days ago. */
  recentlyAsked: 'recently-asked',
  /** Other work about the customer goes first, tonight or still open: nobody is called twice. */
  merged: 'merged',
} as const;

/** 96 bits: among 100 million ids two are the same with a chance of 1 in 10^13. */
const idDigits = 24;
const period = (rules: Programme, { businessDay }: Night): string =>
  rules.period === 'quarter' ? quarterOf(businessDay) : businessDay.slice(0, 7);

/** Id of work, made of content, so that asking twice is asking once; it does not tell whom the work is about. */
export const workIdOf = (customerId: string, programme: string, rules: Programme, night: Night): string =>
  sha256(JSON.stringify([customerId, programme, period(rules, night)])).slice(0, idDigits);

/** The same customers every night, as long as the salt stays: who is left alone must be left alone throughout. */
const isHeldOut = (customerId: string, programme: string, { share, salt }: Programme['holdOut']): boolean =>
  share > 0 && Number.parseInt(sha256(JSON.stringify([salt, programme, customerId])).slice(0, 8), 16) < share * 2 ** 32;

/** The black list is behind everybody: below any points of a scorecard. */
const behindEverybody = -1_000_000;

/** What work is made of, besides the programme. */
export type Asked = {
  facts: CustomerFacts;
  /** Feature values in the catalogue's order. */
  values: Float64Array;
  /** The customer as a table of one row. */
  columns: RuleColumns;
  /** The decision, without its work. */
  decision: Decision;
  /** Work of earlier nights that still counts. */
  open: OpenWork;
};

/** Work of earlier nights by programme. */
export type OpenWork = Record<string, { workId: string; since: string; reason: string }>;

const dayMs = 86_400_000;

/** Work of earlier nights that keeps its programme from asking again: that of this period, and that of a while ago. */
export const openWork = (
  { programmes }: CompiledPolicy,
  customerId: string,
  previous: Decision | null,
  night: Night,
): OpenWork => {
  const open: OpenWork = {};
  if (!previous) return open;
  for (const { name, rules } of programmes) {
    const workId = previous.work[name];
    if (workId === undefined) continue;
    const since = previous.workSince[name] ?? previous.decidedAt;
    const pauses = Date.parse(night.now) - Date.parse(since) < rules.pauseDays * dayMs;
    if (workId === workIdOf(customerId, name, rules, night))
      open[name] = { workId, since, reason: ownReasons.alreadyOpen };
    else if (pauses) open[name] = { workId, since, reason: ownReasons.recentlyAsked };
  }
  return open;
};

/** Every programme that would have the customer called, and what becomes of it. */
export const candidatesOf = (compiled: CompiledPolicy, asked: Asked, night: Night): Candidate[] => {
  const found: Candidate[] = [];
  const { customerId } = asked.facts;
  // Somebody calls the customer already: tonight's first work, or a retention call of an earlier night.
  let busy = compiled.programmes.some(
    ({ name, rules }) => rules.kind === 'churn-risk' && asked.open[name] !== undefined,
  );
  for (const compiledProgramme of compiled.programmes) {
    const { name, rules, isCandidate, suppress } = compiledProgramme;
    if (!isCandidate(asked.columns)(0)) continue;
    const rule = suppress.find(({ holds }) => holds(asked.columns)(0));
    const suppressed = (reason: string): Candidate => ({ programme: name, became: 'suppressed', reason });
    const open = asked.open[name];
    if (open) found.push(suppressed(open.reason));
    else if (rule) found.push(suppressed(rule.code));
    else if (busy) found.push(suppressed(ownReasons.merged));
    else if (isHeldOut(customerId, name, rules.holdOut)) found.push({ programme: name, became: 'heldOut' });
    else {
      found.push({ programme: name, became: 'queued', work: workOf(compiled, compiledProgramme, asked, night) });
      busy = true;
    }
  }
  return found;
};

const workOf = (compiled: CompiledPolicy, programme: CompiledProgramme, asked: Asked, night: Night): WorkRequested => {
  const { facts, values, decision } = asked;
  const { customerId, profile } = facts;
  const { name, rules, priority } = programme;
  const [lead] = compiled.schemes;
  const tier = decision.tiers[lead?.name ?? ''] ?? '';
  return {
    version: 1,
    workId: workIdOf(customerId, name, rules, night),
    kind: rules.kind,
    programme: name,
    runId: night.runId,
    customerId,
    maskedName: profile?.name ? maskName(profile.name) : null,
    maskedPhone: profile?.phone ? maskPhone(profile.phone) : null,
    region: decision.region,
    tier,
    managerId: profile?.managerId ?? null,
    skill: rules.skill,
    priority: profile?.list === 'black' ? behindEverybody : scoreOf(priority, values),
    labels: { programme: rules.label, tier: tierLabel(compiled, tier) },
    reasons: decision.reasons,
    day: night.today,
    dueAt: dueAt(night, rules.dueInDays),
  };
};

const tierLabel = ({ schemes }: CompiledPolicy, tier: string): Label =>
  schemes[0]?.scheme.tiers.find(({ name }) => name === tier)?.label ?? { en: tier, zh: tier };

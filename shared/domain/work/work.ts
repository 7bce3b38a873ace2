import type { Label } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { TalkingPoint, WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { Programme } from '../../contracts/policy/programme.ts';
import { quarterOf } from '../calendar.ts';
import { churnTold } from '../churn/churn-told.ts';
import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { ungraded } from '../decide/run-counts.ts';
import { type RuleColumns, wordAt } from '../decide/shard-table.ts';
import type { ShardFacts } from '../facts/facts.ts';
import { maskName, maskPhone } from '../mask.ts';
import { dueAt, type Night } from '../night.ts';
import type { CompiledPolicy, CompiledProgramme } from '../policy/compile-policy.ts';
import { sha256 } from '../sha256.ts';

/** What became of one candidate for work; exactly one of the four. */
export type Candidate = { programme: string } & (
  | { became: 'queued'; workId: string }
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

/** Work of earlier nights by programme. */
export type OpenWork = Record<string, { workId: string; since: string; reason: string }>;

const dayMs = 86_400_000;

/**
 * Work of earlier nights that keeps its programme from asking again, by row: that of this period, and that of a while ago.
 * Few customers have any.
 */
export const openWork = (
  { programmes }: CompiledPolicy,
  { ids }: Pick<ShardFacts, 'ids'>,
  before: DecisionTable | null,
  night: Night,
): Map<number, OpenWork> => {
  const open = new Map<number, OpenWork>();
  if (!before) return open;
  for (const { name, rules } of programmes) {
    const work = before.words.get(columnName('work', name));
    const asked = before.words.get(columnName('workSince', name)) ?? before.words.get('decidedAt');
    if (!work || !asked) continue;
    for (let row = 0; row < before.rows; row++) {
      if ((work.codes[row] as number) < 0) continue;
      const workId = wordAt(work, row) as string;
      const since = wordAt(asked, row) ?? night.now;
      const isOpen = workId === workIdOf(ids[row] as string, name, rules, night);
      const pauses = Date.parse(night.now) - Date.parse(since) < rules.pauseDays * dayMs;
      if (!isOpen && !pauses) continue;
      const reason = isOpen ? ownReasons.alreadyOpen : ownReasons.recentlyAsked;
      open.set(row, { ...open.get(row), [name]: { workId, since, reason } });
    }
  }
  return open;
};

const nobody: readonly Candidate[] = [];

/**
 * Every programme that would have a customer called, and what becomes of it: asked by row.
 *
 * @param columns what was decided of the shard
 * @param open work of earlier nights, by row
 */
export const candidatesIn = (
  { programmes }: CompiledPolicy,
  columns: RuleColumns,
  ids: readonly string[],
  open: ReadonlyMap<number, OpenWork>,
  night: Night,
): ((row: number) => readonly Candidate[]) => {
  const bound = programmes.map(({ name, rules, isCandidate, suppress }) => ({
    name,
    rules,
    isCandidate: isCandidate(columns),
    suppress: suppress.map(({ code, holds }) => ({ code, holds: holds(columns) })),
  }));
  return (row) => {
    let found: Candidate[] | undefined;
    let busy = false;
    for (const { name, rules, isCandidate, suppress } of bound) {
      if (!isCandidate(row)) continue;
      const its = open.get(row);
      if (!found) {
        found = [];
        // Somebody calls the customer already: tonight's first work, or a retention call of an earlier night.
        busy = bound.some((other) => other.rules.kind === 'churn-risk' && its?.[other.name] !== undefined);
      }
      const customerId = ids[row] as string;
      const earlier = its?.[name];
      const rule = suppress.find(({ holds }) => holds(row));
      const suppressed = (reason: string): Candidate => ({ programme: name, became: 'suppressed', reason });
      if (earlier) found.push(suppressed(earlier.reason));
      else if (rule) found.push(suppressed(rule.code));
      else if (busy) found.push(suppressed(ownReasons.merged));
      else if (isHeldOut(customerId, name, rules.holdOut)) found.push({ programme: name, became: 'heldOut' });
      else {
        found.push({ programme: name, became: 'queued', workId: workIdOf(customerId, name, rules, night) });
        busy = true;
      }
    }
    return found ?? nobody;
  };
};

/** A candidate of a row that is to be queued. */
export type Queued = { row: number; programme: string; workId: string };

/**
 * The message that asks for work.
 *
 * @param decision the customer's decision of tonight
 * @param offers what may be offered to the customer
 */
export const workOf = (
  compiled: CompiledPolicy,
  { row, programme, workId }: Queued,
  decision: Decision,
  { profileText, profileWord }: Pick<ShardFacts, 'profileText' | 'profileWord'>,
  night: Night,
  offers: readonly TalkingPoint[] = [],
): WorkRequested => {
  const { name, rules, priority } = compiled.programmes.find(({ name: one }) => one === programme) as CompiledProgramme;
  const { tier, label } = tierOfWork(compiled, decision);
  const [customersName, phone] = [profileText('name', row), profileText('phone', row)];
  return {
    version: 1,
    workId,
    kind: rules.kind,
    programme: name,
    runId: night.runId,
    customerId: decision.customerId,
    maskedName: customersName ? maskName(customersName) : null,
    maskedPhone: phone ? maskPhone(phone) : null,
    region: decision.region,
    tier,
    managerId: profileText('managerId', row),
    skill: rules.skill,
    priority:
      wordAt(profileWord('list'), row) === 'black' ? behindEverybody : (decision.scores[priority.name] as number),
    labels: { programme: rules.label, tier: label },
    reasons: decision.reasons,
    ...(offers.length > 0 && { offers: [...offers] }),
    ...(decision.churn && compiled.policy.churn && { churn: churnTold(decision.churn, compiled.policy.churn) }),
    day: night.today,
    dueAt: dueAt(night, rules.dueInDays),
  };
};

/** The tier that an agent reads: of the first scheme that grades the customer. */
const tierOfWork = ({ schemes }: CompiledPolicy, { tiers }: Decision): { tier: string; label: Label } => {
  for (const { name, scheme } of schemes) {
    const found = scheme.tiers.find((tier) => tier.name === tiers[name]);
    if (found) return { tier: found.name, label: found.label };
  }
  return { tier: ungraded, label: { en: 'Not graded', zh: '不参评' } };
};

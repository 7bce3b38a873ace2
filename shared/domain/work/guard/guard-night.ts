import type { GuardedPlaybook, GuardNote, GuardReport, GuardWord } from '../../../contracts/guard-report.ts';
import type { GuardState, HarmGuardPolicy } from '../../../contracts/harm-guard.ts';
import { type ArmCounts, type CountedPlaybook, countedOf } from './arm-counts.ts';
import { evidenceOf, look, newGuard, resume } from './harm-guard.ts';
import { type Retained, uplift } from './uplift.ts';

/** States of the guard by playbook. */
export type Guards = ReadonlyMap<string, GuardState>;

/**
 * The guard as a run finds it: as the run before left it, and resumed where an operator gave the word for that very stop.
 *
 * @param last report of the last completed run; null on a first night
 * @param words those that the plan of the run froze
 */
export const guardsBefore = (last: GuardReport | null, words: readonly GuardWord[]): Guards =>
  new Map(
    Object.entries(last?.playbooks ?? {}).map(([name, { state }]) => {
      const word = words.find(({ playbook, stoppedAt }) => playbook === name && stoppedAt === state.stopped?.at);
      return [name, word ? resume(state, { at: word.at, by: word.by, why: word.why }) : state];
    }),
  );

/** Playbooks that contact nobody. */
export const stoppedOf = (guards: Guards): ReadonlySet<string> =>
  new Set([...guards].filter(([, { status }]) => status === 'stopped').map(([name]) => name));

/** The words that answer a stop which stands. */
export const wordsThatCount = (last: GuardReport | null, words: readonly GuardWord[]): GuardWord[] =>
  words.filter(({ playbook, stoppedAt }) => {
    const state = last?.playbooks[playbook]?.state;
    return state?.status === 'stopped' && state.stopped?.at === stoppedAt;
  });

const together = (bands: CountedPlaybook['bands'], arm: 'contacted' | 'heldOut'): Retained =>
  Object.values(bands).reduce(
    (sum, band) => ({ customers: sum.customers + band[arm].customers, stayed: sum.stayed + band[arm].stayed }),
    { customers: 0, stayed: 0 },
  );

/** Why nothing is known, as far as the policy tells. */
const noteOf = (share: number | undefined): GuardNote => {
  if (share === undefined) return 'not-in-policy';
  if (share === 0) return 'no-hold-out';
  return share === 1 ? 'all-held-out' : 'too-early';
};

/**
 * The run's look at every playbook, and what contact is worth so far.
 *
 * @param shares share held out, by playbook of the policy
 * @param at instant of the run
 */
export const guardsAfter = (
  runId: string,
  at: string,
  before: Guards,
  counts: ArmCounts,
  shares: ReadonlyMap<string, number>,
  policy: HarmGuardPolicy,
): GuardReport => {
  const names = [...new Set([...shares.keys(), ...before.keys()])].sort();
  const after = (name: string): GuardedPlaybook => {
    const { bands, look: seen } = countedOf(counts, name);
    const state = look(before.get(name) ?? newGuard(policy), { at, bands: seen }, policy);
    const worth = uplift(together(bands, 'contacted'), together(bands, 'heldOut'), policy.confidence);
    const note = worth ? null : noteOf(shares.get(name));
    return { state, evidence: evidenceOf(state), bands, uplift: worth, note };
  };
  return { version: 1, runId, playbooks: Object.fromEntries(names.map((name) => [name, after(name)])) };
};

/** Playbooks that the run's look stopped. */
export const newlyStopped = (before: Guards, { playbooks }: GuardReport): string[] =>
  Object.entries(playbooks)
    .filter(([name, { state }]) => state.status === 'stopped' && before.get(name)?.status !== 'stopped')
    .map(([name]) => name);

import type * as z from 'zod';
import type { outcomeResult } from '../../contracts/feeds/outcomes.ts';
import type { WorkItem } from '../../contracts/items/work.ts';
import type { WorkEvent } from '../../contracts/work-life.ts';
import { stepOf, stepped } from './work-life.ts';

/** What came of a piece of work. */
export type OutcomeResult = z.infer<typeof outcomeResult>;

/** One row of the outcomes feed, as the life of work needs it; what the customer answered is no part of it. */
export type Outcome = {
  workId: string;
  result: OutcomeResult;
  /** UTC. */
  doneAt: string;
  /** Who did it; null where the row does not say. */
  agentId: string | null;
  churnKind: string | null;
  churnCause: string | null;
};

/** What an outcome does to work: some end it, an attempt leaves it to be done. */
export const eventOf: Record<OutcomeResult, WorkEvent> = {
  taken: 'acknowledge',
  undecided: 'attempt',
  'not-reached': 'attempt',
  kept: 'finish',
  leaving: 'finish',
  visited: 'finish',
  told: 'finish',
  refused: 'finish',
};

/** Results by which an agent takes a matter on, who then owns it to its end (首问负责制): nobody else has it before. */
const owns: ReadonlySet<OutcomeResult> = new Set(['taken', 'undecided']);

/** What became of an outcome. `repeated`: it was counted before. `closed`: the work had ended otherwise. */
export type OutcomeFate = 'ended' | 'moved' | 'repeated' | 'closed' | 'impossible';

/**
 * Takes an outcome in. The first that ends the work stands; the same again changes nothing, so a file that holds the month
 * up to today may come every day. Work that ended leaves the due index: nobody is reminded of it.
 *
 * @param dumpId dump that says so
 */
export const takeOutcome = (
  item: WorkItem,
  outcome: Outcome,
  dumpId: string,
): { item: WorkItem; fate: OutcomeFate } => {
  const { result, doneAt, agentId, churnKind, churnCause } = outcome;
  const event = eventOf[result];
  const known = item.steps.some((step) => step.event === event && step.at === doneAt);
  if (known) return { item, fate: 'repeated' };
  const step = stepOf(item.state, event, 'agent');
  if ('refused' in step) return { item, fate: step.refused === 'over' ? 'closed' : 'impossible' };
  const by = agentId ?? item.agentId;
  const owned = owns.has(result) && item.ownerId === undefined && by !== null ? { ...item, ownerId: by } : item;
  const moved = stepped(owned, { event, at: doneAt, by: by ?? 'unknown' }, 'agent');
  if (event !== 'finish') return { item: moved, fate: 'moved' };
  return {
    item: { ...moved, dueShard: null, outcome: { result, churnKind, churnCause, doneAt, dumpId } },
    fate: 'ended',
  };
};

/** Outcomes by work, each in the order in which they were done; of equal instants in the order of the file. */
export const byWork = (outcomes: readonly Outcome[]): Map<string, Outcome[]> => {
  const found = Map.groupBy(outcomes, ({ workId }) => workId);
  for (const [, own] of found) own.sort((a, b) => (a.doneAt < b.doneAt ? -1 : Number(a.doneAt > b.doneAt)));
  return found;
};

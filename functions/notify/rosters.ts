import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { storedJson } from '../../shared/aws/stored-json.ts';
import { type Roster, roster, rosterKey } from '../../shared/contracts/roster.ts';

/** Gives the roster of a run, or undefined where the run wrote none. */
export type RosterOf = (runId: string) => Promise<Roster | undefined>;

/** Rosters kept by a warm function: tonight's, and that of work which waited. */
const kept = 4;

/** Rosters from the facts bucket. A run's roster never changes once written, so each is read once while warm. */
export const rosters = (facts: ObjectStore): RosterOf => {
  const cache = new Map<string, Roster>();
  return async (runId) => {
    const known = cache.get(runId);
    if (known) return known;
    const read = await storedJson(facts, rosterKey(runId), roster);
    if (!read) return undefined;
    const [oldest] = cache.keys();
    if (cache.size === kept && oldest !== undefined) cache.delete(oldest);
    cache.set(runId, read);
    return read;
  };
};

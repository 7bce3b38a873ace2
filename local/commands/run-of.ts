import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { localDate } from '../../shared/domain/calendar.ts';
import { theOne } from './answer.ts';
import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

/** Nights that a run is looked for in: a year and a season. */
const nightsKnown = 450;

/** A run and what it worked from. */
export type KnownRun = { run: RunItem; manifest: RunManifest };

/** The local day of a run's night; runs of one operator share the zone. */
const dayOf = ({ scheduledAt }: RunItem, timeZone: string): string => localDate(scheduledAt, timeZone);

/**
 * The run that a person names: by the date of the night on the operator's clock, by its id or the beginning of it, or the
 * last completed one where nothing is named.
 *
 * @throws CommandError where there is none, with the nearest
 */
export const runOf = async (
  { ledger, runs }: Pick<Target, 'ledger' | 'runs'>,
  given: string | undefined,
): Promise<KnownRun> => {
  const all = await ledger.runs(nightsKnown);
  const [newest] = all;
  if (!newest) throw new CommandError('there are no runs yet: npm start makes the first');
  const known = async (run: RunItem): Promise<KnownRun> => ({ run, manifest: await runs.manifest(run.runId) });
  const completed = all.filter(({ status }) => status === 'completed');
  if (given === undefined) {
    const [last] = completed;
    if (!last) throw new CommandError(`no run is completed yet; ${newest.runId} is ${newest.status}`);
    return known(last);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(given)) {
    const { timeZone } = await runs.manifest(newest.runId);
    const ofDay = completed.find((run) => dayOf(run, timeZone) === given);
    if (ofDay) return known(ofDay);
  }
  return known(theOne(given, all, ({ runId }) => runId, 'run'));
};

import type { RunCounts, RunItem } from '../../shared/contracts/items/ledger.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { count, type Paint } from '../summary/table.ts';
import { upliftWords } from '../summary/uplift-words.ts';
import { type Answer, facts, tableOf } from './answer.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

/** Nights that a list goes back. */
const nightsShown = 31;

const progress = ({ status, shards, doneShards }: RunItem): string =>
  status === 'running' ? `${doneShards?.size ?? 0} of ${shards} shards` : status;

/** `runs list`. */
export const listRuns = async ({ ledger }: Target, paint: Paint): Promise<Answer> => {
  const runs = await ledger.runs(nightsShown);
  const number = (counts: RunCounts | null, of: 'customers' | 'kept' | 'decisionsWritten' | 'queued'): string =>
    counts ? count(counts[of]) : '';
  const rows = runs.map((run) => [
    ...[run.runId, progress(run), number(run.counts, 'customers'), number(run.counts, 'kept')],
    ...[number(run.counts, 'decisionsWritten'), number(run.counts, 'queued'), run.policy.slice(0, 8)],
  ]);
  const header = ['ID', 'STATUS', 'CUSTOMERS', 'KEPT', 'CHANGED', 'QUEUED', 'POLICY'];
  const align = ['left', 'left', 'right', 'right', 'right', 'right', 'left'] as const;
  const lines = tableOf(header, rows, [...align], [24, 18, 11, 11, 11, 9, 8], paint);
  return { lines: runs.length === 0 ? ['no runs yet'] : lines, json: runs.map(plain) };
};

/** JSON has no sets. */
const plain = (run: RunItem) => ({
  ...run,
  doneShards: [...(run.doneShards ?? [])].sort((left, right) => left - right),
});

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, value]) => `${name} ${count(value)}`)
    .join(', ');

const listedCards = (cards: Record<string, string> = {}): string =>
  Object.entries(cards)
    .map(([name, hash]) => `${hash.slice(0, 8)} for ${name}`)
    .join(', ');

const byFeed = (dumps: readonly { feed: string | null }[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(dumps, ({ feed }) => feed ?? 'none')].map(([feed, list]) => [feed, list.length]));

const countLines = (counts: RunCounts): [string, string][] => {
  const { candidates, queued, suppressed, heldOut, deferred } = counts;
  const sum = `${count(candidates)} = ${count(queued)} queued + ${count(suppressed)} suppressed + ${count(heldOut)} held out + ${count(deferred)} deferred`;
  return [
    ['customers', `${count(counts.customers)} decided, ${count(counts.decisionsWritten)} of them changed`],
    ['kept', `${count(counts.kept)} left as they were, because a dump that speaks of them is held`],
    ['tiers', listed(counts.tiers)],
    ['stages', listed(counts.stages)],
    ['risk', listed(counts.bands)],
    ['moves', listed(counts.moves)],
    ['candidates', isBalanced(counts) ? sum : `${sum}: they do not balance`],
    ['queued', listed(counts.queuedByKind)],
    ['suppressed', listed(counts.suppressedByReason)],
  ];
};

/** `runs show`. */
export const showRun = async (target: Target, id: string, paint: Paint): Promise<Answer> => {
  const { run, manifest } = await runOf(target, id);
  const guard = await target.runs.guard(run.runId);
  const held = (manifest.held ?? []).map(
    ({ dumpId, whole, slices }) =>
      `${dumpId} ${whole ? 'as a whole' : [...new Set(slices.map(({ slice }) => slice))].join(', ')}`,
  );
  const lines = facts(
    [
      ['run', run.runId],
      ['status', progress(run)],
      ['instant', run.scheduledAt],
      ['business day', manifest.businessDay],
      ['policy', run.policy],
      ['learned cards', listedCards(manifest.cards)],
      ['previous run', run.previousRunId ?? 'none'],
      ['shards', count(run.shards)],
      ['dumps', `${count(manifest.dumps.length)}: ${listed(byFeed(manifest.dumps))} (--json names them)`],
      ['held', held.join('; ')],
      ...(run.counts ? countLines(run.counts) : []),
      ['withdrawn', listed(run.workPlan?.withdrawn ?? {})],
      ['stopped', (run.stopped ?? []).join(', ')],
      ...Object.entries(guard?.playbooks ?? {}).map(([name, one]): [string, string] => [
        `uplift ${name}`,
        upliftWords(one, 'en'),
      ]),
    ],
    paint,
  );
  return {
    lines,
    json: {
      ...plain(run),
      guard: guard?.playbooks ?? {},
      businessDay: manifest.businessDay,
      dumps: manifest.dumps,
      held: manifest.held ?? [],
    },
  };
};

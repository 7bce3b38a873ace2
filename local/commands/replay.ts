import { policyOf, readShard } from '../../shared/aws/read-shard.ts';
import { snapshotKey } from '../../shared/contracts/run-manifest.ts';
import { decideFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { readingOf } from '../../shared/domain/decide/kept-facts.ts';
import { wordAt } from '../../shared/domain/decide/shard-table.ts';
import { type RowDifference, tableDifferences } from '../../shared/domain/decide/table-differences.ts';
import { contactFeeds } from '../../shared/domain/policy/compile-contact.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { readSnapshot, type Snapshot, writeSnapshot } from '../../shared/dump/snapshot.ts';
import type { Progress } from '../progress.ts';
import { count, type Paint } from '../summary/table.ts';
import { type Answer, wrapped } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

/** What became of one shard. */
type Replayed = {
  shard: string;
  customers: number;
  /** `same`: byte for byte; `rewritten`: the same decisions, in other bytes; `different`: other decisions. */
  state: 'same' | 'rewritten' | 'different';
  differences: RowDifference[];
  /** Dumps that stored decisions name and that are not behind the same customers' decisions any more. */
  lostDumps: string[];
};

/** Exit code of a replay that differs. */
const differs = 2;
/** Customers named a shard. */
const mostNamed = 5;

const dumpsIn = (table: Pick<Snapshot, 'words' | 'rows'>): Set<string> => {
  const column = table.words.get('dumps');
  const found = new Set<string>();
  if (column)
    for (let row = 0; row < table.rows; row++)
      for (const dump of wordAt(column, row)?.split(';') ?? []) found.add(dump);
  return found;
};

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

const shownOf = ({ customerId, columns, onlyIn }: RowDifference): string => {
  if (onlyIn === 'stored') return `${customerId}: decided then, not now`;
  if (onlyIn === 'again') return `${customerId}: decided now, not then`;
  return `${customerId}: ${columns.join(', ')}`;
};

const shardLines = ({ shard, state, differences, lostDumps }: Replayed, paint: Paint): string[] => {
  if (state !== 'different') return [];
  const rest = differences.length - mostNamed;
  return [
    paint('red', `shard ${shard}: ${count(differences.length)} customers differ`),
    ...differences.slice(0, mostNamed).flatMap((one) => wrapped(shownOf(one), 6, '  - ')),
    ...(rest > 0 ? [paint('dim', `    and ${count(rest)} more (--json names all)`)] : []),
    ...(lostDumps.length > 0
      ? wrapped(`facts that are gone, or not what they were: dumps ${lostDumps.join(', ')}`, 6, '  - ')
      : []),
  ];
};

/**
 * `replay`: decides a night again, from the facts and the policy that it froze, and compares what comes of it with what
 * was stored.
 */
export const replayRun = async (
  target: Pick<Target, 'ledger' | 'runs'> & { facts: Pick<Target['facts'], 'get'> },
  given: string,
  paint: Paint,
  progress: Progress,
): Promise<Answer> => {
  const { run, manifest } = await runOf(target, given);
  if (run.status !== 'completed')
    throw new CommandError(`run ${run.runId} is ${run.status}: only a completed one can be replayed`);
  const { runs, facts } = target;
  const compiled = await policyOf(manifest.policy, runs);
  const night = nightOfRun(manifest, compiled);
  const base = await runs.base(run.runId);
  const reading = readingOf(compiled, night.months);
  const step = progress.step('Deciding the night again', 'shards');
  const replayed: Replayed[] = [];
  for (let shard = 0; shard < manifest.shards; shard++) {
    const name = shardName(shard);
    const stored = await facts.get(snapshotKey(run.runId, name));
    if (!stored)
      throw new CommandError(`run ${run.runId} has no snapshot of shard ${name} any more: nothing to compare`);
    const { decided } = decideFrozen(
      await readShard(manifest, shard, contactFeeds(compiled.policy), runs, { reading }),
      compiled,
      night,
      base,
    );
    const { table, snapshot } = decided;
    const bytes = writeSnapshot(table, snapshot);
    const before = readSnapshot(stored);
    const differences = sameBytes(stored, bytes) ? [] : tableDifferences(before, table, snapshot);
    const kept = differences.length > 0 ? dumpsIn(readSnapshot(bytes)) : new Set<string>();
    replayed.push({
      shard: name,
      customers: before.rows,
      state: sameBytes(stored, bytes) ? 'same' : differences.length > 0 ? 'different' : 'rewritten',
      differences,
      lostDumps: differences.length > 0 ? [...dumpsIn(before)].filter((dump) => !kept.has(dump)).sort() : [],
    });
    step.at(shard + 1, manifest.shards);
  }
  const customers = replayed.reduce((sum, one) => sum + one.customers, 0);
  step.done(`${count(customers)} customers`);

  const of = (state: Replayed['state']): number => replayed.filter((one) => one.state === state).length;
  const different = replayed.reduce((sum, { differences }) => sum + differences.length, 0);
  const rewritten = of('rewritten');
  const lines = [
    `run ${run.runId}, policy ${manifest.policy.slice(0, 8)}, ${count(customers)} customers in ${manifest.shards} shards`,
    ...replayed.flatMap((one) => shardLines(one, paint)),
    ...(rewritten > 0
      ? [`${rewritten} shards say the same in other bytes: another edition of tierline wrote them`]
      : []),
    different === 0
      ? paint('green', rewritten === 0 ? 'the same, byte for byte' : 'the same decisions')
      : paint(
          'red',
          `${count(different)} customers differ: facts were erased or are past their time, or they were changed`,
        ),
  ];
  return {
    lines,
    json: { runId: run.runId, policy: manifest.policy, customers, different, shards: replayed },
    code: different === 0 ? 0 : differs,
  };
};

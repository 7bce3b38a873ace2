import { type FeedName, featureFeeds } from '../contracts/feeds/index.ts';
import type { RunManifest } from '../contracts/run-manifest.ts';
import type { EarlierDecisions, FrozenShard, ToMeasure } from '../domain/decide/frozen-shard.ts';
import type { Reading } from '../domain/decide/kept-facts.ts';
import type { FactFile } from '../domain/facts/fact-file.ts';
import { type SetAside, setAside } from '../domain/facts/held-customers.ts';
import type { ShardRoom } from '../domain/facts/room.ts';
import { type CompiledPolicy, compilePolicy } from '../domain/policy/compile-policy.ts';
import { type ShardPart, shardName } from '../domain/shard.ts';
import { type ContactEvents, contactEvents, noEvents } from '../domain/work/govern/contact-events.ts';
import { nothing, type Waiting } from '../domain/work/govern/known-contacts.ts';
import { allShards } from '../dump/fact-key.ts';
import { contentHash } from './content-hash.ts';
import type { RunStore } from './run-store.ts';

/** Compiled policies by hash: a worker meets the same one for every shard of a run. */
const compiled = new Map<string, CompiledPolicy>();

/** The policy of a hash, ready to be asked. */
export const policyOf = async (hash: string, runs: Pick<RunStore, 'policy'>): Promise<CompiledPolicy> => {
  const found = compiled.get(hash) ?? compilePolicy(await runs.policy(hash), hash);
  compiled.set(hash, found);
  return found;
};

/** Reads the facts of a shard that a run froze, and sets aside what is held. @param room that they lie in; new arrays where left out */
export const readFacts = async (
  { dumps, held = [], shards }: RunManifest,
  shard: number,
  runs: Pick<RunStore, 'facts'>,
  room?: ShardRoom,
): Promise<SetAside> => {
  const whole = held.filter((dump) => dump.whole);
  return setAside(await runs.facts({ shard, shards }, [...dumps, ...whole], featureFeeds, room), held);
};

/** What happened: as files, and what of it is about contacts. */
type Happened = { files: FactFile[]; events: ContactEvents };

/** What concerns no one customer, by run and feeds: every shard of a run asks a store for the same. Only the last run's is kept. */
const ofNobody = new WeakMap<object, { key: string; happened: Promise<Happened> }>();

/** Reads what upstream systems say of contacts with a shard's customers; nothing where no feed is asked for. */
const readHappened = async (
  { runId, dumps, held = [], shards }: RunManifest,
  shard: number,
  feeds: readonly FeedName[],
  runs: Pick<RunStore, 'facts'>,
): Promise<Pick<FrozenShard, 'events' | 'happened'>> => {
  if (feeds.length === 0) return { events: noEvents, happened: { own: [], everywhere: [] } };
  const read = async (part: ShardPart | typeof allShards): Promise<Happened> => {
    const { files } = setAside(await runs.facts(part, dumps, feeds), held);
    return { files, events: contactEvents(files) };
  };
  const key = JSON.stringify([runId, feeds]);
  const known = ofNobody.get(runs);
  const everywhere = known?.key === key ? known.happened : read(allShards);
  if (everywhere !== known?.happened) {
    ofNobody.set(runs, { key, happened: everywhere });
    // Who asks next tries again.
    everywhere.catch(() => ofNobody.delete(runs));
  }
  const [own, all] = await Promise.all([read({ shard, shards }), everywhere]);
  return {
    events: {
      notices: [...all.events.notices, ...own.events.notices],
      reported: [...all.events.reported, ...own.events.reported],
    },
    happened: { own: own.files, everywhere: all.files },
  };
};

/** What waits, by the run that says so: every shard of a run asks a store for the same. Only the last one is kept. */
const waitingBy = new WeakMap<object, { runId: string; waiting: Promise<Waiting> }>();

/** Work that found no agent yet when the run was planned: what the newest assignment left over. */
const readWaiting = ({ assignedRunId }: RunManifest, runs: Pick<RunStore, 'assignment'>): Promise<Waiting> => {
  if (assignedRunId === undefined) return Promise.resolve(nothing);
  const known = waitingBy.get(runs);
  if (known?.runId === assignedRunId) return known.waiting;
  const waiting = runs
    .assignment(assignedRunId)
    .then((assignment) => new Map(assignment?.deferred.map(([workId, until]) => [workId, until])));
  waitingBy.set(runs, { runId: assignedRunId, waiting });
  // Who asks next tries again.
  waiting.catch(() => waitingBy.delete(runs));
  return waiting;
};

/** Which facts, read by whom. */
const nameOfFacts = (part: ShardPart, names: readonly string[], { how }: Reading): string =>
  contentHash(JSON.stringify([part, names]), how);

/** How a shard is read. */
type How = {
  /** How the policy reads facts, see `readingOf`; null where several policies are tried on them. */
  reading: Reading | null;
  /** Whether what the night before made of the same facts is taken up. Who checks a night reads the facts themselves. */
  takesUp: boolean;
  /** Room for facts and earlier decisions, which hold until it is released; new arrays where left out. */
  room?: ShardRoom | undefined;
};

/** What facts a shard is decided on, and whether the night before has made the same of them. */
const readOrKeep = async (
  manifest: RunManifest,
  shard: number,
  { reading, previous, takesUp, room }: How & { previous: EarlierDecisions | null },
  runs: Pick<RunStore, 'facts' | 'listFacts'>,
): Promise<SetAside & Pick<FrozenShard, 'madeOf' | 'isKept'>> => {
  const { dumps, held = [], shards } = manifest;
  // Customers of held slices are not decided, so a snapshot does not keep what their facts say.
  if (!reading || held.length > 0) return readFacts(manifest, shard, runs, room);
  const part = { shard, shards };
  const listed = await runs.listFacts(part, dumps, featureFeeds);
  const madeOf = nameOfFacts(part, listed.names, reading);
  const isKept = takesUp && previous?.madeOf === madeOf;
  return { files: await listed.read(isKept ? reading.also : featureFeeds, room), kept: new Set(), madeOf, isKept };
};

type Snapshots = Pick<RunStore, 'snapshot' | 'snapshotOfPart'>;

/** Decisions that an earlier run made of a shard's customers, however many shards it had; null where there are none. */
const earlierDecisions = (
  { shards, earlierShards = {} }: RunManifest,
  shard: number,
  runId: string,
  runs: Snapshots,
  room?: ShardRoom,
): Promise<EarlierDecisions | null> => {
  const spread = earlierShards[runId];
  return spread === undefined
    ? runs.snapshot(runId, shardName(shard), room)
    : runs.snapshotOfPart(runId, { shard, shards }, spread);
};

/** Reads what a shard is measured on. @param reading how the policy reads facts; see `readingOf` */
export const readToMeasure = async (
  manifest: RunManifest,
  shard: number,
  reading: Reading,
  runs: Pick<RunStore, 'facts' | 'listFacts'> & Snapshots,
): Promise<ToMeasure> => {
  const { previousRunId } = manifest;
  const previous = previousRunId === null ? null : await earlierDecisions(manifest, shard, previousRunId, runs);
  return { ...(await readOrKeep(manifest, shard, { reading, previous, takesUp: true }, runs)), previous };
};

/**
 * Reads all that a shard of a run is decided on: its facts, the decisions of earlier runs, and what is known of contacts and
 * promises.
 *
 * @param feeds what the policies that decide it ask for besides features; see `contactFeeds`
 * @param how left out: the facts themselves, into new arrays
 */
export const readShard = async (
  manifest: RunManifest,
  shard: number,
  feeds: readonly FeedName[],
  runs: Pick<
    RunStore,
    'facts' | 'listFacts' | 'snapshot' | 'snapshotOfPart' | 'promises' | 'promisesOfPart' | 'assignment'
  >,
  { reading = null, takesUp = false, room }: Partial<How> = {},
): Promise<FrozenShard> => {
  const { previousRunId, abandonedRunIds, earlierShards = {} } = manifest;
  const part = { shard, shards: manifest.shards };
  const snapshot = (runId: string) => earlierDecisions(manifest, shard, runId, runs, room);
  const promises = (runId: string) => {
    const spread = earlierShards[runId];
    return spread === undefined ? runs.promises(runId, shardName(shard)) : runs.promisesOfPart(runId, part, spread);
  };
  const previous = previousRunId === null ? null : await snapshot(previousRunId);
  const abandoned = (await Promise.all(abandonedRunIds.map(snapshot))).filter((found) => found !== null);
  const happened = await readHappened(manifest, shard, feeds, runs);
  const stopped = new Set(manifest.guard?.stopped);
  // Only promises go by calls.
  const isPromised = feeds.includes('calls') && previousRunId !== null;
  const promisesBefore = isPromised ? await promises(previousRunId) : null;
  return {
    ...(await readOrKeep(
      manifest,
      shard,
      { reading, previous, takesUp: takesUp && abandoned.length === 0, room },
      runs,
    )),
    ...happened,
    previous,
    abandoned,
    promisesBefore,
    part,
    stopped,
    waiting: await readWaiting(manifest, runs),
  };
};

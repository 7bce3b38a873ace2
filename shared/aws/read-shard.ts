import type { FeedName } from '../contracts/feeds/index.ts';
import type { RunManifest } from '../contracts/run-manifest.ts';
import type { FrozenShard } from '../domain/decide/frozen-shard.ts';
import { featureFeeds } from '../domain/facts/facts.ts';
import { type SetAside, setAside } from '../domain/facts/held-customers.ts';
import { type CompiledPolicy, compilePolicy } from '../domain/policy/compile-policy.ts';
import { shardName } from '../domain/shard.ts';
import { type ContactEvents, contactEvents, noEvents } from '../domain/work/govern/contact-events.ts';
import { allShards } from '../dump/fact-key.ts';
import type { RunStore } from './run-store.ts';

/** Compiled policies by hash: a worker meets the same one for every shard of a run. */
const compiled = new Map<string, CompiledPolicy>();

/** The policy of a hash, ready to be asked. */
export const policyOf = async (hash: string, runs: Pick<RunStore, 'policy'>): Promise<CompiledPolicy> => {
  const found = compiled.get(hash) ?? compilePolicy(await runs.policy(hash), hash);
  compiled.set(hash, found);
  return found;
};

/** Reads the facts of a shard that a run froze, and sets aside what is held. */
export const readFacts = async (
  { dumps, held = [] }: RunManifest,
  shard: number,
  runs: Pick<RunStore, 'facts'>,
): Promise<SetAside> => {
  const whole = held.filter((dump) => dump.whole);
  return setAside(await runs.facts(shardName(shard), [...dumps, ...whole], featureFeeds), held);
};

/** What concerns no one customer, by run and feeds: every shard of a run asks for the same. Only the last run's is kept. */
let ofNobody: { key: string; events: Promise<ContactEvents> } | undefined;

/** Reads what upstream systems say of contacts with a shard's customers; nothing where no feed is asked for. */
const readEvents = async (
  { runId, dumps, held = [] }: RunManifest,
  shard: number,
  feeds: readonly FeedName[],
  runs: Pick<RunStore, 'facts'>,
): Promise<ContactEvents> => {
  if (feeds.length === 0) return noEvents;
  const read = async (name: string): Promise<ContactEvents> =>
    contactEvents(setAside(await runs.facts(name, dumps, feeds), held).files);
  const key = JSON.stringify([runId, feeds]);
  if (ofNobody?.key !== key) {
    const events = read(allShards);
    ofNobody = { key, events };
    // Who asks next tries again.
    events.catch(() => {
      if (ofNobody?.events === events) ofNobody = undefined;
    });
  }
  const [own, all] = await Promise.all([read(shardName(shard)), ofNobody.events]);
  return { notices: [...all.notices, ...own.notices], reported: [...all.reported, ...own.reported] };
};

/**
 * Reads all that a shard of a run is decided on: its facts, the decisions of earlier runs, and what is known of contacts.
 *
 * @param feeds what the policies that decide it ask for besides features; see `contactFeeds`
 */
export const readShard = async (
  manifest: RunManifest,
  shard: number,
  feeds: readonly FeedName[],
  runs: Pick<RunStore, 'facts' | 'snapshot'>,
): Promise<FrozenShard> => {
  const snapshot = (runId: string) => runs.snapshot(runId, shardName(shard));
  const { previousRunId, abandonedRunIds } = manifest;
  const previous = previousRunId === null ? null : await snapshot(previousRunId);
  const abandoned = (await Promise.all(abandonedRunIds.map(snapshot))).filter((found) => found !== null);
  const part = { shard, shards: manifest.shards };
  const events = await readEvents(manifest, shard, feeds, runs);
  return { ...(await readFacts(manifest, shard, runs)), previous, abandoned, events, part };
};

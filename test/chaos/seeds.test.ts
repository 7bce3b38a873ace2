import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allKinds, faultKinds } from '../../local/chaos/fault-kinds.ts';
import { figureLines, figuresOf } from '../../local/chaos/figures.ts';
import { checkAll } from '../../local/chaos/invariants/index.ts';
import { type Essence, essenceOf } from '../../local/chaos/invariants/same.ts';
import { startLane } from '../../local/chaos/lane.ts';
import { playSeeds } from '../../local/chaos/play-seeds.ts';
import type { Item, Stored } from '../../local/chaos/read-stored.ts';
import { smallOperator } from '../../local/chaos/small-operator.ts';
import { smallStack } from '../../local/chaos/small-stack.ts';
import { readParquet, writeParquet } from '../../shared/dump/parquet.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { patience, temporaryFolder } from '../pipeline/start.ts';

const folder = await temporaryFolder();
afterAll(folder.undo);
/** The variant with too few agents: some of its work waits. */
const variant = 2;
const { erased } = smallOperator(variant, '');
let assembly: string;
let stored: Stored;
let undisturbed: Essence;

beforeAll(async () => {
  assembly = await smallStack(join(folder.path, 'stack'));
  const lane = await startLane(assembly, join(folder.path, 'lane'));
  const played = await lane.play(variant);
  await lane.close();
  expect(played.unfinished).toBeUndefined();
  stored = played.stored;
  undisturbed = essenceOf(stored);
}, patience);

/** What is found wrong once something of what is stored was changed, each kind and its words. */
const broken = (change: Partial<Stored>): string[] =>
  checkAll({ ...stored, ...change }, erased, undefined).map(({ kind, what }) => `${kind}: ${what}`);

const without = <K, V>(map: ReadonlyMap<K, V>, of: (key: K) => boolean): Map<K, V> =>
  new Map([...map].filter(([key]) => !of(key)));
const with_ = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): Map<K, V> => new Map(map).set(key, value);
const firstKey = (map: ReadonlyMap<string, unknown>, pattern: RegExp): string => {
  const found = [...map.keys()].find((key) => pattern.test(key));
  if (found === undefined) throw new Error(`nothing is stored under ${pattern}`);
  return found;
};
const changed = (items: readonly Item[], of: (item: Item) => boolean, to: (item: Item) => Item): Item[] => {
  const place = items.findIndex(of);
  if (place < 0) throw new Error('no such item');
  return items.map((item, index) => (index === place ? to(item) : item));
};
const isHeld = ({ agentId }: Item): boolean => typeof agentId === 'string';
const isDump = ({ pk, rows }: Item): boolean => String(pk).startsWith('dump#') && Number(rows) > 5;

describe('two nights that nobody disturbs', () => {
  test('break nothing, and have of everything: results, replies, messages, dumps in every state', () => {
    expect(broken({})).toEqual([]);
    const states = new Set(stored.work.map(({ state }) => state));
    expect([...states]).toEqual(expect.arrayContaining(['done', 'sent']));
    const runs = stored.ledger.filter(({ pk }) => pk === 'run') as {
      workPlan: { left: { agents: number } };
    }[];
    expect(runs.length).toBe(2);
    expect(runs.some(({ workPlan }) => workPlan.left.agents > 0)).toBe(true);
    const dumps = stored.ledger.filter(({ pk }) => String(pk).startsWith('dump#'));
    expect(new Set(dumps.map(({ status }) => status))).toEqual(new Set(['released', 'failed', 'retracted']));
    expect(dumps.some(({ readings }) => Array.isArray(readings) && readings.length > 1)).toBe(true);
    expect(dumps.some(({ sameAs }) => sameAs !== undefined)).toBe(true);
    const replies = dumps.filter(({ source }) => source === 'reply-page') as { accepted?: number }[];
    expect(replies.reduce((sum, { accepted = 0 }) => sum + accepted, 0)).toBe(2);
  });
});

describe('each check fails where what it is for is broken', () => {
  const fact = /feed=usage.*\.parquet$/;

  test('facts that are missing are lost, facts that are there twice are doubled', () => {
    const key = firstKey(stored.facts, fact);
    expect(broken({ facts: without(stored.facts, (one) => one === key) }).join('\n')).toContain('lost: dump');
    const copy = key.replace(/-0000\.parquet$/, '-0001.parquet');
    expect(broken({ facts: with_(stored.facts, copy, stored.facts.get(key) as Buffer) }).join('\n')).toContain(
      'doubled: dump',
    );
  });

  test('a delivered file without a dump, a dump without its receipt, and one that never ends are lost', () => {
    const landing = with_(stored.landing, 'feed=usage/period=2026-10/source=x/y.csv', [Buffer.from('customerId\n')]);
    const reply = with_(stored.landing, 'replies/period=2026-10/x.jsonl', [Buffer.from('{"workId":"nobody"}\n')]);
    expect(broken({ landing: reply })).toContainEqual(expect.stringContaining('lost: the reply'));
    expect(broken({ landing })).toContainEqual(expect.stringContaining('lost: the dump of'));
    expect(broken({ receipts: without(stored.receipts, (key) => key.endsWith('.receipt.json')) })).toContainEqual(
      expect.stringContaining('lost: the receipt of dump'),
    );
    const ledger = changed(stored.ledger, isDump, (dump) => ({ ...dump, status: 'ingesting' }));
    expect(broken({ ledger })).toContainEqual(expect.stringContaining('ingesting for ever'));
  });

  test('rows that do not add up are unbalanced; refused rows that are missing or twice are told', () => {
    const ledger = changed(stored.ledger, isDump, (dump) => ({ ...dump, accepted: Number(dump.accepted) - 1 }));
    expect(broken({ ledger })).toContainEqual(expect.stringContaining('unbalanced: dump'));
    const dump = stored.ledger.find((item) => isDump(item) && Number(item.refused) > 0) as {
      key: string;
      dumpId: string;
    };
    const { quarantine } = receiptKeys(dump);
    // The row that is in no quarantine file should then be a fact, and is none.
    expect(broken({ receipts: without(stored.receipts, (key) => key === quarantine) })).toContainEqual(
      expect.stringContaining(`lost: dump ${dump.dumpId}`),
    );
    const lines = stored.receipts.get(quarantine) as Buffer;
    expect(broken({ receipts: with_(stored.receipts, quarantine, Buffer.concat([lines, lines])) })).toContainEqual(
      expect.stringContaining('doubled: dump'),
    );
  });

  test('a run that is not closed, sums that do not balance, shards that count otherwise', () => {
    const isRun = ({ pk }: Item) => pk === 'run';
    const open = changed(stored.ledger, isRun, (run) => ({ ...run, status: 'running' }));
    expect(broken({ ledger: open })).toContainEqual(expect.stringContaining('lost: the end of run'));
    const counted = changed(stored.ledger, isRun, (run) => {
      const counts = run.counts as { queued: number };
      return { ...run, counts: { ...counts, queued: counts.queued + 1 } };
    });
    expect(broken({ ledger: counted })).toContainEqual(expect.stringContaining('against candidates'));
    const shard = stored.ledger.filter(({ pk }) => !String(pk).startsWith('run#'));
    expect(broken({ ledger: shard })).toContainEqual(expect.stringContaining('the counts of shard'));
  });

  test('a decision that is missing, there twice, or not to be looked up', () => {
    const key = firstKey(stored.facts, /^snapshots\//);
    expect(broken({ facts: without(stored.facts, (one) => one === key) })).toContainEqual(
      expect.stringContaining('lost: run'),
    );
    const columns = readParquet(stored.facts.get(key) as Buffer);
    const twice = columns.map((column) => ({
      ...column,
      values:
        column.values instanceof Float64Array
          ? Float64Array.from([...column.values, ...column.values])
          : [...column.values, ...column.values],
    }));
    expect(broken({ facts: with_(stored.facts, key, Buffer.from(writeParquet(twice))) })).toContainEqual(
      expect.stringMatching(/^doubled: run .* the decision of customer/),
    );
    expect(broken({ decisions: stored.decisions.slice(1) })).toContainEqual(
      expect.stringContaining('lost: the decision to look up'),
    );
  });

  test('work that is missing, that nobody asked for, that two agents have, that lies on no list', () => {
    expect(broken({ work: stored.work.slice(1) })).toContainEqual(expect.stringContaining('lost: the item of work'));
    const strange = { ...(stored.work[0] as Item), workId: 'nobody-asked' };
    expect(broken({ work: [...stored.work, strange] })).toContainEqual(
      expect.stringContaining('doubled: the item of work nobody-asked'),
    );
    const held = stored.work.find(isHeld) as { workId: string; day: string; agentId: string };
    const isHis = (list: Item) => list.day === held.day && list.agentId === held.agentId;
    const other = { ...(stored.agentDays.find(isHis) as Item), agentId: 'A9', workIds: new Set([held.workId]) };
    expect(broken({ agentDays: [...stored.agentDays, other] })).toContainEqual(
      expect.stringContaining('is on 2 lists'),
    );
    expect(broken({ agentDays: stored.agentDays.filter((list) => !isHis(list)) })).toContainEqual(
      expect.stringContaining('is not on the list'),
    );
    // Somebody without a room of their own: agents that the roster does not know have none.
    expect(broken({ agentDays: [...stored.agentDays, other] })).toContainEqual(expect.stringContaining('room for'));
  });

  test('agents who were not told, digests and messages that differ or are missing', () => {
    const isTold = ({ delivered, workIds }: Item) =>
      Object.keys((delivered ?? {}) as object).length > 0 && ((workIds as Set<string> | undefined)?.size ?? 0) > 0;
    const list = stored.agentDays.find(isTold);
    const isOnIt = (item: Item) => item.agentId === list?.agentId && item.day === list?.day;
    const untold = {
      work: changed(stored.work, isOnIt, (item) => ({ ...item, state: 'open' })),
      agentDays: stored.agentDays.map((one) => (one === list ? { ...one, delivered: {} } : one)),
    };
    expect(broken(untold)).toContainEqual(expect.stringContaining('was not told'));
    expect(broken({ published: [], posts: [] })).toEqual(
      expect.arrayContaining([
        expect.stringContaining('lost: the message of work'),
        expect.stringContaining('lost: the digest'),
      ]),
    );
    const [message] = stored.published.filter(({ topic }) => /CustomerMessages/.test(topic));
    const other = {
      ...(message as Stored['published'][number]),
      message: (message?.message ?? '').replace('zh', 'en'),
    };
    expect(broken({ published: [...stored.published, other] })).toContainEqual(
      expect.stringContaining('2 different ways'),
    );
    // The same words under the same id: the other side knows it has them.
    expect(broken({ published: [...stored.published, ...stored.published] })).toEqual([]);
  });

  test('a result that its work knows nothing of, and one that was counted twice', () => {
    const isDone = ({ state, outcome }: Item) => state === 'done' && outcome !== undefined;
    const work = changed(stored.work, isDone, (item) => ({ ...item, state: 'open' }));
    expect(broken({ work })).toContainEqual(expect.stringContaining('lost: the result'));
    const twice = changed(stored.work, isDone, (item) => ({
      ...item,
      steps: [...(item.steps as []), ...(item.steps as [])],
    }));
    expect(broken({ work: twice })).toContainEqual(expect.stringContaining('2 times'));
  });

  test('an erased customer anywhere, or no proof; a message that lies in a queue', () => {
    const [gone] = erased;
    const traces: Partial<Stored>[] = [
      { decisions: [...stored.decisions, { ...(stored.decisions[0] as Item), customerId: gone?.customerId }] },
      { receipts: with_(stored.receipts, 'some.json', Buffer.from(`{"row":"…${gone?.phone}"}`)) },
      { messages: [{ queue: 'shards', body: JSON.stringify(gone) }] },
    ];
    for (const trace of traces)
      expect(broken(trace)).toContainEqual(expect.stringContaining(`kept: ${gone?.customerId}`));
    expect(broken({ receipts: without(stored.receipts, (key) => key.includes('.proof')) })).toContainEqual(
      expect.stringContaining('lost: the proof'),
    );
    expect(broken({ messages: [{ queue: 'ingest-dead-letters', body: '{}' }] })).toEqual([
      'lost: a message in ingest-dead-letters',
    ]);
  });

  test('whatever else differs from the undisturbed nights', () => {
    const work = changed(stored.work, isHeld, (item) => ({ ...item, agentId: 'A9' }));
    expect(checkAll({ ...stored, work }, erased, undisturbed)).toContainEqual({
      kind: 'different',
      what: expect.stringContaining('"agentId":"A9"'),
    });
  });
});

describe('disturbed nights', () => {
  test('end as the undisturbed ones did', { timeout: patience }, async () => {
    const results = await playSeeds([variant, variant + 4], {
      ...{ assembly, data: join(folder.path, 'seeds'), lanes: 1, kinds: new Set(allKinds), onSeed: () => {} },
    });
    const figures = figuresOf(results);
    expect(figures).toMatchObject({
      seeds: 2,
      lost: 0,
      doubled: 0,
      unbalanced: 0,
      unfinished: 0,
      kept: 0,
      different: 0,
      broken: [],
    });
    for (const kind of ['throttle', 'timeout', 'duplicate', 'reorder', 'crash'] as const)
      expect(figures.faults[kind]).toBeGreaterThan(0);
    const shown = figureLines(figures, (_, text) => text).join('\n');
    for (const kind of allKinds) expect(shown).toContain(faultKinds[kind]);
  });
});

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainCustomer } from '../../local/commands/explain.ts';
import { showHistory } from '../../local/commands/history.ts';
import { showMoves } from '../../local/commands/moves.ts';
import { replayRun } from '../../local/commands/replay.ts';
import { whatIf } from '../../local/commands/whatif.ts';
import { painter } from '../../local/summary/table.ts';
import type { WhatIf } from '../../local/whatif/what-if.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { defaultPolicy, deliver, deliverBase, firstNight, secondNight, shards, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

const paint = painter(false);
const quiet = { step: () => ({ at: () => {}, done: () => 0 }), stop: () => {} };
const ids = Array.from({ length: 40 }, (_, index) => `C${String(index).padStart(3, '0')}`);

/** Two nights: in the second a customer of the first has paid ten times as much. */
const twoNights = async (): Promise<MemoryNight> => {
  const night = memoryNight();
  deliverBase(night);
  await wholeNight(night, firstNight);
  deliver(night, {
    ...{ dumpId: 'billing-again', feed: 'billing', period: '2026-10', arrivedAt: '2026-11-01T10:00:00Z' },
    rows: ids.map((customerId, index) => ({ customerId, charged: customerId === 'C004' ? 900 : 20 + index * 9 })),
  });
  await wholeNight(night, secondNight);
  return night;
};

const targetOf = ({ ledger, runs, objects }: MemoryNight) => ({
  ledger,
  runs,
  facts: { get: async (key: string) => objects.get(key) },
});

let night: MemoryNight;
let folder: string;
beforeAll(async () => {
  night = await twoNights();
  folder = await mkdtemp(join(tmpdir(), 'tierline-explain-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A draft: the default policy, changed. */
const draft = async (name: string, change: (policy: Policy) => void): Promise<string> => {
  const policy = structuredClone(defaultPolicy);
  change(policy);
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify(policy));
  return path;
};

type Json = Record<string, unknown>;
type Explained = Json & {
  decision: { scores: Record<string, number> };
  cards: { card: string; base: number; score: number; lines: { points: number }[]; pairs: { points: number }[] }[];
};
const explain = async (customerId: string, run?: string, lang: 'en' | 'zh' = 'en', on = night) => {
  const { lines, json } = await explainCustomer(targetOf(on), { customerId, run, lang }, paint);
  return { said: lines.join('\n'), json: json as Explained };
};

describe('explain', () => {
  test.each([undefined, '2026-11-01'])('points of every customer add up to the stored scores, run %s', async (run) => {
    for (const id of ids) {
      const { json } = await explain(id, run);
      expect(json.reproduced).toBe(true);
      expect(json.cards.map(({ card }) => card).sort()).toEqual(Object.keys(json.decision.scores).sort());
      for (const { card, base, lines, pairs, score } of json.cards) {
        const sum = [...lines, ...pairs].reduce((total, { points }) => total + points, base);
        expect([sum, score]).toEqual([json.decision.scores[card], json.decision.scores[card]]);
      }
    }
  });

  test('is read by a person: value, bin and points, what would move the tier, work and dumps; masked', async () => {
    const { said } = await explain('C004');
    expect(said).toContain('C004  王** · 138****0004 · south');
    expect(said).toMatch(/VALUE TIER {2}\S+, since 2026-11-0[12]/);
    expect(said).toMatch(/Average charge +\S+ CNY +.* CNY.* +\+\d+/);
    expect(said).toMatch(/down to \S+: Value below -?\d+/);
    expect(said).toMatch(/billing +2026-10 +boss +billing-again/);
    expect(said).not.toContain('13800000004');
    expect(said).not.toContain('王小明');
    for (const line of said.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('shows what an agent would take along to a visit', async () => {
    const found: Json[] = [];
    for (const id of ids) found.push((await explain(id)).json);
    const planned = found.find((json) => Object.keys((json.decision as { visits?: object }).visits ?? {}).length > 0);
    const of = Object.values((planned?.outlines ?? {}) as Record<string, { questions?: { ask: { en: string } }[] }>);
    expect(of[0]?.questions?.length).toBeGreaterThan(0);
    const { said } = await explain(String(planned?.customerId));
    expect(said).toContain('OUTLINE OF THE VISIT');
    expect(said.replaceAll(/\s+/g, ' ')).toContain(`ask: ${of[0]?.questions?.[0]?.ask.en}`);
  });

  test('speaks Chinese, too', async () => {
    const { said } = await explain('C000', undefined, 'zh');
    for (const word of ['价值等级', '月均消费', '生命周期', '当夜任务', '所用数据']) expect(said).toContain(word);
  });

  test('of a customer who is carried over it explains the night that decided', async () => {
    const carried = memoryNight();
    deliverBase(carried);
    await wholeNight(carried, firstNight);
    for (const dump of carried.dumps.values()) carried.dumps.set(dump.dumpId, { ...dump, status: 'retracted' });
    await wholeNight(carried, secondNight);
    const { said, json } = await explain('C000', undefined, 'en', carried);
    expect(json).toMatchObject({ runId: '2026-11-01T18-00-00Z', decidedIn: '2026-10-31T18-00-00Z', reproduced: true });
    expect(said).toContain('Not decided in run 2026-11-01T18-00-00Z');
  });

  test('where facts are gone it shows what was stored, and says what cannot be told', async () => {
    const erased = await twoNights();
    for (const key of [...erased.objects.keys()]) if (key.includes('feed=usage')) erased.objects.delete(key);
    const { said, json } = await explain('C000', undefined, 'en', erased);
    expect(json).toMatchObject({ reproduced: false, work: null });
    expect(said).toContain('the facts of the night are not all there any more');
    for (const { card, score } of json.cards) expect(score).toBe(json.decision.scores[card]);
  });

  test('nobody knows everybody', async () => {
    await expect(explain('nobody')).rejects.toThrow('no customer "nobody" in run 2026-11-01T18-00-00Z');
  });
});

describe('history and moves', () => {
  test('say what changed, and which points made it so', async () => {
    const { json } = await showHistory(targetOf(night), { customerId: 'C004', limit: 31, lang: 'en' }, paint);
    const { nights } = json as { nights: { runId: string; why: Json[]; changes: Json[] }[] };
    expect(nights.map(({ runId }) => runId)).toEqual(['2026-11-01T18-00-00Z', '2026-10-31T18-00-00Z']);
    expect(nights[0]?.why[0]).toMatchObject({ card: 'value', feature: 'arpu' });
  });

  test('every customer is counted once a scheme', async () => {
    const { json } = await showMoves(targetOf(night), { id: '2026-11-02', lang: 'en' }, paint, quiet);
    const { moves } = json as { moves: { scheme: string; customers: number }[] };
    const own = moves.filter(({ scheme }) => scheme === 'three-dimensions');
    expect(own.reduce((sum, { customers }) => sum + customers, 0)).toBe(40);
  });
});

describe('replay', () => {
  const replay = (run: string, on = night) => replayRun(targetOf(on), run, paint, quiet);

  test.each(['2026-11-01', '2026-11-02'])('the night of %s comes out byte for byte', async (run) => {
    const { lines, code, json } = await replay(run);
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('the same, byte for byte');
    expect((json as { shards: Json[] }).shards).toHaveLength(shards);
  });

  test('a fact file that is gone is told by shard, customer and dump', async () => {
    const tampered = await twoNights();
    const gone = [...tampered.objects.keys()].find((key) => key.includes('feed=billing/period=2026-09')) as string;
    tampered.objects.delete(gone);
    const { lines, code, json } = await replay('2026-11-02', tampered);
    expect(code).toBe(2);
    const { shards: replayed } = json as { shards: { shard: string; state: string; differences: Json[] }[] };
    const [different, ...others] = replayed.filter(({ state }) => state === 'different');
    expect(others).toEqual([]);
    expect(gone).toContain(`shard=${different?.shard}/`);
    expect(different?.differences.length).toBeGreaterThan(0);
    expect(lines.join('\n')).toContain('dumps billing-2026-09');
  });
});

describe('whatif', () => {
  const tried = async (policy: string, target: Parameters<typeof whatIf>[0] = targetOf(night), html?: string) => {
    const { lines, json } = await whatIf(target, { policy, run: undefined, html, lang: 'en' }, paint, quiet);
    return { said: lines.join('\n'), found: json as WhatIf };
  };

  test('the policy in force changes nobody', async () => {
    const { found } = await tried(await draft('same', () => {}));
    expect(found.changes).toEqual([]);
    expect(found.comparison).toMatchObject({ customers: 40, changed: 0, most: [] });
    expect(found.loads.agents.every(({ before, after }) => before === after)).toBe(true);
  });

  test('who would move, with what they pay; the same customers on both sides', async () => {
    const lower = await draft('lower', (policy) => {
      const [scheme] = Object.values(policy.schemes);
      if (scheme?.kind === 'thresholds' && scheme.tiers[0]) scheme.tiers[0].from = 60;
    });
    const { found, said } = await tried(lower);
    expect(found.changes).toEqual([{ path: 'schemes.three-dimensions.tiers.high.from', from: '75', to: '60' }]);
    const moves = found.comparison.tiers.filter(({ from, to }) => from !== to);
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.every(({ from, to }) => from === 'mid' && to === 'high')).toBe(true);
    expect(found.comparison.tiers.reduce((sum, { customers }) => sum + customers, 0)).toBe(40);
    expect(said).toMatch(/\d+ rise \(\S+ CNY a month\), 0 fall/);
    for (const { customerId } of found.comparison.most) expect(customerId).toMatch(/\*/);
  });

  test('work is added and removed against what agents take', async () => {
    const wide = await draft('wide', (policy) => {
      (policy.programmes.retention as Policy['programmes'][string]).when = { band: ['high', 'mid', 'low'] };
    });
    const { found } = await tried(wide);
    const sum = (side: 'before' | 'after') => found.loads.agents.reduce((total, agent) => total + agent[side], 0);
    expect(sum('after')).toBe(20);
    expect(found.loads.waiting.after).toBeGreaterThan(0);
    expect(sum('before')).toBeLessThan(20);
  });

  test('promises newly owed, and no longer; each policy by the tiers that it gives', async () => {
    const called = memoryNight();
    deliverBase(called);
    deliver(called, {
      ...{ dumpId: 'calls-10', feed: 'calls', period: '2026-10' },
      // Everybody hung up after half a minute.
      rows: ids.map((customerId) => ({
        ...{ callId: `K-${customerId}`, customerId, direction: 'in', desk: 'general' },
        ...{ queuedAt: '2026-10-31T02:00:00Z', endedAt: '2026-10-31T02:00:30Z' },
      })),
    });
    await wholeNight(called, firstNight);
    const tiers = [...called.table.values()].map(({ tiers: its }) => its['three-dimensions']);
    const count = (tier: string) => tiers.filter((one) => one === tier).length;
    const generous = await draft('generous', (policy) => {
      const callBack = policy.promises?.made['call-back'];
      if (callBack?.kind === 'call-back')
        callBack.terms = [{ tier: ['ordinary'], withinHours: 24, waitedSeconds: 10, share: 1 }];
    });
    const { found, said } = await tried(generous, targetOf(called));
    const owed = (by: 'before' | 'after', isShared: boolean) =>
      found.comparison.owed
        .filter((one) => one.promise === 'call-back' && one.by === by && one.isShared === isShared)
        .map(({ tier, promises }) => [tier, promises]);
    expect(owed('after', false)).toEqual([['ordinary', count('ordinary')]]);
    expect(owed('before', false)).toEqual([['mid', count('mid')]]);
    expect([owed('before', true), owed('after', true)]).toEqual([[], []]);
    expect(said.replaceAll(/\s+/g, ' ')).toContain(
      `${count('ordinary')} promises newly owed, ${count('mid')} no longer`,
    );

    const lower = await draft('lower-edge', (policy) => {
      const [scheme] = Object.values(policy.schemes);
      if (scheme?.kind === 'thresholds' && scheme.tiers[0]) scheme.tiers[0].from = 60;
    });
    const { comparison } = (await tried(lower, targetOf(called))).found;
    const risen = comparison.tiers.filter(({ from, to }) => from === 'mid' && to === 'high');
    const customers = risen.reduce((sum, one) => sum + one.customers, 0);
    expect(comparison.entitlements.filter(({ from, to }) => from !== to)).toEqual([
      { from: 'mid', to: 'green', customers },
    ]);
    // Promised to the mid tier alone.
    const gone = comparison.owed.filter(
      ({ promise, by, isShared }) => promise === 'call-back' && by === 'before' && !isShared,
    );
    expect(gone.map(({ tier, promises }) => [tier, promises])).toEqual([['mid', customers]]);
  });

  test('warns of what is hardly meant, with the place', async () => {
    const odd = await draft('odd', (policy) => {
      const [scheme] = Object.values(policy.schemes);
      if (scheme?.kind === 'thresholds' && scheme.tiers[0]) scheme.tiers[0].from = 99;
    });
    const { found } = await tried(odd);
    const byCode = (code: string) => found.warnings.filter((one) => one.code === code).map(({ path }) => path);
    expect(byCode('no-skill')).toContain('programmes.monthly-visit.skill');
    expect(byCode('missing-feature')).toContain('scorecards.churn.features[5].feature');
    expect(byCode('dead-bin').length).toBeGreaterThan(0);
    expect(byCode('empty-tier')).toEqual(['schemes.three-dimensions.tiers[0]']);
  });

  test('a draft that does not hold together is refused with the place', async () => {
    const broken = await draft('broken', (policy) => {
      policy.risk.card = 'churm';
    });
    await expect(tried(broken)).rejects.toThrow('risk.card: unknown scorecard "churm" (did you mean "churn"?)');
    await expect(tried(join(folder, 'nothing.json'))).rejects.toThrow('no policy file');
  });

  test('writes nothing: the stores are only read', async () => {
    const before = new Map(night.objects);
    const called = new Set<string>();
    const watched = new Proxy(night.runs, {
      get: (runs, name: keyof RunStore) => {
        called.add(name);
        return runs[name];
      },
    });
    const higher = await draft('higher', (policy) => {
      policy.risk.bands[0] = { ...(policy.risk.bands[0] as Policy['risk']['bands'][number]), from: 20 };
    });
    const ledger = { runs: night.ledger.runs } as typeof night.ledger;
    await tried(higher, { ledger, runs: watched });
    expect([...called].filter((name) => /save|put|freeze|update/i.test(name))).toEqual([]);
    expect(night.objects).toEqual(before);
  });

  test('the page is whole in itself, in both languages', async () => {
    const lower = await draft('page', (policy) => {
      const [scheme] = Object.values(policy.schemes);
      if (scheme?.kind === 'thresholds' && scheme.tiers[0]) scheme.tiers[0].from = 60;
    });
    const html = join(folder, 'page.html');
    await tried(lower, targetOf(night), html);
    const page = readFileSync(html, 'utf8');
    expect(page).not.toMatch(/(src|href)=|url\(|@import|<script/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('<span lang="zh">高端</span>');
    expect(page).toMatch(/<path d="M105 .*fill="#2f6fb0"><title>Mid → High: \d+ customers · /);
    expect(page).not.toMatch(/C0\d\d/);
  });
});

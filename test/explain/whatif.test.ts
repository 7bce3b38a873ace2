import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whatIf } from '../../local/commands/whatif.ts';
import type { WhatIf } from '../../local/whatif/what-if.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { defaultPolicy, deliver, deliverBase, firstNight, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';
import { ids, paint, quiet, targetOf, twoNights } from './two-nights.ts';

let night: MemoryNight;
let folder: string;
beforeAll(async () => {
  night = await twoNights();
  folder = await mkdtemp(join(tmpdir(), 'tierline-whatif-'));
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

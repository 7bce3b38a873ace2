import { describe, expect, test } from 'vitest';
import { showPromises } from '../../local/commands/promises.ts';
import type { Target } from '../../local/commands/target.ts';
import { showWaivers } from '../../local/commands/waivers.ts';
import { painter } from '../../local/summary/table.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { PromiseEntry } from '../../shared/contracts/promise-entry.ts';
import { attainmentOf, keptShare, sumAttained, targetOf } from '../../shared/domain/promises/attainment.ts';
import { policyWith } from '../domain/customer.ts';

const entry = (id: string, more: Partial<PromiseEntry>): PromiseEntry => ({
  ...{ id, customerId: `C${id}`, promise: 'answered', fact: id, tier: 'mid', region: 'south', terms: {} },
  ...{ promisedAt: '2026-10-12T04:00:00Z', dueAt: '2026-10-12T04:00:20Z', state: 'delivered' },
  ...{ keptAt: null, evidence: null, ...more },
});

const entries = [
  ...Array.from({ length: 17 }, (_, index) => entry(`m${index}`, {})),
  ...Array.from({ length: 3 }, (_, index) => entry(`b${index}`, { state: 'broken' })),
  ...Array.from({ length: 8 }, (_, index) => entry(`h${index}`, { tier: 'high' })),
  entry('h-late', { tier: 'high', state: 'broken', region: 'north', promisedAt: '2026-10-12T17:00:00Z' }),
  entry('s1', { customerId: null, tier: null, desk: 'vip', region: null }),
  entry('s2', { customerId: null, tier: null, region: null, state: 'broken' }),
  entry('o', { promise: 'repair', state: 'open' }),
];
const policy = policyWith();

describe('attainment', () => {
  const attained = attainmentOf(entries, 'Asia/Shanghai');

  test('is counted by promise, tier or desk, region and the day on the operator’s clock', () => {
    expect(attained.find(({ tier, region }) => tier === 'high' && region === 'north')).toMatchObject({
      day: '2026-10-13',
      broken: 1,
    });
    const by = sumAttained(attained, ['promise', 'tier', 'desk']);
    expect(
      by.map(({ promise, tier, desk, promised, delivered }) => [promise, tier, desk, promised, delivered]),
    ).toEqual([
      ['answered', 'high', null, 9, 8],
      ['answered', 'mid', null, 20, 17],
      ['answered', null, '-', 1, 0],
      ['answered', null, 'vip', 1, 1],
      ['repair', 'mid', null, 1, 0],
    ]);
  });

  test('is the share of those whose time is over, held against what the tier or the desk is promised', () => {
    const list = policy.promises as NonNullable<typeof policy.promises>;
    const mid = { promise: 'answered', tier: 'mid', desk: null };
    expect(keptShare({ promised: 20, delivered: 17, broken: 3, open: 0 })).toBe(0.85);
    expect(keptShare({ promised: 1, delivered: 0, broken: 0, open: 1 })).toBeNull();
    expect(
      [mid, { ...mid, tier: 'high' }, { ...mid, tier: null, desk: 'vip' }].map((one) => targetOf(list, one)),
    ).toEqual([0.85, 0.9, 0.9]);
  });

  test('adds up to the same however entries are spread over shards', () => {
    const [some, others] = [entries.slice(0, 11), entries.slice(11)];
    const parts = [attainmentOf(some, 'Asia/Shanghai'), attainmentOf(others, 'Asia/Shanghai')].flat();
    const names = ['promise', 'tier', 'desk', 'region', 'day'] as const;
    const key = (line: object) => JSON.stringify(line);
    expect(sumAttained(parts, names).map(key).sort()).toEqual(sumAttained(attained, names).map(key).sort());
  });
});

describe('the commands', () => {
  const run = { runId: 'r1', status: 'completed', scheduledAt: '2026-10-31T18:00:00Z' };
  const manifest = { runId: 'r1', now: run.scheduledAt, timeZone: 'Asia/Shanghai', shards: 2, policy: 'p' };
  const target = (given: Policy = policy.policy) =>
    ({
      ledger: { runs: async () => [run] },
      runs: {
        manifest: async () => manifest,
        policy: async () => given,
        promises: async (_: string, shard: string) =>
          shard === '000' ? { seen: [], entries: entries.slice(0, 15) } : { seen: [], entries: entries.slice(15) },
        waivers: async () => [
          {
            ...{ id: 'w', customerId: 'C1', promise: 'repair', fact: 'F1', hours: 74.4, monthlyFee: 310, amount: 31 },
            ...{ from: '2026-10-10T00:00:00Z', until: '2026-10-13T02:24:00Z' },
          },
        ],
      },
    }) as unknown as Target;
  const paint = painter(false);

  test('promises shows what was kept with a bar, and names what missed its target', async () => {
    const { lines, json } = await showPromises(target(), { run: undefined, day: undefined, lang: 'en' }, paint);
    const text = lines.join('\n');
    expect(text).toContain('Night of 2026-11-01, promises of 92 days');
    expect(text).toMatch(/High +8 +9 +88\.9 % +█+▊? +90 % missed/);
    expect(text).toMatch(/Mid +17 +20 +85\.0 % +█+ +85 %\n/);
    expect(text).toMatch(/answered.*high +north +2026-10-13 +0 +1 +90 %/);
    expect(json).toMatchObject({ missed: [{ desk: '-' }, { tier: 'high', region: 'north' }] });
  });

  test('promises of one day are those made on it; in Chinese, too', async () => {
    const { lines } = await showPromises(target(), { run: undefined, day: '2026-10-13', lang: 'zh' }, paint);
    expect(lines.join('\n')).toContain('2026-10-13 作出的承诺');
    expect(lines.join('\n')).toContain('未达标');
    expect(lines.join('\n')).not.toContain('中端');
  });

  test('promises of a policy that makes none says what to do', async () => {
    const none = { ...policy.policy, promises: undefined };
    await expect(showPromises(target(none), { run: undefined, day: undefined, lang: 'en' }, paint)).rejects.toThrow(
      'promises nothing: give it a section "promises"',
    );
  });

  test('waivers lists what billing waives, and the sum', async () => {
    const { lines } = await showWaivers(target(), { run: undefined, lang: 'en' }, paint);
    expect(lines.at(-1)).toBe('1 waivers, 31.00 CNY');
    expect(lines[1]).toMatch(/^C1 +F1 +2026-10-10T00:00 +2026-10-13T02:24 +74\.4 +310\.00 +31\.00$/);
  });
});

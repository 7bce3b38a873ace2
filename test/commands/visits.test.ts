import { describe, expect, test } from 'vitest';
import { showVisits } from '../../local/commands/visits.ts';
import { painter } from '../../local/summary/table.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { readSnapshot } from '../../shared/dump/snapshot.ts';
import { decideAll, type Given, nightAt, policyWith } from '../domain/customer.ts';

const policy = policyWith(({ programmes, visits }: Policy) => {
  if (programmes['quarterly-visit']) programmes['quarterly-visit'].cadence = { every: 'month' };
  if (visits) visits.spareDays = 0;
});
const night = nightAt();
const customers: Given[] = ['south', 'south', 'east', 'south'].map((region, index) => ({
  customerId: `C${index}`,
  profile: { joinedOn: '2020-01-01', dataLine: 1, region },
  charged: [900],
}));
const target = {
  ledger: { runs: async () => [{ runId: night.runId, status: 'completed', scheduledAt: night.now }] },
  runs: {
    manifest: async () => ({ policy: 'hash-of-policy', shards: 2, timeZone: night.timeZone }),
    policy: async () => policy.policy,
    snapshot: async (_: string, shard: string) =>
      shard === '000' ? readSnapshot(decideAll(customers, null, policy, night).bytes) : null,
  },
} as never as Parameters<typeof showVisits>[0];
const shown = async (day?: string, lang: 'en' | 'zh' = 'en') =>
  showVisits(target, { run: undefined, day, lang }, painter(false));

describe('tierline visits', () => {
  test('tells the plan by day, programme and region', async () => {
    const { lines, json } = await shown();
    const text = lines.join('\n').replaceAll(/ +/g, ' ');
    // Four visits on the 21 working days of November.
    for (const line of ['2026-11-02 Quarterly visit to key customers 1 1 south', '2026-11-16 Quarterly visit'])
      expect(text).toContain(line);
    expect(json).toMatchObject({ runId: night.runId, visits: [{ customerId: 'C0', day: '2026-11-02' }, {}, {}, {}] });
  });

  test('tells the customers of a day, or that there are none', async () => {
    expect((await shown('2026-11-02', 'zh')).lines.join('\n')).toMatch(/C0 +south +季回访 +2026-11-30/);
    expect((await shown('2026-11-03')).lines).toEqual(['No visit is planned for 2026-11-03.']);
  });
});

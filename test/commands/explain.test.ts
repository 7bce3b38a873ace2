import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localTarget } from '../../local/commands/target.ts';
import type { WhatIf } from '../../local/whatif/what-if.ts';
import { policyOf } from '../../shared/aws/read-shard.ts';
import { columnName } from '../../shared/domain/decide/decision-table.ts';
import { explainCard } from '../../shared/domain/explain/explain-card.ts';
import { storedValues } from '../../shared/domain/features/stored-values.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { patience, realStack, root, start, temporaryFolder } from '../pipeline/start.ts';
import { tierlineOn } from './tierline.ts';

const folder = await temporaryFolder();
const data = join(folder.path, 'data');
const customers = 150;
const tierline = tierlineOn(data);

beforeAll(async () => {
  await start(data, ['--customers', String(customers), '--assembly', await realStack()]);
}, patience);
afterAll(folder.undo);

describe('after a night of the sample', () => {
  test('the points of every customer add up to the stored scores, to the last bit', async () => {
    const { runs, ledger, close } = await localTarget(root, data, () => new Date());
    try {
      const [run] = await ledger.runs(1);
      const { policy } = await policyOf(run?.policy ?? '', runs);
      let seen = 0;
      for (let shard = 0; shard < (run?.shards ?? 0); shard++) {
        const table = await runs.snapshot(run?.runId ?? '', shardName(shard));
        for (let row = 0; row < (table?.rows ?? 0); row++, seen++)
          for (const [name, card] of Object.entries(policy.scorecards)) {
            if (!table) continue;
            const { base, lines, pairs, score } = explainCard(name, card, storedValues(table, row), policy.currency);
            const sum = [...lines, ...pairs].reduce((total, { points }) => total + points, base);
            const stored = table.numbers.get(columnName('score', name))?.[row];
            expect([sum, score]).toEqual([stored, stored]);
          }
      }
      expect(seen).toBe(customers);
    } finally {
      await close();
    }
  });

  test('explain and replay find the night as it was stored', async () => {
    const { said, code } = await tierline('explain C0000012 --json');
    expect(code).toBe(0);
    expect(JSON.parse(said)).toMatchObject({ customerId: 'C0000012', reproduced: true });
    expect(await tierline('replay --at 2026-11-01')).toMatchObject({
      code: 0,
      said: expect.stringContaining('the same, byte for byte'),
    });
  });

  test('another ready-made policy is tried on it, whole base and all', async () => {
    const page = join(folder.path, 'page.html');
    const { said } = await tierline(`whatif --policy pyramid --json --html ${page}`);
    const found = JSON.parse(said) as WhatIf;
    expect(found.comparison.customers).toBe(customers);
    expect(found.warnings.map(({ code }) => code)).toContain('few-customers');
    expect(await readFile(page, 'utf8')).toContain('<svg class="chart" viewBox');
  });
});

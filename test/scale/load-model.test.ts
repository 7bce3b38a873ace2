import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { baseOf, bases } from '../../local/scale/bases.ts';
import { costCommand } from '../../local/scale/cost-command.ts';
import { readMeasured, readPrices, readQuotas } from '../../local/scale/data.ts';
import { closenessOf, writeRates } from '../../local/scale/limits.ts';
import { monthOf, nightOf, shardsFor } from '../../local/scale/load-model.ts';
import { monthlyCost } from '../../local/scale/monthly-cost.ts';
import { scalePage } from '../../local/scale/scale-page.ts';

const { figures } = await readMeasured();
const { quotas } = await readQuotas();
const prices = await readPrices();
const rates = writeRates(quotas);
const sum = (cost: Record<string, number>) => Object.values(cost).reduce((total, one) => total + one, 0);

test('docs/scale.md is what the model says today (else: npm run docs)', async () => {
  expect(await readFile(new URL('../../docs/scale.md', import.meta.url), 'utf8')).toBe(await scalePage());
});

test('shards are a power of two, at least 64, of at most 16,000 customers', () => {
  expect([1, 1_000_000, 1_100_000, 10_000_000].map(shardsFor)).toEqual([64, 64, 128, 1024]);
});

test('a first night of a small base waits for a table that was never busy', () => {
  const night = nightOf(baseOf(1_000_000), figures, 'first', rates);
  expect(night.bound).toBe('decisions');
  expect(night.duration).toBe(1_000_000 / 4_000);
});

test('a new table doubles every half hour: 4,000 a second, then 8,000', () => {
  const base = { ...baseOf(10_000_000), shards: 1024, scoredAtOnce: 1000 };
  // 7.2 million in the first half hour, the other 2.8 million at twice the rate.
  expect(nightOf(base, figures, 'first', rates).duration).toBe(1800 + 2_800_000 / 8_000);
});

test("each write of the run's row pays for all of the row", () => {
  const at = (shards: number) => nightOf({ ...baseOf(1_000_000), shards }, figures, 'usual', rates).runRowWrites;
  expect(at(65_536) / at(8_192)).toBeGreaterThan(40);
});

test('four times the part of a dump is a quarter of the objects', () => {
  const of = (chunkMb: number) => monthOf({ ...baseOf(100_000_000), chunkMb }, figures).factObjects;
  expect(of(256) / of(1024)).toBe(4);
});

test('a billion customers are beyond what one item and one table take; ten million are beyond nothing', () => {
  const beyond = (base: (typeof bases)[number]) =>
    closenessOf(base, figures, quotas)
      .filter(({ need, have }) => need > have)
      .map(({ label }) => label);
  expect(beyond(bases[1] as (typeof bases)[number])).toEqual([]);
  expect(beyond(bases[3] as (typeof bases)[number])).toEqual([quotas.tableWrites.label, quotas.itemWrites.label]);
});

test('twice the customers in twice the shards cost about twice, apart from what is paid once', () => {
  const fixed = (base: (typeof bases)[number]) => {
    const { 'alarms, dashboard, secrets': _, ...cost } = monthlyCost(
      base,
      nightOf(base, figures, 'usual', rates),
      figures,
      prices,
    );
    return sum(cost);
  };
  const ratio = fixed(baseOf(2_000_000)) / fixed(baseOf(1_000_000));
  expect(ratio).toBeGreaterThan(1.9);
  expect(ratio).toBeLessThan(2.3);
});

test('the command says what a base costs, and what it comes near to', async () => {
  const { lines, json } = await costCommand(['--customers', '1000000000']);
  expect(lines[0]).toBe('1 billion customers, 65,536 shards, chunkMb 4096, scoredAtOnce 500');
  expect(lines.at(-1)).toContain('near a limit, 80 %: DynamoDB: size of one item');
  const { cost, total } = json as { cost: Record<string, number>; total: number };
  expect(sum(cost)).toBeCloseTo(total, 9);
});

test.each(['0', '-1', '1e3x', '2.5'])('%s is no number of customers', async (given) => {
  await expect(costCommand([`--customers=${given}`])).rejects.toThrow(
    `--customers takes a whole number above 0, not "${given}"`,
  );
});

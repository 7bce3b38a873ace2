import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Delivered, usageAlone, writeDumps } from './dumps-folder.ts';
import { patience, realStack, root, start, temporaryFolder, total } from './start.ts';
import { storedIn } from './stored.ts';

const real = process.env.TIERLINE_DATA ?? join(root, '../shared/data');
const panel = join(real, 'panel_1000x226.csv');
const ibm = join(real, 'ibm_telco_7043.csv');
const skipped = (file: string) => (existsSync(file) ? '' : ` (SKIPPED: ${file} is missing; set TIERLINE_DATA)`);

const folder = await temporaryFolder();
afterAll(folder.undo);
let assembly: string;
beforeAll(async () => {
  assembly = await realStack();
}, patience);

/** A night on these files, and what is stored after it. */
const nightOn = async (name: string, delivered: readonly Delivered[], args: readonly string[]) => {
  const dumps = await writeDumps(join(folder.path, name), delivered);
  const data = join(folder.path, `${name}-data`);
  const night = await start(data, ['--dumps', dumps, ...args]);
  expect(night.summary.problems).toEqual([]);
  expect(night.code).toBe(0);
  return { night, summary: night.summary, stored: await storedIn(data, assembly) };
};

/** Facts of a feed over all months and dumps. */
const factsOf = (dumps: readonly { facts: Record<string, number> }[], feed: string): number =>
  total(
    Object.fromEntries(
      dumps.flatMap(({ facts }, index) =>
        Object.entries(facts)
          .filter(([name]) => name.startsWith(`${feed}/`))
          .map(([name, rows]) => [`${index} ${name}`, rows]),
      ),
    ),
  );

describe.skipIf(!existsSync(panel))(`a night on the prepaid panel${skipped(panel)}`, () => {
  test('1,000 customers x 4 months are accepted, all are tiered, and the riskiest have reasons', {
    timeout: patience,
  }, async () => {
    // No assembly is given: the stack is synthesized with the mapping that dumps.json names, as for any real folder.
    const { night, summary, stored } = await nightOn(
      'panel',
      [{ file: 'panel.csv', feed: 'usage', period: '2014-09', source: 'panel', mapping: 'prepaid-panel', from: panel }],
      [],
    );
    expect(summary.dumps).toEqual([
      expect.objectContaining({ status: 'released', mapping: 'prepaid-panel', rows: 1000, accepted: 1000, refused: 0 }),
    ]);
    expect(factsOf(summary.dumps, 'usage')).toBe(4000);
    expect([summary.customers, total(summary.tiers), total(summary.stages)]).toEqual([1000, 1000, 1000]);
    expect(Object.keys(summary.tiers).length).toBeGreaterThan(1);
    expect(stored.decisions).toEqual(stored.snapshot);
    expect(stored.decisions.length).toBe(1000);

    expect(summary.topRisks.length).toBe(10);
    for (const risk of summary.topRisks) expect(risk.reasons.length).toBeGreaterThan(0);
    const [riskiest] = summary.topRisks;
    expect(night.said).toContain(riskiest?.reasons[0]?.en);
    // Nobody's id is shown whole.
    for (const { customerId } of stored.decisions) expect(night.said).not.toContain(customerId);
  });
});

describe.skipIf(!existsSync(ibm))(`a night on the IBM file${skipped(ibm)}`, () => {
  test('all 7,043 customers are accepted and tiered', { timeout: patience }, async () => {
    const { summary, stored } = await nightOn(
      'ibm',
      [{ file: 'ibm.csv', feed: 'customers', period: '2026-10', source: 'ibm-telco', mapping: 'ibm-telco', from: ibm }],
      ['--assembly', assembly],
    );
    expect(summary.dumps).toEqual([
      expect.objectContaining({ status: 'released', mapping: 'ibm-telco', rows: 7043, accepted: 7043, refused: 0 }),
    ]);
    expect([summary.customers, total(summary.tiers), total(summary.stages)]).toEqual([7043, 7043, 7043]);
    expect(stored.decisions).toEqual(stored.snapshot);
    expect(stored.decisions.length).toBe(7043);
    for (const risk of summary.topRisks) expect(risk.reasons.length).toBeGreaterThan(0);
  });
});

test('a usage feed alone gives decisions, and whoever falls silent is at risk', { timeout: patience }, async () => {
  const { summary, stored } = await nightOn('usage', usageAlone(40), ['--assembly', assembly]);
  expect([summary.customers, total(summary.tiers), total(summary.stages)]).toEqual([40, 40, 40]);
  const pointsOf = (silent: boolean) =>
    stored.decisions
      .filter(({ customerId }) => (Number(customerId.slice(1)) % 5 === 0) === silent)
      .map(({ risk }) => risk.points);
  expect(pointsOf(true).length).toBe(8);
  expect(Math.min(...pointsOf(true))).toBeGreaterThan(Math.max(...pointsOf(false)));
});

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFactKey } from '../../shared/dump/fact-key.ts';
import { readParquet } from '../../shared/dump/parquet.ts';
import { drop, fakePorts, projectMappings } from './ports.ts';

const folder = process.env.TIERLINE_DATA ?? join(import.meta.dirname, '../../../shared/data');
const panel = join(folder, 'panel_1000x226.csv');
const ibm = join(folder, 'ibm_telco_7043.csv');
const callCentre = join(folder, 'call_centre_5000.csv');
const skipped = (file: string) => (existsSync(file) ? '' : ` (SKIPPED: ${file} is missing; set TIERLINE_DATA)`);

/** Values of one column over all fact objects of a feed and month, by customer. */
const factsOf = async (facts: Map<string, Buffer>, feed: string, period: string, column: string) => {
  const found = new Map<string | null, unknown>();
  for (const [key, bytes] of facts) {
    const where = parseFactKey(key);
    if (where?.feed !== feed || where.period !== period) continue;
    const [ids, values] = await readParquet(bytes, ['customerId', column]);
    for (const [index, id] of (ids?.values ?? []).entries()) found.set(id as string, values?.values[index]);
  }
  return found;
};

describe.skipIf(!existsSync(panel))(`the prepaid panel${skipped(panel)}`, () => {
  const key = 'feed=usage/period=2014-09/source=prepaid-panel/panel_1000x226.csv';

  test('all 1,000 rows are accepted and become four months of use and bills each', async () => {
    const { receipt, facts } = await drop(key, await readFile(panel), fakePorts({ mappings: await projectMappings() }));
    expect(receipt).toMatchObject({
      status: 'released',
      rows: 1000,
      accepted: 1000,
      refused: 0,
      mapping: 'prepaid-panel',
    });
    const months = ['2014-06', '2014-07', '2014-08', '2014-09'];
    expect(receipt.facts).toEqual(
      Object.fromEntries([
        ...months.map((month) => [`usage/${month}`, 1000]),
        ...months.map((month) => [`billing/${month}`, 1000]),
        ['customers/2014-09', 1000],
      ]),
    );
    expect((await factsOf(facts, 'billing', '2014-06', 'charged')).get('SEA00001')).toBe(197.385);
    expect((await factsOf(facts, 'billing', '2014-09', 'lastPaidOn')).get('SEA00001')).toBe('2014-09-28');
    expect((await factsOf(facts, 'usage', '2014-06', 'dataMb')).get('SEA00001')).toBe(113.7);
    expect((await factsOf(facts, 'customers', '2014-09', 'tenureMonths')).get('SEA00001')).toBeCloseTo(
      968 / 30.4375,
      2,
    );
  });
});

describe.skipIf(!existsSync(ibm))(`the IBM file${skipped(ibm)}`, () => {
  const key = 'feed=customers/period=2026-10/source=ibm-telco/ibm_telco_7043.csv';

  test('all 7,043 rows are accepted, those without total charges too', async () => {
    const { receipt, facts } = await drop(key, await readFile(ibm), fakePorts({ mappings: await projectMappings() }));
    expect(receipt).toMatchObject({ status: 'released', rows: 7043, accepted: 7043, refused: 0, mapping: 'ibm-telco' });
    expect(receipt.facts).toEqual({ 'customers/2026-10': 7043, 'billing/2026-10': 7043 });
    expect((await factsOf(facts, 'customers', '2026-10', 'contractMonths')).get('5575-GNVDE')).toBe(12);
    expect((await factsOf(facts, 'billing', '2026-10', 'charged')).get('5575-GNVDE')).toBe(56.95);
  });
});

describe.skipIf(!existsSync(callCentre))(`the call centre's quarter${skipped(callCentre)}`, () => {
  const key = 'feed=calls/period=2021-03/source=call-centre/call_centre_5000.csv';

  test('all 5,000 calls are accepted, by the month of their day; nobody knows their customers', async () => {
    const ports = fakePorts({ mappings: await projectMappings() });
    const { receipt, facts } = await drop(key, await readFile(callCentre), ports);
    expect(receipt).toMatchObject({ status: 'released', rows: 5000, accepted: 5000, mapping: 'call-centre' });
    expect(receipt.facts).toEqual({ 'calls/2021-01': 1772, 'calls/2021-02': 1616, 'calls/2021-03': 1612 });
    expect(new Set([...facts.keys()].map((name) => parseFactKey(name)?.shard))).toEqual(new Set(['all']));
    const seconds = [...facts.values()].flatMap((bytes) => [
      ...(readParquet(bytes, ['answerSeconds'])[0]?.values ?? []),
    ]);
    expect(seconds.filter((value) => !Number.isNaN(value))).toHaveLength(4054);
  });
});

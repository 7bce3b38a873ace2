import { describe, expect, test } from 'vitest';
import { feedGate } from '../../functions/ingest/feed-gate.ts';
import { profileKey } from '../../shared/contracts/gate.ts';
import { drop, fakePorts } from '../ingest/ports.ts';
import { gate, month, type Row } from './slices.ts';

const csv = (rows: readonly Row[]): string => {
  const columns = ['customerId', 'region', 'charged', 'rechargeAmount', 'arrears'];
  return [columns.join(','), ...rows.map((row) => columns.map((name) => row[name] ?? '').join(','))].join('\n');
};

/** Ingest with the gate before it. */
const gated = () => {
  const world = fakePorts();
  const facts = {
    ...world.ports.facts,
    get: async (key: string) => world.facts.get(key),
    put: world.ports.facts.put,
  };
  world.ports.gate = feedGate({ facts, ledger: world.ports.ledger, policy: gate() });
  return world;
};

const key = (period: string, source = 'boss') => `feed=billing/period=${period}/source=${source}/bills.csv`;
const months = ['2026-07', '2026-08', '2026-09'];

const afterThreeMonths = async () => {
  const world = gated();
  for (const [index, period] of months.entries()) await drop(key(period), csv(month(index, 1_200)), world);
  return world;
};

const tenfold = (row: Row): Row =>
  row.region === 'Hunan' ? { ...row, charged: Math.round(Number(row.charged) * 1_000) / 100 } : row;

describe('ingest, before it releases a dump', () => {
  test('leaves its profile for the months to come', async () => {
    const world = await afterThreeMonths();
    const dump = [...world.ledger.values()][0];
    if (!dump) throw new Error('no dump');
    const profile = JSON.parse(world.facts.get(profileKey(dump))?.toString() ?? '{}');
    expect(Object.keys(profile.feeds.billing.slices)).toEqual(['Guangdong', 'Hubei', 'Hunan']);
    expect([...world.ledger.values()].map(({ status, held }) => ({ status, held }))).toEqual(
      months.map(() => ({ status: 'released', held: undefined })),
    );
  });

  test('holds the province that moved, and the receipt says which column and by how much', async () => {
    const world = await afterThreeMonths();
    const { dump, receipt } = await drop(key('2026-10'), csv(month(4, 1_200, tenfold)), world);
    expect(dump).toMatchObject({
      status: 'released',
      problem: null,
      held: [{ feed: 'billing', slice: 'Hunan', rows: 400 }],
    });
    expect(receipt.held).toEqual(dump?.held);
    expect(receipt.summary?.find((line) => line.startsWith('held: '))).toMatch(
      /^held: billing of Hunan, 400 rows: charged: mean about \d+ where it was \d+, its values have shifted by /,
    );
    const against = dump?.held?.[0]?.against.map(
      (id) => [...world.ledger.values()].find(({ dumpId }) => dumpId === id)?.period,
    );
    expect(against).toEqual(['2026-09', '2026-08', '2026-07']);
  });

  test('holds half a month as a whole', async () => {
    const world = await afterThreeMonths();
    const { dump, receipt } = await drop(key('2026-10'), csv(month(4, 1_200).slice(0, 600)), world);
    expect(dump).toMatchObject({ status: 'held', accepted: 600 });
    expect(receipt.problem).toMatch(
      /^billing of all: .*|^billing of Guangdong: 200 rows where there were 400: 50 % fewer/,
    );
  });

  test('holds it against its own source only', async () => {
    const world = await afterThreeMonths();
    const { dump } = await drop(key('2026-10', 'crm'), csv(month(4, 1_200, tenfold)), world);
    expect(dump?.status).toBe('released');
    expect(dump?.held).toBeUndefined();
  });

  test('does not measure by what is held or retracted', async () => {
    const world = gated();
    await drop(key('2026-08'), csv(month(1, 1_200)), world);
    await drop(key('2026-09'), csv(month(2, 1_200, tenfold)), world);
    const { dump } = await drop(key('2026-10'), csv(month(3, 1_200, tenfold)), world);
    expect(dump?.held).toMatchObject([{ slice: 'Hunan' }]);
  });

  test('a month that was released by hand is a measure', async () => {
    const world = gated();
    await drop(key('2026-08'), csv(month(1, 1_200)), world);
    const { dump: second } = await drop(key('2026-09'), csv(month(2, 1_200, tenfold)), world);
    if (!second) throw new Error('no dump');
    world.ledger.set(`2026-09/${second.dumpId}`, { ...second, held: [] });
    const { dump } = await drop(key('2026-10'), csv(month(3, 1_200, tenfold)), world);
    expect(dump?.held).toBeUndefined();
  });

  test('holds a first dump for its refused rows alone, ids apart', async () => {
    const world = gated();
    const rows = month(1, 1_000).map((row, index) => (index % 10 === 0 ? { ...row, customerId: '' } : row));
    const { dump } = await drop(key('2026-10'), csv(rows), world);
    expect(dump).toMatchObject({
      status: 'held',
      problem: '100 of 1,000 rows (10 %) were refused for their id, allowed 5 %',
      held: [{ slice: 'all', rows: 900 }],
    });
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everythingStored, type StoredText } from '../../local/aws/everything-stored.ts';
import { erasureProof, proofKey } from '../../shared/contracts/erasure.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { type Delivered, writeDumps } from '../pipeline/dumps-folder.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { storedIn } from '../pipeline/stored.ts';

const folder = await temporaryFolder();
const data = join(folder.path, 'data');
afterAll(folder.undo);

const everybody = Array.from({ length: 240 }, (_, index) => index);
const idOf = (index: number): string => `CUST-${String(index).padStart(5, '0')}`;
const phoneOf = (index: number): string => `139${String(55_000_000 + index * 7)}`;
/** Every twelfth: some of them fall silent, and are to be called. */
const erased = everybody.filter((index) => index % 12 === 0);

const csv = (rows: readonly (string | number)[][]): string => `${rows.map((row) => row.join(',')).join('\n')}\n`;
const usage = (period: string, silent: boolean, more = 0): Delivered => ({
  ...{ file: `usage-${period}-${more}.csv`, feed: 'usage', period, source: 'network' },
  text: csv([
    ['customerId', 'voiceMinutes', 'dataMb'],
    ...everybody.map((index) => {
      const isSilent = silent && index % 3 === 0;
      return [idOf(index), isSilent ? 0 : 100 + index + more, isSilent ? 0 : 500];
    }),
  ]),
});
const base: Delivered[] = [
  {
    ...{ file: 'customers.csv', feed: 'customers', period: '2026-10', source: 'crm' },
    text: csv([
      ['customerId', 'name', 'phone', 'region', 'joinedOn'],
      ...everybody.map((index) => [idOf(index), `Name${index}`, phoneOf(index), 'north', '2024-03-01']),
      // A row whose cells have slipped: it is refused, and an id stands where nobody would look for one.
      ['', idOf(0), phoneOf(0), 'north', idOf(12)],
    ]),
  },
  ...['2026-07', '2026-08', '2026-09'].map((period) => usage(period, false)),
  usage('2026-10', true),
  {
    ...{ file: 'service.csv', feed: 'service', period: '2026-10', source: 'desk' },
    text: csv([
      ['customerId', 'complaints'],
      ...everybody.filter((index) => index % 3 === 0).map((index) => [idOf(index), 4]),
    ]),
  },
  {
    ...{ file: 'agents.csv', feed: 'agents', period: '2026-10', source: 'hr' },
    text: csv([
      ['agentId', 'regions', 'skills', 'capacity', 'channels'],
      ['A1', 'north', 'retention;visit', 100, 'sns'],
    ]),
  },
];
const order: Delivered = {
  ...{ file: 'erasures.csv', feed: 'erasures', period: '2026-11', source: 'crm' },
  text: csv([
    ['customerId', 'requestId', 'requestedAt'],
    ...erased.map((index) => [idOf(index), `REQ-${index}`, '2026-11-01T08:00:00+08:00']),
    ['CUST-NOBODY', 'REQ-NOBODY', '2026-11-01T08:00:00+08:00'],
  ]),
};

const stored = async (): Promise<StoredText[]> => {
  const found: StoredText[] = [];
  for await (const one of everythingStored(join(data, 'aws'))) found.push(one);
  return found;
};

/** Places that hold an id or a number of one of the customers. */
const placesOf = async (indexes: readonly number[]): Promise<string[]> => {
  const traces = indexes.flatMap((index) => [idOf(index), phoneOf(index)]);
  return (await stored()).filter(({ text }) => traces.some((trace) => text.includes(trace))).map(({ place }) => place);
};

const night = (dumps: string, now: string, assembly: string) =>
  start(data, ['--dumps', dumps, '--now', now, '--assembly', assembly]);

describe('customers who are to be forgotten', () => {
  let assembly: string;
  const folderOf = (name: string, delivered: readonly Delivered[]) => writeDumps(join(folder.path, name), delivered);
  beforeAll(async () => {
    assembly = await realStack();
    await night(await folderOf('first', base), '2026-11-01T02:00+08:00', assembly);
  }, patience);

  test('are everywhere before, work and all', { timeout: patience }, async () => {
    const places = (await placesOf(erased)).join('\n');
    for (const where of ['feed=customers', 'feed=usage', 'snapshots/', '/work/', 'quarantine'])
      expect(places).toContain(where);
    const { work, decisions } = await storedIn(data, assembly);
    const ids = new Set(erased.map(idOf));
    expect(work.filter(({ customerId }) => ids.has(customerId)).length).toBeGreaterThan(3);
    expect(decisions.filter(({ customerId }) => ids.has(customerId))).toHaveLength(erased.length);
  });

  test('leave neither id nor number behind; nobody else is touched; the proof is signed', {
    timeout: patience,
  }, async () => {
    const before = await storedIn(data, assembly);
    const ended = await night(await folderOf('second', [...base, order]), '2026-11-01T12:00+08:00', assembly);
    expect([ended.code, ended.summary.denied]).toEqual([0, 0]);
    expect(await placesOf(erased)).toEqual([]);
    const ids = new Set(erased.map(idOf));
    const after = await storedIn(data, assembly);
    expect(after.decisions.map(({ customerId }) => customerId)).toEqual(
      before.decisions.map(({ customerId }) => customerId).filter((id) => !ids.has(id)),
    );
    const kept = before.work.filter(({ customerId }) => !ids.has(customerId)).map(({ workId }) => workId);
    expect(after.work.map(({ workId }) => workId)).toEqual(expect.arrayContaining(kept));

    const proofs = (await stored()).filter(({ place }) => /proof~\d+\.json$/.test(place));
    expect(proofs).toHaveLength(1);
    const [{ place, text }] = proofs as [StoredText];
    const proof = erasureProof.parse(JSON.parse(text));
    expect(place).toContain(proofKey(proof.dumpId).replace('.json', ''));
    expect(proof.requests).toHaveLength(erased.length + 1);
    expect(proof.counts).toMatchObject({ customers: erased.length + 1, unknown: 1 });
    expect(proof.counts.work).toBeGreaterThan(3);
    expect(proof.counts.workInProgress).toBe(proof.counts.work);
    const shards = new Set(proof.requests.map((_, at) => shardName(shardOf(idOf(erased[at] ?? 0), 8))));
    expect(shards.size).toBeGreaterThan(1);
  });

  test('do not come back with the next dump, which says so in its receipt', { timeout: patience }, async () => {
    const again = [...base, order, usage('2026-10', true, 1)];
    const ended = await night(await folderOf('third', again), '2026-11-02T02:00+08:00', assembly);
    expect([ended.code, ended.summary.denied]).toEqual([0, 0]);
    expect(await placesOf(erased)).toEqual([]);
    const receipts = (await stored()).filter(({ place }) => place.includes('usage-2026-10-1'));
    expect(receipts.map(({ text }) => text).join()).toContain(
      `${erased.length} facts are about customers who were erased: they were not kept`,
    );
    expect((await placesOf([1])).length).toBeGreaterThan(5);
  });
});

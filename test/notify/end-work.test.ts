import { describe, expect, test } from 'vitest';
import { endWork } from '../../functions/notify/end-work.ts';
import { outcomeFacts } from '../../shared/aws/outcome-facts.ts';
import { outcomesReleased } from '../../shared/contracts/messages/outcomes-released.ts';
import { drop } from '../ingest/ports.ts';
import { Tables } from './doubles.ts';
import { anItem } from './factories.ts';

const header = 'workId,customerId,agentId,doneAt,result,churnKind,churnCause';
const key = 'feed=outcomes/period=2026-11/source=crm/outcomes.csv';

/** Drops a file, and takes in what came of it, as the event of its release asks. */
const delivered = async (tables: Tables, lines: string[], given: { sameAs?: string; status?: 'retracted' } = {}) => {
  const world = await drop(key, `${header}\n${lines.join('\n')}\n`);
  const facts = {
    get: async (name: string) => world.facts.get(name),
    list: async (prefix: string) =>
      [...world.facts.keys()].filter((name) => name.startsWith(prefix)).map((name) => ({ key: name, bytes: 0 })),
  };
  const dump = world.dump && { ...world.dump, ...(given.status && { status: given.status }) };
  const counts: unknown[] = [];
  const take = endWork({
    ledger: { dump: async () => dump },
    work: tables,
    outcomesOf: outcomeFacts(facts, 4),
    report: { taken: (taken) => void counts.push(taken), skipped: (why) => void counts.push(why) },
  });
  const event = outcomesReleased.parse({
    ...{ version: '0', 'detail-type': 'Dump Released', source: 'tierline.dump' },
    detail: {
      ...world.receipt,
      receiptBucket: 'receipts',
      receiptKey: 'r',
      ...(given.sameAs && { sameAs: given.sameAs }),
    },
  });
  return { take: () => take(event), counts };
};
const tablesWith = (...ids: string[]) => {
  const tables = new Tables();
  for (const workId of ids) tables.items.set(workId, anItem({ workId, dueShard: 'late:2026-11-03#1' }));
  return tables;
};

describe('outcomes of a released dump', () => {
  test('end the work that they are about, wherever their customer’s facts lie', async () => {
    const tables = tablesWith('w1', 'w2', 'w3');
    const { take, counts } = await delivered(tables, [
      'w1,C1,A1,2026-11-02T10:00:00+08:00,kept,,',
      'w2,,A9,2026-11-02T11:00:00+08:00,leaving,competitive,price',
      'w3,C3,A1,2026-11-02T12:00:00+08:00,not-reached,,',
    ]);
    await take();
    expect(counts).toEqual([{ ended: 2, moved: 1 }]);
    expect(tables.items.get('w1')).toMatchObject({ state: 'done', dueShard: null, outcome: { result: 'kept' } });
    expect(tables.items.get('w2')).toMatchObject({
      outcome: { churnKind: 'competitive', churnCause: 'price', doneAt: '2026-11-02T03:00:00Z' },
      steps: [{ by: 'A9' }],
    });
    expect(tables.items.get('w3')).toMatchObject({ state: 'in-progress', dueShard: 'late:2026-11-03#1' });
  });

  test('twice is as good as once, in writes too', async () => {
    const tables = tablesWith('w1');
    const { take, counts } = await delivered(tables, ['w1,,,2026-11-02T10:00:00+08:00,visited,,']);
    await take();
    await take();
    expect(counts).toEqual([{ ended: 1 }, { repeated: 1 }]);
    expect(tables.writes).toEqual({ advance: 1 });
  });

  test('of two for one piece of work the earlier one stands, and closed or unknown work is counted, not made', async () => {
    const tables = tablesWith('w1', 'w2');
    tables.items.set('w2', anItem({ workId: 'w2', state: 'withdrawn' }));
    const { take, counts } = await delivered(tables, [
      'w1,,,2026-11-02T15:00:00+08:00,leaving,,',
      'w1,,,2026-11-02T10:00:00+08:00,kept,,',
      'w2,,,2026-11-02T10:00:00+08:00,kept,,',
      'nobody,,,2026-11-02T10:00:00+08:00,kept,,',
    ]);
    await take();
    expect(counts).toEqual([{ ended: 1, closed: 2, unknown: 1 }]);
    expect(tables.items.get('w1')?.outcome?.result).toBe('kept');
    expect([...tables.items.keys()]).toEqual(['w1', 'w2']);
  });

  test('an item that changed meanwhile is looked at anew', async () => {
    const tables = tablesWith('w1');
    const { take, counts } = await delivered(tables, ['w1,,,2026-11-02T10:00:00+08:00,kept,,']);
    const advance = tables.advance.bind(tables);
    let first = true;
    tables.advance = async (item, seen) => {
      if (first)
        tables.items.set('w1', { ...anItem({ workId: 'w1', dueShard: 'late:2026-11-03#1' }), state: 'overdue' });
      first = false;
      return advance(item, seen);
    };
    await take();
    expect(counts).toEqual([{ ended: 1 }]);
    expect(tables.items.get('w1')).toMatchObject({ state: 'done' });
  });

  test('one that never keeps still sends the message back', async () => {
    const tables = tablesWith('w1');
    tables.advance = async () => false;
    const { take } = await delivered(tables, ['w1,,,2026-11-02T10:00:00+08:00,kept,,']);
    await expect(take()).rejects.toThrow('1 work items kept changing');
  });

  test('a dump that was retracted since, or whose bytes were read before, is passed over', async () => {
    const tables = tablesWith('w1');
    const line = ['w1,,,2026-11-02T10:00:00+08:00,kept,,'];
    for (const given of [{ status: 'retracted' as const }, { sameAs: 'other' }]) {
      const { take, counts } = await delivered(tables, line, given);
      await take();
      expect(counts).toEqual([given.sameAs ? 'same-bytes' : 'not-released']);
    }
    expect(tables.items.get('w1')?.state).toBe('open');
  });
});

import { describe, expect, test } from 'vitest';
import { sealOf } from '../../shared/aws/erasure-seal.ts';
import { tombstones } from '../../shared/aws/tombstones.ts';
import { type ErasureOrder, orderKey } from '../../shared/contracts/erasure.ts';
import { memoryObjects } from '../score/doubles.ts';

const seal = sealOf('a key');
const bucket = () => {
  const { store, objects } = memoryObjects(() => {});
  const reads: string[] = [];
  const get: typeof store.get = (key) => {
    reads.push(key);
    return store.get(key);
  };
  const give = (dumpId: string, ...ids: string[]): void => {
    const order: ErasureOrder = {
      ...{ version: 1, dumpId, arrivedAt: '2026-11-01T03:00:00Z', spread: 2, requests: ['R'] },
      shards: { '000': ids.map(seal.of) },
    };
    objects.set(orderKey(dumpId), new TextEncoder().encode(JSON.stringify(order)));
  };
  return { objects, reads, give, asked: tombstones({ get, list: store.list }, async () => seal) };
};

describe('tombstones', () => {
  test('nobody was erased: nothing is asked for, not even the key', async () => {
    expect(await bucket().asked()).toBeUndefined();
  });

  test('count from the moment they are there, and each order is read once', async () => {
    const { give, asked, reads } = bucket();
    give('d1', 'C1');
    expect((await asked())?.holds('C1')).toBe(true);
    expect((await asked())?.holds('C2')).toBe(false);
    give('d2', 'C2');
    const erased = await asked();
    expect(['C1', 'C2', 'C3'].map((id) => erased?.holds(id))).toEqual([true, true, false]);
    expect(reads).toEqual([orderKey('d1'), orderKey('d2')]);
  });

  test('that are gone count no more, though a warm function has read them', async () => {
    const { give, asked, objects } = bucket();
    give('d1', 'C1');
    await asked();
    objects.delete(orderKey('d1'));
    give('d2', 'C2');
    const erased = await asked();
    expect(['C1', 'C2'].map((id) => erased?.holds(id))).toEqual([false, true]);
  });
});

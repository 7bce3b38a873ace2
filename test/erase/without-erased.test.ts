import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { erasedIds, sealOf } from '../../shared/aws/erasure-seal.ts';
import { feeds } from '../../shared/contracts/feeds/index.ts';
import { tokensIn } from '../../shared/domain/tokens.ts';
import { factColumns } from '../../shared/dump/compiled/fact-columns.ts';
import { readParquet, writeParquet } from '../../shared/dump/parquet.ts';
import { linesWithout, parquetWithout } from '../../shared/dump/without-customers.ts';
import { withoutErased } from '../../shared/dump/without-erased.ts';

const seal = sealOf('a key');
const id = fc.string({ unit: fc.constantFrom(...'abcdefgXYZ0189_-'), minLength: 1, maxLength: 12 });
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 40 });
const someOf = (all: readonly string[], every: number): string[] => all.filter((_, at) => at % every === 0);

/** Facts of calls, whose key is not the customer, or of usage, whose key is. */
const batchesOf = (feed: 'usage' | 'calls', customers: readonly string[]) => {
  const columns = factColumns(1);
  for (const [at, customerId] of customers.entries()) {
    const row =
      feed === 'usage'
        ? { customerId, period: '2026-10', voiceMinutes: at }
        : { callId: `call-${at}`, period: '2026-10', customerId, queuedAt: '2026-10-01T00:00:00Z' };
    columns.add({ feed: feeds[feed], row });
  }
  return columns.drain();
};
const table = (bytes: Uint8Array) => {
  const columns = readParquet(bytes);
  return (columns[0]?.values ?? []).length === 0
    ? []
    : Array.from({ length: columns[0]?.values.length ?? 0 }, (_, row) =>
        Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
      );
};

describe('facts of erased customers', () => {
  test.each(['usage', 'calls'] as const)('of %s are dropped, all others stay as they were', (feed) => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 5 }), (all, every) => {
        const gone = new Set(someOf(all, every));
        const erased = erasedIds(seal, [...gone].map(seal.of));
        const expected = batchesOf(feed, all)
          .flatMap(({ columns }) => table(writeParquet(columns)))
          .filter(({ customerId }) => !gone.has(String(customerId)));
        const found = batchesOf(feed, all)
          .map((batch) => withoutErased(batch, erased))
          .flatMap(({ columns, rows }) => (rows === 0 ? [] : table(writeParquet(columns))));
        expect(found).toEqual(expected);
      }),
    );
  });

  test('are told by the key alone: with another one, nobody is known', () => {
    const erased = erasedIds(sealOf('another key'), [seal.of('C1')]);
    expect(erased.holds('C1')).toBe(false);
    expect(erasedIds(seal, [seal.of('C1')]).holds('C1')).toBe(true);
  });

  test('a batch without any is the very batch', () => {
    const [batch] = batchesOf('usage', ['C1', 'C2']);
    if (!batch) throw new Error('no batch');
    expect(withoutErased(batch, erasedIds(seal, [seal.of('C3')]))).toBe(batch);
  });

  test('an order keeps its own: it is worked off, not dropped', () => {
    const columns = factColumns(1);
    const row = { customerId: 'C1', period: '2026-10', requestId: 'R1', requestedAt: '2026-10-01T00:00:00Z' };
    columns.add({ feed: feeds.erasures, row });
    const [batch] = columns.drain();
    if (!batch) throw new Error('no batch');
    expect(withoutErased(batch, erasedIds(seal, [seal.of('C1')])).rows).toBe(1);
  });
});

describe('objects', () => {
  test('lose the rows of the customers and nothing else, and no byte of their ids stays', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 5 }), (all, every) => {
        const gone = new Set(someOf(all, every));
        const [batch] = batchesOf('calls', all);
        const bytes = writeParquet(batch?.columns ?? []);
        const cleaned = parquetWithout(bytes, gone);
        const kept = table(bytes).filter(({ customerId }) => !gone.has(String(customerId)));
        expect(cleaned?.removed).toBe(gone.size);
        const { body } = cleaned ?? {};
        expect(body === null).toBe(kept.length === 0);
        if (!(body instanceof Uint8Array)) return;
        expect(table(body)).toEqual(kept);
        expect(parquetWithout(body, gone)).toBeNull();
      }),
    );
  });

  test('of lines keep those that name nobody, and tell which work went', () => {
    const lines = [{ seen: ['x'] }, { customerId: 'C1', workId: 'w1' }, { customerId: 'C2', workId: 'w2' }];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(linesWithout(text, new Set(['C1']))).toEqual({
      body: '{"seen":["x"]}\n{"customerId":"C2","workId":"w2"}\n',
      removed: 1,
      customers: new Set(['C1']),
      workIds: ['w1'],
    });
    expect(linesWithout(text, new Set(['C']))).toBeNull();
  });
});

test.each([
  ['a,CUST-1,"x"', 'CUST-1'],
  ['id:CUST-1;', 'CUST-1'],
  ['"row":"crm:7|y"', 'crm:7'],
])('an id is found in %s', (text, found) => {
  expect(tokensIn(text)).toContain(found);
});

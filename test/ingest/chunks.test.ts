import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingestDump } from '../../functions/ingest/ingest-dump.ts';
import { readChunk } from '../../functions/ingest/read-chunk.ts';
import { encodeGb18030 } from '../../local/sample/gb18030.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { drain, outcome, readCut, readWhole, worldWith } from './cut-world.ts';
import { landed } from './ports.ts';

/** Each chunk compiles its reader anew, and a busy machine takes its time: milliseconds. */
const patience = 90_000;

const key = 'feed=usage/period=2026-10/source=north/usage.csv';
const header = 'customerId,voiceMinutes,smsCount,note\n';

/** A cell as some system may write it: quotes that open, that close, that stand amid text; line ends within and without. */
const cell = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 99 }).map(String) },
  { weight: 3, arbitrary: fc.constantFrom('"a\nb"', '"a\r\nb, c"', '"""\n\n"""', '"客户\n备注"', '"x,\n1,2,3\n"') },
  fc.constantFrom('', 'x', '客户', 'a"b', '"a"b', '""', '#DIV/0!', ' ', '€', '𠀀'),
);
const row = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.array(cell, { minLength: 1, maxLength: 4 }))
  .map(([id, cells]) => [`C${id}`, ...cells].join(','));
const file = fc
  .tuple(fc.array(row, { minLength: 2, maxLength: 16 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
  .map(([rows, newline, ended, mark]) =>
    Buffer.from((mark ? '\ufeff' : '') + header + rows.join(newline) + (ended ? newline : '')),
  );
/** Which of the waiting messages comes next: any order. */
const order = fc.infiniteStream(fc.nat({ max: 1000 })).map((numbers) => () => numbers.next().value ?? 0);

test('any cut gives the facts, refused rows, lines and receipt of the whole file', { timeout: patience }, async () => {
  await fc.assert(
    fc.asyncProperty(file, fc.integer({ min: 20, max: 150 }), order, async (body, chunkBytes, next) => {
      const { receipt, facts, quarantine } = await readCut(key, body, chunkBytes, {}, next);
      expect({ receipt, facts, quarantine }).toEqual(await readWhole(key, body));
    }),
    { numRuns: 120 },
  );
});

test('a quote that is never closed fails the dump with the line of the whole file, wherever it is cut', {
  timeout: patience,
}, async () => {
  const broken = fc
    .tuple(file, fc.array(row, { maxLength: 5 }))
    .map(([body, rows]) =>
      Buffer.concat([
        body,
        Buffer.from(`\nC1,"never closed\n${rows.map((line) => line.replaceAll('"', '')).join('\n')}`),
      ]),
    );
  await fc.assert(
    fc.asyncProperty(broken, fc.integer({ min: 20, max: 150 }), order, async (body, chunkBytes, next) => {
      const { receipt, facts } = await readCut(key, body, chunkBytes, {}, next);
      const whole = await readWhole(key, body);
      expect(receipt).toEqual(whole.receipt);
      expect(facts).toEqual(whole.facts);
      expect(receipt.status).toBe('failed');
    }),
    { numRuns: 50 },
  );
});

test('GB18030 with | between cells, whose byte also ends characters, is cut as well as UTF-8', {
  timeout: patience,
}, async () => {
  const options = {
    mappings: [mapping.parse({ version: 1, name: 'standard', encoding: 'gb18030', delimiter: '|' })],
  };
  const words = fc.constantFrom('客户', '"備註\n第二行"', '亅弢', '5', '€', '');
  const line = fc.tuple(fc.nat({ max: 30 }), words, fc.nat({ max: 9 }), words);
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 2, maxLength: 20 }),
      fc.integer({ min: 15, max: 80 }),
      async (rows, bytes) => {
        const lines = rows.map(([id, ...cells]) => [`C${id}`, ...cells].join('|'));
        const body = encodeGb18030(`customerId|voiceMinutes|smsCount|备注\n${lines.join('\r\n')}\n`);
        const { receipt, facts, quarantine } = await readCut(key, body, bytes, options);
        expect({ receipt, facts, quarantine }).toEqual(await readWhole(key, body, options));
      },
    ),
    { numRuns: 50 },
  );
});

test('JSON Lines are cut at their line ends: the facts, refused rows and lines of the whole file', {
  timeout: patience,
}, async () => {
  const value = fc.oneof(fc.nat({ max: 99 }), fc.constantFrom('5', 'x', null, '客户\n备注', true));
  const object = fc.record({ customerId: value, voiceMinutes: value, other: value }, { requiredKeys: [] });
  const line = fc.oneof(
    { weight: 9, arbitrary: object.map((row) => JSON.stringify(row)) },
    fc.constantFrom('', '{', '7'),
  );
  await fc.assert(
    fc.asyncProperty(
      ...([fc.array(line, { minLength: 1, maxLength: 15 }), fc.integer({ min: 20, max: 120 }), fc.boolean()] as const),
      async (lines, bytes, mark) => {
        const text = `${mark ? '\ufeff' : ''}{"customerId":"C1","voiceMinutes":1,"extra":2}\n${lines.join('\r\n')}`;
        const { receipt, facts, quarantine } = await readCut(key, Buffer.from(text), bytes);
        expect({ receipt, facts, quarantine }).toEqual(await readWhole(key, Buffer.from(text)));
      },
    ),
    { numRuns: 80 },
  );
});

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => `C${at},${at % 7 === 3 ? 'bad' : at},${at % 5},"two\nlines ""${at}"""`);
const body = Buffer.from(`${header}${rowsOf(60).join('\n')}\n`);

describe('deliveries of chunks', () => {
  test('a chunk that began within quotes is read again, and what it wrote then never counts', async () => {
    const { world, messages, receipt, facts } = await readCut(key, body, 100);
    const readings = [...world.chunks.values()];
    const [dump] = world.ledger.values();
    const expiry = Date.parse(dump?.arrivedAt ?? '') / 1000 + 30 * 86_400;
    expect(new Set(readings.map(({ expiresAt }) => expiresAt))).toEqual(new Set([expiry]));
    expect(readings.length).toBeGreaterThan(dump?.readings?.length ?? 0);
    expect(messages).toBe(readings.length);
    // Facts of the readings that do not count are still there, and a run reads none of them.
    const written = new Set([...world.facts.keys()].map((name) => Number(/\.(\d+)-\d+\.parquet$/.exec(name)?.[1])));
    expect([...written].filter((from) => !dump?.readings?.includes(from)).length).toBeGreaterThan(0);
    expect(facts).toHaveLength(receipt.accepted);
  });

  test('while one chunk is missing, the dump is not released and there is no receipt', async () => {
    const world = worldWith(key, body);
    world.ports.chunkBytes = 200;
    await ingestDump(landed(key, body.length), world.ports);
    const [lost] = world.queue.splice(3, 1);
    await drain(world);
    expect([...world.ledger.values()]).toMatchObject([{ status: 'ingesting' }]);
    expect([...world.receipts.keys()].filter((name) => name.endsWith('.receipt.json'))).toEqual([]);
    expect(world.events).toEqual([]);
    if (lost) world.queue.push(lost);
    await drain(world);
    expect(await outcome(world, key)).toEqual(await readWhole(key, body));
    expect(world.events).toHaveLength(1);
  });

  test('every chunk twice and in any order: the same dump, the same counts', { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(order, async (next) => {
        const world = worldWith(key, body);
        world.ports.chunkBytes = 300;
        await ingestDump(landed(key, body.length), world.ports);
        world.queue.push(...world.queue);
        await drain(world, next, async (message) => {
          await readChunk(message, world.ports);
          await readChunk(message, world.ports);
        });
        expect(await outcome(world, key)).toEqual(await readWhole(key, body));
      }),
      { numRuns: 8 },
    );
  });

  test('all chunks at the same time: one dump', async () => {
    const world = worldWith(key, body);
    world.ports.chunkBytes = 150;
    await ingestDump(landed(key, body.length), world.ports);
    while (world.queue.length > 0) await Promise.all(world.queue.splice(0).map((one) => readChunk(one, world.ports)));
    expect(await outcome(world, key)).toEqual(await readWhole(key, body));
  });

  test('a chunk that comes after the dump is done changes nothing', async () => {
    const world = worldWith(key, body);
    world.ports.chunkBytes = 200;
    await ingestDump(landed(key, body.length), world.ports);
    const [late] = world.queue;
    await drain(world);
    const before = { facts: [...world.facts], ledger: [...world.ledger], receipts: [...world.receipts] };
    if (late) expect(await readChunk(late, world.ports)).toBeUndefined();
    expect({ facts: [...world.facts], ledger: [...world.ledger], receipts: [...world.receipts] }).toEqual(before);
  });

  test('dying at any call of a port, each message told again until it is done: as if nothing had happened', {
    timeout: patience,
  }, async () => {
    const small = Buffer.from(`${header}${rowsOf(12).join('\n')}\n`);
    const undisturbed = await readWhole(key, small);
    for (let dieAt = 1, died = true; died; dieAt++) {
      let calls = 0;
      died = false;
      const world = worldWith(key, small, {
        beforeCall: () => {
          if (++calls !== dieAt) return;
          died = true;
          throw new Error('killed');
        },
      });
      world.ports.chunkBytes = 90;
      const again = async (work: () => Promise<unknown>) => {
        try {
          await work();
        } catch {
          await work();
        }
      };
      await again(() => ingestDump(landed(key, small.length), world.ports));
      await drain(world, undefined, (message) => again(() => readChunk(message, world.ports)));
      expect(await outcome(world, key)).toEqual(undisturbed);
      expect(world.events.length).toBeGreaterThan(0);
    }
  });

  test('being told of the object again while chunks are read asks only for those that nobody has read', async () => {
    const world = worldWith(key, body);
    world.ports.chunkBytes = 200;
    await ingestDump(landed(key, body.length), world.ports);
    const all = world.queue.length;
    for (const message of world.queue.splice(0, 4)) await readChunk(message, world.ports);
    world.queue.splice(0);
    await ingestDump(landed(key, body.length), world.ports);
    expect(world.queue).toHaveLength(all - 4);
    await drain(world);
    expect(await outcome(world, key)).toEqual(await readWhole(key, body));
  });
});

describe('what is not cut', () => {
  test('a JSON array goes to one reader, who refuses it', async () => {
    const { messages, receipt } = await readCut(key, Buffer.from(' \n[{"customerId": "C1"},\n'.repeat(50)), 100);
    expect(messages).toBe(0);
    expect(receipt).toMatchObject({ status: 'failed', problem: expect.stringContaining('JSON Lines') });
  });

  test('a file whose first line does not end in a million bytes fails at once', async () => {
    const { receipt, messages } = await readCut(key, Buffer.alloc(1_200_000, 'customerId,'), 1_000);
    expect(messages).toBe(0);
    expect(receipt.problem).toBe('the first line does not end within the first 1048576 bytes');
  });

  test('a header that does not fit fails the dump before it is read', async () => {
    const { receipt, messages } = await readCut(key, Buffer.from(`customer,voiceMinutes\n${'1,2\n'.repeat(50)}`), 40);
    expect(messages).toBe(0);
    expect(receipt).toMatchObject({ status: 'failed', problem: expect.stringContaining('"customerId" is missing') });
  });

  test('a packed file streams through one reader; one too large for its time is refused at once, with what to do', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(body);
    expect((await readCut(key, packed, 100)).receipt).toMatchObject({ status: 'released', accepted: 51, refused: 9 });
    const world = worldWith(key, packed);
    world.ports.packedBytes = packed.length - 1;
    await ingestDump(landed(key, packed.length), world.ports);
    const { receipt } = await outcome(world, key);
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.problem).toMatch(/is gzip of .* split it into files of at most .* GB .* or send it uncompressed/);
    expect(world.facts.size).toBe(0);
  });

  test('a mapping that was changed between two chunks fails the dump, rather than read half a file each way', async () => {
    const world = worldWith(key, body);
    world.ports.chunkBytes = 200;
    await ingestDump(landed(key, body.length), world.ports);
    await drain(world, undefined, (message) => {
      const changed = mapping.parse({ version: 1, name: 'standard', blanks: ['-'] });
      return readChunk(message, message.chunk > 3 ? { ...world.ports, mappings: [changed] } : world.ports);
    });
    const { receipt } = await outcome(world, key);
    expect(receipt.problem).toMatch(/the mapping "standard" was changed while the file was read: drop it again/);
  });
});

import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { drop } from './ports.ts';

const key = 'feed=usage/period=2026-10/source=north/usage';
const rows = Array.from({ length: 3000 }, (_, row) => `C${row * 7919},${row % 977}.25`);
const text = Buffer.from(`customerId,voiceMinutes\n${rows.join('\n')}\n`);

/** A ZIP file of these members; `streamed` writes sizes behind each, as a program does that does not know them before. */
const zip = (members: [name: string, body: Buffer][], { method = 8, streamed = false, flags = 0 } = {}): Buffer => {
  const parts = members.flatMap(([name, body]) => {
    const packed = method === 8 ? deflateRawSync(body) : body;
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc32(body));
    sums.writeUInt32LE(packed.length, 4);
    sums.writeUInt32LE(body.length, 8);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50);
    head.writeUInt16LE(flags | (streamed ? 8 : 0), 6);
    head.writeUInt16LE(method, 8);
    if (!streamed) sums.copy(head, 14);
    head.writeUInt16LE(name.length, 26);
    return [head, Buffer.from(name), packed, ...(streamed ? [Buffer.from('PK\x07\x08'), sums] : [])];
  });
  return Buffer.concat([...parts, Buffer.from('PK\x01\x02 and the rest of a directory')]);
};

describe('a packed dump is known by its first bytes, whatever its name says', () => {
  const packed: [name: string, body: Buffer][] = [
    ['gzip', gzipSync(text)],
    [
      'gzip of two streams, one behind the other',
      Buffer.concat([gzipSync(text.subarray(0, 999)), gzipSync(text.subarray(999))]),
    ],
    ['gzip that is filled up with zeros', Buffer.concat([gzipSync(text), Buffer.alloc(5000)])],
    ['zstd', zstdCompressSync(text)],
    [
      'zstd of two frames',
      Buffer.concat([zstdCompressSync(text.subarray(0, 999)), zstdCompressSync(text.subarray(999))]),
    ],
    ['ZIP', zip([['usage.csv', text]])],
    ['ZIP with its sizes behind', zip([['usage.csv', text]], { streamed: true })],
    ['ZIP that stores only', zip([['usage.csv', text]], { method: 0 })],
  ];
  test.each(packed)('%s', async (_, body) => {
    const { receipt } = await drop(key, body);
    expect(receipt).toMatchObject({ status: 'released', rows: rows.length, accepted: rows.length, problem: null });
  });
});

describe('a packed dump that is not whole, or no dump, is refused with words', () => {
  const damaged = zip([['usage.csv', text]]);
  damaged[14] = (damaged[14] as number) ^ 1;
  const bad: [name: string, body: Buffer, words: string][] = [
    [
      'gzip with text behind it',
      Buffer.concat([gzipSync(text), text]),
      'the gzip file is damaged, so none of its rows count',
    ],
    [
      'gzip with zeros and then text behind it',
      Buffer.concat([gzipSync(text), Buffer.alloc(3), text]),
      'the gzip file goes on behind its end, so it is not whole: none of its rows count',
    ],
    [
      'zstd with text behind it',
      Buffer.concat([zstdCompressSync(text), text]),
      'the zstd file goes on behind its end, so it is not whole: none of its rows count',
    ],
    ['zstd cut off', zstdCompressSync(text).subarray(0, -9), 'the zstd file is cut off'],
    ['ZIP cut off', zip([['usage.csv', text]]).subarray(0, 2000), 'the ZIP file is cut off'],
    ['ZIP whose checksum is another', damaged, 'the ZIP file is damaged'],
    [
      'ZIP with two members',
      zip([
        ['a.csv', text],
        ['b.csv', text],
      ]),
      'the ZIP file has several members: send each as a file of its own',
    ],
    ['ZIP with a password', zip([['a.csv', text]], { flags: 1 }), 'the ZIP file asks for a password'],
    ['ZIP of another method', zip([['a.csv', text]], { method: 12 }), 'packed by method 12, which is not read'],
    ['ZIP with a folder', zip([['usage/', Buffer.alloc(0)]]), 'the ZIP file begins with a folder'],
    ['a workbook', zip([['[Content_Types].xml', text]]), 'the file is an Excel workbook, not text: export it as CSV'],
    ['a bomb', gzipSync(Buffer.alloc(80_000_000)), 'unpacks to more than 200 times its size'],
    ['a bomb in a ZIP', zip([['a.csv', Buffer.alloc(80_000_000)]]), 'unpacks to more than 200 times its size'],
  ];
  test.each(bad)('%s', async (_, body, words) => {
    const { receipt } = await drop(key, body);
    expect(receipt).toMatchObject({ status: 'failed', rows: 0, accepted: 0, facts: {} });
    expect(receipt.problem).toContain(words);
  });
});

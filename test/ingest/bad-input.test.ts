import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { mapping } from '../../shared/contracts/mapping.ts';
import { drop, fakePorts } from './ports.ts';

const key = 'feed=usage/period=2026-10/source=north/usage.csv';
const header = 'customerId,voiceMinutes,dataMb';
const good = 'C1,312.5,20480';
const file = (...lines: string[]) => `${lines.join('\n')}\n`;

/** 南京 南通 南昌 in GB18030. */
const gbNames = Buffer.from('c4cfbea9cfcdcda8c4cfb2fd', 'hex');

describe('a file that is bad as a whole is a failed dump, and its receipt says why', () => {
  const whole: [name: string, body: string | Uint8Array, words: string][] = [
    ['an empty file', '', 'the file is empty'],
    ['a file of blank lines', '\n \r\n\n', 'the file is empty'],
    ['an empty gzip file', gzipSync(''), 'the file is empty'],
    ['a header alone', file(header), 'the file has a header line, but no rows'],
    ['a missing column', file('voiceMinutes', '1'), 'column "customerId" is missing; the header has one column only'],
    ['a column with another name', file('customer_id,dataMb', 'C1,2'), 'did you mean "customer_id"?'],
    ['a duplicate header', file('customerId,dataMb,dataMb', 'C1,2,3'), 'the header names "dataMb" more than once'],
    ['a truncated gzip', gzipSync(file(header, good)).subarray(0, 40), 'the gzip file is cut off'],
    ['a damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 'the gzip file is damaged'],
    ['a quote never closed', file(header, good, 'C2,"1,2', 'C3,1,2'), 'begins at line 3 and is never closed'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'the file is an old Excel workbook'],
    ['UTF-16', Buffer.from(`\uFEFF${header}\n${good}\n`, 'utf16le'), 'the file is UTF-16'],
    [
      'a header in another encoding',
      Buffer.concat([gbNames, Buffer.from('\nC1\n')]),
      'the header line holds bytes that are not utf-8',
    ],
  ];

  test.each(whole)('%s', async (_, body, words) => {
    const { receipt, ledger, quarantine } = await drop(key, body);
    expect(receipt).toMatchObject({
      status: 'failed',
      rows: 0,
      accepted: 0,
      refused: 0,
      facts: {},
      quarantineKey: null,
    });
    expect(receipt.problem).toContain(words);
    expect([...ledger.values()]).toMatchObject([{ status: 'failed', problem: receipt.problem }]);
    expect(quarantine).toEqual([]);
  });

  test('a gzip cut off after rows were read: what was read does not count', async () => {
    const rows = Array.from({ length: 15_000 }, (_, index) => `C${index * 7919},${index % 977}.25,${index % 31}`);
    const packed = gzipSync(file(header, 'C0,bad,1', ...rows));
    const world = fakePorts();
    world.ports.factsHeld = 1000;
    const { receipt } = await drop(key, packed.subarray(0, packed.length - 2000), world);
    expect(receipt).toMatchObject({ status: 'failed', rows: 0, accepted: 0, quarantineKey: null });
    expect(world.facts.size).toBeGreaterThan(0);
  });

  test('a gzip cut off in its first bytes', async () => {
    const { receipt } = await drop(key, gzipSync(file(header, good)).subarray(0, 3));
    expect(receipt.problem).toContain('the gzip file is cut off');
  });

  test('a file of which every row is refused', async () => {
    const { receipt, quarantine } = await drop(key, file(header, 'C1,x,1', 'C2,-1,1'));
    expect(receipt).toMatchObject({ status: 'failed', rows: 2, accepted: 0, refused: 2 });
    expect(receipt.problem).toBe('none of the 2 rows was accepted; the reasons say why');
    expect(quarantine).toHaveLength(2);
  });

  test('utf-8 under a mapping that says gb18030', async () => {
    const chinese = mapping.parse({ version: 1, name: 'standard', encoding: 'gb18030' });
    const body = file('agentId,name,capacity,channels', 'A1,李娜王芳张伟刘洋陈静杨磊,5,sns');
    const { receipt } = await drop(key, body, fakePorts({ mappings: [chinese] }));
    expect(receipt.problem).toBe('the file is utf-8, but its mapping says gb18030: every name in it would be garbled');
  });

  test('an object that was deleted before it was read', async () => {
    const world = fakePorts();
    world.ports.landing = () => ({ stream: async () => undefined });
    expect((await drop(key, file(header, good), world)).receipt.problem).toBe(
      'the object was deleted before it was read',
    );
  });
});

describe('a bad row is refused with its line, column and reason, and the good ones behind it count', () => {
  const rows: [name: string, row: string, column: string | null, reason: string, shown?: string][] = [
    [
      'a number beyond all numbers',
      'C0001234,1e309,1',
      'voiceMinutes',
      'not a plain decimal number such as 128.50',
      'C0******,1e309,1',
    ],
    ['a negative amount', 'C0001234,-1,1', 'voiceMinutes', 'below the least allowed value 0', 'C0******,-1,1'],
    [
      'a thousands separator',
      'C0001234,"1,234.5",1',
      'voiceMinutes',
      'not a plain decimal number such as 128.50',
      'C0******,"1,234.5",1',
    ],
    [
      'a spreadsheet error',
      'C0001234,#DIV/0!,1',
      'voiceMinutes',
      'not a plain decimal number such as 128.50',
      'C0******,#DIV/0!,1',
    ],
    [
      'a hexadecimal number',
      'C0001234,0x10,1',
      'voiceMinutes',
      'not a plain decimal number such as 128.50',
      'C0******,0x10,1',
    ],
    ['too few fields', 'C0001234,1', null, 'has 2 cells, but there are 3 columns', '***'],
    ['too many fields', 'C0001234,1,2,3', null, 'has 4 cells, but there are 3 columns', '***'],
    ['no customer', ',1,2', 'customerId', 'is required, but blank', ',1,2'],
    ['text after a closing quote', '"C0001234"x,1,2', null, 'has text after a closing quote', '***'],
    [
      'a line of 5 MB',
      `C0001234,${'1'.repeat(5_000_000)},2`,
      null,
      'is 5000011 characters long; the longest row allowed has 1048576',
      '***',
    ],
  ];

  test.each(rows)('%s', async (_, row, column, reason, shown) => {
    const { receipt, quarantine } = await drop(key, file(header, good, row, 'C3,1,2'));
    expect(receipt).toMatchObject({
      status: 'released',
      rows: 3,
      accepted: 2,
      refused: 1,
      facts: { 'usage/2026-10': 2 },
    });
    expect(receipt.reasons).toEqual([{ column, reason, rows: 1, firstLine: 3 }]);
    expect(quarantine).toEqual([{ line: 3, column, reason, row: shown }]);
  });

  const dates: [cell: string, reason: string][] = [
    ['2026-02-30', 'not a date of the calendar'],
    ['0000-00-00', 'not a date of the calendar'],
    ['2026-13-01', 'not a date of the calendar'],
    ['31/10/2026', 'not a date such as 2026-10-31'],
  ];
  test.each(dates)('the date %s, which does not exist', async (cell, reason) => {
    const billing = key.replace('usage', 'billing');
    const { receipt } = await drop(billing, file('customerId,lastPaidOn', `C1,${cell}`, 'C2,2026-02-28'));
    expect(receipt).toMatchObject({ accepted: 1, refused: 1 });
    expect(receipt.reasons).toEqual([{ column: 'lastPaidOn', reason, rows: 1, firstLine: 2 }]);
  });

  test('an agent without a channel', async () => {
    const agents = key.replace('usage', 'agents');
    const body = file('agentId,capacity,channels,webhookUrl', 'A1,5,,', 'A2,5,;,', 'A3,5,webhook,', 'A4,5,sns,');
    const { receipt } = await drop(agents, body);
    expect(receipt).toMatchObject({ accepted: 1, refused: 3 });
    expect(receipt.reasons).toEqual([
      { column: 'channels', reason: 'is required, but blank', rows: 1, firstLine: 2 },
      {
        column: 'channels',
        reason: 'an agent without a channel would hold work that nobody sees: give sns, webhook or a robot',
        rows: 1,
        firstLine: 3,
      },
      { column: 'webhookUrl', reason: 'the webhook channel needs a webhookUrl', rows: 1, firstLine: 4 },
    ]);
  });

  test('rows in the wrong encoding, with the encoding that they look like', async () => {
    const customers = key.replace('usage', 'customers');
    const body = Buffer.concat([Buffer.from('customerId,region\nC1,south\nC2,'), gbNames, Buffer.from('\nC3,east\n')]);
    const { receipt, quarantine } = await drop(customers, body);
    expect(receipt).toMatchObject({ status: 'released', accepted: 2, refused: 1 });
    const reason = "holds bytes that are not utf-8, the mapping's encoding; they look like gb18030";
    expect(quarantine).toEqual([{ line: 3, column: null, reason, row: '***' }]);
  });

  test('personal cells are masked in the quarantine file, and columns that nobody knows are hidden', async () => {
    const customers = key.replace('usage', 'customers');
    const body = file(
      'customerId,name,phone,idCard,region,creditScore',
      'C0001234,王小明,13800001234,320102199001011234,south,high',
      'C2,,,,,1',
    );
    const { quarantine } = await drop(customers, body);
    expect(quarantine).toEqual([
      {
        line: 2,
        column: 'creditScore',
        reason: 'not a plain decimal number such as 128.50',
        row: 'C0******,王**,138****1234,***,south,high',
      },
    ]);
  });

  test('lines inside quotes count: a later row is named by its own line', async () => {
    const customers = key.replace('usage', 'customers');
    const body = file('customerId,creditScore,plan', 'C1,1,"a\r\nb"', '', 'C2,x,p', 'C3,1,"5"" disk"');
    const { receipt, quarantine } = await drop(customers, body);
    expect(receipt).toMatchObject({ rows: 3, accepted: 1, refused: 2 });
    expect(quarantine.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [2, 'plan', 'holds a control character'],
      [5, 'creditScore', 'not a plain decimal number such as 128.50'],
    ]);
  });
});

describe('what is odd but not wrong becomes a warning', () => {
  test('an extra column, and one that is nearly a known one', async () => {
    const { receipt } = await drop(key, file('customerId,colour,voiceMinute', 'C1,red,5'));
    expect(receipt).toMatchObject({ status: 'released', accepted: 1 });
    expect(receipt.warnings).toEqual([
      'columns that are not read: "colour", "voiceMinute"',
      'column "voiceMinute" is not read; did you mean "voiceMinutes"?',
    ]);
  });

  test('an unknown column that is there twice, and one without a name', async () => {
    const { receipt } = await drop(key, file('customerId,x,x,', 'C1,1,2,3'));
    expect(receipt.warnings.slice(0, 2)).toEqual([
      'the header names "x" more than once; none of them is read',
      'the header has a column without a name; it is not read',
    ]);
  });

  test.each([
    ['utf-8', Buffer.from(`\uFEFF${file(header, good)}`)],
    ['gb18030', Buffer.concat([Buffer.from('84319533', 'hex'), Buffer.from(file(header, good))])],
  ] as const)('a byte order mark in %s is no part of the first name', async (encoding, body) => {
    const mappings = [mapping.parse({ version: 1, name: 'standard', encoding })];
    expect((await drop(key, body, fakePorts({ mappings }))).receipt).toMatchObject({ accepted: 1, warnings: [] });
  });
});

describe('keys', () => {
  test('a key with spaces and Chinese characters is read like any other', async () => {
    const odd = 'feed=usage/period=2026-10/source=华北 BOSS/十月 用量 (1).csv.gz';
    const { receipt, receipts } = await drop(odd, gzipSync(file(header, good)));
    expect(receipt).toMatchObject({ key: odd, status: 'released', source: '华北 BOSS', accepted: 1 });
    expect([...receipts.keys()]).toEqual([`${odd}.${receipt.dumpId}.receipt.json`]);
  });

  const layout = 'a key looks like feed=<feed>/period=<YYYY-MM>/source=<source>/<any file name>';
  test.each([
    [
      'an unknown feed',
      'feed=weather/period=2026-10/source=x/f.csv',
      '"weather" is not a feed: one of customers, usage,',
      '2026-10',
    ],
    ['no month', 'feed=usage/period=October/source=x/f.csv', '"October" is not a month such as 2026-10', 'unknown'],
    ['no layout at all', 'usage.csv', 'it does not follow that layout', 'unknown'],
  ])('%s: the receipt says what a key looks like', async (_, name, words, period) => {
    const { receipt, ledger } = await drop(name, file(header, good));
    expect(receipt).toMatchObject({ status: 'failed', period });
    expect(receipt.problem).toContain(layout);
    expect(receipt.problem).toContain(words);
    expect([...ledger.values()]).toHaveLength(1);
  });

  test('a key near the longest that S3 takes still gets a receipt', async () => {
    const { receipts } = await drop('feed=usage/period=2026-10/source=x/short.csv', file(header, good));
    expect(receipts.size).toBe(1);
    const world = fakePorts();
    const long = `feed=usage/period=2026-10/source=x/${'长'.repeat(325)}.csv`;
    await drop(long, file(header, good), world).catch(() => undefined);
    expect([...world.receipts.keys()]).toEqual([expect.stringMatching(/^long-keys\/[0-9a-f]{16}\.receipt\.json$/)]);
  });
});

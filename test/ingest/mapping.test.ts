import { describe, expect, test } from 'vitest';
import { chooseMapping } from '../../functions/ingest/choose-mapping.ts';
import { type Mapping, mapping } from '../../shared/contracts/mapping.ts';
import { parseFactKey } from '../../shared/dump/fact-key.ts';
import { readParquet } from '../../shared/dump/parquet.ts';
import { drop, fakePorts, projectMappings } from './ports.ts';

const key = 'feed=usage/period=2026-10/source=north/usage.csv';

/** Rows of one feed that a file became, by month and field. */
const factsOf = async (given: object, body: string | Uint8Array, feed = 'usage') => {
  const made = mapping.parse({ version: 1, name: 'standard', ...given });
  const { facts, receipt } = await drop(key, body, fakePorts({ mappings: [made] }));
  const rows: Record<string, unknown>[] = [];
  for (const [name, bytes] of facts) {
    if (parseFactKey(name)?.feed !== feed) continue;
    const columns = await readParquet(bytes);
    columns[0]?.values.forEach((_, index) => {
      const there = columns.filter(({ values }) => values[index] !== null && !Number.isNaN(values[index]));
      rows.push(Object.fromEntries(there.map((column) => [column.name, column.values[index]])));
    });
  }
  return { receipt, rows: rows.sort((a, b) => (String(a.period) < String(b.period) ? -1 : 1)) };
};

const fills = (columns: object, more: object = {}) => [
  { feed: 'usage', columns: { customerId: 'id', ...columns }, ...more },
];

test('columns, constants, sums, units, values and blanks', async () => {
  const { rows } = await factsOf(
    {
      delimiter: '|',
      blanks: ['NULL', '-'],
      fills: fills({
        voiceMinutes: { sum: ['a', 'b'] },
        dataMb: { column: 'kb', times: 0.001 },
        smsCount: { column: 'sms', values: { none: '0', '': '7' } },
        activeDays: { constant: '30' },
      }),
    },
    'id|a|b|kb|sms\nC1| 0.1 |0.2|20480|none\n',
  );
  expect(rows).toEqual([
    { customerId: 'C1', period: '2026-10', voiceMinutes: 0.3, dataMb: 20.48, smsCount: 0, activeDays: 30 },
  ]);
});

test.each([
  ['a sum of blanks is blank', 'C1,NULL,,,', {}],
  ['a blank counts as nothing in a sum', 'C1,5,NULL,,', { voiceMinutes: 5 }],
  ['values may give a blank its meaning', 'C1,,,,', { smsCount: 7 }],
  ['times rounds to what the contract takes', 'C1,,,0.123456789012345,', { dataMb: 0.0001234568 }],
])('%s', async (_, row, expected) => {
  const { rows } = await factsOf(
    {
      blanks: ['NULL'],
      fills: fills({
        voiceMinutes: { sum: ['a', 'b'] },
        dataMb: { column: 'kb', times: 0.001 },
        ...('smsCount' in expected && { smsCount: { column: 'sms', values: { '': '7' } } }),
      }),
    },
    `id,a,b,kb,sms\n${row}\n`,
  );
  expect(rows).toEqual([{ customerId: 'C1', period: '2026-10', ...expected }]);
});

test('arithmetic on a cell that is no number refuses the row by the contract, without guessing', async () => {
  const { receipt } = await factsOf(
    { fills: fills({ voiceMinutes: { sum: ['a', 'b'] }, dataMb: { column: 'kb', times: 0.001 } }) },
    'id,a,b,kb\nC1,1,"1,234.5",1\nC2,1,1,1e309\nC3,1,2,3\n',
  );
  expect(receipt.reasons.map(({ column, firstLine }) => [column, firstLine])).toEqual([
    ['voiceMinutes', 2],
    ['dataMb', 3],
  ]);
});

describe('wide to long', () => {
  const wide = {
    fills: fills(
      { voiceMinutes: 'mou_{month}', dataMb: { sum: ['g2_{month}', 'g3_{month}'] } },
      { months: { '6': '2014-06', '7': '2014-07' } },
    ),
  };
  const header = 'id,mou_6,mou_7,g2_6,g2_7,g3_6,g3_7';

  test('columns of several months become rows by month; a month that says nothing is left out', async () => {
    const { rows, receipt } = await factsOf(wide, `${header}\nC1,1,2,3,4,5,6\nC2,,9,,,,\n`);
    expect(rows.filter(({ customerId }) => customerId === 'C1')).toEqual([
      { customerId: 'C1', period: '2014-06', voiceMinutes: 1, dataMb: 8 },
      { customerId: 'C1', period: '2014-07', voiceMinutes: 2, dataMb: 10 },
    ]);
    expect(rows.filter(({ customerId }) => customerId === 'C2')).toEqual([
      { customerId: 'C2', period: '2014-07', voiceMinutes: 9 },
    ]);
    expect(receipt).toMatchObject({ accepted: 2, facts: { 'usage/2014-06': 1, 'usage/2014-07': 2 } });
  });

  test('a row counts whole or not at all: one bad month refuses all of its months', async () => {
    const { rows, receipt } = await factsOf(wide, `${header}\nC1,1,-2,3,4,5,6\nC2,1,2,3,4,5,6\n`);
    expect(receipt).toMatchObject({ accepted: 1, refused: 1 });
    expect(rows.map(({ customerId }) => customerId)).toEqual(['C2', 'C2']);
  });

  test('a month whose column is missing fails the file', async () => {
    const { receipt } = await factsOf(wide, 'id,mou_6,g2_6,g2_7,g3_6,g3_7\nC1,1,1,1,1,1\n');
    expect(receipt.problem).toBe('column "mou_7" is missing');
  });
});

test('one file may fill several feeds, and a column that names nobody is no key', async () => {
  const both = [
    { feed: 'customers', columns: { customerId: 'id', region: 'r' } },
    { feed: 'usage', columns: { customerId: 'id', voiceMinutes: 'v' } },
  ];
  const { receipt, rows } = await factsOf({ fills: both }, 'id,r,v\nC1,south,5\n', 'customers');
  expect(receipt.facts).toEqual({ 'customers/2026-10': 1, 'usage/2026-10': 1 });
  expect(rows).toEqual([{ customerId: 'C1', period: '2026-10', region: 'south' }]);
});

test('a file without a header line: the mapping names the columns, and line 1 is a row', async () => {
  const { receipt, rows } = await factsOf({ header: ['id', 'v'], fills: fills({ voiceMinutes: 'v' }) }, 'C1,5\nC2,x\n');
  expect(rows).toEqual([{ customerId: 'C1', period: '2026-10', voiceMinutes: 5 }]);
  expect(receipt.reasons[0]?.firstLine).toBe(2);
});

test.each([
  ['yyyy-MM-dd', '2026-02-28', '2026-02-28'],
  ['yyyyMMdd', '20260228', '2026-02-28'],
  ['yyyy/M/d', '2026/2/8', '2026-02-08'],
  ['M/d/yyyy', '2/28/2026', '2026-02-28'],
  ['d/M/yyyy', '28/2/2026', '2026-02-28'],
  ['M/d/yyyy', '2/30/2026', 'not a date of the calendar'],
  ['yyyyMMdd', '00000000', 'not a date of the calendar'],
])('dates as %s: %s', async (layout, cell, expected) => {
  const billing = [{ feed: 'billing', columns: { customerId: 'id', lastPaidOn: 'd' } }];
  const { rows, receipt } = await factsOf({ dates: [layout], fills: billing }, `id,d\nC1,${cell}\n`, 'billing');
  expect(rows[0]?.lastPaidOn ?? receipt.reasons[0]?.reason).toBe(expected);
});

test('GB18030 with | between cells and Chinese headers, as the south of the sample operator sends it', async () => {
  // 客户编号|主叫分钟|被叫分钟|长途分钟|国际分钟|漫游分钟|流量KB|短信条数|使用天数
  // 客户甲1|312.5|280|40|NULL|12|20480000|14|29
  const body = Buffer.from(
    'bfcdbba7b1e0bac57cd6f7bdd0b7d6d6d37cb1bbbdd0b7d6d6d37cb3a4cdbeb7d6d6d37cb9fabccab7d6d6d37cc2fed3' +
      'ceb7d6d6d37cc1f7c1bf4b427cb6ccd0c5ccf5cafd7ccab9d3c3cceccafd0abfcdbba7bcd7317c3331322e357c323830' +
      '7c34307c4e554c4c7c31327c32303438303030307c31347c32390a',
    'hex',
  );
  const south = (await projectMappings()).find(({ name }) => name === 'south-usage');
  const { rows } = await factsOf({ ...south, sources: [], name: 'standard' }, body);
  expect(rows).toEqual([
    {
      ...{ customerId: '客户甲1', period: '2026-10', voiceMinutes: 312.5, incomingMinutes: 280 },
      ...{ longDistanceMinutes: 40, roamingMinutes: 12, dataMb: 20_480, smsCount: 14, activeDays: 29 },
    },
  ]);
});

describe('which mapping reads a file', () => {
  const made = (name: string, more: object): Mapping => mapping.parse({ version: 1, name, ...more });
  const known = [
    made('standard', {}),
    made('boss-usage', { sources: ['boss'], fills: fills({ voiceMinutes: 'v' }) }),
    made('crm', { sources: ['crm'] }),
  ];
  test.each([
    ['boss', 'usage', 'boss-usage'],
    ['boss', 'billing', 'standard'],
    ['crm', 'billing', 'crm'],
    ['elsewhere', 'usage', 'standard'],
  ] as const)('source %s, feed %s: %s', (source, feed, expected) => {
    expect(chooseMapping(known, source, feed)?.name).toBe(expected);
  });

  test('none at all is said in the receipt', async () => {
    const { receipt } = await drop(key, 'x', fakePorts({ mappings: [] }));
    expect(receipt.problem).toBe('no mapping names the source "north", and there is none called standard');
  });
});

test.each([
  ['a field that the feed has not', fills({ voiceMinute: 'v' }), 'not a field of usage; did you mean "voiceMinutes"?'],
  ['no key', [{ feed: 'usage', columns: { voiceMinutes: 'v' } }], 'usage needs customerId'],
  [
    '{month} without months',
    fills({ voiceMinutes: 'v_{month}' }),
    'a column name holds {month}, but there are no months',
  ],
  [
    'months without {month}',
    fills({ voiceMinutes: 'v' }, { months: { '6': '2014-06' } }),
    'no column name holds {month}',
  ],
  [
    'two places for one field',
    fills({ dataMb: { column: 'a', constant: '1' } }),
    'exactly one of column, constant, sum or join',
  ],
])('a mapping with %s is refused with a clear word', (_, bad, words) => {
  const parsed = mapping.safeParse({ version: 1, name: 'standard', fills: bad });
  expect(JSON.stringify(parsed.error?.issues)).toContain(JSON.stringify(words).slice(1, -1));
});

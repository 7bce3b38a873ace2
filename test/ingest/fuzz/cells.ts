import type { FeedField } from '../../../shared/contracts/feeds/index.ts';
import type { Mapping } from '../../../shared/contracts/mapping.ts';
import type { Random } from './random.ts';

const digits = (random: Random, most: number): string =>
  Array.from({ length: 1 + random.below(most) }, () => random.below(10)).join('');

/** Cells that a hand-written reader of numbers gets wrong. */
const oddNumbers = [
  ...['-0', '0', '-0.0', '0.0', '00012', '+1', '.5', '5.', '-', '--1', '1e5', '1e309', '0x10', 'NaN', 'Infinity'],
  ...['999999999999999', '9999999999999999', '9007199254740993', '123456789012345.1', '0.1234567890', '0.12345678901'],
  ...[
    '0.000000000000001',
    '1.7976931348623157',
    '4.35',
    '1234567.1234567',
    '12345678.12345678',
    '0.3',
    '2.675',
    '1.005',
  ],
  ...['1,234.5', '1 234', '#DIV/0!', '１２', '٣', '1_000', '12abc', '1.2.3', '5-', '1\u00a0', '\ufeff7', '\u30007'],
  ...['10000000', '10000000.01', '-10000000', '-10000001', '1000000000', '1000000001', '31', '32', '5', '5.1', '0.9'],
];
const oddDates = [
  ...[
    '2026-10-31',
    '2026-02-29',
    '2024-02-29',
    '0000-00-00',
    '2026-13-01',
    '20261031',
    '20260230',
    '2026/1/5',
    '1/5/2026',
  ],
  ...['31/12/2026', '12/31/2026', '2026-1-5', '2026-10-31 ', '2026-10-31T00:00', '９999-01-01', '1969-12-31', 'today'],
];
const oddMonths = [
  '2026-10',
  '2026-09',
  '2025-12',
  '1990-01',
  '2099-12',
  '2100-01',
  '1989-12',
  '2026-13',
  '2026-1',
  '202610',
];
const oddFlags = ['true', 'No', 'YES', '1', '0', '是', '否', 'maybe', 'TRUE', 'y', '是 '];
const oddTexts = [
  ...[
    'south',
    'consumer',
    'household',
    'active',
    'closed',
    'red',
    'black',
    'zh',
    'en',
    'GoTone',
    '5G-199',
    '13800001234',
  ],
  ...[
    '+86 138-0000',
    '王小明',
    '欧阳娜娜',
    '张\u3000伟',
    'a"b',
    'say "hi"',
    '"',
    "O'Neil",
    'a,b',
    'x|y',
    'tab\there',
    'nul\0',
  ],
  ...['two\nlines', 'crlf\r\nhere', 'cr\ralone', 'bell\x07', 'del\x7f', '\u0085', '\ufffd', '😀', 'é', 'x'.repeat(40)],
  ...[
    'x'.repeat(41),
    '字'.repeat(80),
    '字'.repeat(81),
    '😀'.repeat(41),
    '\u00a0south\u00a0',
    '\u3000',
    ' ',
    '\ufeffsouth',
  ],
];
const oddLists = [
  'south;east',
  ';',
  ';;a;',
  'retention; visit',
  'sns;webhook',
  'sns',
  'webhook',
  'pigeon',
  'a\nb',
  '南;北',
  '"q"',
];
const oddIds = [
  ...[
    '',
    ' ',
    'C1',
    'c',
    '客户7',
    '客户\u30007',
    'a b',
    'C,1',
    'C|1',
    'x'.repeat(64),
    'x'.repeat(65),
    '_.:@-',
    '１２',
    'C\0',
    '-1',
  ],
  ...['NULL', 'N/A', '0', ' C7 ', '\u00a0C8', 'ｃ9', 'é'.repeat(64), '字'.repeat(33), '"C9"', '😀1', 'a\u0301'],
];

/** A cell as a healthy system writes it. */
export const healthyCell = (random: Random, field: FeedField, row: number): string => {
  if (field.name === 'customerId' || field.name === 'agentId') return `C${row * 7 + random.below(7)}`;
  if (field.name === 'satisfaction') return `${1 + random.below(4)}.${random.below(10)}`;
  if (field.name === 'segment') return random.pick(['consumer', 'household', 'enterprise', 'government']);
  if (field.name === 'status') return random.pick(['active', 'suspended', 'closed', 'ported-out']);
  if (field.name === 'list') return random.pick(['red', 'black', '']);
  if (field.name === 'language') return random.pick(['zh', 'en']);
  // Agents and customers are reached by different ones.
  if (field.name === 'channels') return field.schema.safeParse('sns').success ? 'sns' : 'sms';
  if (field.name === 'webhookUrl') return 'https://robot.example.com/hook';
  if (field.name === 'phone') return `138${10_000_000 + random.below(90_000_000)}`;
  if (field.name === 'name') return random.pick(['王小明', '李娜', 'Ann Lee', `客户${row}`]);
  if (field.kind === 'number') return `${random.below(1000)}${random.chance(0.5) ? `.${digits(random, 4)}` : ''}`;
  if (field.kind === 'integer') return String(random.below(30));
  if (field.kind === 'date') return `20${10 + random.below(20)}-0${1 + random.below(9)}-${10 + random.below(18)}`;
  if (field.kind === 'month') return random.pick(['2026-08', '2026-09', '2026-10']);
  if (field.kind === 'flag') return random.pick(['yes', 'no', '1', '0', '是', '否']);
  return random.pick(['south', 'east', '华北', '大众卡', 'p-1', 'p-2']);
};

const oddOf = (random: Random, field: FeedField): string => {
  if (field.name === 'customerId' || field.name === 'agentId') return random.pick(oddIds);
  if (field.kind === 'number' || field.kind === 'integer') {
    if (random.chance(0.6)) return random.pick(oddNumbers);
    return `${random.chance(0.2) ? '-' : ''}${digits(random, 17)}${random.chance(0.6) ? `.${digits(random, 12)}` : ''}`;
  }
  if (field.kind === 'date') return random.pick(oddDates);
  if (field.kind === 'month') return random.pick(oddMonths);
  if (field.kind === 'flag') return random.pick(oddFlags);
  return random.pick(field.kind === 'list' ? oddLists : oddTexts);
};

const spaces = ['', ' ', '  ', '\t', '\u00a0', '\u3000'];

/** Another cell for the same field: blank, odd, padded, of another field's kind, or with a character changed. */
export const mutatedCell = (random: Random, field: FeedField, cell: string, mapping: Mapping): string => {
  const way = random.below(10);
  if (way < 2) return random.pick(['', ...mapping.blanks, ...mapping.blanks.map((blank) => ` ${blank} `), ' ']);
  if (way < 6) return oddOf(random, field);
  if (way === 6) return `${random.pick(spaces)}${cell}${random.pick(spaces)}`;
  if (way === 7) return random.pick(random.pick([oddNumbers, oddDates, oddFlags, oddTexts, oddIds, oddLists]));
  const at = random.below(cell.length + 1);
  const put = random.pick(['', '0', '.', '-', ' ', 'x', mapping.delimiter, '"', '\r', '\n', '年', '\ufffd', '\0']);
  return cell.slice(0, at) + put + cell.slice(at + random.below(2));
};

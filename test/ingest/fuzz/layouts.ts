import { type FeedField, type FeedName, feeds } from '../../../shared/contracts/feeds/index.ts';
import { type ColumnSource, type Mapping, mapping } from '../../../shared/contracts/mapping.ts';
import type { Random } from './random.ts';

/** A column of a file, with the field whose cells it holds (an unread column borrows one). */
export type FileColumn = { name: string; field: FeedField };
/** A mapping with the key and the columns of a file that fits it. */
export type Layout = { mapping: Mapping; key: { feed: FeedName; period: string }; columns: FileColumn[] };

const fieldOf = (feed: FeedName, name: string): FeedField =>
  feeds[feed].fields.find((field) => field.name === name) as FeedField;

const period = '2026-10';

const blankWords = [[], ['NULL'], ['NULL', '-', 'N/A', '\\N'], ['0'], ['-1', '999', 'n.a.'], ['无', '0000-00-00']];
const dateLayouts: Mapping['dates'][] = [
  ['yyyy-MM-dd'],
  ['yyyyMMdd', 'yyyy-MM-dd'],
  ['yyyy/M/d', 'd/M/yyyy'],
  ['M/d/yyyy', 'yyyy-MM-dd'],
];

const common = (random: Random) => ({
  version: 1,
  name: 'fuzz',
  encoding: random.pick(['utf-8', 'gb18030']),
  delimiter: random.pick([',', ',', '|', '\t', '\u0001', ';']),
  blanks: random.pick(blankWords),
  dates: random.pick(dateLayouts),
});

/** The contract's own columns, some of them left out. */
const ownColumns = (random: Random, feed: FeedName): Layout => {
  const columns = feeds[feed].fields
    .filter((field) => (field.required && field.name !== 'period') || random.chance(0.7))
    .map((field) => ({ name: field.name, field }));
  return { mapping: mapping.parse(common(random)), key: { feed, period }, columns };
};

/** A fill of one feed with columns of its own names, and some of `values`, `times`, constants and sums. */
const filled = (random: Random, feed: FeedName, withSums: boolean): Layout => {
  const columns: FileColumn[] = [];
  const sources: Record<string, string | ColumnSource> = {};
  const column = (name: string, field: FeedField): string => {
    if (columns.every((known) => known.name !== name)) columns.push({ name, field });
    return name;
  };
  for (const field of feeds[feed].fields) {
    const { name, kind } = field;
    const isKey = name === feeds[feed].key;
    if (!isKey && !field.required && random.chance(0.25)) continue;
    if (name === 'period' && random.chance(0.5)) continue;
    const isNumber = kind === 'number' || kind === 'integer';
    const way = isKey ? 9 : random.below(10);
    const own = column(`c_${name}`, field);
    if (way === 0) sources[name] = { constant: random.pick([field.example, ` ${field.example}`, '', '7', 'NULL']) };
    else if (way === 1 && isNumber) sources[name] = { column: own, times: random.pick([0.001, 0.000001, 60, 1, 0.1]) };
    else if (way === 2)
      sources[name] = { column: own, values: { 是: 'yes', '': field.example, south: 'north', 5: '6' } };
    else if (way === 3 && isNumber && withSums)
      sources[name] = {
        sum: [own, column(`d_${name}`, field), column(`e_${name}`, field)],
        ...(random.chance(0.3) && { times: 0.5 }),
      };
    else sources[name] = random.chance(0.5) ? own : { column: own };
  }
  const parsed = mapping.safeParse({ ...common(random), fills: [{ feed, columns: sources }] });
  if (!parsed.success) throw parsed.error;
  return { mapping: parsed.data, key: { feed, period }, columns };
};

/** Months side by side, filling several feeds from one row. */
const wide = (random: Random, withSums: boolean): Layout => {
  const months = random.pick<Record<string, string>>([
    { 6: '2014-06', 7: '2014-07' },
    { a: '2026-09', b: '2026-10', c: '2026-13' },
  ]);
  const tokens = Object.keys(months);
  const byMonth = (name: string, field: FeedField): FileColumn[] =>
    tokens.map((token) => ({ name: `${name}_${token}`, field }));
  const id = fieldOf('usage', 'customerId');
  const columns = [
    { name: 'id', field: id },
    ...byMonth('mou', fieldOf('usage', 'voiceMinutes')),
    ...byMonth('kb', fieldOf('usage', 'dataMb')),
    ...byMonth('days', fieldOf('usage', 'activeDays')),
    ...byMonth('arpu', fieldOf('billing', 'charged')),
    ...byMonth('paid', fieldOf('billing', 'lastPaidOn')),
    { name: 'age', field: fieldOf('customers', 'tenureMonths') },
    { name: 'region', field: fieldOf('customers', 'region') },
  ];
  const data: ColumnSource = withSums
    ? { sum: ['kb_{month}', 'days_{month}'], times: 0.001 }
    : { column: 'kb_{month}', times: 0.001 };
  const usage = { voiceMinutes: 'mou_{month}', dataMb: data, activeDays: 'days_{month}', smsCount: { constant: '3' } };
  const billing = { charged: 'arpu_{month}', lastPaidOn: 'paid_{month}' };
  const fills = [
    { feed: 'usage', months, skipBlank: random.chance(0.5), columns: { customerId: 'id', ...usage } },
    { feed: 'billing', months, skipBlank: random.chance(0.5), columns: { customerId: 'id', ...billing } },
    {
      feed: 'customers',
      columns: { customerId: 'id', tenureMonths: { column: 'age', times: 0.0328549 }, region: 'region' },
    },
  ];
  const key = { feed: 'usage', period } as const;
  return { mapping: mapping.parse({ ...common(random), fills }), key, columns };
};

/** A random layout. Some columns are reordered, some files have columns that nobody reads, some no header line. */
export const randomLayout = (random: Random): Layout => {
  const feed = random.pick([
    'usage',
    'usage',
    'customers',
    'customers',
    'billing',
    'billing',
    'service',
    'agents',
  ] as const);
  const way = random.below(10);
  const withSums = random.chance(0.2);
  let made: Layout;
  if (way < 4) made = ownColumns(random, feed);
  else if (way < 7) made = filled(random, feed === 'agents' ? 'usage' : feed, withSums);
  else made = wide(random, withSums);
  const extra = Array.from({ length: random.below(3) }, (_, index) => ({
    name: `unread ${index}`,
    field: random.pick(feeds.customers.fields),
  }));
  const columns = random.chance(0.6) ? random.shuffled([...made.columns, ...extra]) : [...made.columns, ...extra];
  const named = random.chance(0.2) ? { header: columns.map(({ name }) => name) } : {};
  return { ...made, columns, mapping: { ...made.mapping, ...named } };
};

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { type Feed, type FeedField, feeds } from '../shared/contracts/feeds/index.ts';
import { quarantinedRow, receipt } from '../shared/contracts/receipt.ts';
import { markdownTable } from './markdown-table.ts';

const kindNames: Record<FeedField['kind'], string> = {
  text: 'text',
  number: 'decimal',
  integer: 'whole number',
  date: 'date',
  instant: 'instant',
  month: 'month',
  flag: 'yes or no',
  list: 'list',
};

/** `, 0 to 31` where the contract bounds the number. */
const rangeOf = ({ kind, schema }: FeedField): string => {
  if (kind !== 'number' && kind !== 'integer') return '';
  const { minimum, maximum } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const text = (bound: number) => bound.toLocaleString('en-US');
  return minimum === undefined || maximum === undefined ? '' : `, ${text(minimum)} to ${text(maximum)}`;
};

const feedSection = (feed: Feed): string => {
  const rows = feed.fields.map((field) => {
    const { name, required, kind, unit, source, example, description, personal } = field;
    return [
      `\`${name}\``,
      name === 'period' ? 'from the key' : required ? 'yes' : '',
      `${kindNames[kind]}${rangeOf(field)}`,
      unit === 'none' ? '' : unit,
      source,
      `\`${example}\``,
      `${description}${personal ? ' Personal: masked wherever it is shown.' : ''}`,
    ];
  });
  const written = feed.fields.filter(({ name }) => name !== 'period');
  const example = [written.map(({ name }) => name).join(','), written.map((field) => field.example).join(',')].join(
    '\n',
  );
  return `## ${feed.name}

${feed.description}

${markdownTable(['column', 'required', 'kind', 'unit', 'known by', 'example', 'meaning'], rows)}

A whole file, dropped as \`feed=${feed.name}/period=2026-10/source=crm/${feed.name}.csv\`:

\`\`\`csv
${example}
\`\`\`
`;
};

/** The receipt that the page shows, checked by the contract that the function writes by. */
const exampleReceipt = receipt.parse({
  version: 1,
  dumpId: '5be1d1f6a3c07e94',
  key: 'feed=usage/period=2026-10/source=crm/usage.csv',
  versionId: '3sL4kqtJlcpXroDTDmJ',
  feed: 'usage',
  period: '2026-10',
  source: 'crm',
  mapping: 'standard',
  status: 'released',
  problem: null,
  bytes: 48213,
  rows: 1000,
  accepted: 998,
  refused: 2,
  facts: { 'usage/2026-10': 998 },
  arrivedAt: '2026-11-01T00:10:00Z',
  sequencer: '0062E99A88DC407460',
  warnings: ['columns that are not read: "remark"'],
  reasons: [
    { column: 'voiceMinutes', reason: 'below the least allowed value 0', rows: 1, firstLine: 17 },
    { column: null, reason: 'has 5 cells, but there are 9 columns', rows: 1, firstLine: 402 },
  ],
  quarantineKey: 'feed=usage/period=2026-10/source=crm/usage.csv.5be1d1f6a3c07e94.quarantine.jsonl',
});

const exampleQuarantine = [
  {
    line: 17,
    column: 'voiceMinutes',
    reason: 'below the least allowed value 0',
    row: 'C0******,-1,280,40,0,12,20480,14,29',
  },
  { line: 402, column: null, reason: 'has 5 cells, but there are 9 columns', row: '***' },
].map((row) => quarantinedRow.parse(row));

/** What `cdk.json` says of how long things are kept. */
const retention = z.object({
  context: z.object({
    dumpRetentionDays: z.number(),
    feedRetentionDays: z.record(z.string(), z.number()),
    factRetentionMonths: z.number(),
    feedFactRetentionMonths: z.record(z.string(), z.number()),
    runRetentionDays: z.number(),
    logRetentionDays: z.number(),
  }),
});

/** `400 days; erasures 31` */
const lengthOf = (usual: number, unit: string, single: Record<string, number> = {}): string =>
  [`${usual} ${unit}`, ...Object.entries(single).map(([feed, length]) => `${feed} ${length}`)].join('; ');

/** What is stored, for how long, and what says so; the numbers are those of `cdk.json`. */
const keptTable = async (): Promise<string> => {
  const text = await readFile(new URL('../cdk.json', import.meta.url), 'utf8');
  const { context: set } = retention.parse(JSON.parse(text));
  const days = lengthOf(set.dumpRetentionDays, 'days');
  const months = lengthOf(set.factRetentionMonths, 'months', set.feedFactRetentionMonths);
  return markdownTable(
    ['what', 'kept for', 'set by', 'and erasing a customer'],
    [
      [
        ...['files in landing, old versions too', lengthOf(set.dumpRetentionDays, 'days', set.feedRetentionDays)],
        ...['`dumpRetentionDays`, `feedRetentionDays`', 'leaves them: they expire'],
      ],
      ['receipts', days, '`dumpRetentionDays`', 'they name nobody'],
      ['refused rows', days, '`dumpRetentionDays`', 'takes the rows out'],
      [
        ...['facts', `${months}, by the month that they are about, and the one under way`],
        ...['`factRetentionMonths`, `feedFactRetentionMonths`', 'takes the rows out'],
      ],
      [
        ...['snapshots, and what a run keeps: work asked for, promises, report', `${set.runRetentionDays} days`],
        ...['`runRetentionDays`', 'takes the rows out; what it rewrites begins its time anew'],
      ],
      ['decisions, work, agents’ lists', 'as long as the stack', '', 'deletes them'],
      ['ledger of dumps and runs, policies, learned cards', 'as long as the stack', '', 'they name nobody'],
      ['tombstones and proofs of erasures', 'as long as the stack; proofs as receipts', '', 'makes them'],
      ['logs', `${set.logRetentionDays} days`, '`logRetentionDays`', 'they name nobody'],
      ['messages given up (dead letters)', '14 days', 'SQS’s longest', 'leaves them: do not put back those of before'],
      ['backups of tables', '35 days', 'DynamoDB', 'leaves them: they expire'],
    ],
  );
};

/** `docs/feeds.md`: its text in `local/feeds-page.md`, its tables and examples from the contracts. */
export const feedsPage = async (): Promise<string> => {
  const template = await readFile(new URL('feeds-page.md', import.meta.url), 'utf8');
  const parts: Record<string, string> = {
    feeds: markdownTable(
      ['feed', 'keyed by', 'what it says'],
      Object.values(feeds).map(({ name, key, description }) => [`[${name}](#${name})`, `\`${key}\``, description]),
    ),
    sections: Object.values(feeds).map(feedSection).join('\n'),
    kept: await keptTable(),
    receipt: JSON.stringify(exampleReceipt, null, 2),
    quarantine: exampleQuarantine.map((row) => JSON.stringify(row)).join('\n'),
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`local/feeds-page.md asks for {{${name}}}, which nobody makes`);
    return part;
  });
};

import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monthNumber } from '../../local/sample/months.ts';
import { writeSample } from '../../local/sample/write-sample.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { root } from './start.ts';

/** An entry of `dumps.json`, and where the file is copied from or what it says. */
export type Delivered = {
  file: string;
  feed: string;
  period: string;
  source: string;
  mapping?: string;
} & ({ from: string } | { text: string } | { there: true });

/** Makes a folder for `--dumps` of these files. */
export const writeDumps = async (folder: string, delivered: readonly Delivered[]): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const dumps = [];
  for (const { file, feed, period, source, mapping: name, ...content } of delivered) {
    if ('from' in content) await copyFile(content.from, join(folder, file));
    if ('text' in content) await writeFile(join(folder, file), content.text);
    dumps.push({ file, feed, period, source, ...(name !== undefined && { mapping: name }) });
  }
  await writeFile(join(folder, 'dumps.json'), JSON.stringify({ dumps }));
  return folder;
};

/** Months of {@link usageAlone}. */
const months = ['2026-08', '2026-09', '2026-10'];

/** Use of some customers in three months and nothing else; every fifth of them falls silent in the last. */
export const usageAlone = (customers: number): Delivered[] =>
  months.map((period, month) => {
    const row = (index: number): string => {
      const silent = index % 5 === 0 && month === 2;
      return `U${String(index).padStart(4, '0')},${silent ? 0 : 100 + index},${silent ? 0 : 90},${silent ? 0 : 500}`;
    };
    const lines = [
      'customerId,voiceMinutes,incomingMinutes,dataMb',
      ...Array.from({ length: customers }, (_, i) => row(i)),
    ];
    return { file: `usage-${period}.csv`, feed: 'usage', period, source: 'network', text: `${lines.join('\n')}\n` };
  });

/** Agents who can do less than a night needs, told over SNS. */
const fewAgents = [
  'agentId,regions,skills,capacity,channels',
  ...['A1,north;east,retention,1,sns', 'A2,,retention;visit,2,sns', 'A3,south,retention,1,sns', 'A4,west,visit,1,sns'],
].join('\n');

/** Names of the project's mappings by the sources that they name. */
const mappingOf = async (): Promise<Map<string, string>> => {
  const folder = join(root, 'policies/mappings');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(
    texts
      .map((text) => mapping.parse(JSON.parse(text)))
      .flatMap(({ name, sources }) => sources.map((source) => [source, name])),
  );
};

/** The sample operator's dumps for `--dumps`, but with few agents: some of the work has to wait. */
export const shortOfAgents = async (folder: string, customers: number, monthsBack: number): Promise<string> => {
  const lastMonth = monthNumber('2026-10');
  const dumps = await writeSample(folder, { customers, months: monthsBack, seed: 1, lastMonth, webhookBase: '' });
  const mappings = await mappingOf();
  const delivered = dumps
    .filter(({ feed }) => feed !== 'agents')
    .map(({ key, feed, period, source }): Delivered => {
      const name = mappings.get(source);
      return { file: key, feed, period, source, ...(name !== undefined && { mapping: name }), there: true };
    });
  const agents: Delivered = {
    file: 'agents.csv',
    feed: 'agents',
    period: '2026-10',
    source: 'hr',
    text: `${fewAgents}\n`,
  };
  return writeDumps(folder, [...delivered, agents]);
};

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** How a made file differs from a healthy one. */
export type FileKind = 'clean' | 'quoted' | 'bad';

/** Columns of the made file: the whole usage feed. */
const columns = [
  ...['customerId', 'period', 'region', 'voiceMinutes', 'incomingMinutes', 'longDistanceMinutes'],
  ...['internationalMinutes', 'roamingMinutes', 'dataMb', 'smsCount', 'activeDays'],
];

const regions = [
  ...[
    'Anhui',
    'Beijing',
    'Chongqing',
    'Fujian',
    'Gansu',
    'Guangdong',
    'Guangxi',
    'Guizhou',
    'Hainan',
    'Hebei',
    'Heilongjiang',
  ],
  ...[
    'Henan',
    'Hubei',
    'Hunan',
    'Inner Mongolia',
    'Jiangsu',
    'Jiangxi',
    'Jilin',
    'Liaoning',
    'Ningxia',
    'Qinghai',
    'Shaanxi',
  ],
  ...['Shandong', 'Shanghai', 'Shanxi', 'Sichuan', 'Tianjin', 'Tibet', 'Xinjiang', 'Yunnan', 'Zhejiang'],
];

const generator = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** What a row of a bad file has wrong: what billing systems were seen to write. */
const mistakes = ['#DIV/0!', '-1', '1,234.5', 'NULL', '1e309', 'abc'];

/**
 * Writes a month of use as a network system's database exports it, about 100 bytes a row: ids in no order; seconds as
 * minutes and bytes as megabytes, both with six decimals; few heavy users, fewer international and roaming calls; 2 % of cells
 * blank. One row in a hundred of a bad file has a cell that no contract takes.
 */
export const makeFile = async (path: string, rows: number, kind: FileKind): Promise<void> => {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  const random = generator(20_261_101);
  const skewed = (most: number): number => Math.floor(random() ** 2 * most);
  const minutes = (most: number): string => (random() < 0.02 ? '' : (skewed(most * 60) / 60).toFixed(6));
  const seldom = (most: number): string => (random() < 0.9 ? '0.000000' : minutes(most));
  const megabytes = (most: number): string => (random() < 0.02 ? '' : (skewed(most * 1e6) / 1e6).toFixed(6));
  const quoted = (cells: readonly string[]): string =>
    kind === 'quoted' ? cells.map((cell) => `"${cell}"`).join(',') : cells.join(',');
  let text = `${quoted(columns)}\n`;
  let id = 0;
  for (let row = 0; row < rows; row++) {
    // A prime step walks over the whole range of ids without an order.
    id = (id + 736_878_700_001) % 1_000_000_000_039;
    const cells = [
      `C${String(id).padStart(15, '0')}`,
      '2026-10',
      regions[Math.floor(random() * regions.length)] as string,
      ...[minutes(3000), minutes(3000), minutes(600), seldom(60), seldom(100), megabytes(100_000)],
      ...[String(skewed(200)), String(Math.floor(random() * 32))],
    ];
    if (kind === 'bad' && row % 100 === 50) cells[3 + (row % 7)] = `"${mistakes[(row / 50) % mistakes.length]}"`;
    text += `${quoted(cells)}\n`;
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await once(file, 'close');
};

/** Packs a file as upstream systems do, with gzip's own level. */
export const gzipFile = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createGzip(), createWriteStream(to));

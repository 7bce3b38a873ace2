import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** How a made file differs from a healthy one. */
export type FileKind = 'clean' | 'quoted' | 'bad';

/** Columns of the made file: the whole usage feed. */
export const columns = [
  ...['customerId', 'period', 'voiceMinutes', 'incomingMinutes', 'longDistanceMinutes', 'internationalMinutes'],
  ...['roamingMinutes', 'dataMb', 'smsCount', 'activeDays'],
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
 * Writes a month of use as a network system exports it: ids in no order, minutes and megabytes with two decimals, few
 * international and roaming calls, 2 % of cells blank. One row in a hundred of a bad file has a cell that no contract takes.
 */
export const makeFile = async (path: string, rows: number, kind: FileKind): Promise<void> => {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  const random = generator(20_261_101);
  const decimal = (most: number): string => (random() < 0.02 ? '' : (random() * most).toFixed(2));
  const seldom = (most: number): string => (random() < 0.9 ? '0' : decimal(most));
  const quoted = (cells: readonly string[]): string =>
    kind === 'quoted' ? cells.map((cell) => `"${cell}"`).join(',') : cells.join(',');
  let text = `${quoted(columns)}\n`;
  for (let row = 0; row < rows; row++) {
    const cells = [
      // A prime step walks over the whole range of ids without an order.
      `C${String((row * 7_368_787) % 1_000_000_007).padStart(10, '0')}`,
      '2026-10',
      ...[decimal(1500), decimal(1500), decimal(300), seldom(60), seldom(100), decimal(60_000)],
      ...[String(Math.floor(random() * 200)), String(Math.floor(random() * 32))],
    ];
    if (kind === 'bad' && row % 100 === 50) cells[2 + (row % 7)] = `"${mistakes[(row / 50) % mistakes.length]}"`;
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

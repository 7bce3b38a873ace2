import { scorer } from '../../shared/learn/score-card.ts';
import { train } from '../../shared/learn/train.ts';
import { madeUp } from './made-up.ts';

/** CPU seconds of a piece of work: of the whole process, so that a busy machine does not show. */
const cpuSeconds = (work: () => void): number => {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};

/** How long training takes, and how many rows a second a card scores. */
export type Speed = {
  mains10k: number;
  pairs10k: number;
  large?: { seconds: number; peakMB: number };
  rowsPerSecond: number;
  explainedPerSecond: number;
  bytesOfMains: number;
  bytesWithPairs: number;
};

const label = { en: 'made up', zh: '虚构' };

/** Measures; the second of two runs counts, as a warm one. @param large whether 200,000 x 50 is measured, too */
export const measureSpeed = (large: boolean): Speed => {
  const small = madeUp(10_000, 20, 1);
  const warm = (pairs: number): { seconds: number; card: ReturnType<typeof train>['card'] } => {
    let { card } = train(small.table, small.labels, { label, seed: 1, pairs });
    const seconds = cpuSeconds(() => {
      ({ card } = train(small.table, small.labels, { label, seed: 1, pairs }));
    });
    return { seconds, card };
  };
  const [mains, paired] = [warm(0), warm(20)];
  const { score, probability, reasons } = scorer(mains.card);
  const rows = Array.from({ length: 100_000 }, (_, row) =>
    Object.fromEntries([...small.table.numbers].map(([name, values]) => [name, values[row % 10_000] as number])),
  );
  let sum = 0;
  const scoreAll = (): void => {
    for (const row of rows) sum += score(row);
  };
  const explainAll = (): void => {
    for (const row of rows) {
      sum += probability?.(score(row)) ?? 0;
      sum += reasons(row, 3).length;
    }
  };
  const rate = (work: () => void): number => {
    work();
    return Math.round((10 * rows.length) / cpuSeconds(() => Array.from({ length: 10 }).forEach(work)));
  };
  const result: Speed = {
    mains10k: mains.seconds,
    pairs10k: paired.seconds,
    rowsPerSecond: rate(scoreAll),
    explainedPerSecond: rate(explainAll),
    bytesOfMains: JSON.stringify(mains.card).length,
    bytesWithPairs: JSON.stringify(paired.card).length,
  };
  if (Number.isNaN(sum)) throw new Error('a card scored no number');
  if (!large) return result;
  const many = madeUp(200_000, 50, 2);
  const seconds = cpuSeconds(() => train(many.table, many.labels, { label, seed: 1 }));
  return { ...result, large: { seconds, peakMB: Math.round(process.resourceUsage().maxRSS / 1024) } };
};

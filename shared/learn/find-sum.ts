import type { Sum } from './derived.ts';
import { probabilityOf } from './metrics.ts';
import type { Unseen } from './rank-pairs.ts';
import { addColumn, type Scaled, scaledColumns, sumGain, type Weights } from './sum-gain.ts';

/** Rows that sums are looked for in at most, in regular steps: they know a direction in four columns to a few hundredths. */
const mostRows = 10_000;
/** Pairs of columns that the search begins with: those that most do something together. */
const mostSeeds = 4;
/** Columns of a sum at most: more nobody adds up in the head. */
const mostParts = 5;
/** What one more column must gain: the best of forty that tell nothing seldom gains as much. */
const leastMore = 12;
/** What a sum must gain: tables of sums of single effects showed up to 50. */
const leastGain = 60;
/** Columns that weigh less than this share of the first follow chance; and three must weigh this much, or it is for pairs to say. */
const [leastShare, fullShare] = [0.1, 0.25];
/** Steps of a weight, in deviations: those of a column that comes in, and those that weights are polished by. */
const [steps, finer] = [
  [0.25, 0.5, 1, -0.25, -0.5, -1],
  [0.1, -0.1, 0.05, -0.05],
];

/** Two columns that do something together, the strongest first: products of their values against the residuals, in standard errors. */
const seedsOf = (columns: readonly Scaled[], residual: Float64Array, curvature: Float64Array): [number, number][] => {
  const seeds: { places: [number, number]; strength: number }[] = [];
  columns.forEach(({ values: one }, first) => {
    for (let second = first + 1; second < columns.length; second++) {
      const other = (columns[second] as Scaled).values;
      let [sum, square] = [0, 0];
      for (let row = 0; row < residual.length; row++) {
        const product = (one[row] as number) * (other[row] as number);
        sum += (residual[row] as number) * product;
        square += (curvature[row] as number) * product * product;
      }
      seeds.push({ places: [first, second], strength: square > 0 ? Math.abs(sum) / Math.sqrt(square) : 0 });
    }
  });
  return seeds
    .sort((a, b) => b.strength - a.strength)
    .slice(0, mostSeeds)
    .map(({ places }) => places);
};

/** Climbs from a sum to a better one, a weight at a time, the best step first. */
const climbed = (
  from: Weights,
  columns: readonly Scaled[],
  rows: number,
  gainOf: ReturnType<typeof sumGain>,
): { weights: Weights; gain: number } => {
  let weights = from;
  let gain = 0;
  for (;;) {
    const sums = new Float64Array(rows);
    for (const [place, weight] of weights) addColumn(sums, columns[place] as Scaled, weight);
    const norm = Math.hypot(...weights.values());
    let next: { weights: Weights; gain: number; more: number } | undefined;
    columns.forEach((column, place) => {
      const known = weights.get(place);
      if (known === undefined && weights.size === mostParts) return;
      const least = known === undefined ? leastMore : 0.5;
      for (const step of known === undefined ? steps : [...steps, ...finer]) {
        const weight = (known ?? 0) + step;
        if (Math.abs(weight) < 0.04) continue;
        const size = Math.sqrt(norm * norm - (known ?? 0) ** 2 + weight * weight);
        const tried = gainOf(sums, size, column, step);
        const more = tried - gain - least;
        if (more > (next?.more ?? 0)) next = { weights: new Map(weights).set(place, weight), gain: tried, more };
      }
    });
    if (!next) return { weights, gain };
    ({ weights, gain } = next);
  }
};

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The smallest whole numbers that keep a sum's direction to three hundredths. */
const wholeTimes = (weights: readonly number[], scales: readonly number[]): number[] => {
  const exact = weights.map((weight, at) => weight / (scales[at] as number));
  const unit = Math.min(...exact.map(Math.abs));
  const norm = Math.hypot(...weights);
  for (let times = 1; ; times++) {
    const whole = exact.map((value) => Math.round((value / unit) * times));
    const misses = whole.map((value, at) => ((value * unit) / times - (exact[at] as number)) * (scales[at] as number));
    if (Math.hypot(...misses) > 0.03 * norm) continue;
    const common = Math.abs(whole.reduce(divisor)) * Math.sign(whole[0] as number);
    return whole.map((value) => value / common);
  }
};

const nameOf = (of: Sum['of']): string =>
  of
    .map(({ column, times }, at) => {
      const sign = times < 0 ? '- ' : at > 0 ? '+ ' : '';
      return `${sign}${Math.abs(times) === 1 ? '' : `${Math.abs(times)} `}${column}`;
    })
    .join(' ');

/**
 * A sum of three to five columns that tells more than they do one by one, in small whole numbers; undefined where none surely does. Curves of single
 * features have taken what each says alone, so a threshold of a sum shows where columns do something together: from there,
 * weights are changed step by step, as long as a tree on the sum gains. What two columns do together is left to pairs.
 *
 * @param columns of numbers, NaN where missing
 */
export const findSum = (
  columns: readonly { name: string; values: Float64Array }[],
  { labels, scores }: Pick<Unseen, 'labels' | 'scores'>,
): Sum | undefined => {
  const step = Math.ceil(labels.length / mostRows);
  const rows = [...labels.keys()].filter((row) => row % step === 0);
  const chances = rows.map((row) => probabilityOf(scores[row] as number));
  const residual = Float64Array.from(rows, (row, at) => (labels[row] as number) - (chances[at] as number));
  const curvature = Float64Array.from(chances, (chance) => chance * (1 - chance));
  const scaled = scaledColumns(columns, rows);
  const gainOf = sumGain(residual, curvature);
  const found = seedsOf(scaled, residual, curvature).flatMap(([one, other]) =>
    [1, -1].map((sign) =>
      climbed(
        new Map([
          [one, 1],
          [other, sign],
        ]),
        scaled,
        rows.length,
        gainOf,
      ),
    ),
  );
  const best = found.reduce<(typeof found)[number] | undefined>(
    (most, one) => (one.gain > (most?.gain ?? leastGain) ? one : most),
    undefined,
  );
  const order = [...(best?.weights ?? [])].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const first = Math.abs(order[0]?.[1] ?? 0);
  const parts = order.filter(([, weight]) => Math.abs(weight) >= leastShare * first);
  if (parts.filter(([, weight]) => Math.abs(weight) >= fullShare * first).length < 3) return undefined;
  const times = wholeTimes(
    parts.map(([, weight]) => weight),
    parts.map(([place]) => scaled[place]?.scale as number),
  );
  const of = parts.map(([place], at) => ({ column: scaled[place]?.name as string, times: times[at] as number }));
  return { type: 'sum', feature: nameOf(of), of };
};

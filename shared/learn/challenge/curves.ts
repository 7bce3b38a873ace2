import type { Curve } from '../../contracts/learned-card.ts';
import type { Scorecard } from '../../contracts/policy/scorecard.ts';
import { binOf } from '../../domain/cards/bin-of.ts';
import type { Table } from '../table.ts';

type Feature = Scorecard['features'][number];

/** Slot of each row in a card's feature: bins or categories in their order, then missing, then other. */
export const slotsInFeature = ({ feature, bins, categories = [] }: Feature, table: Table): Uint16Array => {
  const numbers = table.numbers.get(feature);
  if (bins) {
    const edges = Float64Array.from(bins.slice(0, -1), ({ below }) => below ?? Number.POSITIVE_INFINITY);
    const slotOf = (value: number): number => (Number.isNaN(value) ? bins.length : binOf(edges, value));
    return Uint16Array.from({ length: table.rows }, (_, row) => slotOf(numbers?.[row] ?? Number.NaN));
  }
  const texts = table.texts.get(feature);
  const places = new Map(categories.flatMap(({ is }, place) => is.map((word) => [word, place] as const)));
  const byCode = texts?.values.map((word) => places.get(word) ?? categories.length + 1) ?? [];
  return Uint16Array.from({ length: table.rows }, (_, row) => byCode[texts?.codes[row] ?? -1] ?? categories.length);
};

/** Points of a feature by slot, its weight included. */
export const pointsOf = ({ weight, bins, categories, missing, other }: Omit<Feature, 'feature'>): number[] =>
  [...(bins ?? categories ?? []), missing, ...(other ? [other] : [])].map(({ points }) => points * weight);

const rounded = (value: number): number => Number(value.toPrecision(4)) + 0;

/** Slots that share what they know: the learner's curves are smooth, so neighbours that together hold a twentieth of the rows do. */
const neighbourhood = 0.05;

/** What is known of each bin together with its neighbours; slots behind the bins stand alone. */
const pooled = (information: readonly number[], rows: readonly number[], bins: number): number[] => {
  const wanted = neighbourhood * rows.slice(0, bins).reduce((sum, count) => sum + count, 0);
  return information.map((own, slot) => {
    if (slot >= bins) return own;
    let [from, to, sum, held] = [slot, slot, own, rows[slot] as number];
    while (held < wanted && (from > 0 || to < bins - 1)) {
      for (const next of [from - 1, to + 1])
        if (next >= 0 && next < bins) {
          sum += information[next] as number;
          held += rows[next] as number;
        }
      from = Math.max(0, from - 1);
      to = Math.min(bins - 1, to + 1);
    }
    return sum;
  });
};

/**
 * What rows say of each feature of a card: how many lie in each slot, how sure its points are, and how much it matters.
 *
 * @param probabilities of the card, by row
 */
export const curvesOf = ({ features, link }: Scorecard, table: Table, probabilities: Float64Array): Curve[] => {
  const factor = link.type === 'logistic' ? link.factor : 1;
  return features.map((feature) => {
    const points = pointsOf(feature);
    const rows = points.map(() => 0);
    const information = points.map(() => 0);
    for (const [row, slot] of slotsInFeature(feature, table).entries()) {
      const probability = probabilities[row] as number;
      rows[slot] = (rows[slot] as number) + 1;
      information[slot] = (information[slot] as number) + probability * (1 - probability);
    }
    const mean = points.reduce((sum, value, slot) => sum + value * (rows[slot] as number), 0) / table.rows;
    const distance = points.reduce((sum, value, slot) => sum + Math.abs(value - mean) * (rows[slot] as number), 0);
    return {
      feature: feature.feature,
      rows,
      errors: pooled(information, rows, feature.bins?.length ?? 0).map((sum) =>
        sum > 0 ? rounded(factor / Math.sqrt(sum)) : null,
      ),
      importance: rounded(distance / table.rows),
    };
  });
};

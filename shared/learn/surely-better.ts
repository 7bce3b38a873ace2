/** Rows of the rarer class. */
export const rarerOf = (labels: Float64Array): number => {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return Math.min(positives, labels.length - positives);
};

/**
 * Whether log-odds lose less than others by more than chance.
 *
 * @param errors standard errors of the mean gain of a row that the gain must exceed
 */
export const isSurelyBetter = (
  labels: Float64Array,
  scores: Float64Array,
  than: Float64Array,
  errors: number,
): boolean => {
  const lossOf = (score: number, label: number): number => Math.log1p(Math.exp(label === 1 ? -score : score));
  const gains = labels.map((label, row) => lossOf(than[row] as number, label) - lossOf(scores[row] as number, label));
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return mean > errors * Math.sqrt(variance / gains.length);
};

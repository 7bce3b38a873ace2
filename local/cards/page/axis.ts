/** Units of a drawing: as wide as half a phone is in CSS pixels, so that its texts are read there unscaled. */
export const drawingWidth = 300;
/** Left of the drawing: room for the numbers of the vertical axis. */
export const leftEdge = 34;

/** One digit behind the point, at most: finer than a pixel is not seen. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** A number as an axis shows it: 1.2k, 0.25, -3. */
export const short = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 10_000) return `${Number((value / 1_000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(size >= 100 ? 4 : 3)));
};

/** Places values on a line, linearly. */
export const scale =
  (from: number, to: number, low: number, high: number) =>
  (value: number): number =>
    low + ((value - from) / (to - from || 1)) * (high - low);

/** From this ratio of the greatest to the middle edge on, equal steps are equal factors: else most bins lie on one pixel. */
const skewed = 12;

/** An axis for a feature: linear, or logarithmic (of 1 + value) where its edges are skewed and none is negative. */
export const axisOf = (edges: readonly number[], low: number, high: number): ((value: number) => number) => {
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 1;
  const middle = edges[Math.floor(edges.length / 2)] ?? 0;
  const isSkewed = first >= 0 && edges.length > 2 && last > skewed * Math.max(1, middle);
  const bent = (value: number): number => (isSkewed ? Math.log1p(Math.max(0, value)) : value);
  const [from, to] = [bent(first), bent(last)];
  // The outermost bins have no end: a tenth of the axis stands for each.
  const margin = (to - from || 1) * 0.12;
  const place = scale(from - margin, to + margin, low, high);
  return (value) => Math.min(high, Math.max(low, place(bent(value))));
};

/** Lowest and highest of some numbers, nought included, with room above and below. */
export const rangeOf = (values: readonly number[]): { low: number; high: number } => {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = (high - low || 1) * 0.08;
  return { low: low - room, high: high + room };
};

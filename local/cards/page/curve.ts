import type { Curve } from '../../../shared/contracts/learned-card.ts';
import { escaped } from '../../../shared/domain/page/html.ts';
import { pointsOf } from '../../../shared/learn/challenge/curves.ts';
import type { AnyCard } from '../find-card.ts';
import { axisOf, drawingWidth, leftEdge, px, rangeOf, scale, short } from './axis.ts';

type Feature = AnyCard['features'][number];

/** A slot as it is drawn: where, how high, how sure, how many. */
type Step = { from: number; to: number; points: number; error: number | null; rows: number };

const height = 170;
const curveBottom = 118;
const densityBottom = 146;
/** Beside the bins: the slots without a place on the axis (missing, other). */
const aside = 30;
/** Standard errors to either side: 19 of 20 points lie within. */
const sure = 1.96;

const middleEdges = ({ bins = [] }: Feature): number[] =>
  bins.flatMap(({ below }) => (below === undefined ? [] : [below]));

/** Steps of the bins or categories on the axis, then those beside it. */
const stepsOf = (feature: Feature, curve: Curve | undefined, place: (slot: number) => [number, number]): Step[] =>
  pointsOf(feature).map((points, slot) => {
    const [from, to] = place(slot);
    return { from, to, points, error: curve?.errors[slot] ?? null, rows: curve?.rows[slot] ?? 0 };
  });

const placesOf = (feature: Feature, edges: readonly number[]): ((slot: number) => [number, number]) => {
  const { bins, categories = [] } = feature;
  const right = drawingWidth - 2 * aside;
  const beside = (at: number): [number, number] => [right + 6 + at * aside, right + at * aside + aside - 2];
  if (bins) {
    const axis = axisOf(edges, leftEdge, right);
    return (slot) => {
      const bin = bins[slot];
      if (!bin) return beside(slot - bins.length);
      return [bin.from === undefined ? leftEdge : axis(bin.from), bin.below === undefined ? right : axis(bin.below)];
    };
  }
  const wide = (right - leftEdge) / Math.max(1, categories.length);
  return (slot) =>
    slot < categories.length
      ? [leftEdge + slot * wide, leftEdge + (slot + 1) * wide - 1]
      : beside(slot - categories.length);
};

const axisLabels = (feature: Feature, edges: readonly number[], place: (slot: number) => [number, number]): string => {
  const { bins, categories = [] } = feature;
  const text = (x: number, words: string, anchor = 'middle'): string =>
    `<text x="${px(x)}" y="${height - 10}" text-anchor="${anchor}">${escaped(words)}</text>`;
  if (bins) {
    const axis = axisOf(edges, leftEdge, drawingWidth - 2 * aside);
    const shown = [...new Set([edges[0], edges[Math.floor(edges.length / 2)], edges.at(-1)])].filter(
      (edge) => edge !== undefined,
    );
    let last = Number.NEGATIVE_INFINITY;
    return shown
      .map((edge) => {
        const x = axis(edge);
        if (x - last < 34) return '';
        last = x;
        return text(x, short(edge));
      })
      .join('');
  }
  return categories
    .map(({ is }, slot) => {
      const [from, to] = place(slot);
      const fits = Math.max(1, Math.floor((to - from) / 8));
      const words = is.join(', ');
      return text((from + to) / 2, words.length > fits ? `${words.slice(0, fits)}…` : words);
    })
    .join('');
};

/**
 * A feature's points as a step function, with the band of their standard errors, the customers below it, and the card before as a
 * broken line. What is missing (?) and other (…) stands beside the axis.
 */
export const curveSvg = (
  feature: Feature,
  curve: Curve | undefined,
  before: Feature | undefined,
  title: string,
): string => {
  const edges = [...new Set([...middleEdges(feature), ...(before ? middleEdges(before) : [])])].sort((a, b) => a - b);
  const place = placesOf(feature, edges);
  const steps = stepsOf(feature, curve, place);
  const old = before ? stepsOf(before, undefined, placesOf(before, edges)) : [];
  const total = steps.reduce((sum, { rows }) => sum + rows, 0);
  // Bands of slots that hardly any customer is in would press the curve flat.
  const shown = steps.filter(({ rows }) => total === 0 || rows > 0);
  const { low, high } = rangeOf([...shown, ...old].map(({ points }) => points));
  const up = scale(low, high, curveBottom, 6);
  const y = (points: number): number => Math.min(curveBottom, Math.max(6, up(points)));
  const most = Math.max(1, ...steps.map(({ rows, from, to }) => rows / Math.max(1, to - from)));
  const bars = steps.map(({ from, to, rows }) => {
    const size = (rows / Math.max(1, to - from) / most) * (densityBottom - curveBottom - 4);
    return rows > 0
      ? `<rect x="${px(from)}" y="${px(densityBottom - size)}" width="${px(Math.max(0.6, to - from))}" height="${px(Math.max(0.5, size))}" fill="#9aa7b4"><title>${rows.toLocaleString('en-US')}</title></rect>`
      : '';
  });
  const bands = steps.map(({ from, to, points, error, rows }) =>
    error === null || rows === 0
      ? ''
      : `<rect x="${px(from)}" y="${px(y(points + sure * error))}" width="${px(to - from)}" height="${px(Math.max(0.5, y(points - sure * error) - y(points + sure * error)))}" fill="var(--band)"/>`,
  );
  const line = (list: readonly Step[], attributes: string): string => {
    const on = list.filter(({ to }) => to <= drawingWidth - 2 * aside + 0.1);
    const beside = list.filter((step) => !on.includes(step));
    const path = on
      .map(({ from, to, points }, at) => `${at === 0 ? 'M' : 'L'}${px(from)} ${px(y(points))}H${px(to)}`)
      .join('');
    const short = beside.map(({ from, to, points }) => `M${px(from)} ${px(y(points))}H${px(to)}`).join('');
    return `<path d="${path}${short}" fill="none" ${attributes}/>`;
  };
  const marks = steps
    .slice((feature.bins ?? feature.categories ?? []).length)
    .map(
      ({ from, to }, at) =>
        `<text x="${px((from + to) / 2)}" y="${height - 10}" text-anchor="middle">${at === 0 ? '?' : '…'}</text>`,
    );
  const level = (value: number): string =>
    `<text x="${leftEdge - 4}" y="${px(y(value) + 4)}" text-anchor="end">${short(value)}</text>`;
  const extremes = [...new Set([low, high].map((value) => Number(value.toPrecision(2))))];
  return [
    `<svg viewBox="0 0 ${drawingWidth} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<line x1="${leftEdge}" x2="${drawingWidth}" y1="${px(y(0))}" y2="${px(y(0))}" stroke="var(--line)"/>`,
    ...extremes.filter((value) => Math.abs(y(value) - y(0)) > 12).map(level),
    level(0),
    ...bars,
    ...bands,
    old.length > 0 ? line(old, 'stroke="var(--old)" stroke-width="1.2" stroke-dasharray="4 3"') : '',
    line(steps, 'stroke="var(--accent)" stroke-width="2"'),
    axisLabels(feature, edges, place),
    ...marks,
    '</svg>',
  ].join('');
};

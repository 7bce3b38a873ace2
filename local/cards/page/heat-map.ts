import { escaped } from '../../../shared/domain/page/html.ts';
import type { AnyCard } from '../find-card.ts';
import { drawingWidth, px, short } from './axis.ts';

type Feature = AnyCard['features'][number];

const left = 74;
const bottom = 34;

/** Blue takes points away, orange gives them, white is nought. */
const colourOf = (points: number, most: number): string => {
  const strength = most === 0 ? 0 : Math.min(1, Math.abs(points) / most);
  const [red, green, blue] = points >= 0 ? [232, 131, 58] : [59, 125, 216];
  const mixed = [red, green, blue].map((part) => Math.round(255 + ((part ?? 255) - 255) * strength));
  return `rgb(${mixed.join(',')})`;
};

/** What a slot holds: `12 to 24`, `below 3`, `?` for missing. */
const slotWords = ({ bins, categories = [] }: Feature, slot: number): string => {
  const bin = bins?.[slot];
  if (bin) {
    if (bin.from === undefined) return bin.below === undefined ? '…' : `< ${short(bin.below)}`;
    return bin.below === undefined ? `≥ ${short(bin.from)}` : `${short(bin.from)}–${short(bin.below)}`;
  }
  const known = (bins ?? categories).length;
  if (slot >= known) return slot === known ? '?' : '…';
  return categories[slot]?.is[0] ?? '?';
};

/** Words of each group: its first and its last slot. */
const groupWords = (feature: Feature, groups: readonly number[], group: number): string => {
  const slots = [...groups.keys()].filter((slot) => groups[slot] === group);
  const inner = slots.filter((slot) => slot < (feature.bins ?? feature.categories ?? []).length);
  const [first, last] = [inner[0], inner.at(-1)];
  if (first === undefined || last === undefined) return slotWords(feature, slots[0] ?? 0);
  const bins = feature.bins;
  if (!bins || first === last) return slotWords(feature, first);
  const [from, below] = [bins[first]?.from, bins[last]?.below];
  // All bins together: whatever is known.
  if (from === undefined) return below === undefined ? '≠ ?' : `< ${short(below)}`;
  return below === undefined ? `≥ ${short(from)}` : `${short(from)}–${short(below)}`;
};

/** Neighbours with equal points are one rectangle: a map of many equal cells is small. Nought is left white. */
const runsOf = (line: readonly number[]): { from: number; to: number; points: number }[] => {
  const runs: { from: number; to: number; points: number }[] = [];
  line.forEach((points, column) => {
    const last = runs.at(-1);
    if (last && last.points === points) last.to = column + 1;
    else runs.push({ from: column, to: column + 1, points });
  });
  return runs.filter(({ points }) => points !== 0);
};

/** Points of two features together as a map of colours: the first downwards, the second to the right. */
export const heatMapSvg = (
  pair: AnyCard['pairs'][number],
  features: readonly [Feature, Feature],
  title: string,
): string => {
  const rows = pair.points.length;
  const columns = pair.points[0]?.length ?? 0;
  const wide = (drawingWidth - left) / Math.max(1, columns);
  const high = Math.max(4, Math.min(18, 150 / Math.max(1, rows)));
  const height = rows * high + bottom;
  const most = Math.max(...pair.points.flat().map(Math.abs));
  const cells = pair.points.flatMap((line, row) =>
    runsOf(line).map(({ from, to, points }) => {
      const columnWords = [from, to - 1].map((column) => groupWords(features[1], pair.groups[1], column));
      const words = `${groupWords(features[0], pair.groups[0], row)} · ${[...new Set(columnWords)].join(' … ')}: ${short(points)}`;
      return `<rect x="${px(left + from * wide)}" y="${px(row * high)}" width="${px((to - from) * wide)}" height="${px(high)}" fill="${colourOf(points, most)}"><title>${escaped(words)}</title></rect>`;
    }),
  );
  // Labels only where there is room for their height or width.
  const everyRow = Math.ceil(12 / high);
  const everyColumn = Math.ceil(52 / wide);
  const down = Array.from({ length: rows }, (_, row) =>
    row % everyRow === 0
      ? `<text x="${left - 4}" y="${px(row * high + high / 2 + 4)}" text-anchor="end">${escaped(groupWords(features[0], pair.groups[0], row))}</text>`
      : '',
  );
  const across = Array.from({ length: columns }, (_, column) =>
    column % everyColumn === 0
      ? `<text x="${px(left + column * wide)}" y="${px(rows * high + 14)}">${escaped(groupWords(features[1], pair.groups[1], column))}</text>`
      : '',
  );
  return `<svg viewBox="0 0 ${drawingWidth} ${px(height)}" role="img" aria-label="${escaped(title)}">${cells.join('')}${down.join('')}${across.join('')}<text x="${drawingWidth}" y="${px(height - 4)}" text-anchor="end">± ${short(most)}</text></svg>`;
};

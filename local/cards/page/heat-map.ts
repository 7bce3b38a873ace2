import { escaped } from '../../whatif/html.ts';
import type { AnyCard } from '../find-card.ts';
import { drawingWidth, px, short } from './axis.ts';

type Feature = AnyCard['features'][number];

const left = 74;
const bottom = 34;

/** Blue takes points away, orange gives them, white is nought. */
const colourOf = (points: number, most: number): string => {
  const strength = most === 0 ? 0 : Math.min(1, Math.abs(points) / most);
  const pale = Math.round(255 - strength * 150);
  return points >= 0
    ? `rgb(255,${Math.round(255 - strength * 110)},${pale - 40 > 0 ? pale - 40 : 0})`
    : `rgb(${pale - 40},${Math.round(255 - strength * 95)},255)`;
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
  if (from === undefined) return below === undefined ? '…' : `< ${short(below)}`;
  return below === undefined ? `≥ ${short(from)}` : `${short(from)}–${short(below)}`;
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
    line.map(
      (points, column) =>
        `<rect x="${px(left + column * wide)}" y="${px(row * high)}" width="${px(wide)}" height="${px(high)}" fill="${colourOf(points, most)}"><title>${escaped(`${groupWords(features[0], pair.groups[0], row)} · ${groupWords(features[1], pair.groups[1], column)}: ${short(points)}`)}</title></rect>`,
    ),
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

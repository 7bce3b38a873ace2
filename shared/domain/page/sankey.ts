import type { Label } from '../../contracts/field.ts';
import { escaped } from './html.ts';
import { cut } from './text-width.ts';

/** A tier on either side. */
export type SankeyNode = { name: string; label: Label };
/** So much that goes from a tier on the left to one on the right. */
export type SankeyFlow = { from: string; to: string; value: number; colour: string; title: Label };

/** Units of the drawing: as wide as a phone is in CSS pixels, so that its texts are read there unscaled. */
const width = 380;
const labelWidth = 96;
const barWidth = 9;
/** Height that all flows share; names need the rest. */
const flowHeight = 220;
/** Two lines of a name and a number. */
const leastPitch = 32;
const leastFlow = 1;
/** Cells of a name that fit beside a bar; the table below has it in full. */
const nameCells = 14;

type Side = { node: SankeyNode; value: number; y: number; height: number; filled: number };

/** Bars below each other, each as high as what flows through it. */
const sideOf = (nodes: readonly SankeyNode[], amountOf: (name: string) => number, scale: number): Side[] => {
  let y = 0;
  return nodes.flatMap((node) => {
    const value = amountOf(node.name);
    if (value === 0) return [];
    const height = Math.max(leastFlow, value * scale);
    const side = { node, value, y: y + Math.max(0, (leastPitch - height) / 2), height, filled: 0 };
    y += Math.max(height, leastPitch) + 6;
    return [side];
  });
};

const round = (value: number): string => String(Math.round(value * 10) / 10);
const number = (value: number): string => value.toLocaleString('en-US');

const labels = ({ node, value, y, height }: Side, x: number, anchor: 'start' | 'end'): string => {
  const middle = y + height / 2;
  const at = (dy: number) => `x="${x}" y="${round(middle + dy)}" text-anchor="${anchor}"`;
  const name = (lang: 'en' | 'zh'): string =>
    `<text ${at(-2)} lang="${lang}">${escaped(cut(node.label[lang], nameCells))}</text>`;
  return `${name('en')}${name('zh')}<text ${at(11)} class="dim">${number(value)}</text>`;
};

/**
 * Flows from tiers on the left to tiers on the right, as SVG in two languages.
 *
 * @param nodes all tiers, best first; those that nothing leaves or enters are left out on that side
 * @param title what the drawing shows, for readers that do not see it
 */
export const sankey = (nodes: readonly SankeyNode[], flows: readonly SankeyFlow[], title: Label): string => {
  const sum = (some: readonly SankeyFlow[]): number => some.reduce((total, { value }) => total + value, 0);
  const scale = flowHeight / Math.max(1, sum(flows));
  const left = sideOf(nodes, (name) => sum(flows.filter(({ from }) => from === name)), scale);
  const right = sideOf(nodes, (name) => sum(flows.filter(({ to }) => to === name)), scale);
  const place = (list: readonly { name: string }[], name: string): number => list.findIndex((one) => one.name === name);
  const ordered = flows.toSorted(
    (one, other) => place(nodes, one.from) - place(nodes, other.from) || place(nodes, one.to) - place(nodes, other.to),
  );
  const [x0, x1] = [labelWidth + barWidth, width - labelWidth - barWidth];
  const ribbons = ordered.flatMap(({ from, to, value, colour, title: words }) => {
    const source = left.find(({ node }) => node.name === from);
    const target = right.find(({ node }) => node.name === to);
    if (!source || !target) return [];
    const height = Math.max(leastFlow, value * scale);
    const [y0, y1] = [source.y + source.filled, target.y + target.filled];
    source.filled += value * scale;
    target.filled += value * scale;
    const middle = (x0 + x1) / 2;
    const curve = (from: number, to: number, x: number): string =>
      `C${middle} ${round(from)} ${middle} ${round(to)} ${x} ${round(to)}`;
    const path = `M${x0} ${round(y0)}${curve(y0, y1, x1)}V${round(y1 + height)}${curve(y1 + height, y0 + height, x0)}Z`;
    return [`<path d="${path}" fill="${colour}"><title>${escaped(`${words.en} · ${words.zh}`)}</title></path>`];
  });
  const bars = [...left.map((side) => ({ side, x: labelWidth })), ...right.map((side) => ({ side, x: x1 }))].map(
    ({ side, x }) =>
      `<rect x="${x}" y="${round(side.y)}" width="${barWidth}" height="${round(side.height)}" class="bar"/>`,
  );
  const height = Math.max(...[...left, ...right].map((side) => side.y + Math.max(side.height, leastPitch)), 1);
  const alt = escaped(`${title.en} · ${title.zh}`);
  return [
    `<svg class="chart" viewBox="0 0 ${width} ${round(height)}" role="img" aria-label="${alt}">`,
    ...ribbons,
    ...bars,
    ...left.map((side) => labels(side, labelWidth - 6, 'end')),
    ...right.map((side) => labels(side, width - labelWidth + 6, 'start')),
    '</svg>',
  ].join('\n');
};

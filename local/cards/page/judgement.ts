import type { Label } from '../../../shared/contracts/field.ts';
import type { Interval, JudgedCard } from '../../../shared/contracts/learned-card.ts';
import { both, swatch } from '../../../shared/domain/page/html-page.ts';
import { drawingWidth, leftEdge, px, scale, short } from './axis.ts';

/** Colours of cards, the challenger's first. */
const colours = ['#2f6fb0', '#d9822b', '#6b7a89'];
/** Colour of a card by its place. */
export const colourAt = (place: number): string => colours[place % colours.length] ?? '';

/** What cards are called. */
export const cardNames: Record<JudgedCard['who'], Label> = {
  challenger: { en: 'This card', zh: '本卡' },
  'in-force': { en: 'Card in force', zh: '现行卡' },
  parent: { en: 'Before the edit', zh: '修改前' },
  'hand-written': { en: 'Hand-written', zh: '专家卡' },
};

/** Which colour is which card. */
export const keyOf = (cards: readonly JudgedCard[]): string =>
  `<p class="dim">${cards.map(({ who }, at) => `${swatch(colourAt(at))}${both(cardNames[who])}`).join(' &nbsp; ')}</p>`;

const size = 240;

/** Promised against realised rates: on the broken line a card keeps what it promises. */
export const calibrationSvg = (cards: readonly JudgedCard[], title: string): string => {
  const most = Math.max(
    0.01,
    ...cards.flatMap(({ calibration }) => calibration.flatMap((group) => [group.promised, group.realised])),
  );
  // Square roots: most customers are promised little, and that is where errors must be seen.
  const root = (value: number): number => Math.sqrt(Math.max(0, value));
  const x = (value: number): number => scale(0, root(most), leftEdge, drawingWidth - 8)(root(value));
  const y = (value: number): number => scale(0, root(most), size - 20, 8)(root(value));
  const ticks = [0, most / 16, most / 4, (most * 9) / 16, most];
  const percent = (value: number): string => `${short(value * 100)}%`;
  const dots = cards.flatMap(({ calibration }, at) => {
    const path = calibration
      .map(({ promised, realised }, group) => `${group === 0 ? 'M' : 'L'}${px(x(promised))} ${px(y(realised))}`)
      .join('');
    return [
      `<path d="${path}" fill="none" stroke="${colourAt(at)}" stroke-width="1.2"/>`,
      ...calibration.map(
        ({ promised, realised, rows }) =>
          `<circle cx="${px(x(promised))}" cy="${px(y(realised))}" r="3" fill="${colourAt(at)}"><title>${percent(promised)} → ${percent(realised)} (${rows.toLocaleString('en-US')})</title></circle>`,
      ),
    ];
  });
  return [
    `<svg viewBox="0 0 ${drawingWidth} ${size}" role="img" aria-label="${title}">`,
    `<line x1="${px(x(0))}" y1="${px(y(0))}" x2="${px(x(most))}" y2="${px(y(most))}" stroke="var(--line)" stroke-dasharray="4 3"/>`,
    ...ticks.map(
      (tick) =>
        `<text x="${px(x(tick))}" y="${size - 5}" text-anchor="${tick === most ? 'end' : 'middle'}">${percent(tick)}</text>`,
    ),
    ...ticks
      .slice(1)
      .map((tick) => `<text x="${leftEdge - 4}" y="${px(y(tick) + 4)}" text-anchor="end">${percent(tick)}</text>`),
    ...dots,
    '</svg>',
  ].join('');
};

/** Leavers among the most at risk, card beside card, with their intervals. */
export const liftSvg = (cards: readonly JudgedCard[], title: string): string => {
  const shares = cards[0]?.figures.top.map(({ share }) => share) ?? [];
  const group = (drawingWidth - leftEdge) / Math.max(1, shares.length);
  const wide = Math.min(26, (group - 12) / Math.max(1, cards.length));
  const y = scale(0, 1, size - 22, 18);
  const bars = shares.flatMap((share, at) =>
    cards.map(({ figures }, place) => {
      const top = figures.top[at];
      if (!top?.captured) return '';
      const x = leftEdge + at * group + 6 + place * wide;
      const { value, low, high } = top.captured;
      return `<rect x="${px(x)}" y="${px(y(value))}" width="${px(wide - 3)}" height="${px(y(0) - y(value))}" fill="${colourAt(place)}"><title>${short(share * 100)}%: ${short(value * 100)}%</title></rect><line x1="${px(x + wide / 2 - 1.5)}" x2="${px(x + wide / 2 - 1.5)}" y1="${px(y(low))}" y2="${px(y(high))}" stroke="var(--ink)"/><text x="${px(x + wide / 2 - 1.5)}" y="${px(y(high) - 4)}" text-anchor="middle">${top.lift.toFixed(1)}×</text>`;
    }),
  );
  const labels = shares.map(
    (share, at) =>
      `<text x="${px(leftEdge + (at + 0.5) * group)}" y="${size - 6}" text-anchor="middle">${short(share * 100)}%</text>`,
  );
  const levels = [0, 0.5, 1].map(
    (level) => `<text x="${leftEdge - 4}" y="${px(y(level) + 4)}" text-anchor="end">${level * 100}%</text>`,
  );
  return `<svg viewBox="0 0 ${drawingWidth} ${size}" role="img" aria-label="${title}">${levels.join('')}${bars.join('')}${labels.join('')}</svg>`;
};

/** `0.857 (0.840–0.872)`; a dash where chance alone would make it. */
export const intervalWords = (interval: Interval, digits = 3): string =>
  interval
    ? `${interval.value.toFixed(digits)} <span class="dim">(${interval.low.toFixed(digits)}–${interval.high.toFixed(digits)})</span>`
    : '–';

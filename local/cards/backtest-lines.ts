import type { Backtest, CardFigures, Interval, JudgedCard } from '../../shared/contracts/learned-card.ts';
import { tableOf } from '../commands/answer.ts';
import { count, type Paint } from '../summary/table.ts';

const digits = (value: number, places: number): string => value.toFixed(places);
const within = (interval: Interval, places = 3): string =>
  interval
    ? `${digits(interval.value, places)} (${digits(interval.low, places)} to ${digits(interval.high, places)})`
    : '–';

const figure: readonly [string, (figures: CardFigures) => string][] = [
  ['AUROC', ({ auroc }) => within(auroc)],
  ['log-loss', ({ logLoss }) => within(logLoss, 4)],
  ['Brier', ({ brier }) => within(brier, 4)],
  ['slope', ({ slope }) => within(slope, 2)],
  ['ECE', ({ ece }) => within(ece, 4)],
];

const topOf = ({ top }: CardFigures, at: number): string => {
  const found = top[at];
  if (!found?.captured) return '–';
  return `${digits(found.captured.value * 100, 0)} % of leavers, ${digits(found.lift, 1)} x (${digits(found.captured.low * 100, 0)} to ${digits(found.captured.high * 100, 0)} %)`;
};

const nameOf = ({ who, sawThem }: JudgedCard): string => `${who}${sawThem ? ' *' : ''}`;

/** A backtest as text: all cards beside each other, then slice by slice. */
export const backtestLines = ({ trainedOn, judgedBy, cards }: Backtest, paint: Paint): string[] => {
  const [lead] = cards;
  if (!lead) return [];
  const rows = [
    ...figure.map(([name, of]) => [name, ...cards.map(({ figures }) => of(figures))]),
    ...lead.figures.top.map(({ share }, at) => [
      `top ${share * 100} %`,
      ...cards.map(({ figures }) => topOf(figures, at)),
    ]),
  ];
  const slices = lead.slices.map(({ by, value, figures }) => [
    `${by} ${value}`,
    count(figures.rows),
    count(figures.gone),
    ...cards.map((card) =>
      within(card.slices.find((slice) => slice.by === by && slice.value === value)?.figures.auroc ?? null),
    ),
  ]);
  const heads = cards.map(nameOf);
  return [
    paint(
      'bold',
      `Backtest: trained on ${trainedOn.join(', ')}; judged by ${count(lead.figures.rows)} rows of ${judgedBy.join(', ')}, ${count(lead.figures.gone)} of which left`,
    ),
    ...tableOf(['', ...heads], rows, ['left', ...heads.map(() => 'left' as const)], [], paint),
    ...cards.slice(1).map(({ who, behind }) => `AUROC better than ${who}: ${within(behind)}`),
    ...(cards.some(({ sawThem }) => sawThem) ? ['* trained on rows of these months, which flatters it'] : []),
    ...(slices.length > 0
      ? [
          '',
          ...tableOf(
            ['AUROC BY SLICE', 'ROWS', 'GONE', ...heads],
            slices,
            ['left', 'right', 'right', ...heads.map(() => 'left' as const)],
            [],
            paint,
          ),
        ]
      : []),
  ];
};

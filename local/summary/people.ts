import type { Label } from '../../shared/contracts/field.ts';
import { ungraded } from '../../shared/domain/decide/run-counts.ts';
import { cut } from '../../shared/domain/page/text-width.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';
import { bar, count, share, table } from './table.ts';

const barWidth = 48;

/** One bar a name, in the policy's order; names that the policy does not know come last. */
const bars = (counts: Record<string, number>, labels: Record<string, Label>, total: number, view: Page): string[] => {
  const names = [
    ...Object.keys(labels),
    ...Object.keys(counts)
      .filter((name) => !(name in labels))
      .sort(),
  ];
  const lines = table(
    names.map((name) => [view.both(labels[name], name), count(counts[name] ?? 0), share(counts[name] ?? 0, total)]),
    ['left', 'right', 'right'],
  );
  return names.map(
    (name, index) => `  ${lines[index]}  ${view.paint('cyan', bar(counts[name] ?? 0, total, barWidth))}`,
  );
};

/** Tier pyramid and stages. */
export const renderPyramid = (summary: Summary, view: Page): string[] => [
  ...view.title(
    view.both(view.labels.scheme, 'TIERS').toUpperCase(),
    `${count(summary.customers)} ${view.say('customers')}`,
  ),
  ...bars(summary.tiers, view.labels.tiers, summary.customers, view),
  ...view.title(view.say('stages')),
  ...bars(summary.stages, view.labels.stages, summary.customers, view),
];

/** Who moved between tiers, most first. */
export const renderMovers = (summary: Summary, view: Page): string[] => {
  const { labels, say } = view;
  const nameOf = (tier: string): string => (tier === 'new' ? say('newHere') : view.both(labels.tiers[tier], tier));
  const written = `${count(summary.decisionsWritten)} ${say('written')}, ${count(summary.customers - summary.decisionsWritten)} ${say('unchanged')}`;
  const moves = Object.entries(summary.moves).filter(([, customers]) => customers > 0);
  const real = moves.filter(([move]) => !move.startsWith('new>'));
  const newcomers = moves
    .filter(([move]) => move.startsWith('new>'))
    .reduce((sum, [, customers]) => sum + customers, 0);
  const head = view.title(say('movers'), written);
  if (newcomers > 0 && newcomers + (summary.tiers[ungraded] ?? 0) === summary.customers)
    return [...head, `  ${say('allNew')}`];
  if (moves.length === 0) return [...head, `  ${say('nobodyMoved')}`];
  const rows = [...real, ...moves.filter(([move]) => move.startsWith('new>'))]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([move, customers]) => {
      const [from = '', to = ''] = move.split('>');
      return [nameOf(from), '→', nameOf(to), count(customers)];
    });
  return [...head, ...table(rows, ['left', 'left', 'left', 'right']).map((line) => `  ${line}`)];
};

/** Risk bands, and the customers most at risk: who, and below it why. */
export const renderRisks = (summary: Summary, view: Page): string[] => {
  const { say, labels, paint, lang } = view;
  const who = table(
    summary.topRisks.map((risk) => [
      // Points of a learned card are log-odds: sums of decimals.
      String(Number(risk.points.toFixed(2))),
      risk.customer,
      risk.region ?? '–',
      view.both(labels.tiers[risk.tier], risk.tier),
      view.both(labels.stages[risk.stage], risk.stage),
    ]),
    ['right', 'left', 'left', 'left', 'left'],
  );
  const why = summary.topRisks.map((risk) =>
    risk.reasons.map((reason) => reason[lang]).join(lang === 'zh' ? '；' : '; '),
  );
  return [
    ...view.title(say('risk')),
    ...bars(summary.bands, labels.bands, summary.customers, view),
    ...(who.length > 0 ? [`  ${paint('dim', say('topRisks'))}`] : []),
    ...who.flatMap((line, index) => [`  ${line}`, `       ${paint('dim', cut(why[index] ?? '', 91))}`]),
  ];
};

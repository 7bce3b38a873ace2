import type { TrainingData, TrainingScope } from '../../shared/aws/read-training-rows.ts';
import { featuresToLearn } from '../../shared/aws/read-training-rows.ts';
import type { Learning } from '../../shared/contracts/policy/learning.ts';
import { monthsOfBacktest, splitByTime } from '../../shared/domain/learning/cuts.ts';
import { type Answer, facts, tableOf } from '../commands/answer.ts';
import { count, type Paint, share } from '../summary/table.ts';

const goneRules = ({ closed, portedOut, noUsageDays, noDumpMonths }: Learning['gone']): string =>
  [
    ...(closed ? ['closed'] : []),
    ...(portedOut ? ['ported out'] : []),
    ...(noUsageDays === undefined ? [] : [`no use for ${noUsageDays} days`]),
    ...(noDumpMonths === undefined ? [] : [`named by no file for ${noDumpMonths} months`]),
  ].join(', or ');

const monthsIn = (months: readonly string[]): string =>
  months.length === 0 ? '–' : months.length === 1 ? (months[0] ?? '') : `${months[0]} to ${months.at(-1)}`;

/** The design of a training: windows, cuts, rows, leavers, and the base rate month by month. */
export const designAnswer = (scope: TrainingScope, data: TrainingData, paint: Paint): Answer => {
  const { learning, policy, shards } = scope;
  const { train, test } = splitByTime(data.cuts, learning.testCuts);
  const rows = data.tallies.reduce((sum, tally) => sum + tally.rows, 0);
  const gone = data.tallies.reduce((sum, tally) => sum + tally.gone, 0);
  const judged =
    train.length > 0
      ? `a card of cuts ${monthsIn(train.map(({ month }) => month))} is judged by ${monthsIn(test.map(({ month }) => month))}`
      : `none yet: it needs ${monthsOfBacktest(learning)} months of facts`;
  const about = facts(
    [
      ['card', `${learning.mayReplace} of ${policy.name} ${policy.edition}`],
      ['gone', goneRules(learning.gone)],
      [
        'windows',
        `up to ${policy.windowMonths} months observed (at least ${learning.observedMonths}), ${learning.leadMonths} of lead, gone within ${learning.outcomeMonths}`,
      ],
      [
        'features',
        `${featuresToLearn(learning).numbers.length} numbers and ${featuresToLearn(learning).words.length} kinds of words`,
      ],
      [
        'facts',
        data.facts
          ? `${data.facts.first} to ${data.facts.last}, ${count(data.dumps)} dumps, ${data.shardsRead} of ${shards} shards read`
          : 'none',
      ],
      ['backtest', judged],
      ['rows', `${count(rows)}, of which ${count(gone)} left: ${share(gone, rows)}`],
    ],
    paint,
  );
  const header = [
    'CUT',
    'OUTCOME',
    'ROWS',
    'GONE',
    'RATE',
    'CLOSED',
    'PORTED',
    'NO USE',
    'NO FILE',
    'BEFORE',
    'LEAD',
    '?',
  ];
  const table = data.tallies.map((tally, at) => [
    ...[tally.month, monthsIn(data.cuts[at]?.outcome ?? []), count(tally.rows), count(tally.gone)],
    share(tally.gone, tally.rows),
    ...[tally.by.closed, tally.by['ported-out'], tally.by['no-usage'], tally.by['no-dump']].map(count),
    ...[tally.goneBefore, tally.goneInLead, tally.unknown].map(count),
  ]);
  const align = ['left', 'left', ...header.slice(2).map(() => 'right' as const)] as ('left' | 'right')[];
  const legend =
    'BEFORE: gone already; LEAD: gone in the lead months; ?: files of the outcome have not come. They are no rows.';
  return {
    lines: [...about, '', ...tableOf(header, table, align, [], paint), paint('dim', legend)],
    json: {
      replaces: learning.mayReplace,
      gone: learning.gone,
      windowMonths: policy.windowMonths,
      observedMonths: learning.observedMonths,
      leadMonths: learning.leadMonths,
      outcomeMonths: learning.outcomeMonths,
      features: featuresToLearn(learning),
      facts: data.facts,
      dumps: data.dumps,
      shardsRead: data.shardsRead,
      shards,
      rows,
      positives: gone,
      cuts: data.tallies.map((tally, at) => ({
        ...tally,
        lead: data.cuts[at]?.lead,
        outcome: data.cuts[at]?.outcome,
        rate: tally.rows === 0 ? null : tally.gone / tally.rows,
      })),
      backtest: { trainedOn: train.map(({ month }) => month), judgedBy: test.map(({ month }) => month) },
    },
  };
};

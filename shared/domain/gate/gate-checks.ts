import { type GateFinding, type GatePolicy, type SliceProfile, usualLimits } from '../../contracts/gate.ts';
import { missingShare } from './gate-sketch.ts';
import { grouped, index, percent, rough } from './gate-words.ts';
import { psi, roughMean } from './psi.ts';

/** Limits of one feed. */
export type Limits = Pick<GatePolicy, 'rowsShort' | 'rowsLong' | 'customersMissing' | 'blanks' | 'shift'>;

/** Limits of a feed: its own of the policy, else what is usual for it, else those of all. */
export const limitsOf = (gate: GatePolicy, feed: keyof GatePolicy['feeds']): Limits => {
  const { rowsShort, rowsLong, customersMissing, blanks, shift } = gate;
  const own = Object.entries(gate.feeds[feed] ?? {}).filter(([, limit]) => limit !== undefined);
  return {
    ...{ rowsShort, rowsLong, customersMissing, blanks, shift },
    ...usualLimits[feed],
    ...Object.fromEntries(own),
  };
};

/** A slice without rows. */
export const nothing: SliceProfile = { rows: 0, ids: [], columns: {} };

/** A check with what it found, whether beyond its limit or not. */
type Checked = GateFinding;

const rowChecks = (before: SliceProfile, now: SliceProfile, limits: Limits): Checked[] => {
  const change = now.rows / before.rows - 1;
  const words = (what: string, limit: number) =>
    `${grouped(now.rows)} rows where there were ${grouped(before.rows)}: ${percent(Math.abs(change))} ${what}, allowed ${percent(limit)}`;
  const { rowsShort, rowsLong } = limits;
  return [
    { check: 'rows-short', column: null, value: -change, limit: rowsShort, words: words('fewer', rowsShort) },
    { check: 'rows-long', column: null, value: change, limit: rowsLong, words: words('more', rowsLong) },
  ];
};

const missingChecks = (before: SliceProfile, now: SliceProfile, { customersMissing: limit }: Limits): Checked[] => {
  const value = missingShare(before.ids, now.ids);
  if (value === undefined) return [];
  const words = `about ${percent(value)} of the customers are missing, allowed ${percent(limit)}`;
  return [{ check: 'customers-missing', column: null, value, limit, words }];
};

const columnChecks = (before: SliceProfile, now: SliceProfile, limits: Limits): Checked[] =>
  Object.entries(now.columns).flatMap(([column, { blank, bins }]): Checked[] => {
    const known = before.columns[column];
    if (!known) return [];
    const [was, is] = [known.blank / before.rows, blank / now.rows];
    const blanks: Checked = {
      check: 'blanks',
      column,
      value: is - was,
      limit: limits.blanks,
      words: `${column}: blank in ${percent(is)} of the rows where it was ${percent(was)}, allowed ${percent(limits.blanks)} more`,
    };
    if (!bins || !known.bins) return [blanks];
    const value = psi(known.bins, bins);
    const means = `mean about ${rough(roughMean(bins))} where it was ${rough(roughMean(known.bins))}`;
    const words = `${column}: ${means}, its values have shifted by ${index(value)}, allowed ${index(limits.shift)}`;
    return [blanks, { check: 'shift', column, value, limit: limits.shift, words }];
  });

/** All checks of a slice against one released month of it. `before` has rows; `now` may have none. */
const checksAgainst = (before: SliceProfile, now: SliceProfile, limits: Limits): Checked[] => [
  ...rowChecks(before, now, limits),
  ...(now.rows === 0 ? [] : [...missingChecks(before, now, limits), ...columnChecks(before, now, limits)]),
];

/**
 * What of a slice is beyond its limits, worst first. Of each check the KINDEST of the months compared with counts: a
 * column that looks as in any of them is in order. So December may look like the last holiday month, a corrected month
 * need not look like the wrong one before it, and one odd month that was released does not hold up the next.
 *
 * @param months the slice in released months; one without rows allows the slice to be gone
 */
export const findingsOf = (months: readonly SliceProfile[], now: SliceProfile, limits: Limits): GateFinding[] => {
  if (now.rows === 0 && months.some(({ rows }) => rows === 0)) return [];
  const kindest = new Map<string, Checked>();
  const judged = months.filter(({ rows }) => rows > 0);
  const times = new Map<string, number>();
  for (const month of judged)
    for (const checked of checksAgainst(month, now, limits)) {
      const name = `${checked.check} ${checked.column}`;
      times.set(name, (times.get(name) ?? 0) + 1);
      const known = kindest.get(name);
      if (!known || checked.value < known.value) kindest.set(name, checked);
    }
  return [...kindest]
    .filter(([name, { value, limit }]) => value > limit && times.get(name) === judged.length)
    .map(([, finding]) => finding)
    .sort((left, right) => right.value / right.limit - left.value / left.limit);
};

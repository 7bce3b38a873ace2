import type { PromiseList } from '../../contracts/policy/promises.ts';
import { wordAt } from '../decide/shard-table.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';
import type { Balance } from './customer-facts.ts';

/** Months whose mean charge a balance is held against. */
const chargeMonths = 3;

/**
 * Prepaid balances that are low, by row: as shares of the mean monthly charge. Where no bill says what anybody was charged
 * a share is not known, and nobody is warned.
 *
 * @param months the run's window, oldest first
 * @param isWatched whether earlier months of a row matter: somebody was to be warned of one
 */
export const lowBalances = (
  { rows, series, profileWord }: Pick<GatheredFacts, 'rows' | 'series' | 'profileWord'>,
  months: readonly string[],
  { list }: PromiseList,
  isWatched: (row: number) => boolean,
): Map<number, Balance[]> => {
  const found = new Map<number, Balance[]>();
  const levels = list.flatMap((promise) =>
    promise.kind === 'balance' ? promise.terms.flatMap((term) => term.levels.map(({ below }) => below)) : [],
  );
  if (levels.length === 0) return found;
  const highest = Math.max(...levels);
  const left = series('balance', months.length);
  const charged = series('charged', months.length);
  const status = profileWord('status');
  const shareAt = (row: number, month: number): number => {
    const balance = left.values[month * rows + row] as number;
    let [sum, count] = [0, 0];
    for (let at = month; at >= 0 && count < chargeMonths; at--) {
      const value = charged.values[at * rows + row] as number;
      if (!Number.isNaN(value)) [sum, count] = [sum + value, count + 1];
    }
    return sum > 0 ? balance / (sum / count) : Number.NaN;
  };
  const newest = left.months - 1;
  for (let row = 0; row < rows; row++) {
    // Nearly nobody has a low balance: the share is made only of those who have any.
    if (Number.isNaN(left.values[newest * rows + row] as number) && !isWatched(row)) continue;
    const isCutOff = ['suspended', 'closed'].includes(wordAt(status, row) ?? '');
    const oldest = isWatched(row) ? 0 : newest;
    for (let month = newest; month >= oldest; month--) {
      const share = shareAt(row, month);
      if (!(share < highest)) continue;
      const its = found.get(row) ?? [];
      its.push({ month: months[month] as string, share, isPast: month < newest, isCutOff });
      found.set(row, its);
    }
  }
  return found;
};

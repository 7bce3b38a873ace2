import { column, plus, type Series } from './series.ts';

/** Calls made and received, data and messages. */
export type Use = { voice: Series; incoming: Series; data: Series; sms: Series };

/** Sum of what is known of a month's use; NaN where nothing is. */
export const useAt = ({ voice, incoming, data, sms }: Use, at: number): number =>
  plus(
    plus(voice.values[at] as number, incoming.values[at] as number),
    plus(data.values[at] as number, sms.values[at] as number),
  );

/** Months in a row without any use, up to the newest known one (at most one month old); NaN where none is known. */
export const zeroMonths = (use: Use): Float64Array => {
  const { rows, months } = use.voice;
  const zeros = column(rows);
  const [voice, incoming, data, sms] = [use.voice.values, use.incoming.values, use.data.values, use.sms.values];
  const newestMonth = (months - 1) * rows;
  for (let row = 0; row < rows; row++) {
    let at = newestMonth + row;
    const all = (voice[at] as number) + (incoming[at] as number) + ((data[at] as number) + (sms[at] as number));
    // Nearly everybody: all is known, and there is use, so that no month is without.
    if (all > 0) continue;
    let used = useAt(use, at);
    if (Number.isNaN(used) && at >= rows) {
      at -= rows;
      used = useAt(use, at);
    }
    let count = Number.isNaN(used) ? Number.NaN : 0;
    for (; used === 0; used = at >= 0 ? useAt(use, at) : Number.NaN) {
      count++;
      at -= rows;
    }
    zeros[row] = count;
  }
  return zeros;
};

/** Months of which any use, or any charge, is known. */
export const knownMonths = (use: Use, charged: Series): Float64Array => {
  const { rows } = charged;
  const months = Math.max(charged.months, use.voice.months);
  const known = column(rows);
  for (let month = 0; month < months; month++) {
    const at = month * rows;
    for (let row = 0; row < rows; row++)
      if (!Number.isNaN(charged.values[at + row] as number) || !Number.isNaN(useAt(use, at + row)))
        known[row] = (known[row] as number) + 1;
  }
  return known;
};

/**
 * Months since the customer was last active: used or was charged anything. 0 for the newest month; as many as the window
 * has where no month of it shows any; NaN where nothing is known.
 *
 * @param isActive of a place in the series: 1, 0, or NaN where not known
 */
export const silentMonths = (rows: number, months: number, isActive: (at: number) => number): Float64Array => {
  const silent = column(rows);
  for (let row = 0; row < rows; row++) {
    let found = Number.NaN;
    for (let month = months - 1, ago = 0; month >= 0; month--, ago++) {
      const active = isActive(month * rows + row);
      if (active === 1) {
        found = ago;
        break;
      }
      if (active === 0) found = months;
    }
    silent[row] = found;
  }
  return silent;
};

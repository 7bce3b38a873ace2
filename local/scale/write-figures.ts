const units = [
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

/** A count that a person takes in at a glance: `12`, `65,536`, `4.1 million`. */
export const short = (count: number): string => {
  for (const [size, name] of units)
    if (count >= size) return `${Number((count / size).toPrecision(3)).toLocaleString('en-US')} ${name}`;
  return Math.round(count).toLocaleString('en-US');
};

/** A time in its nearest unit: `4.3 s`, `2 min`, `7.1 h`. @param seconds how long */
export const duration = (seconds: number): string => {
  if (seconds < 90) return `${Number(seconds.toPrecision(2))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Number((seconds / 3600).toPrecision(2))} h`;
};

/** Money: cents below 100, whole above. */
export const amount = (money: number): string =>
  money.toLocaleString('en-US', {
    maximumFractionDigits: money < 100 ? 2 : 0,
    minimumFractionDigits: money < 100 ? 2 : 0,
  });

/** A share of 1 as a percentage, at least `<0.1 %`. */
export const percent = (share: number): string =>
  share > 0 && share < 0.001 ? '<0.1 %' : `${Number((share * 100).toPrecision(2)).toLocaleString('en-US')} %`;

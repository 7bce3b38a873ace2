import type { Mapping } from '../contracts/mapping.ts';

/** Layout of a date, as a mapping names it. */
export type DateLayout = Mapping['dates'][number];

const patterns: Record<DateLayout, RegExp> = {
  'yyyy-MM-dd': /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/,
  yyyyMMdd: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
  'yyyy/M/d': /^(?<year>\d{4})\/(?<month>\d{1,2})\/(?<day>\d{1,2})$/,
  'M/d/yyyy': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  'd/M/yyyy': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
};

const instantPattern =
  /^(?<day>.+?)[T ]\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?\s*(?<zone>Z|[+-]\d{2}:\d{2})?$/;

/**
 * A reader of instants: a day in one of the file's layouts, a time, and an offset. ISO text for what fits, undefined for
 * the rest; whether such an instant exists the contract says.
 *
 * @param offset of instants that are written without one: `+08:00`
 */
export const instantReader =
  (readDate: (text: string) => string | undefined, offset = ''): ((text: string) => string | undefined) =>
  (text) => {
    const { day = '', hour = '', minute, second = '00', zone = offset } = instantPattern.exec(text)?.groups ?? {};
    const date = readDate(day);
    return date && `${date}T${hour.padStart(2, '0')}:${minute}:${second}${zone}`;
  };

/** Distinct dates that are remembered: those of twelve years. A column of days repeats itself. */
const remembered = 4_400;

/**
 * A reader of dates in the given layouts, tried in order: ISO text for what one of them fits, whether or not the
 * calendar has such a day (the contract says that), undefined for the rest.
 */
export const dateReader = (layouts: readonly DateLayout[]): ((text: string) => string | undefined) => {
  const known = new Map<string, string | undefined>();
  const read = (text: string): string | undefined => {
    for (const layout of layouts) {
      const parts = patterns[layout].exec(text)?.groups;
      if (parts) return `${parts.year}-${parts.month?.padStart(2, '0')}-${parts.day?.padStart(2, '0')}`;
    }
    return undefined;
  };
  return (text) => {
    if (known.has(text)) return known.get(text);
    const date = read(text);
    if (known.size < remembered) known.set(text, date);
    return date;
  };
};

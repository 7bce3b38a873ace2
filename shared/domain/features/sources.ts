import type { ProfileField } from '../../contracts/feeds/customers.ts';
import type { ProfileNumber, ProfileWord, SeriesName } from '../facts/facts.ts';
import { source, type Value } from '../kernel/expression.ts';
import type { Series } from './series/series.ts';

/** A series, whose newest month is the one before the night's while no dump of that has come. */
export const seriesOf =
  (name: SeriesName): Series =>
  (age) =>
    source(`${name} ${age}`, ({ series, rows }) => {
      const { values, months } = series(name, age + 1);
      return months > age ? values.subarray(0, rows) : undefined;
    });

/** The same series by the calendar: of the night's month nothing is known while no dump of it has come. */
export const byCalendar =
  (name: SeriesName): Series =>
  (age) =>
    source(`${name} of month ${age}`, ({ series, rows, months }) => {
      const from = (months - 1 - age) * rows;
      return from < 0 ? undefined : series(name, months).values.subarray(from, from + rows);
    });

/** A number of the newest profile. */
export const profileNumber = (name: ProfileNumber): Value =>
  source(`profile ${name}`, (facts) => facts.profileNumber(name));

/** Month of the newest profile; missing where there is none. */
export const profileMonth: Value = source('profile month', (facts) => facts.profileMonth);

/** 1 where a word of the newest profile is one of these, 0 where it is another; missing where the profile names none. */
export const profileWordIs = (name: ProfileWord, words: readonly string[]): Value =>
  source(`profile ${name} is ${words.join(', ')}`, ({ profileWord }) => {
    const { codes, values } = profileWord(name);
    const is = values.map((word) => Number(words.includes(word)));
    return Float64Array.from(codes, (code) => is[code] ?? Number.NaN);
  });

/** 1 where the newest profile says something in a field, else 0. */
export const profileHas = (name: ProfileField): Value =>
  source(`profile has ${name}`, (facts) => Float64Array.from(facts.profileHas(name)));

import type * as z from 'zod';
import type { Cadence } from '../cadence.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { Policy } from '../policy.ts';
import { hasWorkingDay } from '../working-calendar.ts';

type Path = (string | number)[];

/** Refuses cadences without a calendar or without rules, seasons in which nobody works, and unknown programmes. */
export const checkVisitNames = ({ visits, programmes }: Policy, context: z.RefinementCtx<Policy>): void => {
  const problem = (path: Path, message: string) => context.addIssue({ code: 'custom', path, message });
  const checkSeason = ({ season }: Pick<Cadence, 'season'>, path: Path): void => {
    const { calendar } = visits ?? {};
    if (!season || !calendar?.covers) return;
    const { covers } = calendar;
    for (let year = Number(covers.from.slice(0, 4)); year <= Number(covers.until.slice(0, 4)); year++) {
      const until = `${season.until < season.from ? year + 1 : year}-${season.until}`;
      const from = `${year}-${season.from}`;
      // Of days that the calendar does not cover nobody knows yet.
      if (from < covers.from || until > covers.until || hasWorkingDay(calendar, from, until)) continue;
      problem(
        [...path, 'season'],
        `the calendar "${calendar.name}" has no working day from ${from} to ${until}: make the season longer, or move it`,
      );
    }
  };

  visits?.cadences.forEach(({ cadence }, index) => {
    checkSeason(cadence, ['visits', 'cadences', index, 'cadence']);
  });
  const names = Object.keys(programmes);
  visits?.outline.questions.forEach((question, index) => {
    question.programmes?.forEach((name, at) => {
      if (!names.includes(name))
        problem(
          ['visits', 'outline', 'questions', index, 'programmes', at],
          `unknown programme "${name}"${didYouMean(name, names)}`,
        );
    });
  });
  for (const [name, { cadence }] of Object.entries(programmes)) {
    const path = ['programmes', name, 'cadence'];
    if (!cadence) continue;
    if (!visits) problem(path, 'there is no calendar to plan by: give "visits" with a "calendar"');
    else if (cadence.byRules && visits.cadences.length === 0)
      problem([...path, 'byRules'], 'there are no rules to go by: give "visits.cadences"');
    checkSeason(cadence, path);
  }
};

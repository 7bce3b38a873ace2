import { weekdayOf, weekdays } from '../../shared/contracts/working-calendar.ts';
import { addDays, localDate } from '../../shared/domain/calendar.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';
import { count } from './table.ts';

const heights = '▁▂▃▄▅▆▇█';
/** Weeks shown, a line each: a month of visits, and the rest of the one that it began in. */
const mostWeeks = 5;

const mondayOf = (day: string): string => addDays(day, -weekdays.indexOf(weekdayOf(day)));
const total = (counts: readonly number[]): number => counts.reduce((sum, one) => sum + one, 0);

/** Planned visits by day: a bar a day, a line a week, Monday first. Nothing where none is planned. */
export const renderVisits = ({ visitsByDay = {}, now, timeZone }: Summary, { title, say, paint }: Page): string[] => {
  const days = Object.keys(visitsByDay).sort();
  if (days.length === 0) return [];
  const most = Math.max(...Object.values(visitsByDay));
  const weeks = [...Map.groupBy(days, mondayOf).keys()];
  const onDay = (day: string): number => visitsByDay[day] ?? 0;
  const barOf = (visits: number): string =>
    visits === 0 ? '·' : (heights[Math.ceil((visits / most) * heights.length) - 1] ?? '·');
  const lines = weeks.slice(0, mostWeeks).map((monday) => {
    const counts = weekdays.map((_, index) => onDay(addDays(monday, index)));
    return `  ${monday}  ${paint('cyan', counts.map(barOf).join(' '))}  ${count(total(counts)).padStart(5)}`;
  });
  const later = days.filter((day) => mondayOf(day) >= (weeks[mostWeeks] ?? '9'));
  const note = `${count(total(Object.values(visitsByDay)))} ${say('planned')}, ${count(onDay(localDate(now, timeZone)))} ${say('ofToday')}`;
  return [
    ...title(say('visits'), note),
    ...lines,
    ...(later.length > 0 ? [`  ${paint('dim', `${count(total(later.map(onDay)))} ${say('plannedLater')}`)}`] : []),
  ];
};

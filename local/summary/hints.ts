import { join, relative } from 'node:path';
import type { StartArguments } from '../arguments.ts';
import { dayIn, firstDayAfter } from '../calendar.ts';
import type { Operator } from '../operator.ts';

/** The instant as `--now` takes it, in the operator's zone: the same time of day on another day. */
const sameTimeOn = (day: string, { now, timeZone }: Operator): string => {
  const zone = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const offset = zone === 'GMT' || zone === undefined ? '+00:00' : zone.replace('GMT', '');
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' }).format(now);
  return `${day}T${time}${offset}`;
};

/** A path as a person would type it here. */
const typed = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near || '.';
};

/** Where things are, and what to try next. */
export const hintsFor = (start: StartArguments, operator: Operator): string[] => {
  const folder = typed(operator.data);
  const again = [
    ...(start.dumps === undefined ? [] : [`--dumps ${typed(start.dumps)}`]),
    ...(start.customers === 10_000 || start.dumps ? [] : [`--customers ${start.customers}`]),
    ...(start.months === 7 || start.dumps ? [] : [`--months ${start.months}`]),
    ...(start.seed === 1 || start.dumps ? [] : [`--seed ${start.seed}`]),
    ...(start.policy === undefined ? [] : [`--policy ${typed(start.policy)}`]),
  ];
  const today = dayIn(operator.now, operator.timeZone);
  const nextDay = new Date(operator.now.getTime() + 86_400_000);
  const command = (now: string): string => ['npm start --', ...again, `--now ${now}`].join(' ');
  return [
    `digests   ${join(folder, 'digests', today)}`,
    `receipts  ${join(folder, 'aws')} (objects of all buckets are plain files)`,
    `a digest's links open while  ${['npm run dev --', ...again, `--now ${sameTimeOn(today, operator)}`].join(' ')}  is up`,
    `next night  ${command(sameTimeOn(dayIn(nextDay, operator.timeZone), operator))}`,
    ...(operator.dumps
      ? []
      : [`next month, with new dumps and movers  ${command(sameTimeOn(firstDayAfter(today.slice(0, 7)), operator))}`]),
    'your own files  npm start -- --dumps DIR (README)',
  ];
};

import { cut } from '../../shared/domain/page/text-width.ts';
import { wallTime } from '../calendar.ts';
import { renderGrades } from './grades.ts';
import { renderOutlook } from './outlook.ts';
import type { Page } from './page.ts';
import { renderMovers, renderPyramid, renderRisks } from './people.ts';
import { renderPromises } from './promises.ts';
import { renderReceipts } from './receipts.ts';
import { renderReport } from './report.ts';
import type { Summary } from './summary.ts';
import { count } from './table.ts';
import { renderVisits } from './visits.ts';
import { renderDigests, renderWork } from './work.ts';

const steps = ['synth', 'start', 'ingest', 'score', 'notify', 'total'] as const;

const renderCost = (summary: Summary, { say, title }: Page): string[] => {
  const byService = new Map<string, number>();
  for (const [call, times] of Object.entries(summary.requests)) {
    const service = call.split(':')[0] ?? call;
    byService.set(service, (byService.get(service) ?? 0) + times);
  }
  const requests = [...byService]
    .sort((a, b) => b[1] - a[1])
    .map(([service, times]) => `${service} ${count(times)}`)
    .join(', ');
  return [
    ...title(say('cost')),
    `  ${say('seconds')}: ${steps.map((step) => `${step} ${summary.seconds[step].toFixed(1)}`).join(' · ')}`,
    `  ${say('requests')}: ${requests} · DynamoDB ${count(summary.units.write)} ${say('writeUnits')}, ${count(summary.units.read)} ${say('readUnits')} · ${count(summary.denied)} ${say('denied')}`,
    ...renderColdStarts(summary, say),
  ];
};

const renderColdStarts = ({ coldStarts }: Summary, say: Page['say']): string[] => {
  const told = Object.entries(coldStarts).map(([name, { medianMs }]) => `${name} ${count(medianMs)}`);
  return told.length === 0 ? [] : [`  ${say('coldStarts')}: ${told.join(', ')}`];
};

/**
 * The summary as a person reads it in a terminal of 100 columns.
 *
 * @param hints where things are and what to try next, a line each
 */
export const renderSummary = (summary: Summary, view: Page, hints: readonly string[]): string => {
  const { say, paint, labels } = view;
  const lines = [
    '',
    paint('bold', `tierline · ${summary.operator}`),
    `${say('night')} ${wallTime(new Date(summary.now), summary.timeZone)} (${summary.timeZone}) · ${say('policy')} ${labels.name} ${labels.edition}`,
    ...(summary.alreadyDone ? [paint('yellow', say('done'))] : []),
    ...renderReceipts(summary.dumps, view),
    ...renderPyramid(summary, view),
    ...renderGrades(summary, view),
    ...renderMovers(summary, view),
    ...renderRisks(summary, view),
    ...renderOutlook(summary, view),
    ...renderPromises(summary, view),
    ...renderWork(summary, view),
    ...renderVisits(summary, view),
    ...renderDigests(summary, view),
    ...renderCost(summary, view),
    ...renderReport(summary, view),
    ...view.title(say('next')),
    ...hints.map((hint) => `  ${hint}`),
    '',
    ...(summary.problems.length === 0
      ? [paint('green', `${say('well')}.`)]
      : [paint('red', `${say('notWell')}:`), ...summary.problems.map((problem) => `  ${cut(problem, 400)}`)]),
  ];
  return `${lines.join('\n')}\n`;
};

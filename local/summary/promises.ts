import { promiseState } from '../../shared/contracts/promise-entry.ts';
import { cut } from '../../shared/domain/page/text-width.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';
import { bar, count, table } from './table.ts';

const barWidth = 20;

/** How each promise was kept: those kept of those whose time is over, and those that are open. Nothing where none is made. */
export const renderPromises = ({ promises = {} }: Summary, { title, say, both, labels }: Page): string[] => {
  const lines = Object.entries(labels.promises ?? {}).flatMap(([name, label]) => {
    const [open = 0, delivered = 0, broken = 0] = promiseState.options.map((state) => promises[`${name}:${state}`]);
    if (open + delivered + broken === 0) return [];
    const shown = [cut(both(label, name), 50), count(delivered), count(delivered + broken)];
    return [[...shown, bar(delivered, delivered + broken, barWidth), open > 0 ? `${count(open)} ${say('open')}` : '']];
  });
  if (lines.length === 0) return [];
  return [
    ...title(say('promises'), say('keptOf')),
    ...table(lines, ['left', 'right', 'right', 'left', 'left']).map((line) => `  ${cut(line, 98)}`),
  ];
};

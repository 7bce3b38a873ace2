import { cut } from '../../shared/domain/page/text-width.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';
import { count, table } from './table.ts';

/** Schemes besides the one that leads, a line each: all stand side by side. */
const renderOthers = ({ schemes }: Summary, view: Page): string[] => {
  const { labels, lang, say } = view;
  const others = Object.entries(labels.otherSchemes);
  if (others.length === 0) return [];
  const rows = others.map(([name, { label, tiers }]) => [
    view.both(label, name),
    Object.entries(tiers)
      .map(([tier, title]) => `${title[lang]} ${count(schemes[`${name}:${tier}`] ?? 0)}`)
      .join(' · '),
  ]);
  return [...view.title(say('otherGrades')), ...table(rows, ['left', 'left']).map((line) => `  ${cut(line, 98)}`)];
};

/** Watch lists: who is on each, who came and who left. */
const renderWatched = ({ watched, watchMoves }: Summary, view: Page): string[] => {
  const lists = Object.entries(view.labels.watchLists);
  if (lists.length === 0) return [];
  const rows = lists.map(([name, label]) => [
    view.both(label, name),
    count(watched[name] ?? 0),
    `+${count(watchMoves[`+${name}`] ?? 0)} -${count(watchMoves[`-${name}`] ?? 0)}`,
  ]);
  return [...view.title(view.say('watchLists')), ...table(rows, ['left', 'right', 'left']).map((line) => `  ${line}`)];
};

/** What the policy says of customers besides the leading tier. */
export const renderGrades = (summary: Summary, view: Page): string[] => [
  ...renderOthers(summary, view),
  ...renderWatched(summary, view),
];

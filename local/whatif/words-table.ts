import { type Label, plainLabel } from '../../shared/contracts/field.ts';
import type { WordMove } from '../../shared/domain/whatif/compare-decisions.ts';
import type { Table } from './sections.ts';
import { say } from './words.ts';

/** How many customers carry each word, by both policies; '' is none. */
export const wordsTable = (
  title: Label,
  moves: readonly WordMove[],
  list: readonly { name: string; label: Label }[],
): Table => {
  const unknown = moves.flatMap(({ from, to }) => [from, to]).filter((name) => !list.some((one) => one.name === name));
  const sum = (of: 'from' | 'to', name: string): number =>
    moves.filter((move) => move[of] === name).reduce((total, { customers }) => total + customers, 0);
  return {
    header: [title, say.before, say.after, say.change],
    rows: [
      ...list,
      ...[...new Set(unknown)].map((name) => ({ name, label: name === '' ? say.none : plainLabel(name) })),
    ].map(({ name, label }) => {
      const [before, after] = [sum('from', name), sum('to', name)];
      return [label, before, after, { change: after - before }];
    }),
  };
};

/** Members of two lists, those of the first in its order; of two of the same name the first. */
export const union = <T extends { name: string }>(first: readonly T[], second: readonly T[]): T[] => [
  ...first,
  ...second.filter(({ name }) => !first.some((one) => one.name === name)),
];

import type { Card } from './card.ts';
import type { Note } from './infer-columns.ts';
import { copiesOf, isLeak, screenColumns } from './screen.ts';
import { type Slots, slotsOf } from './slots.ts';
import type { Table } from './table.ts';
import { CannotLearn } from './trouble.ts';

/** The features that may be learned from, and what was left out: columns of a prior stay. */
export const prepare = (
  given: Table,
  labels: Float64Array,
  prior: Card | undefined,
): { slots: Slots[]; notes: Note[] } => {
  const inPrior = new Set(prior?.features.map(({ feature }) => feature));
  const { table, notes } = screenColumns(given, inPrior);
  const honest = slotsOf(table, prior).filter((feature) => {
    const leak = isLeak(feature, labels);
    if (leak)
      notes.push({
        column: feature.name,
        words: 'dropped as leakage: it tells the label of practically every row by itself, as a copy of it would',
      });
    return !leak;
  });
  const copies = new Map(copiesOf(honest).map(({ place, of }) => [place, of]));
  const slots = honest.filter((feature, place) => {
    const of = copies.get(place);
    if (of === undefined || inPrior.has(feature.name)) return true;
    notes.push({ column: feature.name, words: `dropped as a copy: it ranks the rows as "${honest[of]?.name}" does` });
    return false;
  });
  for (const feature of slots)
    if (feature.kind === 'text' && (feature.rows[feature.count - 1] as number) > 0)
      notes.push({
        column: feature.name,
        words: `words of fewer than 5 rows count as "other": ${feature.rows[feature.count - 1]} rows`,
      });
  if (slots.length === 0) {
    const said = notes.map(({ column, words }) => `${column}: ${words}`).join('; ');
    throw new CannotLearn(`no column is left to learn from${said ? ` (${said})` : ''}`);
  }
  return { slots, notes };
};

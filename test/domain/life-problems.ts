import type { Label } from '../../shared/contracts/field.ts';
import type { WorkActor } from '../../shared/contracts/work-life.ts';

/** The life of work as a table: from each state, by each event, to which state. */
export type LifeTable = {
  /** Where it begins. */
  first: string;
  /** What a person calls each state, whether nothing happens any more, and what may happen. */
  states: Record<string, { label: Label; final?: true; on: Record<string, string> }>;
  /** Who may cause each event. */
  may: Record<string, readonly WorkActor[]>;
};

/**
 * What is wrong with a table of a life: states that nobody defined, that nothing leads to, or that lead to no end; ends
 * that something still happens in; events that nobody may cause, or that happen nowhere. Empty where it holds.
 */
export const lifeProblems = ({ first, states, may }: LifeTable): string[] => {
  const problems: string[] = [];
  const names = Object.keys(states);
  const walk = (from: readonly string[], next: (state: string) => string[]): Set<string> => {
    const seen = new Set(from);
    for (const state of seen) for (const to of next(state)) seen.add(to);
    return seen;
  };
  const nextOf = (state: string): string[] => Object.values(states[state]?.on ?? {});
  if (!states[first]) problems.push(`it begins in "${first}", which is no state`);
  const events = new Set<string>();
  for (const [name, { final, on }] of Object.entries(states)) {
    for (const [event, to] of Object.entries(on)) {
      events.add(event);
      if (!states[to]) problems.push(`${name}: ${event} leads to "${to}", which is no state`);
      if (!may[event]?.length) problems.push(`${name}: nobody may ${event}`);
    }
    if (final && Object.keys(on).length > 0) problems.push(`${name} is an end, but something happens in it`);
  }
  const reached = walk([first], nextOf);
  const ends = names.filter((name) => states[name]?.final);
  const ending = walk(ends, (state) => names.filter((name) => nextOf(name).includes(state)));
  for (const name of names) {
    if (!reached.has(name)) problems.push(`${name}: nothing leads to it`);
    if (!ending.has(name)) problems.push(`${name}: it leads to no end`);
  }
  for (const event of Object.keys(may)) if (!events.has(event)) problems.push(`${event}: happens nowhere`);
  return problems;
};

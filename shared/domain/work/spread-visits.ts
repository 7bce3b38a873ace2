/** A visit to be given a day. */
export type Visit = {
  /** What names it, once among all of them. */
  id: string;
  /** Higher goes first. */
  priority: number;
};

/** The day of each visit; those that no day has room for. */
export type SpreadVisits = { dayOf: Map<string, string>; left: string[] };

/** How many visits each day gets: the emptiest days first, all filled evenly. */
const shares = (visits: number, loads: readonly number[], rooms: readonly number[], phase: number): number[] => {
  const added = loads.map(() => 0);
  const total = (day: number) => (loads[day] as number) + (added[day] as number);
  const add = (day: number) => {
    added[day] = (added[day] as number) + 1;
  };
  for (let rest = visits; rest > 0; ) {
    const open = loads.map((_, day) => day).filter((day) => total(day) < (rooms[day] as number));
    const least = Math.min(...open.map(total));
    const emptiest = open.filter((day) => total(day) === least);
    if (emptiest.length === 0) break;
    const given = Math.min(rest, emptiest.length);
    // Fewer visits than days: at even distances, the first one by the phase.
    for (let one = 0; one < given; one++) {
      const place = Math.floor(((one + phase) * emptiest.length) / given);
      // A phase next to 1 may be rounded up to the next place.
      add(emptiest[Math.min(place, emptiest.length - given + one)] as number);
    }
    rest -= given;
  }
  return added;
};

/**
 * Spreads visits over days, those of high priority first: the emptiest days are filled to one level, so that days which were
 * empty and are not full differ by one at most. The same visits give the same days, in whatever order they come.
 *
 * @param days to fill, ascending
 * @param loadOn visits that a day has already
 * @param roomOn visits that a day takes at most, those it has already included
 * @param phase 0 to below 1: on which days those go that do not make one for every day. Shards with phases of their own do
 * not all begin with the first day
 */
export const spreadVisits = (
  visits: readonly Visit[],
  days: readonly string[],
  loadOn: (day: string) => number,
  roomOn: (day: string) => number,
  phase: number,
): SpreadVisits => {
  const sorted = [...visits].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  const dayOf = new Map<string, string>();
  let next = 0;
  for (const [index, share] of shares(sorted.length, days.map(loadOn), days.map(roomOn), phase).entries()) {
    for (const { id } of sorted.slice(next, next + share)) dayOf.set(id, days[index] as string);
    next += share;
  }
  return { dayOf, left: sorted.slice(next).map(({ id }) => id) };
};

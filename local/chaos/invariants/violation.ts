/** How an invariant may be broken. */
export const violationKinds = ['lost', 'doubled', 'unbalanced', 'kept', 'different'] as const;
/**
 * `lost`: something is missing; `doubled`: it is there twice, or nobody asked for it; `unbalanced`: sums that must be equal are
 * not; `kept`: an erased customer is still there; `different`: not what the undisturbed nights left.
 */
export type ViolationKind = (typeof violationKinds)[number];

/** A broken invariant. */
export type Violation = { kind: ViolationKind; what: string };

/** How often each value comes. */
export const tally = (values: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/** What is missing of what was expected, and what is too much. @param what named in each violation, with the value behind it */
export const compareTallies = (
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
  what: string,
): Violation[] => {
  const violations: Violation[] = [];
  for (const value of new Set([...expected.keys(), ...found.keys()])) {
    const [should, is] = [expected.get(value) ?? 0, found.get(value) ?? 0];
    if (is < should) violations.push({ kind: 'lost', what: `${what} ${value}: ${is} of ${should}` });
    if (is > should) violations.push({ kind: 'doubled', what: `${what} ${value}: ${is} instead of ${should}` });
  }
  return violations;
};

import { placeText } from '../../contracts/problems.ts';

/** One place in which two documents differ. */
export type PolicyChange = {
  /** Place, as a person would write it: `schemes.value.tiers[0].from`. */
  path: string;
  /** What stood there, as JSON; undefined where nothing did. */
  from: string | undefined;
  /** What stands there in the draft, as JSON; undefined where nothing does. */
  to: string | undefined;
};

const isParent = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null;

/** A list whose members have names is compared by name, so that one member more does not change all after it. */
const entriesOf = (value: Record<string, unknown> | unknown[]): [string | number, unknown][] =>
  Array.isArray(value) ? value.map((item, index) => [nameOf(item) ?? index, item]) : Object.entries(value);

const nameOf = (item: unknown): string | undefined => {
  if (!isParent(item) || Array.isArray(item)) return undefined;
  const name = item.feature ?? item.name ?? item.code;
  return typeof name === 'string' ? name : undefined;
};

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));

/** Where a draft differs from the policy in force, in the order of the draft; what it leaves out comes behind. */
export const policyChanges = (
  before: unknown,
  after: unknown,
  path: readonly (string | number)[] = [],
): PolicyChange[] => {
  if (!isParent(before) || !isParent(after) || Array.isArray(before) !== Array.isArray(after)) {
    const [from, to] = [textOf(before), textOf(after)];
    return from === to ? [] : [{ path: placeText(path), from, to }];
  }
  const [old, now] = [new Map(entriesOf(before)), new Map(entriesOf(after))];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key) =>
    policyChanges(old.get(key), now.get(key), [...path, key]),
  );
};

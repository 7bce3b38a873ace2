import {
  above,
  add,
  and,
  constant,
  equal,
  isKnown,
  isMissing,
  type Mask,
  missing,
  not,
  one,
  or,
  orZero,
  rarely,
  type Value,
  where,
  zero,
} from '../../kernel/expression.ts';
import { count } from './levels.ts';
import type { Series } from './series.ts';

/** Calls made and received, data and messages. */
export type Use = { voice: Series; incoming: Series; data: Series; sms: Series };

/** Adds what is known: missing only where both are. */
const plus = (left: Value, right: Value): Value =>
  where(or(isKnown(left), isKnown(right)), add(orZero(isKnown(left), left), orZero(isKnown(right), right)), missing);

/** Sum of what is known of a month's use; missing where nothing is. */
export const useOf =
  ({ voice, incoming, data, sms }: Use): Series =>
  (age) =>
    plus(plus(voice(age), incoming(age)), plus(data(age), sms(age)));

/** Months in a row without any use among so many, up to the newest known one (at most one month old); missing where none is known. */
export const zeroMonths = (use: Use, months: number): Value => {
  const used = useOf(use);
  const isUnknown = isMissing(used(0));
  let goesOn: Mask = or(isUnknown, equal(used(0), zero));
  let zeros = orZero(equal(used(0), zero), one);
  for (let age = 1; age < months; age++) {
    goesOn = and(goesOn, equal(used(age), zero));
    zeros = add(zeros, orZero(goesOn, one));
  }
  const isNever = months > 1 ? and(isUnknown, isMissing(used(1))) : isUnknown;
  // Nearly everybody has used something, so that no month is without.
  return rarely(not(above(used(0), zero)), where(isNever, missing, zeros), zero);
};

/** Months of which any use, or any charge, is known. */
export const knownMonths = (use: Use, charged: Series, months: number): Value => {
  const used = useOf(use);
  return count(Array.from({ length: months }, (_, age) => or(isKnown(charged(age)), isKnown(used(age)))));
};

/**
 * How many months ago a customer was last active: used or was charged anything. `months` for who was in none of them; missing
 * where nothing is known.
 *
 * @param months looked at
 */
export const monthsSilent = (use: Use, charged: Series, months: number): Value => {
  const used = useOf(use);
  const ages = Array.from({ length: months }, (_, age) => age);
  const isAnyKnown = ages.map((age) => or(isKnown(used(age)), isKnown(charged(age)))).reduce(or);
  return ages
    .toReversed()
    .reduce(
      (found, age) => where(or(above(used(age), zero), above(charged(age), zero)), constant(age), found),
      where(isAnyKnown, constant(months), missing),
    );
};

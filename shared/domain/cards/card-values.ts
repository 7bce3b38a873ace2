import type { FeatureName } from '../../contracts/features.ts';
import { add, and, atLeast, constant, equal, isKnown, source, type Value, where } from '../kernel/expression.ts';
import { type Card, type Line, type PairLine, slotsByCode } from './scorecards.ts';

/** What stands for a feature whose value is a number. */
export type FeatureValue = (name: FeatureName) => Value;

/** A number by slot of a line, as each customer's value has it: points, or anything else that goes by slot. @param name of the numbers */
export const bySlot = (line: Line, featureValue: FeatureValue, numbers: ArrayLike<number>, name: string): Value => {
  const at = (slot: number): number => numbers[slot] as number;
  if (line.of === 'words') {
    const { feature, points } = line;
    return source(`${name} of ${feature}`, ({ profileWord }) => {
      const words = profileWord(feature);
      const slots = slotsByCode(line.slots, line, words);
      return Float64Array.from(words.codes, (code) => at(code < 0 ? points.length - 2 : (slots[code] as number)));
    });
  }
  const value = featureValue(line.feature);
  const bins = [...line.edges].reduce<Value>(
    // A bin that gives what the one before it gives need not be told from it: most bins have the sign of their neighbours.
    (found, edge, bin) =>
      at(bin + 1) === at(bin) ? found : where(atLeast(value, constant(edge)), constant(at(bin + 1)), found),
    constant(at(0)),
  );
  return where(isKnown(value), bins, constant(at(line.edges.length + 1)));
};

const pairPoints = ({ lines, groups, points }: PairLine, featureValue: FeatureValue, name: string): Value => {
  const [first, second] = lines.map((line, side) =>
    bySlot(line, featureValue, groups[side] as readonly number[], name),
  ) as [Value, Value];
  const cells = points.flatMap((row, one) => row.map((given, two) => ({ one, two, given })));
  return cells.reduce<Value>(
    (found, { one, two, given }) =>
      where(and(equal(first, constant(one)), equal(second, constant(two))), constant(given), found),
    constant(0),
  );
};

/** Points of a card: the base, then each feature's points, then those of pairs, in the card's order. */
export const pointsOf = ({ name, base, lines, pairs }: Card, featureValue: FeatureValue): Value =>
  [
    ...lines.map((line) => bySlot(line, featureValue, line.points, `points of ${name}`)),
    ...pairs.map((pair, place) => pairPoints(pair, featureValue, `group of ${name}, pair ${place}`)),
  ].reduce(add, constant(base));

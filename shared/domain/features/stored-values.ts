import { isTextFeature } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import { type DecisionTable, featuresIn } from '../decide/decision-table.ts';
import { wordAt } from '../decide/shard-table.ts';
import type { ValueOf } from '../explain/explain-card.ts';

/** The values that stand with a stored decision: those of all features that its cards read. */
export const storedValues = (table: DecisionTable, row: number): ValueOf => {
  const { numbers, texts } = featuresIn(table);
  return (feature) => {
    if (!isTextFeature(feature)) return numbers.get(feature as FeatureName)?.[row] ?? null;
    const words = texts.get(feature);
    return words ? wordAt(words, row) : null;
  };
};

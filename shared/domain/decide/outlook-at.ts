import type { Decision } from '../../contracts/items/decision.ts';
import { formerAt } from '../churn/former-columns.ts';
import { valueAtRisk } from '../churn/lifetime-value.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { outlookNames } from './decide-outlook.ts';
import { type Coded, wordAt } from './shard-table.ts';

/** Columns of the table of decisions; some may not be there. */
type Columns = {
  numbers: { get(name: string): Float64Array | undefined };
  words: { get(name: string): Coded | undefined };
};

/**
 * What a table of decisions says of what may come of the customer in a row.
 *
 * @param compiled the policy that decided the row: a rule's kind and cause are its own
 */
export const outlookAt = (
  table: Columns,
  row: number,
  { outlook }: CompiledPolicy,
): Pick<Decision, 'behaviour' | 'churn' | 'former'> => {
  const word = (name: string): string | null => {
    const column = table.words.get(name);
    return column ? wordAt(column, row) : null;
  };
  const number = (name: string): number => table.numbers.get(name)?.[row] ?? Number.NaN;
  const segment = word(outlookNames.behaviour);
  const probability = number(outlookNames.probability);
  const lifetime = number(outlookNames.lifetimeValue);
  const reason = word(outlookNames.reason);
  const rule = outlook.churn?.policy.rules.find(({ name }) => name === reason);
  const atRisk = Math.round(valueAtRisk(lifetime, probability) * 100) / 100;
  const former = formerAt(table, row);
  return {
    ...(segment !== null && { behaviour: { segment, method: word(outlookNames.method) ?? '' } }),
    ...(!Number.isNaN(probability) && {
      churn: {
        probability,
        lifetimeValue: Number.isNaN(lifetime) ? null : lifetime,
        valueAtRisk: Number.isNaN(atRisk) ? null : atRisk,
        reason,
        kind: rule?.kind ?? null,
        cause: rule?.cause ?? null,
        conduct: word(outlookNames.conduct),
        track: word(outlookNames.track),
      },
    }),
    ...(former && { former }),
  };
};

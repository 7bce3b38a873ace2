import type { ShardFacts } from '../../shared/domain/facts/facts.ts';
import type { Expression } from '../../shared/domain/kernel/expression.ts';
import type { Night } from '../../shared/domain/night.ts';

type Answer = number | boolean;

const operations: Record<string, (parts: readonly Answer[]) => Answer> = {
  add: ([one, two]) => Number(one) + Number(two),
  sub: ([one, two]) => Number(one) - Number(two),
  mul: ([one, two]) => Number(one) * Number(two),
  div: ([one, two]) => Number(one) / Number(two),
  min: ([one, two]) => (Number(two) < Number(one) ? Number(two) : Number(one)),
  max: ([one, two]) => (Number(one) < Number(two) ? Number(two) : Number(one)),
  sqrt: ([one]) => Math.sqrt(Number(one)),
  floor: ([one]) => Math.floor(Number(one)),
  eq: ([one, two]) => one === two,
  lt: ([one, two]) => Number(one) < Number(two),
  gt: ([one, two]) => Number(one) > Number(two),
  ge: ([one, two]) => Number(one) >= Number(two),
  and: ([one, two]) => Boolean(one) && Boolean(two),
  or: ([one, two]) => Boolean(one) || Boolean(two),
  not: ([one]) => !one,
  orZero: ([holds, value]) => (holds ? Number(value) : 0),
  where: ([holds, then, otherwise]) => (holds ? Number(then) : Number(otherwise)),
  rarely: ([holds, then, otherwise]) => (holds ? Number(then) : Number(otherwise)),
};

/** What an expression says of one customer, worked out step by step: what a kernel must come to. */
export const evaluate = (expression: Expression, facts: ShardFacts, night: Night, row: number): Answer => {
  const known = new Map<Expression, Answer>();
  const answerOf = (one: Expression): Answer => {
    if (one.of === 'constant') return one.value;
    if (one.of === 'tonight') return one.tonight.read(night);
    if (one.of === 'source') return one.source.read(facts, new Map())?.[row] ?? Number.NaN;
    const found = known.get(one) ?? (operations[one.of]?.(one.parts.map(answerOf)) as Answer);
    known.set(one, found);
    return found;
  };
  return answerOf(expression);
};

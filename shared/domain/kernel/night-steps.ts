import { type Expression, type Source, source, type Value } from './expression.ts';

/** What an expression looks at: the night, no column, one, or several. */
type Sight = { night: boolean; columns: Source | 'none' | 'several' };

const both = (left: Sight['columns'], right: Sight['columns']): Sight['columns'] => {
  if (left === 'none') return right;
  if (right === 'none') return left;
  return left !== 'several' && right !== 'several' && left.name === right.name ? left : 'several';
};

/** Cuts expressions into what facts alone say and what the night makes of it. */
export type NightSteps = {
  /** What facts alone say, by name: the first step. It grows with every expression that is cut. */
  ofFacts: ReadonlyMap<string, Value>;
  /** The expression as the second step computes it. @param name what the first step calls its part of it */
  cut(name: string, expression: Value): Value;
};

/**
 * The first step comes to the same on every night on which the facts are the same, so a snapshot may keep it. An expression
 * that does not look at the night is in it whole; of another one its parts that do not, except that what is made of one
 * column alone is that column: contracts that end, joining dates.
 */
export const nightSteps = (): NightSteps => {
  const ofFacts = new Map<string, Value>();
  const seen = new Map<Expression, Sight>();
  const sightOf = (expression: Expression): Sight => {
    const known = seen.get(expression);
    if (known) return known;
    const sight: Sight = { night: expression.of === 'tonight', columns: 'none' };
    if (expression.of === 'source') sight.columns = expression.source;
    if ('parts' in expression)
      for (const part of expression.parts) {
        const { night, columns } = sightOf(part);
        sight.night ||= night;
        sight.columns = both(sight.columns, columns);
      }
    seen.set(expression, sight);
    return sight;
  };

  const keep = (name: string, expression: Value): Value => {
    ofFacts.set(name, expression);
    return source(name, (_, made) => made.get(name));
  };
  return {
    ofFacts,
    cut(name, whole) {
      if (!sightOf(whole).night) return sightOf(whole).columns === 'none' ? whole : keep(name, whole);
      const cuts = new Map<Expression, Expression>();
      let parts = 0;
      const without = (expression: Expression): Expression => {
        const { night, columns } = sightOf(expression);
        if (expression.of === 'source') return keep(expression.source.name, expression as Value);
        if (!('parts' in expression) || columns === 'none') return expression;
        if (!night && columns === 'several' && expression.is === 'number')
          return keep(`${name} ${++parts}`, expression);
        return { ...expression, parts: expression.parts.map(cutOnce) } as Expression;
      };
      const cutOnce = (expression: Expression): Expression => {
        const found = cuts.get(expression) ?? without(expression);
        cuts.set(expression, found);
        return found;
      };
      return cutOnce(whole) as Value;
    },
  };
};

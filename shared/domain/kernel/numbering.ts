import type { Expression } from './expression.ts';

/** Name of an expression that has no parts. */
export const keyOf = (expression: Exclude<Expression, { parts: unknown }>): string => {
  if (expression.of === 'source') return `source ${expression.source.name}`;
  if (expression.of === 'tonight') return `tonight ${expression.tonight.name}`;
  return `constant ${Object.is(expression.value, -0) ? '-0' : expression.value}`;
};

/** Numbers the expressions: those that compute the same have the same number. */
export const numbering = () => {
  const byKey = new Map<string, number>();
  const known = new Map<Expression, number>();
  const numberOf = (expression: Expression): number => {
    const found = known.get(expression);
    if (found !== undefined) return found;
    const key =
      'parts' in expression ? `${expression.of} ${expression.parts.map(numberOf).join(' ')}` : keyOf(expression);
    const number = byKey.get(key) ?? byKey.size;
    byKey.set(key, number);
    known.set(expression, number);
    return number;
  };
  return numberOf;
};

/** Places of things, each once. */
export const places = <Thing>() => {
  const list: Thing[] = [];
  const byName = new Map<string, number>();
  return {
    list: list as readonly Thing[],
    placeOf(name: string, thing: Thing): number {
      const place = byName.get(name) ?? list.push(thing) - 1;
      byName.set(name, place);
      return place;
    },
  };
};

import type { ShardFacts } from '../facts/facts.ts';
import type { Night } from '../night.ts';

/** Operations on numbers, and what they are in the code of a kernel; see `compile-kernel.ts`. */
export type Operation = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max' | 'sqrt' | 'floor';
/** Operations that answer whether something holds. */
export type Comparison = 'eq' | 'lt' | 'gt' | 'ge' | 'and' | 'or' | 'not';

/**
 * A number of each customer, NaN where it is not known, as it is computed: a formula says what to do with the columns of a
 * shard, and `compileKernel` makes one loop of all formulas that a policy asks for. Nothing is computed when an expression
 * is made. The same expression made twice is computed once.
 */
export type Value = Node & { readonly is: 'number' };
/** Whether something holds of each customer. */
export type Mask = Node & { readonly is: 'mask' };
/** Any expression. */
export type Expression = Value | Mask;

/** A column of a shard that expressions begin with; two of one name are the same. */
export type Source = {
  name: string;
  /** Finds the values by row; undefined where they are all missing. @param made columns that were computed before */
  read(facts: ShardFacts, made: ReadonlyMap<string, Float64Array>): Float64Array | undefined;
};
/** A number that is the same for all customers tonight; two of one name are the same. */
export type Tonight = { name: string; read(night: Night): number };

type Node =
  | { readonly of: 'source'; readonly source: Source }
  | { readonly of: 'tonight'; readonly tonight: Tonight }
  | { readonly of: 'constant'; readonly value: number }
  | { readonly of: Operation | Comparison | 'where' | 'orZero' | 'rarely'; readonly parts: readonly Expression[] };

const number = (of: Operation | 'where' | 'orZero' | 'rarely', ...parts: Expression[]): Value => ({
  is: 'number',
  of,
  parts,
});
const mask = (of: Comparison, ...parts: Expression[]): Mask => ({ is: 'mask', of, parts });

/** A column of the shard. */
export const source = (name: string, read: Source['read']): Value => ({
  is: 'number',
  of: 'source',
  source: { name, read },
});
/** A number of the night. */
export const tonight = (name: string, read: Tonight['read']): Value => ({
  is: 'number',
  of: 'tonight',
  tonight: { name, read },
});
/** The same number for everybody, always. */
export const constant = (value: number): Value => ({ is: 'number', of: 'constant', value });
/** Nobody's number. */
export const missing: Value = constant(Number.NaN);
export const [zero, one]: readonly [Value, Value] = [constant(0), constant(1)];

export const add = (left: Value, right: Value): Value => number('add', left, right);
export const sub = (left: Value, right: Value): Value => number('sub', left, right);
export const mul = (left: Value, right: Value): Value => number('mul', left, right);
export const div = (left: Value, right: Value): Value => number('div', left, right);
/** The lesser of two known numbers. */
export const min = (left: Value, right: Value): Value => number('min', left, right);
/** The greater of two known numbers. */
export const max = (left: Value, right: Value): Value => number('max', left, right);
export const sqrt = (of: Value): Value => number('sqrt', of);
export const floor = (of: Value): Value => number('floor', of);

// A missing number is in no relation to any: each of these is false then.
export const equal = (left: Value, right: Value): Mask => mask('eq', left, right);
export const below = (left: Value, right: Value): Mask => mask('lt', left, right);
export const above = (left: Value, right: Value): Mask => mask('gt', left, right);
export const atLeast = (left: Value, right: Value): Mask => mask('ge', left, right);
export const isKnown = (value: Value): Mask => mask('eq', value, value);
export const isMissing = (value: Value): Mask => not(isKnown(value));
export const and = (left: Mask, right: Mask): Mask => mask('and', left, right);
export const or = (left: Mask, right: Mask): Mask => mask('or', left, right);
export const not = (of: Mask): Mask => mask('not', of);

/** One of two numbers. Both are computed: which one it is cannot be foretold, and guessing wrong costs more. */
export const where = (holds: Mask, then: Value, otherwise: Value): Value => number('where', holds, then, otherwise);
/** The number where the mask holds, else 0. */
export const orZero = (holds: Mask, value: Value): Value => number('orZero', holds, value);
/** One of two numbers, of which the first is wanted for so few customers that it is computed only next to one of them. */
export const rarely = (holds: Mask, then: Value, otherwise: Value): Value => number('rarely', holds, then, otherwise);

/** Sum, from the first to the last: another order has other last digits. */
export const sum = (values: readonly Value[]): Value => values.reduce(add, zero);

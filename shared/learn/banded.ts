/** Symmetric matrix with two diagonals beside the main one: `one[i]` stands at (i, i + 1), `two[i]` at (i, i + 2). */
export type Banded = { main: Float64Array; one: Float64Array; two: Float64Array };

/** A matrix of noughts. */
export const banded = (size: number): Banded => ({
  main: new Float64Array(size),
  one: new Float64Array(size),
  two: new Float64Array(size),
});

const at = (values: Float64Array, index: number): number => values[index] ?? 0;

/** Factors L D L' of a positive definite matrix, in place: D in `main`, L below it in `one` and `two`. */
export const factorise = ({ main, one, two }: Banded): void => {
  for (let i = 0; i < main.length; i++) {
    const [before, beforeTwo] = [at(main, i - 1), at(main, i - 2)];
    const pivot = at(main, i) - at(one, i - 1) ** 2 * before - at(two, i - 2) ** 2 * beforeTwo;
    main[i] = pivot;
    one[i] = (at(one, i) - at(one, i - 1) * at(two, i - 1) * before) / pivot;
    two[i] = at(two, i) / pivot;
  }
};

/** Solves with factors of {@link factorise}, in place. */
export const solve = ({ main, one, two }: Banded, vector: Float64Array): void => {
  for (let i = 0; i < vector.length; i++)
    vector[i] = at(vector, i) - at(one, i - 1) * at(vector, i - 1) - at(two, i - 2) * at(vector, i - 2);
  for (let i = vector.length - 1; i >= 0; i--)
    vector[i] = at(vector, i) / at(main, i) - at(one, i) * at(vector, i + 1) - at(two, i) * at(vector, i + 2);
};

/** The same diagonals of the inverse, from factors (Takahashi, Fagan and Chen, 1973). */
export const inverseBand = ({ main, one, two }: Banded): Banded => {
  const inverse = banded(main.length);
  for (let i = main.length - 1; i >= 0; i--) {
    const [first, second] = [at(one, i), at(two, i)];
    inverse.two[i] = -first * at(inverse.one, i + 1) - second * at(inverse.main, i + 2);
    inverse.one[i] = -first * at(inverse.main, i + 1) - second * at(inverse.one, i + 1);
    inverse.main[i] = 1 / at(main, i) - first * at(inverse.one, i) - second * at(inverse.two, i);
  }
  return inverse;
};

/** How a penalty weighs neighbours: ridge, first and second differences. */
export type Stencil = readonly number[];

/** Adds `weight` times the sum of squares of a stencil along the diagonal. */
export const addPenalty = ({ main, one, two }: Banded, stencil: Stencil, weight: number): void => {
  const diagonals = [main, one, two];
  for (let from = 0; from + stencil.length <= main.length; from++)
    for (let i = 0; i < stencil.length; i++)
      for (let j = i; j < stencil.length; j++) {
        const diagonal = diagonals[j - i] as Float64Array;
        diagonal[from + i] = at(diagonal, from + i) + weight * (stencil[i] as number) * (stencil[j] as number);
      }
};

/** Trace of a matrix times the penalty of a stencil. */
export const traceOf = ({ main, one, two }: Banded, stencil: Stencil): number => {
  const diagonals = [main, one, two];
  let trace = 0;
  for (let from = 0; from + stencil.length <= main.length; from++)
    for (let i = 0; i < stencil.length; i++)
      for (let j = i; j < stencil.length; j++)
        trace +=
          (i === j ? 1 : 2) *
          (stencil[i] as number) *
          (stencil[j] as number) *
          at(diagonals[j - i] as Float64Array, from + i);
  return trace;
};

/** Product with a vector: one row. */
export const rowTimes = ({ main, one, two }: Banded, row: number, vector: Float64Array): number =>
  at(main, row) * at(vector, row) +
  at(one, row) * at(vector, row + 1) +
  at(two, row) * at(vector, row + 2) +
  at(one, row - 1) * at(vector, row - 1) +
  at(two, row - 2) * at(vector, row - 2);

/** Square matrices of a few dozen rows, row by row in one array. */

/**
 * Factor of Cholesky of a positive definite matrix, in its lower triangle, in place. A pivot that rounding made nought or less is
 * set to a very large number, so that its unknown stays at nought.
 */
export const factorise = (matrix: Float64Array, size: number): void => {
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column] as number;
      for (let at = 0; at < column; at++)
        rest -= (matrix[row * size + at] as number) * (matrix[column * size + at] as number);
      if (row === column) matrix[row * size + row] = rest > 1e-12 ? Math.sqrt(rest) : 1e12;
      else matrix[row * size + column] = rest / (matrix[column * size + column] as number);
    }
};

/** Solves with a factor of {@link factorise}, in place. */
export const solve = (factor: Float64Array, size: number, vector: Float64Array): void => {
  for (let row = 0; row < size; row++) {
    let rest = vector[row] as number;
    for (let at = 0; at < row; at++) rest -= (factor[row * size + at] as number) * (vector[at] as number);
    vector[row] = rest / (factor[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = vector[row] as number;
    for (let at = row + 1; at < size; at++) rest -= (factor[at * size + row] as number) * (vector[at] as number);
    vector[row] = rest / (factor[row * size + row] as number);
  }
};

/** Inverse of the matrix of a factor. */
export const inverse = (factor: Float64Array, size: number): Float64Array => {
  const whole = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let at = 0; at < size; at++) {
    column.fill(0);
    column[at] = 1;
    solve(factor, size, column);
    whole.set(column, at * size);
  }
  return whole;
};

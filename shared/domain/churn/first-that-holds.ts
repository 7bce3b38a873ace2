import type { RowTest } from '../policy/conditions.ts';

/** Place of the first rule that holds for the customer in a row; one without a test always does. -1 where none holds. */
export const firstThatHolds = (tests: readonly (RowTest | undefined)[], row: number): number => {
  for (let place = 0; place < tests.length; place++) {
    const test = tests[place];
    if (!test || test(row)) return place;
  }
  return -1;
};

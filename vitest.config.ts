import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The pipeline tests start an embedded AWS with child processes: on two cores, more workers only make them wait.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The pipeline tests start an embedded AWS with child processes: on two cores, more workers only make them wait.
    maxWorkers: 2,
    // Two minutes: a busy machine is no failure, and a test that hangs ends all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The pipeline tests start an embedded AWS with child processes: on two cores, more workers only make them wait.
    maxWorkers: 2,
    // Starts and commands that tests run in processes of their own compile the same files again and again: half of what a
    // command takes.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    // Two minutes: a busy machine is no failure, and a test that hangs ends all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Folders whose files share one world: they keep no state of their own and mock no client, so that what they import (the CDK
 * alone takes two seconds) is read once a worker instead of once a file.
 */
const shared = ['infra', 'gate', 'doctor'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: shared } },
    ],
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

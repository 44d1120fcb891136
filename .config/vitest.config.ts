import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Rooms of test/, each a project that can be run alone: `npx vitest run --config .config/vitest.config.ts --project host`. */
const ROOMS = ['firmware', 'host', 'hil', 'system', 'gates'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    // Vitest alone would leave one core idle, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    projects: ROOMS.map((room) => ({
      extends: true,
      test: { name: room, include: [`test/${room}/**/*.test.ts`], testTimeout: room === 'system' || room === 'gates' ? 60_000 : 10_000 },
    })),
    // What commands remember between two runs (audit log, journals) stays out of the home of whoever runs the tests.
    env: { XDG_STATE_HOME: fileURLToPath(new URL('../out/test/state', import.meta.url)) },
    coverage: {
      provider: 'v8',
      include: ['firmware/**/*.ts', 'host/**/*.ts', 'hil/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reportsDirectory: 'out/coverage',
    },
  },
});

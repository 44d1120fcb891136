import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms of test/, each a project that can be run alone: `npx vitest run --config .config/vitest.config.ts --project host`. */
const ROOMS = ['firmware', 'host', 'hil', 'system', 'gates'];

/** What takes most of a minute or more starts first: at the end it would run alone and leave the other cores idle. */
const LONGEST = [
  'firmware/control/exploration',
  'system/campaign',
  'system/cases-esp32',
  'system/rig',
  'host/flash/interruption',
  'system/cases-pico',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = (file: TestSpecification): number => {
      const index = LONGEST.findIndex((name) => file.moduleId.endsWith(`test/${name}.test.ts`));
      return index === -1 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    // Vitest alone would leave one core idle, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
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

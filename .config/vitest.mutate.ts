import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests that run the bundle that was built before, or read the sources as text: a mistake planted in a module does not reach them. */
const BUILT = [
  'build/**',
  'boot/**',
  'modbus/**',
  'persist/**',
  'protect/unrolled.test.ts',
  'control/*emergency-stop*.test.ts',
  'sense/channels.test.ts',
];
/** Tests that walk through thousands of situations: a minute for every mistake is too long. What lives without them is counted as alive. */
const WALKS = ['control/exploration.test.ts', 'control/interlock*.test.ts'];

/** Tests that judge the firmware's modules one by one: what `npm run mutate` plants its mistakes against. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['test/firmware/**/*.test.ts'], exclude: [...BUILT, ...WALKS].map((files) => `test/firmware/${files}`), testTimeout: 20_000 },
});

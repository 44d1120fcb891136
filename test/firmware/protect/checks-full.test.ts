/** The cases of checks.test.ts on the rows of a board of profile `full`. */
import { vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import './checks.test.js';

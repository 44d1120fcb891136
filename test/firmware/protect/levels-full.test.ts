/** The cases of levels.test.ts on a board of profile `full`, which has more of them. */
import { vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import './levels.test.js';

import { describe, expect, it } from 'vitest';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { saturate } from '../bench/saturated-bus.js';

/** What `make bus` counts for a Pico, rounded up, ms (docs/modbus-proof.md). */
const TIMES = { ticks: [30, 30, 48, 30, 30, 30, 30, 30, 30, 38], call: 0.7, character: 0.05, look: 3, answer: 22 };
const SECONDS = 5;

describe('a bus that 31 other units fill', () => {
  it.each([19_200, 38_400, 115_200])(
    'at %i Bd costs no tick, trips nothing and leaves room for own requests, at the counted cost of a call',
    (baud) => {
      const seen = saturate(builtBundle('pico').text, 'pico', baud, TIMES, SECONDS);
      // While a request of its own that was lost is waited for, the line is at rest.
      expect(seen.foreignPerSecond).toBeGreaterThan(baud === 19_200 ? 12 : 25);
      expect(seen.ticks).toBeGreaterThanOrEqual(seen.ticksDue);
      expect(seen.worstGapMs).toBeLessThan(150);
      expect(seen).toMatchObject({ tripped: 0, restarts: 0 });
      // Frames may be lost, ticks never.
      expect(seen.replies).toBeGreaterThanOrEqual(seen.requests / 2);
    },
  );

  it('takes more of the processor than it has, when characters cost ten times as much, and then loses characters, never the watchdog', () => {
    const seen = saturate(builtBundle('pico').text, 'pico', 115_200, { ...TIMES, call: 6, character: 1 }, SECONDS);
    expect(seen.load).toBeGreaterThan(0.95);
    expect(seen).toMatchObject({ restarts: 0 });
  });
});

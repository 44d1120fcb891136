import { describe, expect, it } from 'vitest';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { saturate } from '../bench/saturated-bus.js';

/** Assumed, ms: less than `make bus` counts for a Pico when characters come one by one (docs/modbus-proof.md). */
const TIMES = { ticks: [16, 20, 38, 20, 16, 16, 16, 30, 16, 16], call: 0.3, character: 0.02, answer: 10 };
const SECONDS = 5;

describe('a bus that 31 other units fill', () => {
  it.each([19_200, 115_200])('at %i Bd costs no tick, trips nothing and leaves room for own requests, at the assumed cost of a call', (baud) => {
    const seen = saturate(builtBundle('pico').text, 'pico', baud, TIMES, SECONDS);
    expect(seen.foreignPerSecond).toBeGreaterThan(baud === 19_200 ? 15 : 60);
    expect(seen.ticks).toBeGreaterThanOrEqual(seen.ticksDue - 1);
    expect(seen.worstGapMs).toBeLessThan(150);
    expect(seen).toMatchObject({ tripped: 0, restarts: 0 });
    expect(seen.replies).toBeGreaterThanOrEqual(seen.requests - 1);
    expect(seen.replies).toBeGreaterThanOrEqual(2 * SECONDS - 2);
  });

  it('takes more of the processor than it has, when characters cost ten times as much, and then loses characters, never the watchdog', () => {
    const seen = saturate(builtBundle('pico').text, 'pico', 115_200, { ...TIMES, call: 3, character: 0.5 }, SECONDS);
    expect(seen.load).toBeGreaterThan(0.95);
    expect(seen).toMatchObject({ restarts: 0 });
  });
});

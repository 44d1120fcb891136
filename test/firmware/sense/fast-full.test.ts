/** Every tick on a board of profile full: chips are read first, and the leak loops are under alternating excitation (docs/wiring.md; docs/boards.md). */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

/** The excitation, and what the chips will give when they are read, in place of firmware/board. */
const outputs = { excitedHigh: false };
let next = { leak: 0.5, voltage: 0 };
let read = { leak: NaN, voltage: NaN };
const inputs = {
  readChips: () => void (read = { ...next }),
  rawLeakLoop: () => read.leak,
  rawCellVoltage: () => read.voltage,
  rawCurrent: () => 0.5,
  rawNakFlow: () => 5 / 65,
  rawNakTempA: () => 0.3,
  rawNakTempB: () => 0.3,
  rawCellTemp: () => 0.3,
  readInputs: () => 3,
  nakPulses: 0,
  catholytePulses: 0,
};

let fw: Awaited<ReturnType<typeof freshFirmware<'fast' | 'values'>>>;
let now: number;
beforeEach(async () => {
  vi.doMock('../../../firmware/board/inputs.js', () => inputs);
  vi.doMock('../../../firmware/board/outputs.js', () => outputs);
  outputs.excitedHigh = false;
  next = { leak: 0.5, voltage: 4.3 / 7 };
  read = { leak: NaN, voltage: NaN };
  fw = await freshFirmware(['fast', 'values']);
  now = 0;
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
function tick(): void {
  now += 100;
  fw.fast.senseFast(now, 100);
  outputs.excitedHigh = !outputs.excitedHigh;
}
/** A tick with a loop of `r` kΩ in series with 20 kΩ, between half the supply and an output that is up or down. */
function loop(r: number): number {
  next.leak = 0.5 + ((outputs.excitedHigh ? 0.5 : -0.5) * r) / (r + 20);
  tick();
  return get('leakResistance');
}

it('a tick has what the chips give in it', () => {
  tick();
  expect(get('cellVoltage')).toBeCloseTo(3300, 6);
  next.voltage = 4 / 7;
  tick();
  expect(get('cellVoltage')).toBeCloseTo(3000, 6);
});

describe('a leak loop under alternating excitation', () => {
  it.each([0, 3, 19.9, 20, 100, 299, 301, 900])('of %f kΩ has its resistance in either half', (r) => {
    for (let k = 0; k < 12; k++) expect(loop(r)).toBeCloseTo(10 * r, 4);
  });

  it('that is broken reads as such, beyond 300 kΩ', () => {
    for (const r of [980, 5000, 1e9]) for (let k = 0; k < 4; k++) expect(Math.abs(loop(r) - 9900)).toBeLessThan(100);
  });

  it('whose level stays whatever the excitation does is unknown after half a second, and known again when it follows', () => {
    for (let k = 0; k < 10; k++) loop(100);
    // Stuck where the one half has it.
    const stuck = (): number => {
      next.leak = 0.9;
      tick();
      return get('leakResistance');
    };
    const seen = Array.from({ length: 600 }, stuck);
    const first = seen.findIndex((v) => Number.isNaN(v));
    expect([first >= 4 && first <= 5, seen.slice(first)]).toEqual([true, new Array<number>(600 - first).fill(NaN)]);
    loop(100);
    expect(loop(100)).toBeCloseTo(1000, 4);
  });

  it('without a reading is unknown at once', () => {
    loop(100);
    expect(loop(NaN)).toBeNaN();
  });
});

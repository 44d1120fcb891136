/** Current pulses on a board of profile full: the area-specific resistance on the map, and pulses at rest (docs/registers.md, restPulsePeriod). */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { REST_PULSE_PERIOD } from '../../../firmware/persist/parameter.table.js';
import { PulsedCell } from './pulsed-cell.js';

let cell: PulsedCell;
beforeEach(async () => void (cell = await PulsedCell.start()));

describe('the area-specific resistance', () => {
  it.each([
    // 31.7 Ω·cm² at 40 °C as commissioned (docs/physics.md, section 4), in steps of 0.01 Ω·cm².
    [1, 3170],
    [1.4, 4438],
  ])('of a cell at %f of its commissioned resistance is %i', (ratio, asr) => {
    cell.pulse(ratio);
    expect(Math.abs(cell.get('resistance') - asr)).toBeLessThan(10);
  });
});

describe('at rest, once a pulse has passed,', () => {
  it('pulses come in the period of the parameter', () => {
    cell.fw.parameters.setParameter(REST_PULSE_PERIOD, 300);
    expect(cell.pulse(1)).toBe(100);
    for (let k = 0; k < 2; k++) {
      expect([k, cell.pulse(1, 0, 299)]).toEqual([k, 0]);
      expect([k, cell.pulse(1, 0, 1)]).toEqual([k, 100]);
    }
  });

  it('none come with a period of 0, as delivered', () => {
    expect(cell.pulse(1)).toBe(100);
    expect(cell.pulse(1, 0, 86_400)).toBe(0);
  });
});

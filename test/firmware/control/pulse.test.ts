/** Resistance by current pulses (docs/physics.md, section 10, ASR pulse, P18 and P19): 0.1 A for a second on the 25 cm² cell, three high or two low. */
import { beforeEach, describe, expect, it } from 'vitest';
import { OHMS, PulsedCell } from './pulsed-cell.js';

let cell: PulsedCell;
beforeEach(async () => void (cell = await PulsedCell.start()));

describe('a pulse', () => {
  it.each([0.4, 0.75, 1, 1.6, 2.6])('finds %f times the commissioned resistance at rest, with 0.1 A of discharge', (ratio) => {
    expect(cell.pulse(ratio)).toBe(100);
    expect(Math.abs(cell.get('resistanceRatio') - 1000 * ratio)).toBeLessThan(3);
  });

  it('says nothing of the area-specific resistance on a board of profile core, whose register reads as not available', () => {
    cell.set('resistance', NaN);
    cell.pulse(1);
    expect(cell.get('resistance')).toBeNaN();
  });

  it('takes 0.1 A away from a current in either direction', () => {
    expect(cell.pulse(1.2, 400, 60)).toBe(-100);
    expect(Math.abs(cell.get('resistanceRatio') - 1200)).toBeLessThan(3);
    expect(cell.pulse(1.3, -400, 60)).toBe(100);
    expect(Math.abs(cell.get('resistanceRatio') - 1300)).toBeLessThan(3);
  });

  it('lasts a second, half a second after its beginning', () => {
    cell.fw.pulse.considerPulse(5, 0);
    const seen: number[] = [];
    while (cell.fw.pulse.phase) {
      seen.push(cell.fw.pulse.pulseCurrent());
      cell.tick(OHMS, 0);
    }
    expect(seen).toEqual([...new Array<number>(5).fill(0), ...new Array<number>(10).fill(100)]);
  });

  it('comes every 60 s under current, not under one that is smaller than the pulse, and not again at rest once it has passed', () => {
    expect(cell.pulse(1, 0, 4)).toBe(0);
    expect(cell.pulse(1, 0, 1)).toBe(100);
    expect(cell.pulse(1, 0, 3600)).toBe(0);
    expect(cell.pulse(1, 99, 3600)).toBe(0);
    expect(cell.pulse(1, 100, 1)).toBe(-100);
    expect(cell.pulse(1, 400, 59)).toBe(0);
    expect(cell.pulse(1, 400, 1)).toBe(-100);
  });

  it('says nothing when limits or a trip have cut it, or when a reading is missing', () => {
    cell.pulse(1);
    cell.pulse(5, 400, 60, 0.7);
    expect(Math.abs(cell.get('resistanceRatio') - 1000)).toBeLessThan(3);
    expect(cell.pulse(5, 400, 60, 0.8)).toBe(-100);
    expect(Math.abs(cell.get('resistanceRatio') - 1000)).toBeLessThan(3);
    cell.pulse(1.2, 400, 60, 0.81);
    expect(Math.abs(cell.get('resistanceRatio') - 1200)).toBeLessThan(3);
    cell.pulse(1, 400, 60);
    cell.fw.pulse.considerPulse(60, 400);
    while (cell.fw.pulse.phase) {
      cell.set('cellVoltage', NaN);
      cell.set('current', 400 + cell.fw.pulse.pulseCurrent());
      cell.fw.pulse.pulseTick();
    }
    expect(Math.abs(cell.get('resistanceRatio') - 1000)).toBeLessThan(3);
  });
});

describe('the judgement', () => {
  const signals = (): number[] => [cell.get('resistanceHigh'), cell.get('resistanceLow')].map((v) => Math.round(v / 10) * 10);

  it('is high when three pulses in a row are, and low when two are', () => {
    for (const [ratio, high, low] of [
      [2.6, 1000, 2600],
      [2.6, 1000, 2600],
      [2.6, 2600, 2600],
      [0.5, 500, 2600],
      [0.5, 500, 500],
      [1, 500, 1000],
    ] as const) {
      cell.pulse(ratio);
      expect([ratio, ...signals()]).toEqual([ratio, high, low]);
    }
  });

  it.each([
    [0.55, false],
    [0.65, true],
    [1, true],
    [1.45, true],
    [1.55, false],
  ])('finds %f times the commissioned resistance plausible: %s', (ratio, plausible) => {
    expect(cell.fw.pulse.plausible).toBe(false);
    cell.pulse(ratio);
    expect(cell.fw.pulse.plausible).toBe(plausible);
    // As long as the resistance is not plausible, pulses go on.
    expect(cell.pulse(ratio)).toBe(plausible ? 0 : 100);
  });

  it('is forgotten when the contactor opens', () => {
    for (let k = 0; k < 3; k++) cell.pulse(2.6);
    cell.pulse(1);
    expect(cell.fw.pulse.plausible).toBe(true);
    cell.close(false);
    cell.fw.pulse.considerPulse(1, 0);
    expect([cell.fw.pulse.plausible, ...signals()]).toEqual([false, 1000, 1000]);
    cell.close(true);
    expect(cell.pulse(1)).toBe(100);
  });
});

/** The chiller on the catholyte (docs/physics.md, section 7): 10 K above its coolant of 5 °C it takes its full power. */
import { describe, expect, it } from 'vitest';
import { LabCell, type Equipment } from '../../../hil/plant/lab-cell.js';
import type { LabCellOptions } from '../../../hil/plant/options.js';
import { board, PUMPING, run } from './bench.js';

const ALONE: Equipment = { process: false, valves: false, preCharge: false };

function chilled(options: LabCellOptions = {}): LabCell {
  return new LabCell({ temperature: 40, ambient: 25, noise: 0, chiller: 30, chillerAbove: 35, ...options }, ALONE);
}

describe('a chiller', () => {
  it('is not there unless it is asked for', () => {
    const cell = new LabCell({ temperature: 79, noise: 0 });
    run(cell, 10, board());
    expect(cell.truth.chillerPower).toBe(0);
  });

  it('runs above its set point and until a kelvin below it', () => {
    const cell = chilled();
    run(cell, 1, board());
    expect(cell.truth.chillerPower).toBe(30);
    while (cell.truth.chillerPower > 0) cell.step(50, board());
    expect(cell.truth.catholyteTemperature).toBeCloseTo(34, 1);
    const cool = chilled({ temperature: 34.5 });
    run(cool, 1, board());
    expect(cool.truth.chillerPower).toBe(0);
  });

  it('takes less when the catholyte comes near the coolant, and nothing at 5 °C', () => {
    const power = (temperature: number): number => {
      const cell = chilled({ temperature, ambient: temperature });
      cell.faults.chillerStuck = 1;
      cell.step(50, board());
      return cell.truth.chillerPower;
    };
    expect(power(15)).toBeCloseTo(30, 6);
    expect(power(10)).toBeCloseTo(15, 6);
    expect(power(5)).toBe(0);
    expect(power(0)).toBe(0);
  });

  it('runs or stands without its thermostat when it is stuck', () => {
    const off = chilled();
    off.faults.chillerStuck = 0;
    run(off, 1, board());
    expect(off.truth.chillerPower).toBe(0);
    off.faults.reset();
    run(off, 1, board());
    expect(off.truth.chillerPower).toBe(30);
  });

  it('takes its heat out of the balance, and out of nothing else', () => {
    const cell = chilled();
    const start = cell.truth.storedHeat;
    let heat = 0;
    for (let i = 0; i < 12_000; i++) {
      cell.step(50, board({ contactor: 1, heaterEnable: 1, heater: 0.3, dischargeCurrent: 0.4, ...PUMPING }));
      const { ambientLoss, chillerPower, entropicHeat, heaterPower, ohmicHeat } = cell.truth;
      heat += (heaterPower + ohmicHeat + entropicHeat - ambientLoss - chillerPower) * 0.05;
    }
    expect(cell.truth.storedHeat - start).toBeCloseTo(heat, 6);
  });
});

import { describe, expect, it } from 'vitest';
import { Electrodes } from '../../../hil/plant/electrodes.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { liquidusTable } from '../../../hil/plant/liquidus.js';
import { board, PUMPING, run } from './bench.js';

/** Charge per gram of the alloy at the start until the composition arrives, mAh/g; integrated in small steps. */
function capacity(from: number, to: number): number {
  const electrodes = new Electrodes(liquidusTable(), 1, from, 1000, 1, 0.5);
  const sign = to > from ? 1 : -1;
  const step = 0.01 * sign;
  while (sign * (to - electrodes.sodiumWt) > 0) electrodes.transfer(step * 3.6);
  return Math.abs(electrodes.charge / 3.6);
}

describe('composition from charge', () => {
  it.each([
    [22, 58.2, 426.4],
    [22.5, 58.2, 420.5],
    [22, 54.6, 409.3],
    [22, 50, 383.9],
    [22, 47.5, 368.1],
    [9.2, 58.2, 577.1],
    [33, 58.2, 296.8],
    [33, 9.2, 1773],
  ])('moves from %d to %d wt%% Na in %d mAh/g', (from, to, expected) => {
    expect(Math.abs(capacity(from, to) / expected - 1)).toBeLessThan(3e-4);
  });

  it('takes 62.20 g of potassium out of 100 g in 42.64 h at 1 A', () => {
    const electrodes = new Electrodes(liquidusTable(), 100, 22, 1000, 1, 0.5);
    for (let i = 0; i < 4264; i++) electrodes.transfer(36);
    expect(electrodes.potassiumMass).toBeCloseTo(78 - 62.2, 1);
    expect(electrodes.sodiumWt).toBeCloseTo(58.2, 1);
    expect(electrodes.sodiumMass).toBe(22);
  });

  it('keeps the mass of both metals: what leaves the alloy is what the charge carries', () => {
    const cell = new LabCell({ seed: 4, oxidisedFraction: 0.9, catholyteVolume: 1 });
    const start = cell.truth.potassiumMass;
    let coulombs = 0;
    let before = 0;
    for (let i = 0; i < 20000; i++) {
      const phase = Math.floor(i / 500) % 4;
      cell.step(
        50,
        board({ contactor: phase === 3 ? 0 : 1, dischargeCurrent: phase === 0 ? 0.5 : 0, chargeCurrent: phase === 2 ? 0.31 : 0, ...PUMPING }),
      );
      coulombs += ((before + cell.truth.current) / 2) * 0.05;
      before = cell.truth.current;
    }
    const { truth } = cell;
    expect(truth.sodiumMass).toBe(20 * 0.22);
    expect(truth.potassiumMass).toBeCloseTo(start - truth.netCharge * 1.45881, 5);
    expect(truth.sodiumWt).toBeCloseTo((100 * truth.sodiumMass) / (truth.sodiumMass + truth.potassiumMass), 12);
    expect(truth.oxidisedFraction).toBeCloseTo(0.9 - truth.netCharge / 16.0809, 5);
    // The trapezoid cannot see the 10 ms lag and the 20 ms travel of the contacts: 40 edges of at most 0.5 A × 50 ms.
    expect(Math.abs(coulombs - truth.netCharge * 3600)).toBeLessThan(0.5);
  });

  it('discharges the running plant from 22 to 58.2 wt% with 426 mAh/g', () => {
    const cell = new LabCell({ metalMass: 1, catholyteVolume: 10, temperature: 40, ambient: 40 });
    run(cell, (426.4 / 1000) * 3600, board({ contactor: 1, dischargeCurrent: 1, ...PUMPING }));
    expect(Math.abs(cell.truth.sodiumWt - 58.2)).toBeLessThan(0.1);
    expect(Math.abs(cell.truth.netCharge * 1000 - 426.4)).toBeLessThan(0.1);
  });

  it('holds 3.2 Ah in 0.2 L of 0.6 M', () => {
    const cell = new LabCell({ oxidisedFraction: 0.95, noise: 0 });
    run(cell, 3600, board({ contactor: 1, dischargeCurrent: 0.5, ...PUMPING }));
    expect(cell.truth.oxidisedFraction).toBeCloseTo(0.95 - 0.5 / 3.216, 4);
  });

  it('ends at 28 wt% Na when the catholyte of the default cell is used from 95 to 5 %', () => {
    const cell = new LabCell({ temperature: 40, ambient: 40 });
    while (cell.truth.oxidisedFraction > 0.05) cell.step(100, board({ contactor: 1, dischargeCurrent: 1, ...PUMPING }));
    expect(cell.truth.sodiumWt).toBeCloseTo(27.9, 0);
  });
});

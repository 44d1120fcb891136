import { describe, expect, it } from 'vitest';
import { LabCell, type Equipment } from '../../../hil/plant/lab-cell.js';
import { board, PUMPING, run } from './bench.js';

const FULL: Equipment = { process: true, valves: false, preCharge: false };
const SERVICE = board({ contactor: 1, dischargeCurrent: 0.3, heaterEnable: 1, heater: 0.5, ...PUMPING });

/** A cell in service whose mains has gone, with the UPS of the fault. */
function lost(mains: Partial<LabCell['faults']['mains']>): LabCell {
  const cell = new LabCell({ noise: 0, oxidisedFraction: 0.5 }, FULL);
  run(cell, 10, SERVICE);
  Object.assign(cell.faults.mains, { lost: true, ...mains });
  return cell;
}

describe('a cell without mains', () => {
  it('has no current, not even one that the converter pushes by itself, and gets it back with the mains', () => {
    const cell = lost({ bridgeS: 60 });
    expect(cell.truth.current).toBeCloseTo(0.3, 9);
    run(cell, 1, SERVICE);
    expect(Math.abs(cell.truth.current)).toBeLessThan(1e-9);
    cell.faults.converterOffset = 0.2;
    cell.faults.wilful = { holds: 'current', at: 0.5 };
    run(cell, 1, SERVICE);
    expect(Math.abs(cell.truth.current)).toBeLessThan(1e-9);
    expect(cell.truth.contactorClosed).toBe(1);
    cell.faults.reset();
    run(cell, 1, SERVICE);
    expect(cell.truth.current).toBeCloseTo(0.3, 9);
  });

  it('heats and pumps as long as the UPS carries, and what does not hang on it stops at once', () => {
    const carried = lost({ bridgeS: 60 });
    run(carried, 59, SERVICE);
    expect(carried.truth).toMatchObject({ heaterFed: 1, pumpsFed: 1, heaterPower: 22.5, mainsOn: 0 });
    expect(carried.truth.nakFlow).toBeCloseTo(10, 6);
    expect(carried.truth.upsLeft).toBeCloseTo(1 / 60, 6);
    run(carried, 4, SERVICE);
    expect(carried.truth).toMatchObject({ heaterFed: 0, pumpsFed: 0, heaterPower: 0, upsLeft: 0 });
    expect(carried.truth.nakFlow).toBeLessThan(0.1);
    const bare = lost({ bridgeS: 60, heater: false, pumps: false });
    run(bare, 5, SERVICE);
    expect(bare.truth).toMatchObject({ heaterPower: 0, pumpsFed: 0, contactorFed: 1 });
    expect(bare.truth.nakFlow).toBeLessThan(0.1);
  });

  it('keeps 24 V until the UPS is empty; then they fall at the given rate, the coil lets go below 12 V and the board dies below 9', () => {
    const cell = lost({ bridgeS: 60, fall: 2 });
    run(cell, 60, SERVICE);
    expect(cell.truth.supplyVoltage).toBeCloseTo(24, 0);
    run(cell, 2, SERVICE);
    expect(cell.truth.supplyVoltage).toBeCloseTo(20, 0);
    expect(cell.inputs.process?.analog.supply).toBeCloseTo(20 / 33, 1);
    run(cell, 3.8, SERVICE);
    expect(cell.truth.contactorClosed).toBe(1);
    run(cell, 0.5, SERVICE);
    expect(cell.truth).toMatchObject({ contactorFed: 0, contactorClosed: 0 });
    expect(cell.boardFed).toBe(true);
    run(cell, 1.4, SERVICE);
    expect(cell.truth.supplyVoltage).toBeLessThan(9);
    expect(cell.boardFed).toBe(false);
    run(cell, 30, SERVICE);
    expect(cell.truth.supplyVoltage).toBe(0);
    cell.faults.mains.lost = false;
    run(cell, 0.05, SERVICE);
    expect(cell.truth.supplyVoltage).toBe(24);
    expect(cell.boardFed).toBe(true);
  });

  it('has what is left of the UPS for a second failure: an hour of mains gives an eighth of it back', () => {
    const cell = lost({ bridgeS: 60 });
    run(cell, 45, SERVICE);
    cell.faults.mains.lost = false;
    run(cell, 3600, board());
    expect(cell.truth.upsLeft).toBeCloseTo(0.25 + 1 / 8, 3);
  });

  it('is not what a sag of the supply is: that leaves the board alive', () => {
    const cell = new LabCell({ noise: 0 }, FULL);
    cell.faults.supplyVoltage = 5;
    run(cell, 1, SERVICE);
    expect(cell.truth.supplyVoltage).toBe(5);
    expect(cell.boardFed).toBe(true);
  });
});

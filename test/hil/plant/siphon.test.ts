/** Metal that flows by itself (docs/physics.md, section 6). */
import { describe, expect, it } from 'vitest';
import { HazardOracle } from '../../../hil/plant/hazards.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { board, PUMPING, run } from './bench.js';

/** A warm cell whose loop runs by itself with 5 mL/min; `valves`: it has isolation valves. */
function siphoning(valves = false): LabCell {
  const cell = new LabCell({ temperature: 40, noise: 0 }, { process: valves, valves, preCharge: false });
  cell.faults.siphon = 5;
  return cell;
}

describe('a siphon', () => {
  it('keeps the metal flowing with the pump off, and the meter shows it', () => {
    const cell = siphoning();
    run(cell, 10, board());
    expect([cell.truth.nakFlow, cell.truth.nakPumpSpeed, cell.truth.catholyteFlow]).toEqual([5, 0, 0]);
    // Transmitter of 4-20 mA on full scale 65: fraction = (q + 5) / 65 (docs/wiring.md).
    expect(cell.inputs.analog.nakFlow).toBeCloseTo((5 + 5) / 65, 2);
  });

  it('adds to what the pump moves', () => {
    const cell = siphoning();
    run(cell, 10, board(PUMPING));
    expect(cell.truth.nakFlow).toBeCloseTo(15, 5);
  });

  it('stops when the loop is shut by a valve or a blockage, or frozen', () => {
    const shut = siphoning(true);
    run(shut, 1, board());
    expect(shut.truth.nakFlow).toBe(0);
    const blocked = siphoning();
    blocked.faults.nakPump.blockage = 1;
    run(blocked, 1, board());
    expect(blocked.truth.nakFlow).toBe(0);
    const frozen = new LabCell({ temperature: -25, ambient: -25, sodiumWt: 40, noise: 0 });
    frozen.faults.siphon = 5;
    run(frozen, 1, board());
    expect(frozen.truth.nakFlow).toBe(0);
  });

  it('feeds a leak, which is a hazard, and an avoidable one only where a valve that obeys can shut the loop', () => {
    const avoidable = (cell: LabCell, open: number): boolean[] => {
      const oracle = new HazardOracle();
      cell.faults.leakResistance = 1000;
      for (let i = 0; i < 200; i++) {
        cell.step(50, { ...board(), isolationValves: open } as ReturnType<typeof board>);
        oracle.observe(50, cell.truth);
      }
      return oracle.hazards.filter(({ id }) => id === 'pumpAfterLeak').map((hazard) => hazard.avoidable);
    };
    expect(avoidable(siphoning(), 1)).toEqual([false]);
    expect(avoidable(siphoning(true), 1)).toEqual([true]);
    expect(avoidable(siphoning(true), 0)).toEqual([]);
    const stuck = siphoning(true);
    stuck.faults.stuck.isolationValves = 1;
    expect(avoidable(stuck, 0)).toEqual([false]);
  });

  it('is over when its cause is', () => {
    const cell = siphoning();
    cell.faults.reset();
    run(cell, 1, board());
    expect(cell.truth.nakFlow).toBe(0);
  });
});

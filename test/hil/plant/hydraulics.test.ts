import { describe, expect, it } from 'vitest';
import { PulseTrain, slushFactor } from '../../../hil/plant/hydraulics.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { board, run } from './bench.js';

/** Pulses that arrive in `seconds`. */
function pulses(
  cell: LabCell,
  seconds: number,
  outputs: ReturnType<typeof board>,
  dtMs = 50,
): { nakTach: number; catholyteTach: number; catholyteFlow: number } {
  const sum = { nakTach: 0, catholyteTach: 0, catholyteFlow: 0 };
  for (let ms = 0; ms < seconds * 1000; ms += dtMs) {
    cell.step(dtMs, outputs);
    for (const role of ['nakTach', 'catholyteTach', 'catholyteFlow'] as const) {
      expect(Number.isInteger(cell.inputs.pulses[role])).toBe(true);
      sum[role] += cell.inputs.pulses[role];
    }
  }
  return sum;
}

describe('pumps', () => {
  it('are linear: 20 and 100 mL/min, 1500 rpm at full duty', () => {
    for (const duty of [0, 0.2, 0.5, 1]) {
      const cell = new LabCell();
      run(cell, 10, board({ nakPump: duty, catholytePump: duty }));
      expect(cell.truth.nakFlow).toBeCloseTo(20 * duty, 5);
      expect(cell.truth.catholyteFlow).toBeCloseTo(100 * duty, 5);
      expect(cell.truth.nakPumpSpeed).toBeCloseTo(1500 * duty, 4);
      expect(cell.truth.catholytePumpSpeed).toBeCloseTo(1500 * duty, 4);
    }
  });

  it('lag by 0.5 s', () => {
    const cell = new LabCell();
    run(cell, 0.5, board({ nakPump: 1 }));
    expect(cell.truth.nakFlow).toBeCloseTo(20 * (1 - Math.exp(-1)), 6);
  });

  it('stall, run by themselves, wear and meet a blockage', () => {
    const cell = new LabCell();
    const on = board({ nakPump: 0.5, catholytePump: 0.3 });
    run(cell, 10, on);
    cell.faults.nakPump.efficiency = 0.8;
    cell.faults.catholytePump.blockage = 0.5;
    run(cell, 10, on);
    expect(cell.truth.nakFlow).toBeCloseTo(8, 5);
    expect(cell.truth.nakPumpSpeed).toBeCloseTo(750, 4);
    expect(cell.truth.catholyteFlow).toBeCloseTo(15, 5);
    cell.faults.nakPump.stalled = true;
    cell.step(50, on);
    expect(cell.truth.nakPumpSpeed).toBe(0);
    expect(cell.truth.nakFlow).toBe(0);
    cell.faults.nakPump.stalled = false;
    cell.faults.nakPump.stuckOn = true;
    run(cell, 10, board());
    expect(cell.truth.nakFlow).toBeCloseTo(16, 5);
    expect(cell.truth.nakPumpUncontrollable).toBe(1);
    cell.faults.nakPump.stalled = true;
    run(cell, 1, board());
    expect(cell.truth.nakFlow).toBe(0);
    expect(cell.truth.nakPumpUncontrollable).toBe(0);
  });

  it('that are slow need their ramp from rest to full speed and back, and stop at once without supply', () => {
    const cell = new LabCell();
    cell.faults.nakPump.ramp = 10;
    run(cell, 5, board({ nakPump: 1 }));
    // Half of the ramp, less the 0.5 s that the pump lags.
    expect(cell.truth.nakFlow).toBeCloseTo(20 * 0.45, 1);
    run(cell, 10, board({ nakPump: 1 }));
    expect(cell.truth.nakFlow).toBeCloseTo(20, 2);
    run(cell, 5, board());
    expect(cell.truth.nakFlow).toBeCloseTo(20 * 0.55, 1);
    Object.assign(cell.faults.mains, { lost: true, pumps: false });
    run(cell, 5, board());
    expect(cell.truth.nakFlow).toBeLessThan(0.01);
  });

  it('that turn backwards pump backwards or less, at the speed that the tachometer shows, and carry heat all the same', () => {
    const cell = new LabCell({ noise: 0, temperature: 40, ambient: 10 }, { process: true, valves: false, preCharge: false });
    cell.faults.nakPump.turned = -1;
    cell.faults.catholytePump.turned = 0.5;
    run(cell, 600, board({ nakPump: 0.5, catholytePump: 0.3 }));
    const { truth } = cell;
    expect(truth.nakFlow).toBeCloseTo(-10, 6);
    expect(truth.catholyteFlow).toBeCloseTo(15, 6);
    expect(truth.nakPumpSpeed).toBeCloseTo(750, 3);
    // 6 kPa of a line that is drawn instead of pushed.
    expect(truth.nakPressure - truth.blanketPressure).toBeCloseTo(-6, 6);
    const sound = new LabCell({ noise: 0, temperature: 40, ambient: 10 });
    sound.faults.catholytePump.turned = 0.5;
    run(sound, 600, board({ nakPump: 0.5, catholytePump: 0.3 }));
    expect(truth.lineTemperature).toBeCloseTo(sound.truth.lineTemperature, 9);
    cell.faults.nakPump.blockage = 1;
    run(cell, 1, board({ nakPump: 0.5 }));
    expect(Math.abs(truth.nakFlow)).toBe(0);
    expect(truth.nakPressure - truth.blanketPressure).toBeCloseTo(-1.75 * 6, 1);
  });

  it('move less slush: 0.64, 0.36, 0.16 and nothing at 5, 10, 15 and 25 % solid', () => {
    for (const [solid, factor] of [
      [0, 1],
      [0.05, 0.64],
      [0.1, 0.36],
      [0.15, 0.16],
      [0.25, 0],
      [0.3, 0],
    ] as const) {
      expect(slushFactor(solid)).toBeCloseTo(factor, 12);
    }
    const cell = new LabCell({ sodiumWt: 50, temperature: 10, ambient: 10, noise: 0 });
    cell.step(50, board({ nakPump: 1 }));
    run(cell, 20, board({ nakPump: 1 }));
    // 4.9 % solid at 10 °C.
    expect(cell.truth.solidFraction).toBeCloseTo(0.048, 2);
    expect(cell.truth.nakFlow / 20).toBeCloseTo((1 - cell.truth.solidFraction / 0.25) ** 2, 2);
  });
});

describe('pulse inputs', () => {
  it('count two tach pulses a revolution and 50 flow pulses a millilitre, exactly', () => {
    const cell = new LabCell();
    const on = board({ nakPump: 0.5, catholytePump: 0.3 });
    run(cell, 20, on);
    // 750 rpm = 25 pulses/s; 450 rpm = 15 pulses/s; 30 mL/min = 25 pulses/s.
    const sum = pulses(cell, 600, on);
    expect(Math.abs(sum.nakTach - 15000)).toBeLessThanOrEqual(1);
    expect(Math.abs(sum.catholyteTach - 9000)).toBeLessThanOrEqual(1);
    expect(Math.abs(sum.catholyteFlow - 15000)).toBeLessThanOrEqual(1);
  });

  it('come to the same number whatever the step', () => {
    const on = board({ nakPump: 0.73, catholytePump: 0.41 });
    const reference = pulses(new LabCell(), 60, on, 10);
    for (const dtMs of [20, 50, 100]) {
      const sum = pulses(new LabCell(), 60, on, dtMs);
      for (const role of ['nakTach', 'catholyteTach', 'catholyteFlow'] as const) expect(Math.abs(sum[role] - reference[role])).toBeLessThanOrEqual(2);
    }
  });

  it('lose no fraction of a pulse', () => {
    const train = new PulseTrain();
    let sum = 0;
    for (let i = 0; i < 100000; i++) sum += train.take(0.7, 0.05);
    expect(Math.abs(sum - 3500)).toBeLessThanOrEqual(1);
  });

  it('can be lost, or come without reason', () => {
    const cell = new LabCell();
    const on = board({ nakPump: 0.5, catholytePump: 0.3 });
    run(cell, 10, on);
    cell.faults.pulses.nakTach.kind = 'lost';
    Object.assign(cell.faults.pulses.catholyteFlow, { kind: 'spurious', rate: 40 });
    const sum = pulses(cell, 10, on);
    expect(sum.nakTach).toBe(0);
    expect(Math.abs(sum.catholyteFlow - 400)).toBeLessThanOrEqual(1);
    expect(Math.abs(sum.catholyteTach - 150)).toBeLessThanOrEqual(1);
    expect(cell.truth.nakPumpSpeed).toBeCloseTo(750, 3);
  });
});

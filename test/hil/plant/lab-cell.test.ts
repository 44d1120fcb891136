import { describe, expect, it } from 'vitest';
import { FaultPort } from '../../../hil/plant/fault-port.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import type { LabCellOptions } from '../../../hil/plant/options.js';
import type { BoardOutputs } from '../../../hil/target/wires.js';
import { board, PUMPING, run } from './bench.js';

/** A day in short: outputs that change at whole multiples of 100 ms. */
function script(ms: number): BoardOutputs {
  const minute = Math.floor(ms / 60_000);
  const phase = minute % 7;
  return board({
    contactor: phase === 0 ? 0 : 1,
    heaterEnable: 1,
    heater: phase < 3 ? 0.7 : 0.2,
    dischargeCurrent: phase === 2 || phase === 3 ? 0.5 : 0,
    chargeCurrent: phase === 5 ? 0.4 : 0,
    nakPump: phase === 0 ? 0 : 0.5,
    catholytePump: phase === 1 ? 0.6 : 0.3,
  });
}

/** Everything the controller could see over a scripted stretch, as one text. */
function record(options: LabCellOptions, minutes: number): string {
  const cell = new LabCell(options);
  const lines: string[] = [JSON.stringify(cell.inputs)];
  for (let ms = 0; ms < minutes * 60_000; ms += 50) {
    cell.step(50, script(ms));
    if (ms % 1000 === 0) lines.push(JSON.stringify([cell.inputs, cell.truth]));
  }
  return lines.join('\n');
}

describe('determinism', () => {
  it('gives the same bytes for the same seed and other noise for another', () => {
    const first = record({ seed: 77 }, 8);
    expect(record({ seed: 77 }, 8)).toBe(first);
    expect(record({ seed: 78 }, 8)).not.toBe(first);
  });

  it('does not let the seed touch the truth', () => {
    const a = new LabCell({ seed: 1 });
    const b = new LabCell({ seed: 2 ** 40 + 5 });
    for (let ms = 0; ms < 120_000; ms += 50) {
      a.step(50, script(ms));
      b.step(50, script(ms));
    }
    expect(a.truth).toEqual(b.truth);
    expect(a.inputs).not.toEqual(b.inputs);
  });

  it('keeps two cells apart', () => {
    const alone = record({ seed: 5 }, 1);
    const other = new LabCell({ seed: 6 });
    other.faults.analog.current.kind = 'open';
    run(other, 10, board({ contactor: 1 }));
    expect(record({ seed: 5 }, 1)).toBe(alone);
  });
});

describe('convergence', () => {
  const after = (options: LabCellOptions, dtMs: number, minutes: number): LabCell => {
    const cell = new LabCell({ noise: 0, ...options });
    cell.faults.ambientRate = 0.5;
    cell.faults.ambientTarget = 5;
    for (let ms = 0; ms < minutes * 60_000; ms += dtMs) cell.step(dtMs, script(ms));
    return cell;
  };

  it.each([
    ['liquid', { temperature: 30 }],
    ['freezing', { sodiumWt: 57, temperature: 18, ambient: 12, metalMass: 50 }],
  ])('halving the step changes nothing that matters: %s', (_name, options) => {
    const reference = after(options, 5, 21).truth;
    const errors = new Map<number, number>();
    for (const dtMs of [10, 25, 50, 100]) {
      const { truth } = after(options, dtMs, 21);
      const error = Math.abs(truth.lineTemperature - reference.lineTemperature);
      expect(error).toBeLessThan(0.01);
      errors.set(dtMs, error);
      expect(Math.abs(truth.cellTemperature - reference.cellTemperature)).toBeLessThan(0.01);
      expect(Math.abs(truth.solidFraction - reference.solidFraction)).toBeLessThan(0.0005);
      expect(Math.abs(truth.netCharge - reference.netCharge)).toBeLessThan(1e-9);
      expect(Math.abs(truth.sodiumWt - reference.sodiumWt)).toBeLessThan(1e-6);
      expect(Math.abs(truth.nakFlow - reference.nakFlow)).toBeLessThan(0.02);
      expect(Math.abs(truth.terminalVoltage - reference.terminalVoltage)).toBeLessThan(0.0005);
      expect(truth.timeMs).toBe(21 * 60_000);
    }
    expect(errors.get(50)).toBeLessThan(0.75 * (errors.get(100) ?? 0));
    expect(errors.get(25)).toBeLessThan(0.75 * (errors.get(50) ?? 0));
  });
});

describe('room', () => {
  it('goes to its target at once or at the given rate', () => {
    const cell = new LabCell({ ambient: 20 });
    cell.faults.ambientTarget = 12;
    cell.step(50, board());
    expect(cell.truth.ambient).toBe(12);
    cell.faults.ambientRate = 0.5;
    cell.faults.ambientTarget = 15;
    run(cell, 120, board());
    expect(cell.truth.ambient).toBeCloseTo(13, 9);
    run(cell, 600, board());
    expect(cell.truth.ambient).toBe(15);
    cell.faults.ambientTarget = 10;
    run(cell, 60, board());
    expect(cell.truth.ambient).toBeCloseTo(14.5, 9);
  });
});

describe('interface', () => {
  it('rewrites the same objects in place', () => {
    const cell = new LabCell();
    const { inputs, truth } = cell;
    const { analog, digital, pulses } = inputs;
    run(cell, 5, board({ contactor: 1, dischargeCurrent: 0.5, ...PUMPING }));
    expect(cell.inputs).toBe(inputs);
    expect(cell.inputs.analog).toBe(analog);
    expect(cell.inputs.digital).toBe(digital);
    expect(cell.inputs.pulses).toBe(pulses);
    expect(cell.truth).toBe(truth);
    expect(truth.timeMs).toBe(5000);
    expect(truth.current).toBeCloseTo(0.5, 9);
  });

  it('has valid inputs and truth before the first step', () => {
    const cell = new LabCell({ sodiumWt: 30, temperature: 35, ambient: 18 });
    expect(cell.truth.sodiumWt).toBe(30);
    expect(cell.truth.liquidus).toBeCloseTo(-2.3, 1);
    expect(cell.truth.margin).toBeCloseTo(37.3, 1);
    expect(cell.truth.coldestTemperature).toBe(35);
    expect(cell.truth.ambient).toBe(18);
    expect(cell.truth.terminalVoltage).toBeGreaterThan(3.2);
    expect(cell.inputs.analog.cellVoltage).toBeGreaterThan(0.6);
    expect(cell.inputs.analog.leakLoop).toBeCloseTo(0.833, 2);
  });

  it('starts half frozen when it is filled cold', () => {
    const { truth } = new LabCell({ sodiumWt: 58.2, temperature: 15, ambient: 15 });
    expect(truth.solidFraction).toBeCloseTo(0.15, 2);
    expect(truth.margin).toBeCloseTo(-10, 1);
    expect(truth.coldestTemperature).toBe(15);
  });

  it('refuses options outside their limits with value and limit', () => {
    expect(() => new LabCell({ sodiumWt: 99 })).toThrow(
      'lab-cell: sodiumWt is 99 wt% Na, but must be 2..95 wt% Na; correct the plant options of the scenario',
    );
    expect(() => new LabCell({ metalMass: NaN })).toThrow(RangeError);
    expect(() => new LabCell({ oxidisedFraction: 1.2 })).toThrow(RangeError);
  });

  it('refuses steps that are too long, zero or no number', () => {
    const cell = new LabCell();
    for (const dtMs of [0, -50, 101, NaN]) expect(() => cell.step(dtMs, board())).toThrow(/at most 100 ms/);
    cell.step(100, board());
    cell.step(1, board());
    expect(cell.truth.timeMs).toBe(101);
  });
});

describe('fault port', () => {
  it('makes everything sound again', () => {
    const port = new FaultPort(18);
    port.analog.current.kind = 'drift';
    port.analog.current.value = 3;
    port.pulses.nakTach.kind = 'lost';
    port.digital.eStopB = 0;
    port.nakPump.blockage = 0.4;
    port.catholytePump.stuckOn = true;
    port.heater.dutyWelded = true;
    port.contactor = 'welded';
    port.converterGain = 2;
    port.converterOffset = 0.3;
    port.asrFactor = 3;
    port.ocvOffset = -1;
    port.leakResistance = 10;
    port.lineLossFactor = 9;
    port.lineAmbientOffset = -4;
    port.ambientTarget = 2;
    port.ambientRate = 1;
    port.eStopPressed = true;
    port.resetPressed = true;
    port.reset();
    expect(JSON.parse(JSON.stringify(port))).toEqual(JSON.parse(JSON.stringify(new FaultPort(18))));
  });

  it('shows when nothing the controller does can help', () => {
    const cell = new LabCell();
    cell.faults.contactor = 'welded';
    cell.faults.heater.dutyWelded = true;
    cell.step(50, board());
    expect(cell.truth.currentUncontrollable).toBe(0);
    expect(cell.truth.heaterUncontrollable).toBe(0);
    cell.faults.converterOffset = 0.2;
    cell.faults.heater.enableWelded = true;
    cell.step(50, board());
    expect(cell.truth.currentUncontrollable).toBe(1);
    expect(cell.truth.heaterUncontrollable).toBe(1);
    expect(cell.truth.current).toBeCloseTo(0.2, 2);
    expect(cell.truth.heaterPower).toBe(45);
  });
});

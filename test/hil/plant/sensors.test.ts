import { describe, expect, it } from 'vitest';
import { FRONT_ENDS, pt1000, pt1000Temperature, quantise } from '../../../hil/plant/front-ends.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { ANALOG_ROLES } from '../../../hil/target/wires.js';
import type { AnalogRole } from '../../../hil/target/wires.js';
import { board, PUMPING, run } from './bench.js';

const LSB = 1 / 4096;

/** Mean and standard deviation of an analog input over 4000 steps at rest, in LSB. */
function statistics(cell: LabCell, role: AnalogRole): { mean: number; rms: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < 4000; i++) {
    cell.step(50, board());
    const codes = cell.inputs.analog[role] * 4096;
    expect(Number.isInteger(codes)).toBe(true);
    sum += codes;
    squares += codes * codes;
  }
  const mean = sum / 4000;
  return { mean, rms: Math.sqrt(squares / 4000 - mean * mean) };
}

function quiet(): LabCell {
  return new LabCell({ noise: 0, temperature: 25, ambient: 25, oxidisedFraction: 0.5 });
}

describe('front ends', () => {
  it('have the PT1000 of section 9', () => {
    const rows: [number, number][] = [
      [-20, 921.6],
      [0, 1000],
      [25, 1097.4],
      [40, 1155.4],
      [57, 1220.9],
      [60, 1232.4],
      [80, 1309.0],
      [100, 1385.1],
    ];
    for (const [celsius, ohms] of rows) {
      expect(Math.abs(pt1000(celsius) - ohms)).toBeLessThan(0.06);
      expect(pt1000Temperature(pt1000(celsius))).toBeCloseTo(celsius, 9);
    }
  });

  it('turn quantities into the fractions of the wiring', () => {
    const rows: [AnalogRole, number, number][] = [
      ['cellVoltage', -1, 0],
      ['cellVoltage', 0, 1 / 7],
      ['cellVoltage', 3.3, 4.3 / 7],
      ['cellVoltage', 6, 1],
      ['current', 0, 0.5],
      ['current', 2.2, 1],
      ['current', -2.2, 0],
      ['current', 0.5, 0.5 + 0.5 / 4.4],
      ['nakTempA', 0, 1000 / 3700],
      ['nakTempB', 25, 1097.35 / 3797.35],
      ['cellTemp', 60, 1232.42 / 3932.42],
      ['leakLoop', 100e3, 100 / 120],
      ['leakLoop', 20e3, 0.5],
      ['leakLoop', 0, 0],
      ['leakLoop', Infinity, 1],
      ['nakFlow', 0, 5 / 65],
      ['nakFlow', 10, 15 / 65],
      ['nakFlow', 60, 1],
    ];
    for (const [role, quantity, fraction] of rows) expect(FRONT_ENDS[role].toFraction(quantity), `${role} ${quantity}`).toBeCloseTo(fraction, 5);
  });

  it('find the quantity back from the fraction', () => {
    for (const role of ANALOG_ROLES) {
      const pt = FRONT_ENDS[role].unit === '°C';
      for (const fraction of pt ? [0.24, 0.27, 0.3, 0.35] : [0.12, 0.29, 0.5, 0.83])
        expect(FRONT_ENDS[role].toFraction(FRONT_ENDS[role].toQuantity(fraction))).toBeCloseTo(fraction, 9);
    }
  });

  it('quantise to 12 bits with 4095/4096 as the largest', () => {
    expect(quantise(1)).toBe(4095 / 4096);
    expect(quantise(7)).toBe(4095 / 4096);
    expect(quantise(-0.2)).toBe(0);
    expect(quantise(0.5)).toBe(0.5);
    expect(quantise(1.4 * LSB)).toBe(LSB);
    expect(quantise(1.6 * LSB)).toBe(2 * LSB);
  });
});

describe('analog inputs', () => {
  it('show the truth within half a step of the converter', () => {
    const cell = quiet();
    run(cell, 60, board({ contactor: 1, dischargeCurrent: 0.2, ...PUMPING }));
    const { truth, inputs } = cell;
    const expected: Record<AnalogRole, number> = {
      cellVoltage: (truth.terminalVoltage + 1) / 7,
      current: 0.5 + 0.2 / 4.4,
      nakTempA: pt1000(25) / (pt1000(25) + 2700),
      nakTempB: pt1000(25) / (pt1000(25) + 2700),
      cellTemp: pt1000(25) / (pt1000(25) + 2700),
      leakLoop: 100 / 120,
      nakFlow: 15 / 65,
    };
    for (const role of ANALOG_ROLES)
      expect(Math.abs(inputs.analog[role] - expected[role]), role).toBeLessThanOrEqual((FRONT_ENDS[role].unit === '°C' ? 1.5 : 0.52) * LSB);
  });

  it('have noise of 1 LSB rms, the PT1000 of half an LSB', () => {
    // Rounding adds 1/12 LSB² to the variance.
    const cell = (): LabCell => new LabCell({ temperature: 25, ambient: 25, seed: 3 });
    expect(Math.abs(statistics(cell(), 'current').rms - Math.sqrt(1 + 1 / 12))).toBeLessThan(0.06);
    expect(Math.abs(statistics(cell(), 'leakLoop').rms - Math.sqrt(1 + 1 / 12))).toBeLessThan(0.06);
    expect(Math.abs(statistics(cell(), 'nakTempB').rms - Math.sqrt(0.25 + 1 / 12))).toBeLessThan(0.06);
    expect(Math.abs(statistics(cell(), 'current').mean - 2048)).toBeLessThan(0.1);
  });

  it('follow a temperature with the 8 s of the sheath', () => {
    const cell = new LabCell({ noise: 0, temperature: 25, ambient: 25 });
    cell.faults.heater.gain = 3;
    let model = 25;
    for (let i = 0; i < 3000; i++) {
      cell.step(50, board({ heaterEnable: 1, heater: 1 }));
      model += (cell.truth.lineTemperature - model) * (1 - Math.exp(-0.05 / 8));
    }
    const shown = FRONT_ENDS.nakTempA.toQuantity(cell.inputs.analog.nakTempA);
    expect(Math.abs(shown - model)).toBeLessThan(0.2);
    // The line warms at some 7 K/min: 8 s of that is 1 K.
    expect(Math.abs(cell.truth.lineTemperature - shown - 1)).toBeLessThan(0.3);
  });
});

describe('NaK flow meter', () => {
  it('lags by 0.5 s', () => {
    const cell = quiet();
    run(cell, 10, board(PUMPING));
    cell.faults.nakPump.stalled = true;
    run(cell, 0.5, board(PUMPING));
    expect(cell.truth.nakFlow).toBe(0);
    expect(Math.abs(FRONT_ENDS.nakFlow.toQuantity(cell.inputs.analog.nakFlow) - 10 * Math.exp(-1))).toBeLessThan(0.01);
  });
});

describe('analog faults', () => {
  it('show the electrical signature of an open wire', () => {
    const cell = quiet();
    for (const role of ANALOG_ROLES) cell.faults.analog[role].kind = 'open';
    cell.step(50, board());
    const { analog } = cell.inputs;
    for (const role of ['current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakLoop'] as const) expect(analog[role], role).toBe(4095 / 4096);
    expect(analog.cellVoltage).toBeCloseTo(1 / 7, 3);
    const { rms } = statistics(cell, 'nakFlow');
    expect(rms * LSB * 65).toBeGreaterThan(6);
  });

  it('show the electrical signature of a short, without noise', () => {
    const cell = new LabCell({ seed: 8 });
    for (const role of ANALOG_ROLES) cell.faults.analog[role].kind = 'short';
    for (let i = 0; i < 50; i++) {
      cell.step(50, board());
      const { analog } = cell.inputs;
      for (const role of ['cellVoltage', 'current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakLoop'] as const) expect(analog[role], role).toBe(0);
      expect(analog.nakFlow).toBe(quantise(5 / 65));
    }
  });

  it('freeze the last code when stuck, noise included', () => {
    const cell = new LabCell({ seed: 8 });
    cell.step(50, board());
    const before = cell.inputs.analog.current;
    cell.faults.analog.current.kind = 'stuck';
    run(cell, 1, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.current).toBeCloseTo(0.5, 6);
    expect(cell.inputs.analog.current).toBe(before);
    cell.faults.analog.current.kind = 'none';
    run(cell, 0.05, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.inputs.analog.current).toBeCloseTo(0.5 + 0.5 / 4.4, 2);
  });

  it('shift, scale, drift and replace in physical units', () => {
    const cell = quiet();
    const reads = (role: AnalogRole): number => FRONT_ENDS[role].toQuantity(cell.inputs.analog[role]);
    Object.assign(cell.faults.analog.nakTempA, { kind: 'offset', value: 3 });
    Object.assign(cell.faults.analog.nakTempB, { kind: 'fixed', value: -12.6 });
    Object.assign(cell.faults.analog.cellVoltage, { kind: 'gain', value: 0.9 });
    Object.assign(cell.faults.analog.cellTemp, { kind: 'drift', value: 0.1 });
    Object.assign(cell.faults.analog.leakLoop, { kind: 'fixed', value: 5000 });
    run(cell, 60, board());
    expect(Math.abs(reads('nakTempA') - 28)).toBeLessThan(0.2);
    expect(Math.abs(reads('nakTempB') + 12.6)).toBeLessThan(0.2);
    expect(Math.abs(reads('cellVoltage') - 2.97)).toBeLessThan(0.001);
    expect(Math.abs(reads('cellTemp') - 31)).toBeLessThan(0.2);
    expect(Math.abs(reads('leakLoop') - 5000)).toBeLessThan(10);
    Object.assign(cell.faults.analog.cellTemp, { kind: 'none', value: 0 });
    cell.step(50, board());
    Object.assign(cell.faults.analog.cellTemp, { kind: 'drift', value: -1 });
    run(cell, 2, board());
    expect(Math.abs(reads('cellTemp') - 23)).toBeLessThan(0.2);
  });

  it('add noise of the given size', () => {
    const cell = new LabCell({ noise: 0 });
    Object.assign(cell.faults.analog.current, { kind: 'noise', value: 0.05 });
    expect(Math.abs(statistics(cell, 'current').rms * LSB * 4.4 - 0.05)).toBeLessThan(0.003);
  });

  it('leave the noise of the other channels as it was', () => {
    const sound = new LabCell({ seed: 21 });
    const broken = new LabCell({ seed: 21 });
    broken.faults.analog.cellVoltage.kind = 'stuck';
    broken.faults.analog.nakFlow.kind = 'open';
    for (let i = 0; i < 200; i++) {
      sound.step(50, board());
      broken.step(50, board());
      for (const role of ['current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakLoop'] as const)
        expect(broken.inputs.analog[role]).toBe(sound.inputs.analog[role]);
    }
  });
});

describe('contacts', () => {
  it('show e-stop and reset button', () => {
    const cell = new LabCell();
    expect(cell.inputs.digital).toEqual({ eStopA: 1, eStopB: 1, contactorFeedback: 0, localReset: 0 });
    cell.faults.eStopPressed = true;
    cell.faults.resetPressed = true;
    cell.step(50, board());
    expect(cell.inputs.digital).toEqual({ eStopA: 0, eStopB: 0, contactorFeedback: 0, localReset: 1 });
    expect(cell.truth.eStopOpen).toBe(1);
  });

  it('can fail one by one', () => {
    const cell = new LabCell();
    cell.faults.digital.eStopA = 0;
    cell.faults.digital.contactorFeedback = 1;
    cell.step(50, board());
    expect(cell.inputs.digital).toEqual({ eStopA: 0, eStopB: 1, contactorFeedback: 1, localReset: 0 });
    expect(cell.truth.eStopOpen).toBe(1);
    expect(cell.truth.contactorClosed).toBe(0);
  });
});

describe('leak loop', () => {
  it('is wet below 20 kΩ', () => {
    const cell = new LabCell({ noise: 0 });
    for (const [ohms, wet] of [
      [100e3, 0],
      [20e3, 0],
      [19.9e3, 1],
      [5e3, 1],
      [0, 1],
      [Infinity, 0],
    ] as const) {
      cell.faults.leakResistance = ohms;
      cell.step(50, board());
      expect(cell.truth.leakWet).toBe(wet);
      expect(cell.inputs.analog.leakLoop).toBe(quantise(ohms === Infinity ? 1 : ohms / (ohms + 20e3)));
    }
  });
});

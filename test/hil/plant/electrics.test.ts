import { describe, expect, it } from 'vitest';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import type { LabCellOptions } from '../../../hil/plant/options.js';
import { board, PUMPING, run } from './bench.js';

function silent(options: LabCellOptions = {}): LabCell {
  return new LabCell({ noise: 0, oxidisedFraction: 0.5, ...options });
}

describe('contactor', () => {
  it('closes 20 ms after its coil and shows it on the feedback', () => {
    const cell = silent();
    const on = board({ contactor: 1 });
    cell.step(10, on);
    expect(cell.truth.contactorClosed).toBe(0);
    expect(cell.inputs.digital.contactorFeedback).toBe(0);
    cell.step(10, on);
    expect(cell.truth.contactorClosed).toBe(1);
    expect(cell.inputs.digital.contactorFeedback).toBe(1);
  });

  it('opens 20 ms after its coil and ignores a shorter dip', () => {
    const cell = silent();
    run(cell, 0.1, board({ contactor: 1 }), 10);
    cell.step(10, board());
    cell.step(10, board({ contactor: 1 }));
    cell.step(10, board());
    expect(cell.truth.contactorClosed).toBe(1);
    cell.step(10, board());
    expect(cell.truth.contactorClosed).toBe(0);
  });

  it('stays closed when welded and open when its coil is broken', () => {
    const cell = silent();
    cell.faults.contactor = 'welded';
    run(cell, 0.1, board());
    expect(cell.truth.contactorClosed).toBe(1);
    cell.faults.contactor = 'stuckOpen';
    run(cell, 0.1, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.contactorClosed).toBe(0);
    expect(cell.truth.current).toBe(0);
    cell.faults.contactor = 'none';
    run(cell, 0.1, board({ contactor: 1 }));
    expect(cell.truth.contactorClosed).toBe(1);
  });
});

describe('contactor that wears', () => {
  it('moves as late as it is slow, both ways', () => {
    const cell = silent();
    cell.faults.contacts.slowMs = 100;
    run(cell, 0.11, board({ contactor: 1 }), 10);
    expect(cell.truth.contactorClosed).toBe(0);
    cell.step(10, board({ contactor: 1 }));
    expect(cell.truth.contactorClosed).toBe(1);
    run(cell, 0.11, board(), 10);
    expect(cell.truth.contactorClosed).toBe(1);
    cell.step(10, board());
    expect(cell.truth.contactorClosed).toBe(0);
  });

  it('opens again for half of every bounce until it rests, and no current flows then', () => {
    const cell = silent();
    Object.assign(cell.faults.contacts, { bounceMs: 100, bounceEveryMs: 40 });
    const on = board({ contactor: 1, dischargeCurrent: 0.5 });
    const seen: number[] = [];
    for (let ms = 0; ms < 160; ms += 10) {
      cell.step(10, on);
      seen.push(cell.truth.contactorClosed);
      if (cell.truth.contactorClosed === 0) expect(cell.truth.current).toBe(0);
    }
    // Closed at 20 ms; open at 40, 50, 80 and 90 ms; at rest from then on.
    expect(seen.join('')).toBe('0110011001111111');
  });
});

describe('converter', () => {
  it('follows slowly when it is slow, and ends at once with open contacts', () => {
    const cell = silent();
    cell.faults.converterRamp = 2;
    run(cell, 0.1, board({ contactor: 1 }));
    run(cell, 0.5, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.current).toBeCloseTo(0.25, 1);
    run(cell, 1, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.current).toBeCloseTo(0.5, 6);
    run(cell, 0.1, board());
    expect(cell.truth.current).toBe(0);
  });

  it('drives 1 A at full duty, discharge positive, and the difference of both duties', () => {
    for (const [discharge, charge, amperes] of [
      [1, 0, 1],
      [0, 1, -1],
      [0.5, 0.2, 0.3],
      [0, 0, 0],
    ] as const) {
      const cell = silent();
      run(cell, 0.5, board({ contactor: 1, dischargeCurrent: discharge, chargeCurrent: charge }));
      expect(cell.truth.current).toBeCloseTo(amperes, 9);
    }
  });

  it('drives nothing with an open contactor', () => {
    const cell = silent();
    run(cell, 1, board({ dischargeCurrent: 1 }));
    expect(cell.truth.current).toBe(0);
    expect(cell.truth.netCharge).toBe(0);
  });

  it('lags by 10 ms', () => {
    const cell = silent();
    run(cell, 0.1, board({ contactor: 1 }), 10);
    cell.step(10, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.current).toBeCloseTo(0.5 * (1 - Math.exp(-1)), 6);
  });

  it('counts the charge of the lag, the same in one step or in many', () => {
    for (const dtMs of [5, 10, 50]) {
      const cell = silent();
      run(cell, 0.1, board({ contactor: 1 }), dtMs);
      run(cell, 0.05, board({ contactor: 1, dischargeCurrent: 0.5 }), dtMs);
      expect(cell.truth.netCharge * 3600).toBeCloseTo(0.5 * (0.05 - 0.01 * (1 - Math.exp(-5))), 9);
    }
  });

  it('carries current from the moment the contacts close', () => {
    const cell = silent();
    cell.step(50, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.netCharge * 3600).toBeCloseTo(0.5 * (0.03 - 0.01 * (1 - Math.exp(-3))), 9);
  });

  it('obeys gain and offset faults', () => {
    const cell = silent();
    cell.faults.converterGain = 1.8;
    cell.faults.converterOffset = -0.1;
    run(cell, 0.5, board({ contactor: 1, dischargeCurrent: 0.5 }));
    expect(cell.truth.current).toBeCloseTo(0.8, 9);
  });

  it('cannot push the terminal voltage below 0 V or above 5 V', () => {
    const cell = silent({ temperature: 22, ambient: 22 });
    cell.faults.converterGain = 10;
    run(cell, 0.2, board({ contactor: 1, dischargeCurrent: 1 }));
    expect(cell.truth.terminalVoltage).toBeCloseTo(0, 4);
    expect(cell.truth.current).toBeCloseTo(1.966, 2);
    run(cell, 0.2, board({ contactor: 1, chargeCurrent: 1 }));
    expect(cell.truth.terminalVoltage).toBeCloseTo(5, 4);
    expect(cell.truth.current).toBeCloseTo(-1.01, 2);
  });

  it('drops 0.4 V at 10 mA/cm² and 25 °C', () => {
    const cell = silent();
    run(cell, 0.5, board({ contactor: 1, dischargeCurrent: 0.25 }));
    expect(cell.truth.ocv - cell.truth.terminalVoltage).toBeCloseTo(0.4, 3);
  });

  it('needs 4.22 V at 20 mA/cm² on charge at 22 °C and 95 % oxidised', () => {
    const cell = silent({ oxidisedFraction: 0.95, temperature: 22, ambient: 22 });
    run(cell, 0.5, board({ contactor: 1, chargeCurrent: 0.5 }));
    expect(cell.truth.terminalVoltage).toBeCloseTo(4.22, 2);
  });
});

describe('exhausted catholyte', () => {
  it('stops a discharge and lets the terminal voltage collapse, but recovers at rest', () => {
    const cell = silent({ oxidisedFraction: 0.001, catholyteVolume: 0.01 });
    const outputs = board({ contactor: 1, dischargeCurrent: 0.5, ...PUMPING });
    run(cell, 5, outputs);
    expect(cell.truth.current).toBeLessThan(1e-6);
    expect(cell.truth.terminalVoltage).toBe(0);
    expect(cell.truth.oxidisedFraction).toBeCloseTo(1e-5, 9);
    run(cell, 0.5, board(PUMPING));
    expect(cell.truth.terminalVoltage).toBeCloseTo(cell.truth.ocv, 9);
    expect(cell.truth.ocv).toBeGreaterThan(2.9);
  });

  it('stops a charge and lets the terminal voltage rise to the compliance', () => {
    const cell = silent({ oxidisedFraction: 0.999, catholyteVolume: 0.01 });
    run(cell, 5, board({ contactor: 1, chargeCurrent: 0.5, ...PUMPING }));
    expect(cell.truth.current).toBeGreaterThan(-1e-6);
    expect(cell.truth.terminalVoltage).toBe(5);
  });
});

describe('cell faults', () => {
  it('scale the resistance and shift the open-circuit voltage', () => {
    const cell = silent({ temperature: 22, ambient: 22, ageing: 1.1 });
    cell.faults.asrFactor = 2;
    cell.faults.ocvOffset = -0.4;
    cell.step(50, board());
    expect(cell.truth.asr).toBeCloseTo(42 * 2.2, 6);
    expect(cell.truth.terminalVoltage).toBeCloseTo(3.3036 - 0.4, 3);
  });

  it('short the cell inside: 79 mA/cm², 6.5 W and 0.38 K/min without any current at the terminals', () => {
    // Table of docs/physics.md, section 4, at 22 °C.
    const cell = silent({ temperature: 22, ambient: 22 });
    cell.faults.internalShort = 0.001;
    run(cell, 60, board());
    expect(cell.truth.current).toBe(0);
    expect(cell.truth.terminalVoltage).toBeLessThan(0.005);
    expect((cell.truth.netCharge * 3600) / 60).toBeCloseTo(25 * 0.079, 1);
    expect(Math.abs(cell.truth.ohmicHeat - 6.5)).toBeLessThan(0.1);
    cell.faults.internalShort = Infinity;
    cell.step(50, board());
    expect(cell.truth.terminalVoltage).toBeCloseTo(cell.truth.ocv, 9);
  });

  it('divide voltage and resistance of the cell between its resistance and the path inside', () => {
    const cell = silent({ temperature: 22, ambient: 22 });
    cell.faults.internalShort = 42 / 25;
    run(cell, 0.5, board({ contactor: 1, dischargeCurrent: 0.5, ...PUMPING }));
    expect(cell.truth.current).toBeCloseTo(0.5, 9);
    expect(cell.truth.terminalVoltage).toBeCloseTo(cell.truth.ocv / 2 - (0.5 * 42) / 50, 2);
  });
});

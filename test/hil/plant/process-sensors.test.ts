import { describe, expect, it } from 'vitest';
import { NTC_FRONT_END, PROCESS_FRONT_ENDS } from '../../../hil/plant/front-ends.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { PROCESS_ROLES, type ProcessRole } from '../../../hil/plant/process-channels.js';
import { board, PUMPING, run } from './bench.js';

function quiet(): LabCell {
  return new LabCell({ noise: 0, temperature: 25, ambient: 25, oxidisedFraction: 0.5 }, { process: true, valves: false, preCharge: false });
}

function level(cell: LabCell, role: ProcessRole): number {
  return cell.process?.analog[role] ?? NaN;
}

describe('front ends of the process', () => {
  // 4-20 mA across 150 ohm on 3.3 V: f = mA / 22; NAMUR NE 43 keeps a healthy transmitter inside 3.8-20.5 mA.
  it('turn quantities into the fractions of the wiring', () => {
    const rows: [ProcessRole, number, number][] = [
      ['nakPressure', 0, 4 / 22],
      ['nakPressure', 200, 20 / 22],
      ['nakPressure', 300, 20.5 / 22],
      ['blanketPressure', 10, 8 / 22],
      ['blanketPressure', -5, 3.8 / 22],
      ['nakLevel', 25, 12 / 22],
      ['oxygen', 100, 5.6 / 22],
      ['hydrogen', 1, 8 / 22],
      ['roomHydrogen', 25, 8 / 22],
      ['toxicGas', 4.7, (4 + (16 * 4.7) / 30) / 22],
      ['supply', 24, 24 / 33],
      ['supply', 33, 1],
      ['adcReference', 2.5, 2.5 / 3.3],
      ['busVoltage', 3.3, 4.3 / 7],
      ['nakPumpCurrent', 0.5, 0.5 / 3.3],
      ['catholyteTemp', 25, 1097.35 / 3797.35],
      ['catholyteLeakLoop', 20e3, 0.5],
    ];
    for (const [role, quantity, fraction] of rows)
      expect(PROCESS_FRONT_ENDS[role].toFraction(quantity), `${role} ${quantity}`).toBeCloseTo(fraction, 5);
  });

  it('find the quantity back from the fraction', () => {
    for (const role of PROCESS_ROLES) {
      const front = PROCESS_FRONT_ENDS[role];
      for (const fraction of front.unit === '°C' ? [0.24, 0.3, 0.35] : [0.2, 0.5, 0.8])
        expect(front.toFraction(front.toQuantity(fraction)), role).toBeCloseTo(fraction, 9);
    }
  });
});

describe('an NTC in place of a PT1000', () => {
  it('has 33.6, 2.49 and 1.27 kΩ at 0, 60 and 80 °C under 10 kΩ', () => {
    const ohms = (celsius: number): number => {
      const f = NTC_FRONT_END.toFraction(celsius);
      return (10e3 * f) / (1 - f);
    };
    expect(ohms(0)).toBeCloseTo(33.6e3, -2);
    expect(ohms(60)).toBeCloseTo(2.49e3, -1);
    expect(ohms(80)).toBeCloseTo(1.27e3, -1);
    expect(NTC_FRONT_END.toQuantity(NTC_FRONT_END.toFraction(47))).toBeCloseTo(47, 9);
  });

  it('is what the catholyte shows on a board with one', () => {
    const cell = new LabCell({ noise: 0, temperature: 25, ambient: 25 }, { process: true, valves: false, preCharge: false, ntc: ['catholyteTemp'] });
    expect(level(cell, 'catholyteTemp')).toBeCloseTo(0.5, 3);
    expect(level(cell, 'nakInletTemp')).toBeCloseTo(1097.35 / 3797.35, 3);
  });
});

describe('what the inputs of the process show', () => {
  it('is the truth through the front ends once the sensors have settled', () => {
    const cell = quiet();
    run(cell, 60, board(PUMPING));
    const near = (role: ProcessRole, value: number): void =>
      expect(level(cell, role), role).toBeCloseTo(PROCESS_FRONT_ENDS[role].toFraction(value), 3);
    const t = cell.truth;
    near('catholyteTemp', t.catholyteTemperature);
    near('nakInletTemp', t.lineTemperature);
    near('catholyteLeakLoop', 100e3);
    near('supply', 24);
    near('adcReference', 2.5);
    near('busVoltage', t.busVoltage);
    near('nakPumpCurrent', t.nakPumpCurrent);
    near('catholytePumpCurrent', t.catholytePumpCurrent);
    near('nakPressure', t.nakPressure);
    near('catholytePressure', t.catholytePressure);
    near('blanketPressure', t.blanketPressure);
    near('nakLevel', t.nakVolume);
    near('oxygen', t.oxygen);
    near('hydrogen', t.hydrogen);
    near('roomHydrogen', t.roomHydrogen);
    near('toxicGas', t.toxicGas);
    expect(cell.process?.smoke).toBe(1);
  });

  it('is no current through a broken wire of a transmitter, and full scale when its wires touch', () => {
    const cell = quiet();
    cell.faults.process.nakPressure.kind = 'open';
    cell.faults.process.oxygen.kind = 'short';
    run(cell, 1, board());
    expect(level(cell, 'nakPressure')).toBe(0);
    expect(level(cell, 'oxygen')).toBeGreaterThan(0.999);
  });

  it('follows smoke, supply and the tray of the catholyte', () => {
    const cell = quiet();
    Object.assign(cell.faults, { smoke: true, supplyVoltage: 19.5, catholyteLeakResistance: 5000 });
    run(cell, 1, board());
    expect(cell.process?.smoke).toBe(0);
    expect(level(cell, 'supply')).toBeCloseTo(19.5 / 33, 3);
    expect(level(cell, 'catholyteLeakLoop')).toBeCloseTo(0.2, 3);
    expect(cell.truth).toMatchObject({ smoke: 1, supplyVoltage: 19.5, catholyteTrayWet: 1 });
    cell.faults.reset();
    run(cell, 1, board());
    expect(cell.process?.smoke).toBe(1);
    expect(level(cell, 'supply')).toBeCloseTo(24 / 33, 3);
  });

  it('lags: gas cells of the blanket 2 s, of the room 5 s, the level 1 s, sheaths 8 s', () => {
    const cell = quiet();
    cell.faults.metalLost = 0.5;
    run(cell, 1, board());
    const front = PROCESS_FRONT_ENDS.nakLevel;
    const start = 20 / 0.8657;
    expect(front.toQuantity(level(cell, 'nakLevel'))).toBeCloseTo(start * (0.5 + 0.5 * Math.exp(-1)), 1);
  });
});

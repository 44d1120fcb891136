import { describe, expect, it } from 'vitest';
import { stoichiometricRatio } from '../../../hil/plant/catholyte.js';
import { ACTIVE_AREA, CellVoltage, areaResistance, openCircuitVoltage } from '../../../hil/plant/cell.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { board, PUMPING, run } from './bench.js';

/** docs/physics.md, section 4: T, resistance, largest power density at 3.30 V and 22 °C with −1.2 mV/K. */
const RESISTANCE: readonly [number, number, number][] = [
  [5, 56.6, 48.7],
  [10, 51.7, 53.1],
  [15, 47.3, 57.9],
  [20, 43.4, 62.8],
  [22, 42.0, 64.8],
  [25, 40.0, 67.9],
  [30, 36.9, 73.3],
  [35, 34.2, 78.9],
  [40, 31.7, 84.7],
  [45, 29.5, 90.8],
  [50, 27.5, 97.0],
  [55, 25.7, 103.5],
  [57, 25.0, 106.1],
  [60, 24.0, 110.1],
];

/** Heat of the cell reaction at a current density, W; mA/cm², discharge positive, half-oxidised catholyte, 22 wt% Na. */
function heat(density: number, celsius: number): number {
  const voltage = new CellVoltage();
  voltage.at(22, 0.5, celsius);
  const current = (density * ACTIVE_AREA) / 1000;
  return (current * current * areaResistance(celsius, 1)) / ACTIVE_AREA - current * (celsius + 273.15) * voltage.slope;
}

describe('area-specific resistance', () => {
  it('follows the table of section 4', () => {
    for (const [celsius, ohms] of RESISTANCE) expect(Math.abs(areaResistance(celsius, 1) - ohms)).toBeLessThan(0.06);
  });

  it('grows with ageing', () => {
    expect(areaResistance(22, 2.5)).toBeCloseTo(105, 9);
  });
});

describe('open-circuit voltage', () => {
  it('is 3.30 V at 25 °C, half-oxidised, 22 wt% Na', () => {
    expect(openCircuitVoltage(22, 0.5, 25)).toBeCloseTo(3.3, 12);
  });

  it('has the Nernst terms of section 5.1 at 25 °C', () => {
    const rows: [number, number][] = [
      [0.02, -100],
      [0.05, -76],
      [0.1, -56],
      [0.9, 56],
      [0.95, 76],
      [0.98, 100],
    ];
    for (const [oxidised, millivolts] of rows) {
      expect(Math.abs((openCircuitVoltage(22, oxidised, 25) - 3.3) * 1000 - millivolts)).toBeLessThan(0.6);
    }
  });

  it('falls with sodium as the electrode shifts of section 5.1 say, 10.7 mV from 22 to 58.2 wt%', () => {
    const rows: [number, number][] = [
      [9.2, 3.7],
      [30, 10.6],
      [40, 13.4],
      [50, 16.3],
      [58.2, 18.8],
      [75, 26.4],
    ];
    for (const [w, shift] of rows) {
      expect(Math.abs((3.3 - openCircuitVoltage(w, 0.5, 25)) * 1000 - (shift - 8.1))).toBeLessThan(0.11);
    }
  });

  it('spans 3.173 V to 3.388 V in normal service', () => {
    expect(Math.abs(openCircuitVoltage(50, 0.05, 55) - 3.173)).toBeLessThan(0.002);
    expect(Math.abs(openCircuitVoltage(14, 0.95, 15) - 3.388)).toBeLessThan(0.002);
  });

  it('has the IR-free voltages of the charge-end and discharge-end tests', () => {
    const rows: [number, number][] = [
      [0.98, 3.4],
      [0.995, 3.436],
      [0.9995, 3.495],
      [0.02, 3.2],
      [0.01, 3.182],
      [0.0005, 3.105],
    ];
    for (const [oxidised, volts] of rows) expect(openCircuitVoltage(22, oxidised, 25)).toBeCloseTo(volts, 3);
  });

  it('has a slope that is its derivative by temperature', () => {
    const voltage = new CellVoltage();
    for (const [w, oxidised, celsius] of [
      [22, 0.5, 25],
      [50, 0.9, 40],
      [12, 0.05, 15],
    ] as const) {
      voltage.at(w, oxidised, celsius);
      const difference = openCircuitVoltage(w, oxidised, celsius + 0.5) - openCircuitVoltage(w, oxidised, celsius - 0.5);
      expect(voltage.slope).toBeCloseTo(difference, 9);
    }
  });
});

describe('power of the cell', () => {
  it('has the largest power densities of section 4, among them 64.8 mW/cm² at 22 °C and 106 at 57 °C', () => {
    for (const [celsius, , power] of RESISTANCE) {
      const volts = 3.3 - 0.0012 * (celsius - 22);
      expect(Math.abs((1000 * volts * volts) / (4 * areaResistance(celsius, 1)) - power)).toBeLessThan(0.15);
      const real = openCircuitVoltage(22, 0.5, celsius);
      expect(Math.abs((1000 * real * real) / (4 * areaResistance(celsius, 1)) / power - 1)).toBeLessThan(0.02);
    }
  });

  it.each([
    [22, 64.8, 1.65],
    [57, 106.1, 1.63],
  ])('reaches its largest power under load in the running plant at %d °C', (celsius, power, volts) => {
    let best = 0;
    let bestVolts = 0;
    for (let amperes = 0.7; amperes < 2; amperes += 0.02) {
      const cell = new LabCell({ temperature: celsius, ambient: celsius, oxidisedFraction: 0.5, noise: 0 });
      cell.faults.converterGain = 2;
      run(cell, 0.3, board({ contactor: 1, dischargeCurrent: amperes / 2, ...PUMPING }), 10);
      const watts = cell.truth.current * cell.truth.terminalVoltage;
      if (watts > best) {
        best = watts;
        bestVolts = cell.truth.terminalVoltage;
      }
    }
    expect(Math.abs((best * 1000) / ACTIVE_AREA / power - 1)).toBeLessThan(0.02);
    expect(bestVolts).toBeCloseTo(volts, 1);
  });

  it('short-circuits at 79 mA/cm², 1.96 A, at 22 °C', () => {
    expect(openCircuitVoltage(22, 0.5, 22) / (areaResistance(22, 1) / ACTIVE_AREA)).toBeCloseTo(1.96, 1);
  });
});

describe('heat of the cell', () => {
  it('follows the table of section 7 at 25 °C', () => {
    const rows: [number, number][] = [
      [-5, -0.02],
      [-9, 0],
      [-10, 0.01],
      [-20, 0.22],
      [10, 0.19],
      [20, 0.58],
    ];
    for (const [density, watts] of rows) expect(Math.abs(heat(density, 25) - watts)).toBeLessThan(0.0051);
  });

  it('is thermoneutral on charge at 8.9 mA/cm² at 25 °C and 15.8 mA/cm² at 57 °C', () => {
    for (const [celsius, density] of [
      [25, 8.9],
      [57, 15.8],
    ] as const) {
      expect(heat(-density + 0.1, celsius)).toBeLessThan(0);
      expect(heat(-density - 0.1, celsius)).toBeGreaterThan(0);
    }
  });

  it('cools on gentle charge and warms on discharge in the running plant', () => {
    const change = (outputs: Parameters<typeof board>[0]): number => {
      const cell = new LabCell({ temperature: 25, ambient: 25, oxidisedFraction: 0.5 });
      run(cell, 600, board({ contactor: 1, ...PUMPING, ...outputs }));
      expect(Math.sign(cell.truth.entropicHeat)).toBe(Math.sign(cell.truth.current));
      return cell.truth.cellTemperature - 25;
    };
    expect(change({ chargeCurrent: 0.125 })).toBeLessThan(-0.005);
    expect(change({ dischargeCurrent: 0.125 })).toBeGreaterThan(0.02);
    expect(change({ chargeCurrent: 0.5 })).toBeGreaterThan(0.05);
  });
});

describe('stoichiometric ratio', () => {
  it('is 11.6 at 30 mL/min, 0.6 M, 0.25 A and a tenth left', () => {
    expect(stoichiometricRatio(30, 0.6, 0.25, 0.1)).toBeCloseTo(11.6, 1);
    expect(stoichiometricRatio(30, 0.6, -0.25, 0.9)).toBeCloseTo(11.6, 1);
  });

  it('reaches 5 and 3 at 0.50 A where 8.6 and 5.2 % are left', () => {
    expect(stoichiometricRatio(30, 0.6, 0.5, 0.086)).toBeCloseTo(5, 1);
    expect(stoichiometricRatio(30, 0.6, 0.5, 0.052)).toBeCloseTo(3, 1);
  });

  it('is infinite without current', () => {
    expect(stoichiometricRatio(0, 0.6, 0, 0.5)).toBe(Infinity);
  });
});

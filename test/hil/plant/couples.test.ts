import { describe, expect, it } from 'vitest';
import { parameterRow } from '../../../firmware/model/parameters.js';
import { openCircuitVoltage, CellVoltage } from '../../../hil/plant/cell.js';
import { COUPLES, COUPLE_NAMES, saturationTemperature } from '../../../hil/plant/couples.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { completeOptions } from '../../../hil/plant/options.js';
import { anchorParameters } from '../../../hil/scenario/hand.js';
import { board, PUMPING, run } from './bench.js';

const FARADAY = 96485.33212;
const RT_F = (8.314462618 * 298.15) / FARADAY;

describe('open-circuit voltage of the couples', () => {
  it('is 3.30, 3.25 and 4.00 V at 25 °C, half-oxidised, 22 wt% Na (section 5)', () => {
    expect(COUPLE_NAMES.map((name) => openCircuitVoltage(22, 0.5, 25, COUPLES[name]))).toEqual([3.3, 3.25, 4]);
  });

  it('moves by −1.2, 0 and +0.5 mV/K', () => {
    const slopes = COUPLE_NAMES.map((name) => openCircuitVoltage(22, 0.5, 35, COUPLES[name]) - openCircuitVoltage(22, 0.5, 25, COUPLES[name]));
    expect(slopes.map((volts) => Number((volts * 100).toFixed(6)))).toEqual([-1.2, 0, 0.5]);
  });

  it('of bromine follows (RT/2F)·ln[Br2] − (RT/F)·ln[Br⁻], concentrations from the charge', () => {
    // 2 mol/L of bromine in all: s of it as Br2, two atoms a molecule.
    const nernst = (s: number): number => (RT_F / 2) * Math.log((2 * s) / 2) - RT_F * Math.log(2 * (1 - s));
    for (const s of [0.02, 0.05, 0.3, 0.7, 0.95, 0.98]) {
      expect(openCircuitVoltage(22, s, 25, COUPLES.bromide) - 4).toBeCloseTo(nernst(s) - nernst(0.5), 12);
    }
    // By hand: s = 0.95 is 0.95 mol/L Br2 and 0.1 mol/L Br⁻ against 0.5 and 1: 8.24 + 59.15 mV.
    expect((openCircuitVoltage(22, 0.95, 25, COUPLES.bromide) - 4) * 1000).toBeCloseTo(67.4, 1);
  });

  it('has a slope that is its derivative by temperature, so that no cycle makes energy', () => {
    for (const name of COUPLE_NAMES) {
      const voltage = new CellVoltage(COUPLES[name]);
      for (const [w, s, t] of [
        [30, 0.9, 35],
        [45, 0.1, 20],
      ] as const) {
        voltage.at(w, s, t);
        const difference = openCircuitVoltage(w, s, t + 0.5, COUPLES[name]) - openCircuitVoltage(w, s, t - 0.5, COUPLES[name]);
        expect(voltage.slope).toBeCloseTo(difference, 9);
      }
    }
  });
});

describe('solubility', () => {
  it('of ferrocyanide: 0.6 °C at 0.4, 11.4 at 0.6, 21.8 at 0.8 mol/L, straight in between', () => {
    expect([0.4, 0.6, 0.8].map((molar) => saturationTemperature(COUPLES.ferri, molar))).toEqual([0.6, 11.4, 21.8]);
    expect(saturationTemperature(COUPLES.ferri, 0.65)).toBeCloseTo(14, 9);
  });

  it('never lies below the freezing point, which is all there is for ferrocene and bromide', () => {
    expect(saturationTemperature(COUPLES.ferri, 0.05)).toBe(-4);
    expect(saturationTemperature(COUPLES.ferrocene, 0.5)).toBe(-49);
    expect(saturationTemperature(COUPLES.bromide, 2)).toBe(-10);
  });
});

describe('a controller that is told its couple', () => {
  it('keeps every value it was shipped with for ferri/ferrocyanide', () => {
    const told = anchorParameters(completeOptions({}), 1);
    for (const [name, raw] of told) expect([name, raw]).toEqual([name, parameterRow(name).fallback]);
  });

  it('gets reference voltage, ends and temperatures of the others inside the limits of its parameters', () => {
    for (const name of COUPLE_NAMES) {
      const told = anchorParameters(completeOptions({ couple: name }), 1);
      for (const [parameter, raw] of told) {
        const { min, max } = parameterRow(parameter);
        expect([name, parameter, raw >= min && raw <= max]).toEqual([name, parameter, true]);
      }
    }
    const bromide = anchorParameters(completeOptions({ couple: 'bromide' }), 1);
    expect(bromide.get('referenceVoltage')).toBe(4000);
    expect(bromide.get('catholyteHot')).toBe(450);
    // 2 mol/L × 0.2 L × F / 3600 = 10.721 Ah.
    expect(bromide.get('catholyteCapacity')).toBe(10721);
    expect(bromide.get('saturationTemp')).toBe(-50);
  });

  it('is refused a couple that does not exist', () => {
    expect(() => completeOptions({ couple: 'iodine' as never })).toThrow('there is no couple "iodine"; name one of ferri, ferrocene, bromide');
  });
});

describe('the plant with another couple', () => {
  it.each([
    ['ferrocene', 3.25, 0],
    ['bromide', 4, -0.5e-3 * 298.15],
  ] as const)('%s: voltage under current and sign of the entropic heat', (name, volts, peltier) => {
    const cell = new LabCell({ couple: name, temperature: 25, ambient: 25, oxidisedFraction: 0.5, noise: 0 });
    run(cell, 1, board({ contactor: 1, dischargeCurrent: 0.2, ...PUMPING }));
    const { truth } = cell;
    expect(truth.ocv).toBeCloseTo(volts, 3);
    expect(truth.terminalVoltage).toBeCloseTo(truth.ocv - 0.2 * (truth.asr / 25), 6);
    expect(truth.entropicHeat).toBeCloseTo(0.2 * peltier, 3);
  });

  it('warms a lighter catholyte faster: 2.04 against 4 J/(mL·K)', () => {
    const rise = (name: 'ferri' | 'ferrocene'): number => {
      const cell = new LabCell({ couple: name, temperature: 25, ambient: 25, noise: 0 });
      run(cell, 60, board({ heaterEnable: 1, heater: 1 }));
      return cell.truth.catholyteTemperature - 25;
    };
    // 45 W · 0.37 for 60 s into 380 J/K is 2.63 K without losses; into 380 · 2.04 / 4 it is 5.15 K.
    expect(rise('ferri')).toBeGreaterThan(2.5);
    expect(rise('ferri')).toBeLessThan(2.63);
    // What goes to the cell meanwhile takes a little off the larger rise.
    expect(rise('ferrocene') / rise('ferri')).toBeGreaterThan(0.93 * (5.15 / 2.63));
    expect(rise('ferrocene') / rise('ferri')).toBeLessThan(5.15 / 2.63);
  });

  it('closes its energy balance in a cycle with bromide', () => {
    const cell = new LabCell({ couple: 'bromide', temperature: 30, ambient: 22, oxidisedFraction: 0.5, noise: 0 });
    const start = cell.truth.storedHeat;
    let heat = 0;
    const through = (outputs: Parameters<typeof board>[0], seconds: number): void => {
      for (let ms = 0; ms < seconds * 1000; ms += 50) {
        cell.step(50, board({ contactor: 1, heaterEnable: 1, heater: 0.2, ...PUMPING, ...outputs }));
        const { heaterPower, ohmicHeat, entropicHeat, ambientLoss } = cell.truth;
        heat += (heaterPower + ohmicHeat + entropicHeat - ambientLoss) * 0.05;
      }
    };
    through({ dischargeCurrent: 0.4 }, 600);
    through({ chargeCurrent: 0.4 }, 600);
    expect(cell.truth.storedHeat - start).toBeCloseTo(heat, 6);
  });
});

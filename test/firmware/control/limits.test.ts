/** Current limits, IR-free voltage and catholyte flow (docs/physics.md, sections 4, 5, 6 and 10). */
import { beforeEach, describe, expect, it } from 'vitest';
import type * as Reserve from '../../../firmware/control/reserve.js';
import { RESCUE_MARK } from '../../../firmware/model/rescue.js';
import { CATHOLYTE_CONCENTRATION, NAK_FLOW_SET, SIGNER } from '../../../firmware/persist/parameter.table.js';
import { freshFirmware } from '../stub-board.js';
import { expected } from '../protect/driven-monitor.js';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

function limits(): { discharge: number; charge: number } {
  cabinet.estimate();
  return { discharge: cabinet.modules.limits.dischargeLimit, charge: cabinet.modules.limits.chargeLimit };
}

describe('a commissioning that nobody has signed', () => {
  it('allows no current in either direction, until it is signed', () => {
    const { P } = cabinet.modules.parameters;
    expect(limits()).toEqual({ discharge: 500, charge: 500 });
    P[SIGNER] = 0;
    expect(limits()).toEqual({ discharge: 0, charge: 0 });
    P[SIGNER] = 1;
    expect(limits()).toEqual({ discharge: 500, charge: 500 });
  });

  it('leaves the flows as they are set', () => {
    cabinet.modules.parameters.P[SIGNER] = 0;
    limits();
    cabinet.modules.limits.updateFlowsWanted(0);
    expect(cabinet.modules.limits.catholyteFlowWanted).toBe(300);
    expect(cabinet.modules.limits.nakFlowWanted).toBe(100);
  });
});

describe('derating', () => {
  /** From the whole current at 8 K in a straight line to a tenth at 5 K. */
  const LINE = [
    [120, 500],
    [80, 500],
    [79, 485],
    [65, 275],
    [51, 65],
    [50, 50],
    [40, 50],
  ] as const;

  it.each(LINE)('at a Na-rich margin of %i tenths of a kelvin leaves %i mA of discharge and all of the charge', (margin, left) => {
    cabinet.set('marginNaRich', margin);
    expect(limits().discharge).toBeCloseTo(left, 6);
    expect(limits().charge).toBeCloseTo(500, 6);
  });

  it.each(LINE)('at a K-rich margin of %i tenths of a kelvin leaves %i mA of charge and all of the discharge', (margin, left) => {
    cabinet.set('marginKRich', margin);
    expect(limits().charge).toBeCloseTo(left, 6);
    expect(limits().discharge).toBeCloseTo(500, 6);
  });

  it.each([
    [550, 500],
    [575, 275],
    [600, 50],
    [610, 50],
  ])('at a hottest sensor of %i tenths of a degree leaves %i mA both ways', (hottest, left) => {
    cabinet.set('hottestTemp', hottest);
    expect(limits().discharge).toBeCloseTo(left, 6);
    expect(limits().charge).toBeCloseTo(left, 6);
  });

  it('takes half with one sensor of the pair at the coldest point', () => {
    cabinet.trip(expected('F01b'));
    expect(limits()).toEqual({ discharge: 250, charge: 250 });
  });

  it.each([
    ['P01', 'discharge'],
    ['P17', 'discharge'],
    ['P02', 'charge'],
    ['P16', 'charge'],
  ] as const)('ends at zero when %s blocks %s', (id, direction) => {
    cabinet.trip(expected(id));
    expect(limits()[direction]).toBe(0);
    expect(limits()[direction === 'charge' ? 'discharge' : 'charge']).toBeGreaterThan(0);
  });
});

describe('the composition controller', () => {
  it('takes the current away over the charge of six minutes before the park limit, in the direction that leads there only', () => {
    // 0.5 A for six minutes: 50 mAh.
    for (const [left, most] of [
      [9999, 500],
      [50.1, 500],
      [25, 275],
      [1, 59],
      [0, 0],
      [-100, 0],
      [NaN, 0],
    ] as const) {
      cabinet.set('chargeLeftToPark', left);
      cabinet.set('chargeBackToPark', 9999);
      expect([left, ...Object.values(limits()).map(Math.round)]).toEqual([left, most, 500]);
      expect(cabinet.modules.limits.planned).toBe(most < 500);
      cabinet.set('chargeLeftToPark', 9999);
      cabinet.set('chargeBackToPark', left);
      expect([left, ...Object.values(limits()).map(Math.round)]).toEqual([left, 500, most]);
    }
  });
});

describe('the mark of the composition controller', () => {
  it.each([
    [50, true],
    [50.1, false],
  ])('with %f mAh left is set: %s', (left, marked) => {
    cabinet.set('chargeLeftToPark', left);
    limits();
    expect(cabinet.modules.limits.planned).toBe(marked);
  });
});

describe('resistance by pulses', () => {
  it.each([
    [1000, 500],
    [1500, 500],
    [2000, 275],
    [2500, 50],
    [4000, 50],
  ])('of %i thousandths of the commissioned one leaves %i mA both ways', (ratio, left) => {
    cabinet.set('resistanceHigh', ratio);
    expect(limits().discharge).toBeCloseTo(left, 6);
    expect(limits().charge).toBeCloseTo(left, 6);
  });
});

describe('a catholyte pump that brings less than it is told', () => {
  it('lowers the limits to what keeps five times the reactant flowing', () => {
    cabinet.set('oxidisedFraction', 1000);
    cabinet.set('catholyteFlow', 300);
    cabinet.set('catholyteFlowRatio', 901);
    expect(limits().discharge).toBe(500);
    cabinet.set('catholyteFlow', 150);
    cabinet.set('catholyteFlowRatio', 900);
    expect(Math.abs(limits().discharge - 0.18 * 1447)).toBeLessThan(1);
    cabinet.set('catholyteFlow', 300);
    cabinet.set('catholyteFlowRatio', 899);
    // 30 mL/min of 0.6 M at 10 % oxidised carry 2.895 A; a fifth of that with a tenth to spare.
    expect(Math.abs(limits().discharge - 0.18 * 2895)).toBeGreaterThan(20);
    cabinet.set('catholyteFlow', 150);
    expect(Math.abs(limits().discharge - 0.18 * 1447)).toBeLessThan(1);
    expect(limits().charge).toBe(500);
  });
});

describe('voltage limits', () => {
  it('allow so much current that the terminal stays between 2.4 and 4.25 V', () => {
    // 25 °C: 40.0 Ω·cm² on 25 cm² are 1.6 Ω; at 2.8 V of OCV 0.4 V are left to 2.4 V.
    cabinet.set('cellTemp', 250);
    cabinet.set('cellVoltage', 2800);
    expect(Math.abs(limits().discharge - 250)).toBeLessThan(0.5);
    cabinet.set('cellVoltage', 4000);
    expect(Math.abs(limits().charge - 250 / 1.6)).toBeLessThan(0.5);
  });

  it('allow none beyond the window', () => {
    cabinet.set('cellVoltage', 2390);
    expect(limits().discharge).toBe(0);
    cabinet.set('cellVoltage', 4260);
    expect(limits().charge).toBe(0);
  });
});

describe('ends of the catholyte', () => {
  it.each([
    [500, 'discharge'],
    [400, 'discharge'],
    [9500, 'charge'],
    [9600, 'charge'],
  ] as const)('at an oxidised fraction of %i hundredths of a percent allow no %s', (s, direction) => {
    cabinet.set('oxidisedFraction', s);
    expect(limits()[direction]).toBe(0);
    expect(limits()[direction === 'charge' ? 'discharge' : 'charge']).toBeGreaterThan(0);
  });

  it('take current away before five times the needed reactant is short at full flow', () => {
    // λ = Q c F s / I: 100 mL/min of 0.1 M at 6 % are 965 mA of reactant; a fifth of that less a tenth is left.
    cabinet.set('oxidisedFraction', 600);
    cabinet.modules.parameters.P[CATHOLYTE_CONCENTRATION] = 100;
    expect(Math.abs(limits().discharge - (100e-3 / 60) * 0.1 * 96485.33 * 0.06 * 180)).toBeLessThan(0.1);
  });
});

describe('the charge that a master reserves', () => {
  let reserve: typeof Reserve;
  beforeEach(async () => {
    reserve = await import('../../../firmware/control/reserve.js');
  });

  it.each([
    [6000, 0],
    [6001, 500],
    [5000, 0],
  ])('of 60 %% leaves, at %i hundredths of a per cent, %i mA of discharge and all of the charge', (s, discharge) => {
    reserve.holdFloor(6000);
    cabinet.set('oxidisedFraction', s);
    expect(limits()).toEqual({ discharge, charge: 500 });
  });

  it.each([
    [4000, 0],
    [3999, 500],
    [5000, 0],
  ])('up to 40 %% leaves, at %i hundredths of a per cent, %i mA of charge and all of the discharge', (s, charge) => {
    reserve.holdCeiling(4000);
    cabinet.set('oxidisedFraction', s);
    expect(limits()).toEqual({ discharge: 500, charge });
  });

  it('ends 900 s after it was written last, each for itself', () => {
    reserve.holdFloor(6000);
    reserve.ageReserves(500);
    reserve.holdCeiling(4000);
    cabinet.set('oxidisedFraction', 5000);
    reserve.ageReserves(398);
    // `limits` is a second more.
    expect(limits()).toEqual({ discharge: 0, charge: 0 });
    expect(limits()).toEqual({ discharge: 500, charge: 0 });
    reserve.ageReserves(499);
    expect(limits()).toEqual({ discharge: 500, charge: 500 });
  });

  it('does not stand in the way of a rescue, whose tenth of the current ends with the catholyte only', () => {
    reserve.holdFloor(6000);
    reserve.holdCeiling(4000);
    cabinet.modules.monitor.setRescue(RESCUE_MARK.charge);
    cabinet.set('oxidisedFraction', 5000);
    expect(limits()).toEqual({ discharge: 50, charge: 50 });
    cabinet.set('oxidisedFraction', 500);
    expect(limits()).toEqual({ discharge: 0, charge: 50 });
    cabinet.set('oxidisedFraction', 9500);
    expect(limits()).toEqual({ discharge: 50, charge: 0 });
    cabinet.modules.monitor.setRescue(0);
  });
});

describe('IR-free voltage', () => {
  it.each([
    // ASR(T) of section 4 on 25 cm²: terminal voltage, current in mA, cell temperature, OCV.
    [3300, 0, 22, 3300],
    [2460, 500, 22, 3300],
    [4140, -500, 22, 3300],
    [2500, 500, 25, 3300],
    [2666, 500, 40, 3300],
    [2800, 500, 57, 3300],
  ])('of %i mV at %i mA and %i °C is %i mV', (u, i, t, ocv) => {
    cabinet.set('cellVoltage', u);
    cabinet.set('current', i);
    cabinet.set('cellTemp', 10 * t);
    limits();
    expect(Math.abs(cabinet.get('irFreeVoltage') - ocv)).toBeLessThan(1.1);
  });

  it.each([
    [300, false, true],
    [-300, true, false],
    [0, true, true],
  ])('at %i mA ends charge: %s, discharge: %s', (i, charging, discharging) => {
    for (const [level, check, on] of [
      [3600, 'P16', charging],
      [2900, 'P17', discharging],
    ] as const) {
      cabinet.home();
      cabinet.set('current', i);
      cabinet.set('cellTemp', 400);
      // Terminal voltage with the drop of ASR(40 °C) = 31.7 Ω·cm² on top.
      cabinet.set('cellVoltage', level - (i * 31.7) / 25);
      limits();
      cabinet.judge();
      expect([check, cabinet.modules.monitor.acts(expected(check).index)]).toEqual([check, on]);
    }
  });
});

describe('catholyte flow', () => {
  const flow = (current: number, s: number): number => {
    cabinet.set('oxidisedFraction', s);
    cabinet.modules.limits.updateFlowsWanted(current);
    return cabinet.modules.limits.catholyteFlowWanted;
  };

  it('is the set flow in the middle and rises near the ends, to 100 mL/min at most', () => {
    expect(flow(500, 5000)).toBe(300);
    expect(flow(0, 50)).toBe(300);
    // λ = 5 at 30 mL/min needs s = 0.086 for 0.5 A; a tenth on top.
    expect(flow(500, 860)).toBeCloseTo(330, -0.5);
    expect(flow(-500, 9140)).toBeCloseTo(330, -0.5);
    expect(flow(500, 100)).toBe(1000);
    expect(flow(500, 0)).toBe(1000);
  });

  it('is all that the pump has when no reactant is left or its share is unknown, also before any current flows', () => {
    expect([flow(0, 10_000), flow(0, NaN), flow(500, NaN)]).toEqual([1000, 1000, 1000]);
  });

  it('counts the reactant that the direction uses', () => {
    expect(flow(500, 9140)).toBe(300);
    expect(flow(-500, 860)).toBe(300);
  });

  it('gives the stoichiometric ratio of the physics page', async () => {
    // 30 mL/min of 0.6 M, 0.25 A, s = 0.1: λ = 11.6. At 0.5 A λ = 5 at 0.086 and 3 at 0.052.
    const { flow: sense, parameters, values } = await freshFirmware(['flow', 'parameters', 'values']);
    parameters.adoptShadow();
    const { valueIndex } = await import('../../../firmware/sense/layout.js');
    const ratio = (s: number, current: number): number => {
      values.X[valueIndex('oxidisedFraction')] = s;
      return sense.stoichiometricCurrent(300, current) / Math.abs(current);
    };
    expect(ratio(1000, 250)).toBeCloseTo(11.6, 1);
    expect(ratio(860, 500)).toBeCloseTo(5, 1);
    expect(ratio(520, 500)).toBeCloseTo(3, 1);
    expect(ratio(9480, -500)).toBeCloseTo(3, 1);
  });
});

describe('NaK flow', () => {
  const flow = (current: number, composition: number): number => {
    cabinet.set('composition', composition);
    cabinet.modules.limits.updateFlowsWanted(current);
    return cabinet.modules.limits.nakFlowWanted;
  };

  /** 0.1 mL/min in which half a wt% of the metal changes in a pass: I · M_K/F · w/0.005 / 0.849 g/cm³ (docs/physics.md, section 6). */
  const needed = (current: number, w: number): number => ((((current / 1000) * 39.0983) / 96485.332) * w * 60 * 10) / 0.005 / 0.849;

  beforeEach(() => {
    // 2 mL/min, the least that can be set.
    cabinet.modules.parameters.setParameter(NAK_FLOW_SET, 20);
  });

  it('is what is set, until the current changes the composition by half a wt% in a pass', () => {
    expect(flow(500, 2200)).toBe(20);
    expect(flow(-500, 2200)).toBe(20);
    for (const [current, w] of [
      [2000, 0.5],
      [-2000, 0.5],
      [1500, 0.4],
    ] as const)
      expect(Math.abs(flow(current, 10_000 * w) / needed(Math.abs(current), w) - 1)).toBeLessThan(0.001);
  });

  it('is what is set while the composition is unknown', () => {
    expect(flow(2000, NaN)).toBe(20);
  });
});

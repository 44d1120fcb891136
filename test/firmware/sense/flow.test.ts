/** Catholyte flow and pump speeds from pulses, and what flow is needed (docs/wiring.md; docs/physics.md, section 6). */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, StubBoard } from '../stub-board.js';

let board: StubBoard;
let fw: Awaited<ReturnType<typeof freshFirmware<'fast' | 'flow' | 'inputs' | 'parameters' | 'values'>>>;

beforeEach(async () => {
  board = new StubBoard();
  board.inputs.nakFlow = (10 + 5) / 65;
  fw = await freshFirmware(['fast', 'flow', 'inputs', 'parameters', 'values']);
  fw.parameters.adoptShadow();
  fw.inputs.startInputs(() => undefined);
  set('oxidisedFraction', 5000);
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
function set(name: string, value: number): void {
  fw.values.X[valueIndex(name)] = value;
}

describe('pulses', () => {
  it('of the flow meter are 50 a millilitre, whatever the time between two looks', () => {
    // 30 mL/min are 25 pulses a second.
    for (const [count, seconds] of [
      [25, 1],
      [50, 2],
      [30, 1.2],
    ] as const) {
      board.pulse('catholyteFlow', count);
      fw.flow.senseFlows(seconds, true, 100, 300);
      expect(get('catholyteFlow')).toBeCloseTo(300, 6);
      expect(get('catholyteFlowRatio')).toBeCloseTo(1000, 6);
    }
    fw.flow.senseFlows(1, true, 100, 300);
    expect([get('catholyteFlow'), get('catholyteFlowRatio')]).toEqual([0, 0]);
  });

  it('of a tach are two a revolution', () => {
    board.pulse('nakTach', 25);
    board.pulse('catholyteTach', 15);
    fw.flow.senseFlows(1, false, 100, 300);
    expect([get('nakPumpSpeed'), get('catholytePumpSpeed')]).toEqual([750, 450]);
    board.pulse('nakTach', 50);
    board.pulse('catholyteTach', 30);
    fw.flow.senseFlows(2, false, 100, 300);
    expect([get('nakPumpSpeed'), get('catholytePumpSpeed')]).toEqual([750, 450]);
  });
});

describe('a flow that is not needed', () => {
  it('counts as all there', () => {
    fw.flow.senseFlows(1, false, 100, 300);
    fw.fast.senseFast(100, 100);
    expect([get('catholyteFlowRatio'), get('nakFlowRatio')]).toEqual([1000, 1000]);
  });
});

describe('a NaK flow that is needed', () => {
  it('is judged in the next tick against the commanded flow', () => {
    fw.flow.senseFlows(1, true, 200, 300);
    fw.fast.senseFast(100, 100);
    expect(get('nakFlowRatio')).toBeCloseTo(500, 6);
  });
});

describe('the stoichiometric ratio', () => {
  it.each([
    // λ = Q c F s / I at 30 mL/min of 0.6 M: 28.9 A of reactant at s = 1.
    [250, 1000, 11.6],
    [500, 860, 5.0],
    [500, 520, 3.0],
    [-500, 9480, 3.0],
  ])('at %i mA and an oxidised fraction of %i hundredths of a percent is %f', (current, s, lambda) => {
    set('meanCurrent', current);
    set('oxidisedFraction', s);
    board.pulse('catholyteFlow', 25);
    fw.flow.senseFlows(1, true, 100, 300);
    expect(get('stoichiometricRatio') / 10).toBeCloseTo(lambda, 1);
  });

  it('without current is endless and no division by zero', () => {
    for (const current of [0, 4.9, -4.9, 5, -5]) {
      set('meanCurrent', current);
      fw.flow.senseFlows(1, true, 100, 300);
      expect(get('stoichiometricRatio')).toBeGreaterThan(1000);
      expect(Number.isFinite(get('stoichiometricRatio'))).toBe(true);
    }
  });
});

describe('a second of pumping', () => {
  /** One look a second after the one before: duties in 0.01 %, tach pulses, flow pulses and NaK flow in mL/min. */
  function look(nakDuty: number, catholyteDuty: number, pulses: { nak?: number; catholyte?: number; flow?: number }, nakFlow = 10): void {
    set('nakPumpDuty', nakDuty);
    set('catholytePumpDuty', catholyteDuty);
    board.pulse('nakTach', pulses.nak ?? 0);
    board.pulse('catholyteTach', pulses.catholyte ?? 0);
    board.pulse('catholyteFlow', pulses.flow ?? 0);
    set('nakFlow', 10 * nakFlow);
    fw.flow.senseFlows(1, false, 100, 300);
  }
  const errors = (): number[] => [get('nakSpeedError') / 10, get('catholyteSpeedError') / 10];

  it.each([
    // 1500 rpm and 50 pulses a second at full duty; one pulse a second, 30 rpm, is what the tach can tell.
    [5000, 25, -4],
    [5000, 24, 0],
    [5000, 26, 0],
    [5000, 20, 16],
    [5000, 19, 20],
    [5000, 31, 20],
    [5000, 0, 96],
    [1000, 4, 0],
    [1000, 6, 0],
    [1000, 3, 20],
    [10_000, 39, 20],
  ])('with a duty of %i and %i tach pulses is wrong by %f %%', (duty, pulses, percent) => {
    look(duty, duty, { nak: pulses, catholyte: pulses });
    expect(errors()).toEqual([expect.closeTo(percent, 6) as number, expect.closeTo(percent, 6) as number]);
  });

  it('of a pump that is off is wrong by its share of full speed', () => {
    look(0, 0, {});
    expect(errors()).toEqual([-2, -2]);
    look(0, 0, { nak: 50, catholyte: 11 });
    expect(errors()).toEqual([98, 20]);
  });

  it('gives the flow of the curve, 20 mL/min at full duty, or less', () => {
    for (const [duty, flow, percent] of [
      [5000, 10, 100],
      [5000, 7, 70],
      [2000, 4, 100],
      [2000, 1, 25],
      [10_000, 5, 25],
      [0, 0, 100],
      [0, 5, 100],
    ] as const) {
      look(duty, 0, {}, flow);
      expect(get('nakCurveRatio') / 10).toBeCloseTo(percent, 6);
    }
    look(5000, 0, {}, NaN);
    expect(get('nakCurveRatio')).toBeNaN();
  });

  it('without a flow pulse is a lost meter, but not the one in which the pump starts', () => {
    look(0, 3000, {});
    expect(get('flowPulses')).toBe(0);
    look(0, 3000, {});
    expect(get('flowPulses')).toBe(1);
    look(0, 3000, { flow: 1 });
    expect(get('flowPulses')).toBe(0);
  });

  it('with flow pulses and the pump off is a false one', () => {
    look(0, 0, { flow: 1 });
    expect(get('flowPulses')).toBe(-1);
    look(0, 0, {});
    expect(get('flowPulses')).toBe(0);
    look(0, 3000, { flow: 25 });
    expect(get('flowPulses')).toBe(0);
  });
});
